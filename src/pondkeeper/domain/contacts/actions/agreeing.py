"""What people agreed to, and the personal links by which they act on our pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, insert, select

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.models import Consent, Contact, ContactLink
from pondkeeper.domain.contacts.scope import by_actor, canonical
from pondkeeper.kit.crypto import digest
from pondkeeper.kit.db import Tx
from pondkeeper.kit.ids import token

LINK_DAYS = 400


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Whom a personal link stands for. Facts are written with `contact_id` and `identity_id`."""

    contact_id: int
    canonical_id: int
    identity_id: int | None
    name: str


async def consent(
    tx: Tx,
    contact_id: int,
    purpose: str,
    *,
    granted: bool,
    evidence: dict[str, Any],
    identity_id: int | None = None,
) -> None:
    """Keep one word of consent or withdrawal; the latest of a purpose counts.

    Purposes: service, marketing, phone. Records `contact.consented`. Raises NotFound.
    """
    await canonical(tx, contact_id)
    await tx.execute(
        insert(Consent).values(
            workspace_id=tx.workspace_id,
            contact_id=contact_id,
            identity_id=identity_id,
            purpose=purpose,
            granted=granted,
            evidence=evidence,
            at=tx.clock.now(),
        )
    )
    await timeline.record(
        tx, "contact.consented", contact_id, identity_id=identity_id, purpose=purpose,
        granted=granted, by_actor=by_actor(tx),
    )


async def make_link(
    tx: Tx, contact_id: int, identity_id: int | None, channel_id: int, made_for: str
) -> str:
    """Return a fresh personal token for /l/{channel}/{token}; see `make_links`."""
    return (await make_links(tx, [(contact_id, identity_id, channel_id)], made_for))[0]


async def make_links(
    tx: Tx, holders: Sequence[tuple[int, int | None, int]], made_for: str
) -> list[str]:
    """Return a fresh personal token per (contact, identity, channel); only digests are kept.

    `made_for` says what made them (welcome, order, hand). Good for 400 days of business time.
    """
    if not holders:
        return []
    now = tx.clock.now()
    secrets = [token(tx.epoch, 24) for _ in holders]
    rows = [
        {
            "workspace_id": tx.workspace_id,
            "token_digest": digest(secret),
            "contact_id": contact_id,
            "identity_id": identity_id,
            "channel_id": channel_id,
            "made_for": made_for,
            "created_at": now,
            "expires_at": now + timedelta(days=LINK_DAYS),
        }
        for secret, (contact_id, identity_id, channel_id) in zip(secrets, holders, strict=True)
    ]
    await tx.execute(insert(ContactLink), rows)
    return secrets


async def find_link(tx: Tx, channel_id: int, secret: str) -> LinkHolder | None:
    """Return whom a token of this channel stands for; None when unknown, expired or erased."""
    found = await tx.execute(
        select(ContactLink.contact_id, ContactLink.identity_id, Contact.canonical_id, Contact.name)
        .join(
            Contact,
            and_(
                Contact.workspace_id == ContactLink.workspace_id,
                Contact.id == ContactLink.contact_id,
            ),
        )
        .where(
            ContactLink.workspace_id == tx.workspace_id,
            ContactLink.token_digest == digest(secret),
            ContactLink.channel_id == channel_id,
            ContactLink.expires_at > tx.clock.now(),
            Contact.erased_at.is_(None),
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    return LinkHolder(row.contact_id, row.canonical_id, row.identity_id, row.name)
