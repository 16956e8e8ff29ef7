"""Our staff as a platform knows them: who may have customers there, and whose login that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pondkeeper.domain.channels.facts import Member
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many members were unknown, and how many are not as they were."""

    added: int
    changed: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as a page shows them; `staff_id` is whose login it is, if it is anybody's."""

    member_id: str
    name: str
    avatar: str
    active: bool
    seen_at: datetime
    left_at: datetime | None
    staff_id: int | None
    staff_name: str | None
    friends: int


async def keep(tx: Tx, channel_id: int, members: Sequence[Member]) -> Kept:
    """Keep what the platform says of these members. What it does not tell stays as it was."""
    rows = await tx.rows(
        SQL.keep_members,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        member_ids=[member.member_id for member in members],
        names=[member.name for member in members],
        avatars=[member.avatar for member in members],
        active=[member.active for member in members],
        now=tx.clock.real(),
    )
    added = sum(row["added"] for row in rows)
    return Kept(added, len(rows) - added)


async def let_go(tx: Tx, channel_id: int, listed: Sequence[str]) -> int:
    """Mark those who are not listed (any more) as left; how many."""
    return await tx.run(
        SQL.members_gone,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        member_ids=list(listed),
        now=tx.clock.real(),
    )


async def list_members(tx: Tx, channel_id: int) -> list[MemberRow]:
    """Return a channel's members: those who are here first, by name."""
    return await tx.rows(
        SQL.members, into=MemberRow, workspace_id=tx.workspace_id, channel_id=channel_id
    )
