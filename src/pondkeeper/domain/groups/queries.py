"""Groups as pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group; `known` of its customers are friends of somebody here."""

    id: int
    channel_id: int
    chat_id: str
    name: str
    owner_member_id: str
    owner_name: str
    made_at: datetime | None
    ended_at: datetime | None
    read_at: datetime
    error: str
    customers: int
    staff: int
    known: int
    joined_7d: int
    left_7d: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in a group; `contact_id` where we know them."""

    key: str
    kind: str
    name: str
    joined_at: datetime | None
    way: int
    contact_id: int | None


async def list_groups(tx: Tx, *, before: int | None, limit: int) -> list[GroupRow]:
    """Return groups, the newest here first."""
    return await tx.rows(
        SQL.groups,
        into=GroupRow,
        workspace_id=tx.workspace_id,
        since=tx.clock.now() - LATELY,
        before=before,
        limit=limit,
    )


async def list_people(tx: Tx, group_id: int) -> list[PersonRow]:
    """Return who is in a group, 500 at most: the platform's own limit. Raises NotFound."""
    asked = {"workspace_id": tx.workspace_id, "group_id": group_id}
    people: list[PersonRow] = await tx.rows(SQL.people, into=PersonRow, **asked)
    if not people and not await tx.value(SQL.group_exists, **asked):
        raise NotFound("There is no such group.")
    return people
