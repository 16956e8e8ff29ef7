"""How deliveries end: written with their events, once, and never more than the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pondkeeper.domain import tasks, timeline
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
LATE = "welcome_late"
LATE_HINT = "欢迎语没发出：超过 20 秒有效期 (平台规则)。已生成一条待跟进任务。"
SPENT = frozenset({"41050"})
"""The platform's word for a welcome code that is too old, or used."""
WORDS = {
    "sent": "touch.sent",
    "failed": "touch.failed",
    "unknown": "touch.unknown",
    "suppressed": "touch.suppressed",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How one call ended; state `ready` means again after `wait_s` seconds."""

    state: str
    provider_id: str = ""
    code: str = ""
    hint: str = ""
    wait_s: int = 0


async def end_many(tx: Tx, ended: Sequence[tuple[int, int, Ended]]) -> None:
    """Write how deliveries ended: (id, fence, how). One that is no longer ours is left alone."""
    if not ended:
        return
    real = tx.clock.real()
    rows = await tx.rows(
        SQL.end_deliveries,
        workspace_id=tx.workspace_id,
        ids=[delivery_id for delivery_id, _, _ in ended],
        fences=[fence for _, fence, _ in ended],
        states=[how.state for _, _, how in ended],
        provider_ids=[how.provider_id for _, _, how in ended],
        codes=[how.code for _, _, how in ended],
        hints=[how.hint[:500] for _, _, how in ended],
        retries=[real + timedelta(seconds=how.wait_s) for _, _, how in ended],
        now=tx.clock.now(),
        real=real,
        by_actor="",
    )
    await tell(tx, [row for row in rows if row["state"] != "ready"])


async def expire(tx: Tx) -> int:
    """Fail what is still ready after its last moment, with the reason; how many."""
    rows = await tx.rows(
        SQL.expire,
        workspace_id=tx.workspace_id,
        real=tx.clock.real(),
        now=tx.clock.now(),
        code=LATE,
        hint=LATE_HINT,
    )
    await tell(tx, rows)
    return len(rows)


async def recover(tx: Tx) -> int:
    """Return dead leases to ready and make dead wires unknown; how many of both."""
    freed = await tx.run(SQL.recover_leases, workspace_id=tx.workspace_id, real=tx.clock.real())
    rows = await tx.rows(
        SQL.recover_wires,
        workspace_id=tx.workspace_id,
        real=tx.clock.real(),
        now=tx.clock.now(),
    )
    await tell(tx, rows)
    return freed + len(rows)


async def tell(tx: Tx, rows: Sequence[Any], *, origin: str = "live") -> None:
    """Record what became of the touches, and give a late welcome to the follower as a task."""
    touches = [row for row in rows if row["touch_id"] is not None]
    await timeline.record_many(
        tx,
        [
            timeline.NewEvent(
                WORDS[row["state"]],
                row["contact_id"],
                row["identity_id"],
                {
                    "touch_id": str(row["touch_id"]),
                    "purpose": row["purpose"],
                    "source": row["source_kind"],
                    "reason": row["error_code"],
                },
            )
            for row in touches
        ],
        origin=origin,
    )
    late = [row for row in touches if _is_late(row)]
    await tasks.open_many(
        tx,
        [
            tasks.NewTask(
                kind=LATE,
                once_key=str(row["touch_id"]),
                contact_id=row["contact_id"],
                params={"text": LATE_HINT},
            )
            for row in late
        ],
    )


def _is_late(row: Any) -> bool:
    if row["purpose"] != "welcome" or row["state"] != "failed":
        return False
    return row["error_code"] == LATE or row["error_code"] in SPENT
