"""Further faces of a person: a unionid, an openid, a phone; a shared one joins two contacts."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from pondkeeper.domain.contacts.actions.merging import join_if_new
from pondkeeper.domain.contacts.emails import email_keys, seal_email
from pondkeeper.domain.contacts.given import Evidence, Face
from pondkeeper.domain.contacts.models import Identity
from pondkeeper.domain.contacts.phones import SealedPhone, phone_keys, seal_phone
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict

JOINING = frozenset({"unionid", "phone", "openid"})
"""Kinds of face that only one person has, so that sharing one proves two contacts the same."""


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    contact_id: int | None
    verified: bool


async def link(
    tx: Tx, contact_id: int, face: Face, *, verified: bool = True, note: str = ""
) -> int:
    """Give a contact one more face; returns the identity's id.

    A visitor's face becomes the contact's. A face that another contact has, if verified on both
    sides, merges the two with that evidence; the face stays where it was written.
    """
    keys = [face.key]
    known = await _find(tx, face.kind, face.realm, keys)
    if known is None:
        made = await _keep(tx, contact_id, face, verified=verified)
        if made is not None:
            return made
        known = await _found(tx, face.kind, face.realm, keys)
    await _settle(tx, contact_id, known, face.kind, verified=verified, note=note)
    return known.id


async def link_phone(
    tx: Tx, contact_id: int, phone: str, *, verified: bool, note: str = ""
) -> int | None:
    """Give a contact a phone number, encrypted; returns the identity's id.

    A number merely noted by staff never joins two contacts: it stays with the one that had it
    first, and None is returned. Raises InvalidInput when it is no phone number.
    """
    keys = phone_keys(tx, phone)
    known = await _find(tx, "phone", "", keys)
    if known is None:
        made = await _keep_sealed(tx, contact_id, "phone", seal_phone(tx, phone), verified=verified)
        if made is not None:
            return made
        known = await _found(tx, "phone", "", keys)
    await _settle(tx, contact_id, known, "phone", verified=verified, note=note)
    return known.id if known.contact_id in {None, contact_id} or verified else None


async def link_email(tx: Tx, contact_id: int, email: str) -> int | None:
    """Give a contact a mail address that somebody told us, encrypted; returns the identity's id.

    It joins nobody: an address that another contact has stays there, and None is returned.
    Raises InvalidInput when it is no mail address.
    """
    keys = email_keys(tx, email)
    known = await _find(tx, "email", "", keys)
    if known is None:
        made = await _keep_sealed(tx, contact_id, "email", seal_email(tx, email), verified=False)
        if made is not None:
            return made
        known = await _found(tx, "email", "", keys)
    return known.id if known.contact_id == contact_id else None


async def visit(tx: Tx, face: Face) -> int:
    """Keep the face of a visitor whom nothing has identified yet; returns the identity's id."""
    made = await _keep(tx, None, face, verified=True)
    if made is not None:
        return made
    return (await _found(tx, face.kind, face.realm, [face.key])).id


async def _find(tx: Tx, kind: str, realm: str, keys: list[str]) -> _Known | None:
    found = await tx.execute(
        select(Identity.id, Identity.contact_id, Identity.verified)
        .where(
            Identity.workspace_id == tx.workspace_id,
            Identity.kind == kind,
            Identity.realm == realm,
            Identity.key.in_(keys),
        )
        .order_by(Identity.id)
        .limit(1)
        .with_for_update()
    )
    row = found.one_or_none()
    return None if row is None else _Known(row.id, row.contact_id, row.verified)


async def _found(tx: Tx, kind: str, realm: str, keys: list[str]) -> _Known:
    """Find a face that was in the way a moment ago."""
    known = await _find(tx, kind, realm, keys)
    if known is None:
        raise Conflict("This identity is being erased.", hint="Try again.")
    return known


async def _keep_sealed(
    tx: Tx, contact_id: int, kind: str, box: SealedPhone, *, verified: bool
) -> int | None:
    face = Face(kind, "", box.keys[0])
    return await _keep(tx, contact_id, face, verified=verified, box=box)


async def _keep(
    tx: Tx, contact_id: int | None, face: Face, *, verified: bool, box: SealedPhone | None = None
) -> int | None:
    """Keep a new face; None when somebody else kept it first."""
    made = await tx.execute(
        insert(Identity)
        .values(
            workspace_id=tx.workspace_id,
            contact_id=contact_id,
            kind=face.kind,
            realm=face.realm,
            key=face.key,
            sealed=box.sealed if box else None,
            tail=box.tail if box else None,
            verified=verified,
            first_seen_at=tx.clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Identity.id)
    )
    return made.scalar_one_or_none()


async def _settle(
    tx: Tx, contact_id: int, known: _Known, kind: str, *, verified: bool, note: str
) -> None:
    """Bring a known face and a contact together, as far as the evidence reaches."""
    if known.contact_id is None or (verified and not known.verified):
        await tx.execute(
            update(Identity)
            .where(Identity.workspace_id == tx.workspace_id, Identity.id == known.id)
            .values(
                contact_id=known.contact_id or contact_id, verified=known.verified or verified
            )
        )
    proven = verified and (known.verified or known.contact_id is None)
    if proven and kind in JOINING and known.contact_id is not None:
        evidence = Evidence("phone" if kind == "phone" else "unionid", note or kind, known.id)
        await join_if_new(tx, known.contact_id, contact_id, evidence)

