"""Who is here, what they may do and see, and what they did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain.staff.rights import ROLE_RIGHTS
from pondkeeper.kit.db import Actor, SqlFolder, Tx

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in the workspace of the transaction."""

    id: int
    name: str
    role: str
    scope: str
    store_id: int | None
    store_name: str | None
    department_id: int | None
    department_name: str | None
    store_ids: list[int]

    def actor(self, account_id: int, ip: str) -> Actor:
        """Return this member as who acts, with the stores that their scope reaches."""
        return Actor(
            kind="staff",
            id=self.id,
            account_id=account_id,
            role=self.role,
            rights=ROLE_RIGHTS[self.role],
            scope=self.scope,
            store_ids=tuple(self.store_ids),
            ip=ip,
        )


@dataclass(frozen=True, slots=True)
class Brand:
    """A workspace as its people see it."""

    id: int
    name: str
    timezone: str
    notice: dict[str, Any] | None
    settings: dict[str, Any]


async def membership(tx: Tx, account_id: int) -> Membership | None:
    """Return the account's membership in this workspace, or None when there is none (any more)."""
    found = await tx.rows(
        SQL.membership, into=Membership, workspace_id=tx.workspace_id, account_id=account_id
    )
    return found[0] if found else None


async def brand(tx: Tx) -> Brand:
    """Return the workspace of the transaction."""
    found: list[Brand] = await tx.rows(SQL.brand, into=Brand, workspace_id=tx.workspace_id)
    return found[0]


async def brands_of(tx: Tx, account_id: int) -> list[tuple[int, str]]:
    """Return (id, name) of every brand the account works for; the Tx must act as the account."""
    rows = await tx.rows(SQL.brands_of, account_id=account_id)
    return [(row["id"], row["name"]) for row in rows]


async def set_up_needed(tx: Tx) -> bool:
    """Return whether the installation is new: nobody has set it up."""
    return bool(await tx.value(SQL.set_up_needed))


async def timezone(tx: Tx) -> str:
    """Return the IANA zone in which this workspace counts days."""
    return (await brand(tx)).timezone


async def stores(tx: Tx) -> list[Any]:
    """Return the stores with their department and how many people and contacts they have."""
    return await tx.rows(SQL.stores, workspace_id=tx.workspace_id)


async def departments(tx: Tx) -> list[Any]:
    """Return the departments, parents first."""
    return await tx.rows(SQL.departments, workspace_id=tx.workspace_id)


async def staff(tx: Tx, staff_id: int | None = None) -> list[Any]:
    """Return everybody who works or worked here, or the one asked for."""
    return await tx.rows(SQL.staff, workspace_id=tx.workspace_id, staff_id=staff_id)


async def api_keys(tx: Tx) -> list[Any]:
    """Return the keys that are not revoked."""
    return await tx.rows(SQL.api_keys, workspace_id=tx.workspace_id)


async def audit_page(
    tx: Tx,
    *,
    action: str | None,
    actor_id: int | None,
    since: datetime | None,
    until: datetime | None,
    before_id: int | None,
    limit: int,
) -> list[Any]:
    """Return the audit trail, newest first."""
    return await tx.rows(
        SQL.audit_page,
        workspace_id=tx.workspace_id,
        action=action,
        actor_id=actor_id,
        since=since,
        until=until,
        before_id=before_id,
        limit=limit,
    )


async def approvals(
    tx: Tx, *, waiting: bool | None, before_id: int | None, limit: int
) -> list[Any]:
    """Return requests for approval, newest first."""
    return await tx.rows(
        SQL.approvals,
        workspace_id=tx.workspace_id,
        waiting=waiting,
        before_id=before_id,
        limit=limit,
    )


async def notifications(
    tx: Tx, *, unread: bool, before_id: int | None, limit: int
) -> tuple[list[Any], int]:
    """Return my notifications, newest first, and how many are unread."""
    mine = tx.actor.id if tx.actor.kind == "staff" else 0
    rows = await tx.rows(
        SQL.notifications,
        workspace_id=tx.workspace_id,
        staff_id=mine,
        unread=unread,
        before_id=before_id,
        limit=limit,
    )
    count = await tx.value(SQL.unread_count, workspace_id=tx.workspace_id, staff_id=mine)
    return rows, count
