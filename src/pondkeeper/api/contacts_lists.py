"""The short lists beside the customers: sources and saved views."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import delete, get, post, put

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Items
from pondkeeper.domain import channels, contacts
from pondkeeper.kit.db import Tx


class Source(msgspec.Struct):
    """Where people come from."""

    id: str
    name: str
    kind: str
    codes: int
    contacts: int
    created_at: datetime


class SourceRequest(msgspec.Struct):
    """A source to make or change."""

    name: str
    kind: str


class View(msgspec.Struct):
    """Filters under a name; `query` is the query string of the page's address."""

    id: str
    name: str
    page: str
    query: str
    shared: bool


class ViewRequest(msgspec.Struct):
    """Filters to keep."""

    page: str
    name: str
    query: str
    shared: bool = False


@get("/api/sources")
async def list_sources(door: Door) -> Items[Source]:
    """List the sources."""
    async with door.tx("contacts.read") as tx:
        return Items(await _sources(tx))


@post("/api/sources")
async def add_source(door: Door, data: SourceRequest) -> Source:
    """Make a source."""
    door.about("source", "", name=data.name)
    async with door.tx("sources.write") as tx:
        made = await contacts.make_source(tx, data.name, data.kind)
        return next(one for one in await _sources(tx) if one.id == str(made))


@put("/api/sources/{source_id:int}")
async def change_source(door: Door, source_id: int, data: SourceRequest) -> Source:
    """Change a source."""
    door.about("source", source_id, name=data.name)
    async with door.tx("sources.write") as tx:
        await contacts.change_source(tx, source_id, data.name, data.kind)
        return next(one for one in await _sources(tx) if one.id == str(source_id))


@get("/api/saved-views")
async def list_views(door: Door, page: str) -> Items[View]:
    """List my own and the shared views of a page."""
    async with door.tx("") as tx:
        return Items([_view(row) for row in await contacts.saved_views(tx, page)])


@post("/api/saved-views")
async def add_view(door: Door, data: ViewRequest) -> View:
    """Keep filters under a name."""
    door.about("saved_view", "", page=data.page)
    async with door.tx("") as tx:
        return _view(
            await contacts.save_view(tx, data.page, data.name, data.query, shared=data.shared)
        )


@delete("/api/saved-views/{view_id:int}")
async def drop_view(door: Door, view_id: int) -> None:
    """Forget a view."""
    door.about("saved_view", view_id)
    async with door.tx("") as tx:
        await contacts.drop_view(tx, view_id)


async def _sources(tx: Tx) -> list[Source]:
    codes: dict[int, int] = {}
    for code in await channels.list_codes(tx):
        codes[code.source_id] = codes.get(code.source_id, 0) + 1
    return [
        Source(
            str(row["id"]), row["name"], row["kind"], codes.get(row["id"], 0), row["contacts"],
            row["created_at"],
        )
        for row in await contacts.all_sources(tx)
    ]


def _view(row: Any) -> View:
    return View(str(row.id), row.name, row.page, row.query["text"], row.staff_id is None)


ROUTES = (list_sources, add_source, change_source, list_views, add_view, drop_view)
