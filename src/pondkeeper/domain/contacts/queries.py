"""Reading people: one of them whole, and the short lists beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain import staff
from pondkeeper.domain.contacts.phones import open_phone
from pondkeeper.domain.contacts.scope import members
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import NotFound

Row = Any
"""A record of the SQL file that its field is named after."""


@dataclass(frozen=True, slots=True)
class Whole:
    """One person over all merged contacts; `contact` speaks for `contact_ids`."""

    contact_ids: list[int]
    contact: Row
    identities: list[Row]
    merges: list[Row]
    followers: list[Row]
    tags: list[Row]
    consents: list[Row]
    erasures: list[Row]


async def whole(tx: Tx, contact_id: int) -> Whole:
    """Return all that this room knows of a person. Raises NotFound when not ours to see."""
    contact_ids = await members(tx, contact_id)
    who = {"workspace_id": tx.workspace_id, "contact_ids": contact_ids}
    return Whole(
        contact_ids=contact_ids,
        contact=await tx.row(
            SQL.contact, workspace_id=tx.workspace_id, contact_id=contact_ids[0]
        ),
        identities=await tx.rows(SQL.identities, **who),
        merges=await tx.rows(SQL.merges, **who),
        followers=await tx.rows(SQL.followers, **who),
        tags=await tx.rows(SQL.tags_of, **who),
        consents=await tx.rows(SQL.consents_of, **who),
        erasures=await tx.rows(SQL.erasures, before_id=None, limit=1, **who),
    )


async def tags_of(tx: Tx, contact_id: int) -> list[Row]:
    """Return the tags of a person over all merged contacts. Raises NotFound."""
    contact_ids = await members(tx, contact_id)
    return await tx.rows(SQL.tags_of, workspace_id=tx.workspace_id, contact_ids=contact_ids)


async def all_tags(tx: Tx) -> list[Row]:
    """Return every tag with how many people have it."""
    return await tx.rows(SQL.tags, workspace_id=tx.workspace_id)


async def all_sources(tx: Tx) -> list[Row]:
    """Return every source with how many people came through it."""
    return await tx.rows(SQL.sources, workspace_id=tx.workspace_id)


async def erasures(tx: Tx, *, before_id: int | None = None, limit: int = 50) -> list[Row]:
    """Return the journal of erasures, newest first."""
    return await tx.rows(
        SQL.erasures, workspace_id=tx.workspace_id, contact_ids=None, before_id=before_id,
        limit=limit,
    )


async def visitors(tx: Tx, contact_ids: Sequence[int]) -> list[int]:
    """Return the identities under which these contacts may have been here before their name."""
    rows = await tx.rows(
        SQL.visitors, workspace_id=tx.workspace_id, contact_ids=list(contact_ids)
    )
    return [row["id"] for row in rows]


async def read_phone(tx: Tx, contact_id: int, *, reason: str = "") -> str:
    """Return a person's phone number in the clear, and write the reading to the audit.

    Raises NotFound when there is none or the person is not ours to see.
    """
    contact_ids = await members(tx, contact_id)
    identities = await tx.rows(
        SQL.identities, workspace_id=tx.workspace_id, contact_ids=contact_ids
    )
    sealed = first_phone(identities)
    if sealed is None:
        raise NotFound("We have no phone number of this customer.")
    await staff.audit(tx, "contact.phone.read", "contact", contact_ids[0], reason=reason)
    return open_phone(tx, sealed)


def first_phone(identities: Sequence[Row]) -> bytes | None:
    """Return the cipher of the number to show: a verified one before a noted one."""
    phones = [one for one in identities if one["kind"] == "phone" and one["sealed"] is not None]
    phones.sort(key=lambda one: not one["verified"])
    return phones[0]["sealed"] if phones else None
