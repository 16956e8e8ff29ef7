"""After a restore: what must not be sent until a named person says so.

What fell due between backup and restore may have been sent by the installation that is gone. It
becomes `unknown`. No platform this product speaks to can be asked after such a send (a welcome
has no receipt), so each stays unknown; only a person may send it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain.messaging.outcomes import SQL, tell
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, Forbidden
from pondkeeper.kit.pagination import EXACT_COUNT_LIMIT
from pondkeeper.kit.wake import wake

RESTORED = "restored"
HINT = "恢复前可能已发送，不会自动重发"


@dataclass(frozen=True, slots=True)
class Hold:
    """A restore's hold that stands; times are the machine's."""

    id: int
    epoch: int
    backup_at: datetime
    restored_at: datetime
    payments_checked_at: datetime | None
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HeldTouch:
    """One message of which nobody knows whether it was sent before the restore."""

    id: int
    contact_id: int
    contact_name: str
    kind: str
    summary: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Released:
    """How many touches are sent again, and how many stay unknown."""

    sent: int
    dropped: int


async def hold(tx: Tx, *, backup_at: datetime, restored_at: datetime) -> int:
    """Begin a hold for this restore (the Tx's epoch) and mark what may have been sent.

    Both times are the machine's. Returns how many calls became unknown; nothing is sent again.
    """
    await tx.run(
        SQL.begin_hold,
        workspace_id=tx.workspace_id,
        epoch=tx.epoch,
        backup_at=backup_at,
        restored_at=restored_at,
    )
    rows = await tx.rows(
        SQL.hold_deliveries,
        workspace_id=tx.workspace_id,
        epoch=tx.epoch,
        backup_at=backup_at,
        now=tx.clock.now(),
        real=tx.clock.real(),
        code=RESTORED,
        hint=HINT,
    )
    await tell(tx, rows, origin="restore")
    return len({row["id"] for row in rows})


async def is_held(tx: Tx) -> bool:
    """Return whether sending of an earlier epoch is held in this workspace."""
    return bool(await tx.value(SQL.is_held, workspace_id=tx.workspace_id))


async def standing(tx: Tx) -> Hold | None:
    """Return the hold that stands in this workspace."""
    rows = await tx.rows(SQL.standing_hold, into=Hold, workspace_id=tx.workspace_id)
    return rows[0] if rows else None


async def held_touches(
    tx: Tx, epoch: int, *, before: int | None = None, limit: int = 50
) -> list[HeldTouch]:
    """Return what may have been sent before the restore of `epoch`, newest first."""
    return await tx.rows(
        SQL.held_touches,
        into=HeldTouch,
        workspace_id=tx.workspace_id,
        epoch=epoch,
        code=RESTORED,
        before=before,
        limit=limit,
    )


async def count_held(tx: Tx, epoch: int) -> int:
    """Return how many there are, at most one more than is counted exactly."""
    return int(
        await tx.value(
            SQL.count_held,
            workspace_id=tx.workspace_id,
            epoch=epoch,
            code=RESTORED,
            most=EXACT_COUNT_LIMIT + 1,
        )
    )


async def note_payments(tx: Tx, report: dict[str, Any]) -> None:
    """Keep what the platforms said of open payments, so that a release may follow."""
    await tx.run(
        SQL.note_payments, workspace_id=tx.workspace_id, real=tx.clock.real(), report=report
    )


async def release(tx: Tx, touch_ids: Sequence[int]) -> Released:
    """A named person lets sending go on: what is due later, and of the held what they tick.

    A call that carries several touches is sent again only when all of them are ticked, and none
    past its last moment. Raises Forbidden for anybody but a person, Conflict when nothing is
    held or the payments were not asked after yet.
    """
    if tx.actor.kind != "staff":
        raise Forbidden("Only a person can decide this.", hint="Sign in with your own account.")
    stands = await standing(tx)
    if stands is None:
        raise Conflict("Nothing is held here (any more).", hint="Load again.")
    if stands.payments_checked_at is None:
        raise Conflict("The payments were not asked after yet.", hint="Try again in a moment.")
    held = await count_held(tx, stands.epoch)
    sent = await _send_again(tx, stands.epoch, touch_ids)
    await tx.value(
        SQL.release_hold,
        workspace_id=tx.workspace_id,
        real=tx.clock.real(),
        staff_id=tx.actor.id,
    )
    await wake(tx, "dispatch")
    return Released(sent=sent, dropped=held - sent)


async def _send_again(tx: Tx, epoch: int, touch_ids: Sequence[int]) -> int:
    return int(
        await tx.value(
            SQL.resend_held,
            workspace_id=tx.workspace_id,
            epoch=epoch,
            code=RESTORED,
            touch_ids=list(touch_ids),
            by_actor=f"staff:{tx.actor.id}",
            real=tx.clock.real(),
        )
    )
