"""Staff, stores and departments."""

import secrets
from typing import Any

from sqlalchemy import insert, update

from pondkeeper.domain.staff.actions import accounts
from pondkeeper.domain.staff.models import Department, Staff, Store
from pondkeeper.domain.staff.rights import ROLE_RIGHTS
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

SQL = SqlFolder("pondkeeper.domain.staff")
SCOPES = ("own", "store", "department", "all")


async def invite(
    tx: Tx,
    *,
    login: str,
    name: str,
    role: str,
    scope: str,
    store_id: int | None = None,
    department_id: int | None = None,
    member_id: str | None = None,
) -> tuple[int, str | None]:
    """Make a member of staff; returns the id and, for a new login, a password shown once."""
    _check(role, scope)
    account_id = await accounts.find_account(tx, login)
    password = None
    if account_id is None:
        password = secrets.token_urlsafe(12)
        account_id = await accounts.create_account(tx, login=login, name=name, password=password)
    if await tx.value(SQL.is_staff, workspace_id=tx.workspace_id, account_id=account_id):
        raise Conflict("This person works here already.", hint="Change their role instead.")
    staff_id = (
        await tx.execute(
            insert(Staff)
            .values(
                workspace_id=tx.workspace_id,
                account_id=account_id,
                name=name.strip() or login,
                login=accounts.normal(login),
                role=role,
                scope=scope,
                store_id=store_id,
                department_id=department_id,
                member_id=member_id or None,
                joined_at=tx.clock.now(),
            )
            .returning(Staff.id)
        )
    ).scalar_one()
    return staff_id, password


async def change_staff(tx: Tx, staff_id: int, **values: Any) -> None:
    """Change a member of staff. The last owner can neither leave nor become something else."""
    _check(values.get("role", "owner"), values.get("scope", "all"))
    loses_owner = values.get("role", "owner") != "owner" or values.get("left_at") is not None
    if loses_owner and await tx.value(
        SQL.is_last_owner, workspace_id=tx.workspace_id, staff_id=staff_id
    ):
        raise Conflict("This is the last owner.", hint="Make somebody else an owner first.")
    changed = await tx.execute(
        update(Staff)
        .where(Staff.workspace_id == tx.workspace_id, Staff.id == staff_id)
        .values(**values)
    )
    if not changed.rowcount:
        raise NotFound("There is no such member of staff.")


async def leave(tx: Tx, member_id: str) -> int | None:
    """The platform says that this member is gone: end the membership; returns the staff id."""
    row = await tx.row(
        SQL.leave, workspace_id=tx.workspace_id, member_id=member_id, now=tx.clock.now()
    )
    return None if row is None else int(row["id"])


async def save_store(tx: Tx, store_id: int | None, **values: Any) -> int:
    """Make or change a store; returns its id."""
    return await _save(tx, Store, store_id, values)


async def save_department(tx: Tx, *, name: str, parent_id: int | None) -> int:
    """Make a department under its parent; its path makes 'and below' a range."""
    made = await _save(tx, Department, None, {"name": name, "parent_id": parent_id})
    await tx.run(
        SQL.set_department_path, workspace_id=tx.workspace_id, id=made, parent_id=parent_id
    )
    return made


async def _save(
    tx: Tx, model: type[Store | Department], row_id: int | None, values: dict[str, Any]
) -> int:
    if not str(values.get("name", "x")).strip():
        raise InvalidInput("A name is needed.", errors=[FieldError("name", "Fill this in.")])
    if row_id is None:
        made = insert(model).values(workspace_id=tx.workspace_id, **values).returning(model.id)
        return int((await tx.execute(made)).scalar_one())
    changed = await tx.execute(
        update(model)
        .where(model.workspace_id == tx.workspace_id, model.id == row_id)
        .values(**values)
    )
    if not changed.rowcount:
        raise NotFound("There is no such thing here.")
    return row_id


def _check(role: str, scope: str) -> None:
    if role not in ROLE_RIGHTS:
        raise InvalidInput(
            "This role is not known.", errors=[FieldError("role", ", ".join(ROLE_RIGHTS))]
        )
    if scope not in SCOPES:
        raise InvalidInput(
            "This scope is not known.", errors=[FieldError("scope", ", ".join(SCOPES))]
        )
