"""Handovers as people see them: asked for, listed, and what the platform says by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from pondkeeper.domain import runs
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.handover_items import STATES
from pondkeeper.domain.channels.models import Handover
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover with how its customers stand."""

    id: int
    run_id: int | None
    channel_id: int
    from_member_id: str
    from_name: str
    to_members: list[dict[str, str]]
    state: str
    error: str
    total: int
    moved: int
    waiting: int
    refused: int
    failed: int
    requested_by: int | None
    requested_by_name: str | None
    created_at: datetime


async def ask_handover(
    tx: Tx, *, channel_id: int, from_member_id: str, to_member_ids: Sequence[str]
) -> int:
    """Begin to hand a leaver's customers to colleagues, in turns; the run's id.

    Raises InvalidInput when nobody, or the leaver, is to take over; Conflict when one is under way.
    """
    takers = list(dict.fromkeys(to_member_ids))
    if not takers or from_member_id in takers:
        message = "Choose one or more colleagues who stay."
        raise InvalidInput(message, errors=[FieldError("to_member_ids", message)])
    if await tx.value(
        SQL.handover_open,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        from_member_id=from_member_id,
    ):
        raise Conflict("A handover of this member is under way.", hint="Wait until it has ended.")
    made = await tx.execute(
        insert(Handover)
        .values(
            workspace_id=tx.workspace_id,
            channel_id=channel_id,
            from_member_id=from_member_id,
            to_member_ids=takers,
            requested_by=tx.actor.id if tx.actor.kind == "staff" else None,
            next_at=tx.clock.now(),
            created_at=tx.clock.now(),
        )
        .returning(Handover.id)
    )
    handover_id = int(made.scalar_one())
    run_id = await runs.start(tx, "handover", {"handover_id": str(handover_id)})
    await tx.execute(
        update(Handover)
        .where(Handover.workspace_id == tx.workspace_id, Handover.id == handover_id)
        .values(run_id=run_id)
    )
    await wake(tx, "handovers")
    return run_id


async def list_handovers(
    tx: Tx, *, before: int | None = None, limit: int = 50
) -> list[HandoverRow]:
    """Return handovers, newest first, before the id `before`."""
    return await tx.rows(
        SQL.handovers,
        into=HandoverRow,
        workspace_id=tx.workspace_id,
        before=before,
        limit=limit,
    )


async def handover_failed(tx: Tx, channel_id: int, failed: facts.TransferFailed) -> None:
    """The platform says by itself that a customer did not move."""
    state = STATES.get(failed.reason, "failed")
    await tx.run(
        SQL.item_failed,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        external_id=failed.external_id,
        to_member_id=failed.member_id,
        state=state,
        reason=failed.reason,
        at=failed.at,
    )
