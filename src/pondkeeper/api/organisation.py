"""The brand, its stores, departments and staff."""

import msgspec
from litestar import get, post, put
from litestar.params import JSONBody

from pondkeeper.api.door import Door
from pondkeeper.api.me import Notice, Workspace, notice
from pondkeeper.api.shapes import Items, Ref, given, number, ref
from pondkeeper.domain import staff
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput, NotFound

UNSET = msgspec.UNSET
Maybe = str | msgspec.UnsetType | None


class WorkspaceRequest(msgspec.Struct):
    """What to change of the brand; a field left out stays as it is."""

    name: str | msgspec.UnsetType = UNSET
    timezone: str | msgspec.UnsetType = UNSET
    notice: Notice | msgspec.UnsetType | None = UNSET


class Store(msgspec.Struct):
    """A shop."""

    id: str
    name: str
    department: Ref | None
    city: str | None
    address: str | None
    staff: int
    contacts: int


class StoreRequest(msgspec.Struct):
    """A shop to make or change."""

    name: str
    department_id: str | None = None
    city: str | None = None
    address: str | None = None


class Department(msgspec.Struct):
    """A part of the brand."""

    id: str
    name: str
    parent_id: str | None
    staff: int


class DepartmentRequest(msgspec.Struct):
    """A department to make."""

    name: str
    parent_id: str | None = None


class Staff(msgspec.Struct):
    """Somebody who works or worked here."""

    id: str
    login: str
    name: str
    role: str
    scope: str
    store: Ref | None
    department: Ref | None
    member_id: str | None
    state: str
    contacts: int


class StaffInvite(msgspec.Struct):
    """Somebody to take in."""

    login: str
    name: str
    role: str
    scope: str
    store_id: str | None = None
    department_id: str | None = None
    member_id: str | None = None


class StaffInvited(msgspec.Struct):
    """Taken in; the password is shown once, and none when the login existed already."""

    staff: Staff
    initial_password: str | None


class StaffRequest(msgspec.Struct):
    """What to change of somebody; a field left out stays as it is."""

    name: str | msgspec.UnsetType = UNSET
    role: str | msgspec.UnsetType = UNSET
    scope: str | msgspec.UnsetType = UNSET
    store_id: Maybe = UNSET
    department_id: Maybe = UNSET
    member_id: Maybe = UNSET
    state: str | msgspec.UnsetType = UNSET


@put("/api/workspace")
async def change_workspace(door: Door, data: JSONBody[WorkspaceRequest]) -> Workspace:
    """Change the brand's name, time zone or notice."""
    values = given(name=data.name, timezone=data.timezone, notice=data.notice)
    if values.get("notice") is not None:
        values["notice"] = msgspec.to_builtins(data.notice)
    door.about("workspace", door.workspace_id, changed=sorted(values))
    async with door.tx("settings.write") as tx:
        await staff.change_workspace(tx, **values)
        brand = await staff.brand(tx)
    return Workspace(str(brand.id), brand.name, brand.timezone, notice(brand.notice))


@get("/api/stores")
async def list_stores(door: Door) -> Items[Store]:
    """List the stores."""
    async with door.tx("staff.read") as tx:
        return Items(await _stores(tx))


@post("/api/stores")
async def add_store(door: Door, data: JSONBody[StoreRequest]) -> Store:
    """Make a store."""
    return await _save_store(door, None, data)


@put("/api/stores/{store_id:int}")
async def change_store(door: Door, store_id: int, data: JSONBody[StoreRequest]) -> Store:
    """Change a store."""
    return await _save_store(door, store_id, data)


@get("/api/departments")
async def list_departments(door: Door) -> Items[Department]:
    """List the departments, parents first."""
    async with door.tx("staff.read") as tx:
        return Items(await _departments(tx))


@post("/api/departments")
async def add_department(door: Door, data: JSONBody[DepartmentRequest]) -> Department:
    """Make a department."""
    door.about("department", "", name=data.name)
    async with door.tx("staff.write") as tx:
        made = await staff.save_department(
            tx, name=data.name, parent_id=number(data.parent_id, "parent_id")
        )
        return next(one for one in await _departments(tx) if one.id == str(made))


@get("/api/staff")
async def list_staff(door: Door) -> Items[Staff]:
    """List everybody who works or worked here."""
    async with door.tx("staff.read") as tx:
        return Items(await _staff(tx))


@post("/api/staff")
async def invite(door: Door, data: JSONBody[StaffInvite]) -> StaffInvited:
    """Take somebody in."""
    door.about("staff", "", login=data.login, role=data.role)
    async with door.tx("staff.write") as tx:
        staff_id, password = await staff.invite(
            tx,
            login=data.login,
            name=data.name,
            role=data.role,
            scope=data.scope,
            store_id=number(data.store_id, "store_id"),
            department_id=number(data.department_id, "department_id"),
            member_id=data.member_id,
        )
        return StaffInvited((await _staff(tx, staff_id))[0], password)


@put("/api/staff/{staff_id:int}")
async def change_staff(door: Door, staff_id: int, data: JSONBody[StaffRequest]) -> Staff:
    """Change somebody's role, scope, place, or end their membership."""
    values = given(
        name=data.name,
        role=data.role,
        scope=data.scope,
        member_id=data.member_id,
        store_id=_id(data.store_id, "store_id"),
        department_id=_id(data.department_id, "department_id"),
    )
    door.about("staff", staff_id, changed=sorted(values), state=str(data.state or ""))
    async with door.tx("staff.write") as tx:
        if data.state is not UNSET:
            values["left_at"] = _left_at(tx, str(data.state))
        if values:
            await staff.change_staff(tx, staff_id, **values)
        return await _one_of_staff(tx, staff_id)


async def _save_store(door: Door, store_id: int | None, data: StoreRequest) -> Store:
    door.about("store", store_id or "", name=data.name)
    async with door.tx("staff.write") as tx:
        saved = await staff.save_store(
            tx,
            store_id,
            name=data.name.strip(),
            city=data.city or "",
            address=data.address or "",
            department_id=number(data.department_id, "department_id"),
        )
        return next(one for one in await _stores(tx) if one.id == str(saved))


async def _stores(tx: Tx) -> list[Store]:
    return [
        Store(
            str(row["id"]),
            row["name"],
            ref(row["department_id"], row["department_name"]),
            row["city"] or None,
            row["address"] or None,
            row["staff"],
            row["contacts"],
        )
        for row in await staff.stores(tx)
    ]


async def _departments(tx: Tx) -> list[Department]:
    return [
        Department(
            str(row["id"]),
            row["name"],
            str(row["parent_id"]) if row["parent_id"] else None,
            row["staff"],
        )
        for row in await staff.departments(tx)
    ]


async def _one_of_staff(tx: Tx, staff_id: int) -> Staff:
    found = await _staff(tx, staff_id)
    if not found:
        raise NotFound("There is no such member of staff.")
    return found[0]


async def _staff(tx: Tx, staff_id: int | None = None) -> list[Staff]:
    return [
        Staff(
            id=str(row["id"]),
            login=row["login"],
            name=row["name"],
            role=row["role"],
            scope=row["scope"],
            store=ref(row["store_id"], row["store_name"]),
            department=ref(row["department_id"], row["department_name"]),
            member_id=row["member_id"],
            state="left" if row["left_at"] else "active",
            contacts=row["contacts"],
        )
        for row in await staff.staff(tx, staff_id)
    ]


def _id(value: Maybe, field: str) -> int | msgspec.UnsetType | None:
    return value if isinstance(value, msgspec.UnsetType) else number(value, field)


def _left_at(tx: Tx, state: str) -> object:
    if state not in {"active", "left"}:
        raise InvalidInput("This state is not known.", errors=[FieldError("state", "active, left")])
    return tx.clock.now() if state == "left" else None


ROUTES = (
    change_workspace,
    list_stores,
    add_store,
    change_store,
    list_departments,
    add_department,
    list_staff,
    invite,
    change_staff,
)
