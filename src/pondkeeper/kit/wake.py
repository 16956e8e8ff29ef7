"""Waking the loops: a notice that Postgres delivers when, and only when, the Tx commits."""

from pondkeeper.kit.db.sql import Sql
from pondkeeper.kit.db.tx import Tx

CHANNEL = "pond_wake"
NOTIFY = Sql.parse("notify", f"select pg_notify('{CHANNEL}', :payload)")


async def wake(tx: Tx, loop: str) -> None:
    """Ask for the loop named `loop` (inbox, dispatch, profiles, orders, runs) to look at once."""
    await tx.value(NOTIFY, payload=f"{loop}:{tx.workspace_id}")
