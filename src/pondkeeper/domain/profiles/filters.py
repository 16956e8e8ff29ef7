"""What a customer list is narrowed to, as conditions that an index can serve.

Every condition that is meant to use an index is `=`, `<` or `>=` on plain types: row-level
security lets no other operator through to an index. Tags, pieces of names and phone numbers are
rows of their own: each gives a list of people, called a link here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select

from pondkeeper.domain import contacts
from pondkeeper.domain.contacts.models import Contact, ContactGram, ContactTag, Identity
from pondkeeper.domain.profiles.lifecycle import Lifecycle
from pondkeeper.domain.profiles.models import ContactState
from pondkeeper.domain.staff.models import Workspace
from pondkeeper.kit.db import Tx

State = ContactState.__table__.c
EQUAL: Final = ("source_id", "owner_id", "store_id", "code_id", "lifecycle", "reachable")


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


@dataclass(frozen=True, slots=True)
class Mark:
    """A condition on a person's state; `name` tells whoever picks an index what it is about."""

    name: str
    on: Callable[[Any], ColumnElement[bool]]
    """Gives the condition on these columns: the table's, or those of a part of it."""
    implied: bool = False
    """Follows from another mark: worth saying only where an index is walked by it."""
    also: tuple[str, ...] = ()
    """Further columns that the condition reads, beside the one it is named after."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a list shows: of one workspace, with all these marks, and named by all these links."""

    workspace_id: int
    marks: tuple[Mark, ...]
    phones: tuple[Select[Any], ...]
    """Links by phone number: always few people."""
    links: tuple[Select[Any], ...]
    """Links by tag and by pieces of names: from nobody to almost everybody."""

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return all of it as conditions on the state."""
        return [
            State.workspace_id == self.workspace_id,
            *(mark.on(State) for mark in self.marks if not mark.implied),
            *(State.contact_id.in_(link) for link in (*self.phones, *self.links)),
        ]


async def wanted_by(tx: Tx, filters: ContactFilters) -> Wanted:
    """Return whom the filters leave, of those that the actor may see.

    Raises InvalidInput on a phone number or a tail that is none.
    """
    return Wanted(
        tx.workspace_id,
        (*_seen(tx), *_equal(filters), *await _added(tx, filters), *_bought(filters)),
        tuple(_phoned(tx, filters)),
        (*_tagged(tx, filters.tag_id), *_named(tx, filters.q)),
    )


def _seen(tx: Tx) -> list[Mark]:
    scope = tx.actor.scope
    if scope == "all":
        return []
    one = "owner_id" if scope == "own" else "store_id"
    name = one if scope == "own" or len(tx.actor.store_ids) == 1 else "several"
    return [
        Mark(
            name, lambda of: contacts.seen_by(tx, of.owner_id, of.store_id),
            also=("owner_id", "store_id"),
        )
    ]


def _equal(filters: ContactFilters) -> list[Mark]:
    given = [(name, getattr(filters, name)) for name in EQUAL]
    return [_equals(name, value) for name, value in given if value is not None]


def _equals(name: str, value: Any) -> Mark:
    return Mark(name, lambda of: of[name] == value)


async def _added(tx: Tx, filters: ContactFilters) -> list[Mark]:
    if filters.added_from is None and filters.added_to is None:
        return []
    named = await tx.execute(select(Workspace.timezone).where(Workspace.id == tx.workspace_id))
    zone = ZoneInfo(named.scalar_one())
    marks = []
    if filters.added_from is not None:
        start = datetime.combine(filters.added_from, time(), zone)
        # Nobody is seen before they were added: a list by last seen may begin there.
        marks += [
            Mark("added_at", lambda of: of.added_at >= start),
            Mark("last_seen_at", lambda of: of.last_seen_at >= start, implied=True),
        ]
    if filters.added_to is not None:
        end = datetime.combine(filters.added_to + timedelta(days=1), time(), zone)
        marks.append(Mark("added_at", lambda of: of.added_at < end))
    return marks


def _bought(filters: ContactFilters) -> list[Mark]:
    least = filters.orders_min
    if not least:
        return []
    return [
        Mark("orders", lambda of: of.orders >= least),
        # These two orders have indexes of those who bought: most people did not.
        Mark("revenue_fen", lambda of: of.orders > 0, implied=True),
        Mark("last_seen_at", lambda of: of.orders > 0, implied=True),
    ]


def _phoned(tx: Tx, filters: ContactFilters) -> list[Select[Any]]:
    links = []
    if filters.phone:
        keys = contacts.phone_keys(tx, filters.phone)
        of_number = (Identity.kind == "phone", Identity.realm == "", Identity.key.in_(keys))
        links.append(_people_of(tx, *of_number))
    if filters.phone_tail:
        tails = contacts.phone_tails(tx, filters.phone_tail)
        links.append(_people_of(tx, Identity.tail.in_(tails)))
    return links


def _people_of(tx: Tx, *faces: ColumnElement[bool]) -> Select[Any]:
    """Return who speaks for the people with these faces; the merged ones have an index."""
    merged = (
        (Contact.workspace_id == Identity.workspace_id)
        & (Contact.id == Identity.contact_id)
        & Contact.merged_into.is_not(None)
    )
    return (
        select(func.coalesce(Contact.merged_into, Identity.contact_id))
        .select_from(Identity)
        .outerjoin(Contact, merged)
        .where(Identity.workspace_id == tx.workspace_id, *faces)
    )


def _tagged(tx: Tx, tag_id: int | None) -> list[Select[Any]]:
    if tag_id is None:
        return []
    return [
        select(ContactTag.canonical_id).where(
            ContactTag.workspace_id == tx.workspace_id, ContactTag.tag_id == tag_id
        )
    ]


def _named(tx: Tx, q: str | None) -> list[Select[Any]]:
    return [
        select(ContactGram.canonical_id).where(
            ContactGram.workspace_id == tx.workspace_id, ContactGram.gram == gram
        )
        for gram in contacts.wanted_grams(q or "")
    ]
