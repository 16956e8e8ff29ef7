"""The list of orders: filters, two sorts, keyset pages, a count that knows when it is a guess."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select, tuple_

from pondkeeper.domain.contacts import seen_by
from pondkeeper.domain.contacts.models import Contact, Source
from pondkeeper.domain.shop.models import Order, Refund
from pondkeeper.domain.shop.queries import brand
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput, NotFound
from pondkeeper.kit.pagination import EXACT_COUNT_LIMIT, Page, decode_cursor, encode_cursor

SORTS = {"created_at": Order.placed_at, "total_fen": Order.list_fen}
SPEAKING = Contact.__table__.alias("speaking")
MEMBER = Contact.__table__.alias("member")


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What narrows the list; days are local days of the workspace, both included."""

    state: str | None = None
    source_id: int | None = None
    contact_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    order_no: str | None = None


def _asked() -> ColumnElement[bool]:
    return exists().where(
        Refund.workspace_id == Order.workspace_id,
        Refund.order_id == Order.id,
        Refund.state == "requested",
    )


def state_condition(state: str) -> ColumnElement[bool]:
    """Return what a state of the console means here. Raises InvalidInput for an unknown one."""
    states: dict[str, ColumnElement[bool]] = {
        "unpaid": Order.state == "pending",
        "closed": Order.state == "closed",
        "refunded": Order.state == "refunded",
        "refund_requested": and_(Order.state == "paid", _asked()),
        "part_refunded": and_(Order.state == "paid", Order.refunded_fen > 0, ~_asked()),
        "paid": and_(Order.state == "paid", Order.refunded_fen == 0, ~_asked()),
    }
    if state not in states:
        raise InvalidInput("No such state.", errors=[FieldError("state", ", ".join(states))])
    return states[state]


async def order_page(
    tx: Tx, wanted: OrderFilter, *, sort: str = "-created_at", cursor: str | None, limit: int
) -> Page[Row[Any]]:
    """Return a page of orders the actor may see, each with its customer and source."""
    conditions = await matching(tx, wanted)
    rows = (await tx.execute(page_query(conditions, sort, cursor, limit))).all()
    page = list(rows[:limit])
    following = _cursor(page[-1], sort) if len(rows) > limit else None
    count = await _count(tx, conditions)
    return Page(page, following, min(count, EXACT_COUNT_LIMIT), count <= EXACT_COUNT_LIMIT)


def page_query(
    conditions: list[ColumnElement[bool]], sort: str, cursor: str | None, limit: int
) -> Select[*tuple[Any, ...]]:
    """Return the question for one page and one row more. Raises InvalidInput."""
    column, down = _sort(sort)
    key = tuple_(column, Order.id)
    query = _select().where(*conditions)
    if cursor:
        after = tuple_(*_after(sort, cursor))
        query = query.where(key < after if down else key > after)
    order = (column.desc(), Order.id.desc()) if down else (column, Order.id)
    return query.order_by(*order).limit(limit + 1)


async def one_order(tx: Tx, order_id: int) -> Row[Any]:
    """Return one order as the list does. Raises NotFound when it is not there or not yours."""
    found = await tx.execute(
        _select().where(Order.workspace_id == tx.workspace_id, Order.id == order_id, _scope(tx))
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound("There is no such order, or it is not yours to see.")
    return row


def _select() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Order.id, Order.order_no, Order.state, Order.origin, Order.list_fen, Order.off_fen,
            Order.freight_fen, Order.paid_fen, Order.refunded_fen, Order.placed_at, Order.paid_at,
            SPEAKING.c.id.label("contact_id"), SPEAKING.c.name.label("contact_name"),
            Source.id.label("source_id"), Source.name.label("source_name"),
            _asked().label("refund_asked"),
        )
        .outerjoin(
            MEMBER,
            and_(
                MEMBER.c.workspace_id == Order.workspace_id, MEMBER.c.id == Order.contact_id
            ),
        )
        .outerjoin(
            SPEAKING,
            and_(
                SPEAKING.c.workspace_id == MEMBER.c.workspace_id,
                SPEAKING.c.id == MEMBER.c.canonical_id,
            ),
        )
        .outerjoin(
            Source,
            and_(Source.workspace_id == Order.workspace_id, Source.id == Order.source_id),
        )
    )  # fmt: skip


def _scope(tx: Tx) -> ColumnElement[bool]:
    return seen_by(tx, SPEAKING.c.owner_id, SPEAKING.c.store_id)


async def matching(tx: Tx, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    """Return what an order must be to be listed: the actor's to see, and as the filter says."""
    conditions = [Order.workspace_id == tx.workspace_id, _scope(tx)]
    if wanted.state:
        conditions.append(state_condition(wanted.state))
    if wanted.source_id is not None:
        conditions.append(Order.source_id == wanted.source_id)
    if wanted.order_no:
        conditions.append(Order.order_no == wanted.order_no.strip())
    if wanted.contact_id is not None:
        conditions.append(Order.contact_id.in_(_members(tx, wanted.contact_id)))
    if wanted.first_day or wanted.last_day:
        zone = ZoneInfo((await brand(tx)).timezone)
        if wanted.first_day:
            conditions.append(Order.placed_at >= _midnight(wanted.first_day, zone))
        if wanted.last_day:
            following = wanted.last_day + timedelta(days=1)
            conditions.append(Order.placed_at < _midnight(following, zone))
    return conditions


def _members(tx: Tx, contact_id: int) -> Select[int]:
    me = (
        select(Contact.canonical_id)
        .where(Contact.workspace_id == tx.workspace_id, Contact.id == contact_id)
        .scalar_subquery()
    )
    return select(Contact.id).where(
        Contact.workspace_id == tx.workspace_id, Contact.canonical_id == me
    )


async def _count(tx: Tx, conditions: list[ColumnElement[bool]]) -> int:
    limited = (
        _select().where(*conditions).with_only_columns(Order.id).limit(EXACT_COUNT_LIMIT + 1)
    )
    return int(
        (await tx.execute(select(func.count()).select_from(limited.subquery()))).scalar_one()
    )


def _sort(sort: str) -> tuple[Any, bool]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise InvalidInput("No such sort.", errors=[FieldError("sort", ", ".join(SORTS))])
    return SORTS[name], sort.startswith("-")


def _after(sort: str, cursor: str) -> tuple[Any, int]:
    value, row_id = decode_cursor(cursor, 2)
    try:
        key = datetime.fromisoformat(value) if sort.endswith("created_at") else int(value)
        return key, int(row_id)
    except (TypeError, ValueError) as error:
        raise InvalidInput("This page link is not valid.", hint="Start from page one.") from error


def _cursor(row: Row[Any], sort: str) -> str:
    return encode_cursor(
        row.placed_at.isoformat() if sort.endswith("created_at") else row.list_fen, row.id
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
