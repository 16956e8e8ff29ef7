"""Whose customers the actor may see: own, the store's, the department's and below, or all."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, select, true

from pondkeeper.domain.contacts.models import Contact
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import NotFound


def seen_by(tx: Tx, owner_id: Any, store_id: Any) -> ColumnElement[bool]:
    """Return the condition on a canonical contact's owner and store that the scope demands."""
    actor = tx.actor
    if actor.scope == "all":
        return true()
    if actor.scope == "own":
        return owner_id == actor.id if actor.id is not None else false()
    return store_id.in_(actor.store_ids) if actor.store_ids else false()


def scope_parameters(tx: Tx) -> dict[str, Any]:
    """Return what a SQL file needs to state the same: scope, scope_staff_id, scope_store_ids."""
    return {
        "scope": tx.actor.scope,
        "scope_staff_id": tx.actor.id,
        "scope_store_ids": list(tx.actor.store_ids),
    }


async def canonical(tx: Tx, contact_id: int) -> int:
    """Return the contact that speaks for this one. Raises NotFound when it is not ours to see."""
    return (await canonicals(tx, [contact_id]))[contact_id]


async def canonicals(tx: Tx, contact_ids: Sequence[int]) -> dict[int, int]:
    """Return who speaks for each; raises NotFound when one is missing or out of scope."""
    found = await tx.rows(
        SQL.canonicals,
        workspace_id=tx.workspace_id,
        contact_ids=list(contact_ids),
        **scope_parameters(tx),
    )
    speakers = {row["id"]: row["canonical_id"] for row in found}
    if len(speakers) < len(set(contact_ids)):
        raise NotFound("There is no such customer, or it is not yours to see.")
    return speakers


async def members(tx: Tx, contact_id: int) -> list[int]:
    """Return all contacts that are this person, the one that speaks for them first.

    Raises NotFound when it is not ours to see.
    """
    speaker = await canonical(tx, contact_id)
    found = await tx.execute(
        select(Contact.id).where(
            Contact.workspace_id == tx.workspace_id, Contact.canonical_id == speaker
        )
    )
    return sorted(found.scalars(), key=lambda one: (one != speaker, one))


def by_actor(tx: Tx) -> str:
    """Return who acts, as rows remember it: 'staff:7', 'system'."""
    return tx.actor.kind if tx.actor.id is None else f"{tx.actor.kind}:{tx.actor.id}"
