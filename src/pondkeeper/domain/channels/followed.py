"""Which of our accounts a person follows, or followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class Followed:
    """One account of ours and since when the person follows it, until when they did."""

    channel_id: int
    channel_name: str
    channel_kind: str
    since: datetime
    ended_at: datetime | None


async def accounts_of(tx: Tx, contact_ids: Sequence[int]) -> list[Followed]:
    """Return the accounts that a person (all their contacts) follows or followed."""
    return await tx.rows(
        SQL.accounts_of,
        into=Followed,
        workspace_id=tx.workspace_id,
        contact_ids=list(contact_ids),
    )
