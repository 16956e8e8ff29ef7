"""The audit trail: every write, and every reading of something guarded."""

from typing import Any

from sqlalchemy import insert

from pondkeeper.domain.staff.models import Audit
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder("pondkeeper.domain.staff")


async def audit(tx: Tx, verb: str, noun: str, noun_id: object = "", **detail: Any) -> None:
    """Note who did what to which thing, in the transaction that does it."""
    actor = tx.actor
    await tx.execute(
        insert(Audit).values(
            workspace_id=tx.workspace_id,
            at=tx.clock.real(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=await _name(tx),
            verb=verb,
            noun=noun,
            noun_id=str(noun_id),
            detail=detail,
            ip=actor.ip,
        )
    )


async def _name(tx: Tx) -> str:
    if tx.actor.id is None or tx.actor.kind not in {"staff", "api_key"}:
        return tx.actor.kind
    found: str | None = await tx.value(
        SQL.actor_name, workspace_id=tx.workspace_id, kind=tx.actor.kind, id=tx.actor.id
    )
    return found or tx.actor.kind
