"""Groups of customers."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import Parameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, Ref, newest_page, number, ref
from pondkeeper.domain import groups

Limit = Annotated[int, Parameter(ge=1, le=200)]


class Group(msgspec.Struct):
    """A group of customers. `known` of its people are friends of somebody here."""

    id: str
    channel_id: str
    name: str
    owner: str
    customers: int
    staff: int
    known: int
    joined_7d: int
    left_7d: int
    made_at: datetime | None
    ended_at: datetime | None
    read_at: datetime
    error: str | None


class GroupPerson(msgspec.Struct):
    """Somebody in a group; of strangers nothing is kept but that they are there."""

    kind: str
    name: str
    contact: Ref | None
    joined_at: datetime | None


class GroupPeople(msgspec.Struct):
    """Who is in a group."""

    items: list[GroupPerson]


@get("/api/groups")
async def list_groups(door: Door, cursor: str | None = None, limit: Limit = 50) -> PageOf[Group]:
    """List groups, the newest here first."""
    async with door.tx("contacts.read") as tx:
        rows = await groups.list_groups(tx, before=number(cursor, "cursor"), limit=limit + 1)
    return newest_page(rows, limit, _group)


@get("/api/groups/{group_id:int}/people")
async def list_people(door: Door, group_id: int) -> GroupPeople:
    """List who is in a group."""
    async with door.tx("contacts.read") as tx:
        rows = await groups.list_people(tx, group_id)
    return GroupPeople(
        [
            GroupPerson(row.kind, row.name, ref(row.contact_id, row.name), row.joined_at)
            for row in rows
        ]
    )


def _group(row: groups.GroupRow) -> Group:
    return Group(
        str(row.id),
        str(row.channel_id),
        row.name,
        row.owner_name,
        row.customers,
        row.staff,
        row.known,
        row.joined_7d,
        row.left_7d,
        row.made_at,
        row.ended_at,
        row.read_at,
        row.error or None,
    )


ROUTES: tuple[Any, ...] = (list_groups, list_people)
