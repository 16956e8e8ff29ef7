"""The customer list: filters, sorts, keyset pages, and how many there are.

Every condition that is meant to use an index is `=`, `<` or `>=` on plain types: row-level
security lets no other operator through to an index.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from pondkeeper.domain import contacts
from pondkeeper.domain.contacts.models import Contact, ContactGram, ContactTag, Identity
from pondkeeper.domain.profiles.estimates import Explain, planned_rows
from pondkeeper.domain.profiles.lifecycle import Lifecycle
from pondkeeper.domain.profiles.models import ContactState
from pondkeeper.domain.staff.models import Workspace
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import FieldError, InvalidInput
from pondkeeper.kit.pagination import EXACT_COUNT_LIMIT, Page, decode_cursor, encode_cursor

SQL = SqlFolder(__package__)
State = ContactState.__table__.c
SORTS: Final = ("added_at", "last_seen_at", "revenue_fen", "orders")
MOMENTS = ("added_at", "last_seen_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilters:
    """What a list is narrowed to; None leaves out nothing. Days are the workspace's local days."""

    q: str | None = None
    phone: str | None = None
    phone_tail: str | None = None
    tag_id: int | None = None
    source_id: int | None = None
    owner_id: int | None = None
    store_id: int | None = None
    code_id: int | None = None
    lifecycle: Lifecycle | None = None
    reachable: bool | None = None
    added_from: date | None = None
    added_to: date | None = None
    orders_min: int | None = None


class Tagged(msgspec.Struct, frozen=True):
    """A tag by id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One customer as the list shows them; `sealed` is their phone number, encrypted."""

    contact_id: int
    name: str
    remark: str
    sealed: bytes | None
    lifecycle: Lifecycle
    reachable: bool
    source_id: int | None
    source_name: str | None
    owner_id: int | None
    owner_name: str | None
    store_id: int | None
    store_name: str | None
    tags: list[Tagged]
    orders: int
    revenue_fen: int
    added_at: datetime
    last_seen_at: datetime


async def find_contacts(
    tx: Tx,
    filters: ContactFilters,
    sort: str = "-added_at",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Return one page of the customers that the actor may see and the filters leave.

    `sort` is one of SORTS, '-' in front for downwards. Raises InvalidInput on an unknown sort, a
    cursor of another list, or a phone number that is none.
    """
    await tx.value(SQL.plan_each)
    wanted = await matching(tx, filters)
    after = None if cursor is None else _opened(cursor, sort)
    count, exact = (after.count, after.exact) if after else await _count(tx, wanted)
    query = gathered_query if exact else page_query
    found = (await tx.execute(query(wanted, sort, after, limit))).all()
    shown = found[:limit]
    rows = await _detailed(tx, shown)
    more = None
    if len(found) > limit:
        last = shown[-1]._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row by columns
        more = encode_cursor(sort, last[sort.lstrip("-")], last["contact_id"], count, exact)
    return Page(rows, more, count, exact)


async def find_ids(
    tx: Tx, filters: ContactFilters, after: int = 0, limit: int = 1_000
) -> list[int]:
    """Return the next contacts by id that the filters leave: for bulk work in batches."""
    await tx.value(SQL.plan_each)
    statement = (
        select(State.contact_id)
        .where(*await matching(tx, filters), State.contact_id > after)
        .order_by(State.contact_id)
        .limit(limit)
    )
    return list((await tx.execute(statement)).scalars())


async def find_filtered(tx: Tx, given: dict[str, Any], after: int, limit: int) -> list[int]:
    """Do as `find_ids` with filters as a run keeps them: JSON of ContactFilters."""
    return await find_ids(tx, msgspec.convert(given, ContactFilters), after, limit)


async def matching(tx: Tx, filters: ContactFilters) -> list[ColumnElement[bool]]:
    """Return the filters, and whose customers the actor may see, as conditions on the state."""
    return [
        State.workspace_id == tx.workspace_id,
        contacts.seen_by(tx, State.owner_id, State.store_id),
        *_plain(filters),
        *_named(tx, filters.q),
        *_phoned(tx, filters),
        *_tagged(tx, filters.tag_id),
        *await _added(tx, filters),
    ]


@dataclass(frozen=True, slots=True)
class After:
    """Where the page before ended, and the count that was taken on the first."""

    value: Any
    contact_id: int
    count: int
    exact: bool


def page_query(
    wanted: list[ColumnElement[bool]], sort: str, after: After | None, limit: int
) -> Select[Any]:
    """Return the statement of one page of many: it may walk the sort's index until it is full."""
    return _paged(select(*_shown()).where(*wanted), State, sort, after, limit)


def gathered_query(
    wanted: list[ColumnElement[bool]], sort: str, after: After | None, limit: int
) -> Select[Any]:
    """Return the statement of one page of few: all that match are gathered, then sorted.

    The planner takes a filter and a sort for independent; where they are not (who came yesterday,
    by who was seen longest ago) it would walk past everybody. Few are gathered in milliseconds.
    """
    few = select(*_shown()).where(*wanted).cte("few").prefix_with("MATERIALIZED")
    return _paged(select(few), few.c, sort, after, limit)


def _paged(
    statement: Select[Any], columns: Any, sort: str, after: After | None, limit: int
) -> Select[Any]:
    """Order by sort and id, go on after the last page, take one row more than is shown."""
    if sort.lstrip("-") not in SORTS or sort.startswith("--"):
        known = ", ".join(SORTS)
        error = FieldError("sort", f"One of {known}, '-' in front for downwards.")
        raise InvalidInput("There is no such order.", errors=[error])
    by = columns[sort.lstrip("-")]
    downwards = sort.startswith("-")
    keys = (by, columns.contact_id)
    if after is not None:
        last = tuple_(literal(after.value, by.type), literal(after.contact_id))
        here = tuple_(*keys)
        statement = statement.where(here < last if downwards else here > last)
    ordered = [key.desc() if downwards else key.asc() for key in keys]
    return statement.order_by(*ordered).limit(limit + 1)


def count_query(wanted: list[ColumnElement[bool]]) -> Select[Any]:
    """Return the statement that counts no further than a list counts exactly."""
    some = select(literal(1)).where(*wanted).select_from(ContactState)
    return select(func.count()).select_from(some.limit(EXACT_COUNT_LIMIT + 1).subquery())


def _shown() -> list[ColumnElement[Any]]:
    return [
        State.contact_id, State.name, State.lifecycle, State.reachable, State.source_id,
        State.owner_id, State.store_id, State.orders, State.revenue_fen, State.added_at,
        State.last_seen_at,
    ]


def _plain(filters: ContactFilters) -> list[ColumnElement[bool]]:
    equal = ("source_id", "owner_id", "store_id", "code_id", "lifecycle", "reachable")
    named = [(State[name], getattr(filters, name)) for name in equal]
    conditions = [column == value for column, value in named if value is not None]
    if filters.orders_min is not None:
        conditions.append(State.orders >= filters.orders_min)
    return conditions


def _named(tx: Tx, q: str | None) -> list[ColumnElement[bool]]:
    return [
        State.contact_id.in_(
            select(ContactGram.canonical_id).where(
                ContactGram.workspace_id == tx.workspace_id, ContactGram.gram == gram
            )
        )
        for gram in contacts.wanted_grams(q or "")
    ]


def _phoned(tx: Tx, filters: ContactFilters) -> list[ColumnElement[bool]]:
    conditions = []
    if filters.phone:
        keys = contacts.phone_keys(tx, filters.phone)
        conditions.append(_face(tx, Identity.realm == "", Identity.key.in_(keys)))
    if filters.phone_tail:
        tails = contacts.phone_tails(tx, filters.phone_tail)
        conditions.append(_face(tx, Identity.tail.in_(tails)))
    return conditions


def _face(tx: Tx, *marks: ColumnElement[bool]) -> ColumnElement[bool]:
    return State.contact_id.in_(
        select(Contact.canonical_id)
        .join(
            Identity,
            (Identity.workspace_id == Contact.workspace_id) & (Identity.contact_id == Contact.id),
        )
        .where(Identity.workspace_id == tx.workspace_id, Identity.kind == "phone", *marks)
    )


def _tagged(tx: Tx, tag_id: int | None) -> list[ColumnElement[bool]]:
    if tag_id is None:
        return []
    bearing = select(ContactTag.canonical_id).where(
        ContactTag.workspace_id == tx.workspace_id, ContactTag.tag_id == tag_id
    )
    return [State.contact_id.in_(bearing)]


async def _added(tx: Tx, filters: ContactFilters) -> list[ColumnElement[bool]]:
    if filters.added_from is None and filters.added_to is None:
        return []
    named = await tx.execute(select(Workspace.timezone).where(Workspace.id == tx.workspace_id))
    zone = ZoneInfo(named.scalar_one())
    conditions = []
    if filters.added_from is not None:
        conditions.append(State.added_at >= datetime.combine(filters.added_from, time(), zone))
    if filters.added_to is not None:
        end = datetime.combine(filters.added_to + timedelta(days=1), time(), zone)
        conditions.append(State.added_at < end)
    return conditions


async def _count(tx: Tx, wanted: list[ColumnElement[bool]]) -> tuple[int, bool]:
    counted = int((await tx.execute(count_query(wanted))).scalar_one())
    if counted <= EXACT_COUNT_LIMIT:
        return counted, True
    everybody = select(literal(1)).where(*wanted).select_from(ContactState)
    planned = (await tx.execute(Explain(everybody))).scalar_one()
    return max(counted, planned_rows(planned)), False


def _opened(cursor: str, sort: str) -> After:
    order, value, contact_id, count, exact = decode_cursor(cursor, 5)
    if order != sort:
        raise InvalidInput("This page link belongs to another list.", hint="Start from page one.")
    try:
        moment = sort.lstrip("-") in MOMENTS
        return After(
            datetime.fromisoformat(value) if moment else int(value),
            int(contact_id), int(count), bool(exact),
        )
    except (TypeError, ValueError) as error:
        raise InvalidInput("This page link is not valid.", hint="Start from page one.") from error


async def _detailed(tx: Tx, found: Any) -> list[Row]:
    ids = [row.contact_id for row in found]
    details = {
        row["contact_id"]: row
        for row in await tx.rows(
            SQL.page_details, workspace_id=tx.workspace_id, contact_ids=ids
        )
    }
    return [_row(dict(row._mapping), dict(details[row.contact_id])) for row in found]  # noqa: SLF001


def _row(state: dict[str, Any], more: dict[str, Any]) -> Row:
    tags = msgspec.convert(more.pop("tags") or [], list[Tagged])
    return Row(**(state | more), tags=tags)
