"""How a page of the customer list is found among a million people.

Few that match are gathered, then sorted. Of many, the sort's index is walked until the page is
full. The planner takes a filter and a sort for independent; where they are not (who has the tag
of good customers, by who spent least) a walk would pass by everybody. So a walk goes no further
than half as many people as match; if the page is not full there, gathering costs less.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal, select, true, tuple_

from pondkeeper.domain.profiles.estimates import Explain, planned_rows
from pondkeeper.domain.profiles.filters import Mark, State, Wanted
from pondkeeper.domain.profiles.models import ContactState
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import FieldError, InvalidInput
from pondkeeper.kit.pagination import EXACT_COUNT_LIMIT

SQL = SqlFolder(__package__)
SORTS: Final = ("added_at", "last_seen_at", "revenue_fen", "orders")
# Filters that have an index in the order of this sort, the narrowest first.
LEADS: Final = {
    "added_at": ("code_id", "owner_id", "store_id", "source_id", "lifecycle", "reachable"),
    "last_seen_at": ("lifecycle",),
}
FAR = 20_000
SHORT = 25_000
SHOWN: Final = (
    "contact_id", "name", "lifecycle", "reachable", "source_id", "owner_id", "store_id", "orders",
    "revenue_fen", "added_at", "last_seen_at",
)


@dataclass(frozen=True, slots=True)
class After:
    """Where the page before ended, and the count that was taken on the first."""

    value: Any
    contact_id: int
    count: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a page, one more when there are more, and how many match in all."""

    rows: list[Any]
    count: int
    exact: bool


async def first_page(tx: Tx, wanted: Wanted, sort: str, limit: int) -> Found:
    """Return the first page and the count: exact up to EXACT_COUNT_LIMIT, then an estimate."""
    await tx.value(SQL.plan_each, sort="on")
    if not is_served(wanted, sort) and await _estimate(tx, wanted) <= EXACT_COUNT_LIMIT:
        rows, count = await _gather(tx, wanted, sort, None, limit, EXACT_COUNT_LIMIT + 1)
        if count <= EXACT_COUNT_LIMIT:
            return Found(rows, count, exact=True)
    count, exact = await _count(tx, wanted)
    return Found(await _page(tx, wanted, sort, None, limit, count, exact=exact), count, exact)


async def next_page(tx: Tx, wanted: Wanted, sort: str, after: After, limit: int) -> Found:
    """Return a later page; it repeats the first one's count."""
    await tx.value(SQL.plan_each, sort="on")
    rows = await _page(tx, wanted, sort, after, limit, after.count, exact=after.exact)
    return Found(rows, after.count, after.exact)


async def _page(
    tx: Tx, wanted: Wanted, sort: str, after: After | None, limit: int, count: int, *, exact: bool
) -> list[Any]:
    served = is_served(wanted, sort)
    if served or not exact:
        if not served:
            await tx.value(SQL.plan_each, sort="off")
        walk = walk_query(wanted, sort, after, limit, count)
        rows = list((await tx.execute(walk)).all())
        if served or len(rows) > limit:
            return rows
        await tx.value(SQL.plan_each, sort="on")
    return (await _gather(tx, wanted, sort, after, limit, None))[0]


async def _gather(
    tx: Tx, wanted: Wanted, sort: str, after: After | None, limit: int, at_most: int | None
) -> tuple[list[Any], int]:
    listed = await _is_listed(tx, wanted)
    query = gather_query(wanted, sort, after, limit, at_most, listed=listed)
    rows = list((await tx.execute(query)).all())
    return rows, int(rows[0].gathered) if rows else 0


async def _is_listed(tx: Tx, wanted: Wanted) -> bool:
    """Whether to gather by the list of people whom the links name: it is all, or the shorter."""
    if not wanted.links or wanted.phones or not wanted.marks:
        return bool(wanted.links or wanted.phones)
    linked = _linked(wanted.links)
    return await _planned(tx, linked) <= await _estimate(tx, replace(wanted, links=()))


def is_served(wanted: Wanted, sort: str) -> bool:
    """Whether an index holds exactly whom the list wants, in this order."""
    return not (wanted.phones or wanted.links or _split(wanted, sort)[1])


def walk_query(
    wanted: Wanted, sort: str, after: After | None, limit: int, count: int
) -> Select[Any]:
    """Return the statement of one page of about `count`; it stops after half as many people.

    What is walked is the index alone, if no other mark is asked for; the rows of the page are
    fetched at the end.
    """
    served, others = _split(wanted, sort)
    read = [name for mark in others for name in (mark.name, *mark.also) if name in State]
    looked_at = dict.fromkeys(("contact_id", _by(sort), *read))
    near = select(*(State[name] for name in looked_at)).where(
        State.workspace_id == wanted.workspace_id, *(mark.on(State) for mark in served)
    )
    near = ordered(near, State, sort, after)
    if not is_served(wanted, sort):
        part = near.limit(max(FAR, count // 2)).subquery("near")
        near = select(part).where(*(mark.on(part.c) for mark in others))
        near = near.where(*_linked_to(part.c.contact_id, wanted, count))
        near = ordered(near, part.c, sort, None)
    page = near.limit(limit + 1).subquery("page")
    rows = select(*(State[name] for name in SHOWN)).join_from(
        page, ContactState, State.contact_id == page.c.contact_id
    )
    return ordered(rows.where(State.workspace_id == wanted.workspace_id), page.c, sort, None)


def gather_query(
    wanted: Wanted, sort: str, after: After | None, limit: int, at_most: int | None = None,
    *, listed: bool,
) -> Select[Any]:
    """Return the statement of one page of few, with how many there are, `at_most` so many.

    If `listed`, whom the links name is handed over whole, as a sorted list of keys: the server
    goes once through the index's leaves for it, instead of once down the tree for each person.
    But it cannot know how long the list is.
    """
    few = select(*(State[name] for name in SHOWN))
    few = few.where(*_listed(wanted)) if listed else few.where(*wanted.conditions())
    part = few.limit(at_most).cte("few").prefix_with("MATERIALIZED")
    counted = select(func.count()).select_from(part).scalar_subquery().label("gathered")
    return ordered(select(part, counted), part.c, sort, after).limit(limit + 1)


def _listed(wanted: Wanted) -> list[ColumnElement[bool]]:
    people = _linked((*wanted.phones, *wanted.links)).scalar_subquery()
    return [
        State.workspace_id == wanted.workspace_id,
        *(mark.on(State) for mark in wanted.marks if not mark.implied),
        State.contact_id == func.any(func.array(people)),
    ]


def count_query(wanted: Wanted) -> Select[Any]:
    """Return the statement that counts no further than a list counts exactly.

    Those that one link names need no look at their states.
    """
    if wanted.marks or wanted.phones or not wanted.links:
        some = select(literal(1)).where(*wanted.conditions()).select_from(ContactState)
    else:
        some = _linked(wanted.links).distinct()
    return select(func.count()).select_from(some.limit(EXACT_COUNT_LIMIT + 1).subquery())


def ordered(
    statement: Select[Any], columns: Any, sort: str, after: After | None
) -> Select[Any]:
    """Order by sort and id, and go on after the last page. Raises InvalidInput."""
    if sort.lstrip("-") not in SORTS or sort.startswith("--"):
        known = ", ".join(SORTS)
        error = FieldError("sort", f"One of {known}, '-' in front for downwards.")
        raise InvalidInput("There is no such order.", errors=[error])
    by = columns[_by(sort)]
    downwards = sort.startswith("-")
    keys = (by, columns.contact_id)
    if after is not None:
        last = tuple_(literal(after.value, by.type), literal(after.contact_id))
        here = tuple_(*keys)
        statement = statement.where(here < last if downwards else here > last)
    return statement.order_by(*(key.desc() if downwards else key.asc() for key in keys))


def _by(sort: str) -> str:
    return sort.lstrip("-")


def _linked_to(
    person: ColumnElement[int], wanted: Wanted, count: int
) -> list[ColumnElement[bool]]:
    """Return the conditions that all links name this person.

    Of one short list the server makes a hash ("is true" keeps it from making a join). Otherwise
    it looks up each person it walks by: there are few until a page is full.
    """
    named = [person.in_(link) for link in (*wanted.phones, *wanted.links)]
    short = len(named) == 1 and not wanted.marks and count <= SHORT
    return [named[0].is_(true())] if short else list(named)


def _split(wanted: Wanted, sort: str) -> tuple[list[Mark], list[Mark]]:
    """Return the marks that an index in this order can serve, and the others."""
    names = {mark.name for mark in wanted.marks}
    lead = next((name for name in LEADS.get(_by(sort), ()) if name in names), None)
    served = [mark for mark in wanted.marks if mark.name in (_by(sort), lead)]
    others = [mark for mark in wanted.marks if mark not in served and not mark.implied]
    return served, others


def _linked(links: tuple[Select[Any], ...]) -> Select[Any]:
    """Return the people whom all the links name, with repeats."""
    first, *others = links
    person = first.selected_columns[0]
    return first.where(*(person.in_(link) for link in others))


async def _count(tx: Tx, wanted: Wanted) -> tuple[int, bool]:
    counted = int((await tx.execute(count_query(wanted))).scalar_one())
    if counted <= EXACT_COUNT_LIMIT:
        return counted, True
    return max(counted, await _estimate(tx, wanted)), False


async def _estimate(tx: Tx, wanted: Wanted) -> int:
    if wanted.phones:
        return 0
    everybody = select(literal(1)).where(*wanted.conditions()).select_from(ContactState)
    return await _planned(tx, everybody)


async def _planned(tx: Tx, statement: Select[Any]) -> int:
    return planned_rows((await tx.execute(Explain(statement))).scalar_one())
