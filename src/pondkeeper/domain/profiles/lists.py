"""The customer list: filters, sorts, keyset pages, and how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from pondkeeper.domain.profiles.filters import ContactFilters, State, wanted_by
from pondkeeper.domain.profiles.lifecycle import Lifecycle
from pondkeeper.domain.profiles.paging import SHOWN, SORTS, After, first_page, next_page
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import InvalidInput
from pondkeeper.kit.pagination import Page, decode_cursor, encode_cursor

__all__ = ["SORTS", "ContactFilters", "Row", "find_contacts", "find_filtered", "find_ids"]

SQL = SqlFolder(__package__)
MOMENTS = ("added_at", "last_seen_at")


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
    wanted = await wanted_by(tx, filters)
    if cursor is None:
        found = await first_page(tx, wanted, sort, limit)
    else:
        found = await next_page(tx, wanted, sort, _opened(cursor, sort), limit)
    shown = found.rows[:limit]
    more = None
    if len(found.rows) > limit:
        last = shown[-1]._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row by columns
        keys = last[sort.lstrip("-")], last["contact_id"]
        more = encode_cursor(sort, *keys, found.count, found.exact)
    return Page(await _detailed(tx, shown), more, found.count, found.exact)


async def find_ids(
    tx: Tx, filters: ContactFilters, after: int = 0, limit: int = 1_000
) -> list[int]:
    """Return the next contacts by id that the filters leave: for bulk work in batches."""
    await tx.value(SQL.plan_each, sort="on")
    wanted = await wanted_by(tx, filters)
    statement = (
        select(State.contact_id)
        .where(*wanted.conditions(), State.contact_id > after)
        .order_by(State.contact_id)
        .limit(limit)
    )
    return list((await tx.execute(statement)).scalars())


async def find_filtered(tx: Tx, given: dict[str, Any], after: int, limit: int) -> list[int]:
    """Do as `find_ids` with filters as a run keeps them: JSON of ContactFilters."""
    return await find_ids(tx, msgspec.convert(given, ContactFilters), after, limit)


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


async def _detailed(tx: Tx, shown: Sequence[Any]) -> list[Row]:
    ids = [row.contact_id for row in shown]
    await tx.value(SQL.plan_once)
    found = await tx.rows(SQL.page_details, workspace_id=tx.workspace_id, contact_ids=ids)
    details = {row["contact_id"]: row for row in found}
    return [_row(row._mapping, details[row.contact_id]) for row in shown]  # noqa: SLF001


def _row(state: Mapping[str, Any], details: Mapping[str, Any]) -> Row:
    more = dict(details)
    tags = msgspec.convert(more.pop("tags") or [], list[Tagged])
    return Row(**{name: state[name] for name in SHOWN} | more, tags=tags)
