"""Brands: made, named, given a notice."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import insert, update

from pondkeeper.domain.staff.actions.accounts import load_login
from pondkeeper.domain.staff.actions.audit import audit
from pondkeeper.domain.staff.models import Staff, Workspace
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput

SQL = SqlFolder("pondkeeper.domain.staff")


async def create_workspace(tx: Tx, *, name: str, timezone: str, account_id: int) -> tuple[int, int]:
    """Make a brand with `account_id` as its owner; returns (workspace id, staff id).

    The transaction acts for the new workspace from here on.
    """
    _check_zone(timezone)
    if not name.strip():
        raise InvalidInput("A name is needed.", errors=[FieldError("name", "Fill this in.")])
    workspace_id: int = await tx.value(SQL.next_workspace)
    await tx.value(SQL.work_in, workspace=str(workspace_id))
    tx.workspace_id = workspace_id
    now = tx.clock.now()
    owner = await load_login(tx, account_id)
    if owner is None:
        raise Conflict("The transaction does not act as this account.")
    await tx.execute(
        insert(Workspace).values(
            id=workspace_id, name=name.strip(), timezone=timezone, created_at=now
        )
    )
    staff_id = (
        await tx.execute(
            insert(Staff)
            .values(
                workspace_id=workspace_id,
                account_id=account_id,
                role="owner",
                scope="all",
                login=owner.login,
                name=owner.name,
                joined_at=now,
            )
            .returning(Staff.id)
        )
    ).scalar_one()
    await audit(tx, "workspace.create", "workspace", workspace_id)
    return workspace_id, staff_id


async def claim_set_up(tx: Tx) -> None:
    """Take the first set-up for this transaction. Raises Conflict when it was done already."""
    if not await tx.run(SQL.claim_set_up, now=tx.clock.real()):
        raise Conflict("This installation is set up already.", hint="Sign in instead.")


async def change_workspace(tx: Tx, **values: Any) -> None:
    """Change name, timezone or notice. The timezone is fixed once something happened."""
    if "timezone" in values:
        _check_zone(values["timezone"])
        if await tx.value(SQL.anything_happened, workspace_id=tx.workspace_id):
            raise Conflict(
                "The time zone is fixed once something happened.",
                hint="Days in reports would change after the fact.",
            )
    if values:
        await tx.execute(update(Workspace).where(Workspace.id == tx.workspace_id).values(**values))


def _check_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidInput(
            "This time zone is not known.",
            errors=[FieldError("timezone", "Use a name such as Asia/Shanghai.")],
        ) from error
