"""Deliveries of which nobody knows whether they arrived, settled by a named person."""

from typing import Literal

from pondkeeper.domain.messaging.outcomes import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, Forbidden
from pondkeeper.kit.wake import wake


async def settle_unknown(
    tx: Tx, delivery_id: int, outcome: Literal["sent", "failed"]
) -> None:
    """A named person looked and says what became of it. Raises Forbidden and Conflict."""
    await _decide(tx, delivery_id, outcome)


async def resend_unknown(tx: Tx, delivery_id: int) -> None:
    """A named person takes it on them to send it again. Raises Forbidden and Conflict.

    A delivery past its last moment (a welcome) is not sent again: the platform would refuse it.
    """
    await _decide(tx, delivery_id, "ready")
    await wake(tx, "dispatch")


async def _decide(tx: Tx, delivery_id: int, state: str) -> None:
    if tx.actor.kind != "staff":
        raise Forbidden("Only a person can decide this.", hint="Sign in with your own account.")
    changed = await tx.run(
        SQL.decide_unknown,
        workspace_id=tx.workspace_id,
        id=delivery_id,
        state=state,
        by_actor=f"staff:{tx.actor.id}",
        now=tx.clock.now(),
        real=tx.clock.real(),
    )
    if not changed:
        raise Conflict("This was decided already, or can no longer be sent.", hint="Load again.")
