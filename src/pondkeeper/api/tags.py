"""The words that customers are tagged with."""

import msgspec
from litestar import get, post

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Items
from pondkeeper.domain import contacts
from pondkeeper.kit.db import Tx


class Tag(msgspec.Struct):
    """A tag, and how many customers have it."""

    id: str
    name: str
    group: str | None
    contacts: int


class TagMade(msgspec.Struct):
    """A tag to make."""

    name: str
    group: str | None = None


@get("/api/tags")
async def list_tags(door: Door) -> Items[Tag]:
    """List the tags by group."""
    async with door.tx("contacts.read") as tx:
        return Items(await _tags(tx))


@post("/api/tags")
async def add_tag(door: Door, data: TagMade) -> Tag:
    """Make a tag, or return the one of this name."""
    door.about("tag", "", name=data.name)
    async with door.tx("tags.write") as tx:
        made = await contacts.make_tag(tx, data.name, group=data.group or "")
        return next(one for one in await _tags(tx) if one.id == str(made))


async def _tags(tx: Tx) -> list[Tag]:
    return [
        Tag(str(row["id"]), row["name"], row["group_name"] or None, row["contacts"])
        for row in await contacts.all_tags(tx)
    ]


ROUTES = (list_tags, add_tag)
