"""Approvals and notifications: small general parts that every room may use."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert

from pondkeeper.domain.staff.models import Approval, Notification
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, Forbidden, NotFound

SQL = SqlFolder("pondkeeper.domain.staff")


async def ask(
    tx: Tx, kind: str, noun_id: object, payload: dict[str, Any], *, reason: str = ""
) -> int:
    """Ask for a second person's yes; asking again while one waits returns the same request."""
    made = (
        await tx.execute(
            upsert(Approval)
            .values(
                workspace_id=tx.workspace_id,
                kind=kind,
                noun_id=str(noun_id),
                payload=payload,
                reason=reason,
                requested_by=_staff_id(tx),
                requested_at=tx.clock.real(),
            )
            .on_conflict_do_nothing()
            .returning(Approval.id)
        )
    ).scalar_one_or_none()
    if made is None:
        made = await tx.value(
            SQL.open_approval, workspace_id=tx.workspace_id, kind=kind, noun_id=str(noun_id)
        )
    else:
        await notify_role(
            tx,
            ("owner", "operator"),
            "approval.asked",
            {"kind": kind, **payload},
            link="/approvals",
            once_key=f"approval:{made}",
        )
    return int(made)


async def decide(tx: Tx, approval_id: int, decision: str, comment: str = "") -> dict[str, Any]:
    """Approve or return; the person who asked cannot. Returns kind, noun_id and payload.

    Raises NotFound, Conflict when it was decided already, Forbidden for the asker.
    """
    row = await tx.row(SQL.approval, workspace_id=tx.workspace_id, id=approval_id)
    if row is None:
        raise NotFound("There is no such request.")
    if row["decision"] is not None:
        raise Conflict("This was decided already.")
    if row["requested_by"] is not None and row["requested_by"] == _staff_id(tx):
        raise Forbidden("A second person must decide.", hint="Ask a colleague.")
    decided = await tx.row(
        SQL.decide,
        workspace_id=tx.workspace_id,
        id=approval_id,
        decision=decision,
        comment=comment,
        staff_id=_staff_id(tx),
        now=tx.clock.real(),
    )
    if decided is None:
        raise Conflict("Somebody else decided this at the same moment.")
    if row["requested_by"]:
        await notify(
            tx,
            [row["requested_by"]],
            "approval.decided",
            {"kind": row["kind"], "decision": decision},
            once_key=f"decided:{approval_id}",
        )
    return {"kind": row["kind"], "noun_id": row["noun_id"], "payload": row["payload"]}


async def notify(
    tx: Tx,
    staff_ids: list[int],
    kind: str,
    params: dict[str, Any],
    *,
    link: str = "",
    once_key: str | None = None,
) -> None:
    """Tell some people; with a `once_key` each is told once."""
    rows = [
        {
            "workspace_id": tx.workspace_id,
            "staff_id": staff_id,
            "kind": kind,
            "params": params,
            "link": link,
            "once_key": once_key,
            "created_at": tx.clock.real(),
        }
        for staff_id in staff_ids
    ]
    if rows and once_key:
        await tx.execute(upsert(Notification).values(rows).on_conflict_do_nothing())
    elif rows:
        await tx.execute(insert(Notification).values(rows))


async def notify_role(
    tx: Tx,
    roles: tuple[str, ...],
    kind: str,
    params: dict[str, Any],
    *,
    link: str = "",
    once_key: str | None = None,
) -> None:
    """Tell everybody with one of the roles."""
    found = await tx.rows(SQL.staff_with_role, workspace_id=tx.workspace_id, roles=list(roles))
    await notify(tx, [row["id"] for row in found], kind, params, link=link, once_key=once_key)


async def mark_read(tx: Tx, ids: list[int] | None) -> None:
    """Mark my notifications read: those named, or all."""
    await tx.run(
        SQL.mark_read,
        workspace_id=tx.workspace_id,
        staff_id=_staff_id(tx) or 0,
        ids=ids,
        now=tx.clock.real(),
    )


def _staff_id(tx: Tx) -> int | None:
    return tx.actor.id if tx.actor.kind == "staff" else None
