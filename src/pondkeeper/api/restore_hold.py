"""After a restore: what may have been sent already, and the person who lets sending go on."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import get, post
from litestar.params import JSONBody, Parameter

from pondkeeper.api.door import Door
from pondkeeper.api.services import Services
from pondkeeper.api.shapes import PageOf, Ref, number
from pondkeeper.domain import shop
from pondkeeper.domain.messaging import holds
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Forbidden
from pondkeeper.kit.pagination import EXACT_COUNT_LIMIT

RIGHT = "restore.release"
Limit = Annotated[int, Parameter(ge=1, le=200)]
LOST = "Orders placed after the backup are not recoverable: only the platform's bills know them."


class HeldTouch(msgspec.Struct):
    """A message that may have been sent; `finding` is what the platform could say of it."""

    id: str
    contact: Ref
    kind: str
    summary: str
    due_at: datetime
    finding: Literal["unknown", "was_sent", "was_not_sent"]


class Payments(msgspec.Struct):
    """What asking after every open payment found."""

    queried: int = 0
    found_paid: int = 0
    still_open: int = 0


class RestoreHold(msgspec.Struct):
    """The hold of the last restore, if it still stands."""

    held: bool
    epoch: int
    backup_at: datetime | None
    restored_at: datetime | None
    payments: Payments
    touches: PageOf[HeldTouch]


class Release(msgspec.Struct):
    """What the person ticked."""

    touch_ids: list[str] = []


class Released(msgspec.Struct):
    """How many are sent again, and how many stay unknown."""

    sent: int
    dropped: int


@get("/api/restore-hold")
async def show_hold(door: Door, cursor: str | None = None, limit: Limit = 50) -> RestoreHold:
    """Show what a restore holds back and what may already have been sent."""
    async with door.tx(RIGHT) as tx:
        hold = await holds.standing(tx)
        if hold is None:
            nothing: PageOf[HeldTouch] = PageOf([], None, 0, count_exact=True)
            return RestoreHold(False, tx.epoch, None, None, Payments(), nothing)
        touches = await _touches(tx, hold, number(cursor, "cursor"), limit)
    return RestoreHold(
        held=True,
        epoch=hold.epoch,
        backup_at=hold.backup_at,
        restored_at=hold.restored_at,
        payments=_payments(hold.report),
        touches=touches,
    )


@post("/api/restore-hold/release", status_code=200)
async def release_hold(door: Door, data: JSONBody[Release]) -> Released:
    """Let sending go on: what is due later, and of the held what was ticked."""
    if RIGHT not in door.actor.rights:
        raise Forbidden("You may not do this.", hint=f"Ask an owner for the right '{RIGHT}'.")
    ticked = [found for one in data.touch_ids if (found := number(one, "touch_ids"))]
    async with door.services.database.tx(door.workspace_id, door.actor) as tx:
        hold = await holds.standing(tx)
    if hold is not None and hold.payments_checked_at is None:
        await check_payments(door.services, door.workspace_id)
    door.about("restore_hold", hold.id if hold else "", ticked=len(ticked))
    async with door.tx(RIGHT) as tx:
        done = await holds.release(tx, ticked)
    return Released(done.sent, done.dropped)


async def check_payments(services: Services, workspace_id: int) -> Payments:
    """Ask the platform after every payment that may have been made, and keep what it said."""
    found = await shop.reconcile_payments(services, workspace_id)
    report = {**asdict(found), "not_recoverable": LOST}
    async with services.database.tx(workspace_id) as tx:
        await holds.note_payments(tx, report)
    return _payments(report)


def _payments(report: dict[str, Any]) -> Payments:
    counts = {name: int(report.get(name, 0)) for name in ("asked", "paid", "closed")}
    left = counts["asked"] - counts["paid"] - counts["closed"]
    return Payments(queried=counts["asked"], found_paid=counts["paid"], still_open=left)


async def _touches(
    tx: Tx, hold: holds.Hold, before: int | None, limit: int
) -> PageOf[HeldTouch]:
    rows = await holds.held_touches(tx, hold.epoch, before=before, limit=limit + 1)
    count = await holds.count_held(tx, hold.epoch)
    page = rows[:limit]
    following = str(page[-1].id) if len(rows) > limit else None
    items = [
        HeldTouch(
            id=str(row.id),
            contact=Ref(str(row.contact_id), row.contact_name),
            kind=row.kind,
            summary=row.summary,
            due_at=row.due_at,
            finding="unknown",
        )
        for row in page
    ]
    shown = min(count, EXACT_COUNT_LIMIT)
    return PageOf(items, following, shown, count <= EXACT_COUNT_LIMIT)


ROUTES: tuple[Any, ...] = (show_hold, release_hold)
