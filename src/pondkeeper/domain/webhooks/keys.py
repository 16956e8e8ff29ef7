"""The secrets an address is signed for: the newest, and for a day the one before it.

Form: `whsec_` and the base64 of 24 to 64 random bytes
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
"""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from pondkeeper.kit.db import Tx

ABOUT = "webhook_endpoint.secrets_sealed"
PREFIX = "whsec_"
BYTES = 32
OVERLAP = timedelta(days=1)
"""For how long what is sent carries both signatures, so that the other side can change in peace."""


class Kept(msgspec.Struct, frozen=True):
    """A secret; `until` (real time) is when it is no longer signed with."""

    secret: str
    until: datetime | None = None


def fresh() -> str:
    """Return a new secret."""
    return PREFIX + b64encode(secrets.token_bytes(BYTES)).decode()


def seal(tx: Tx, kept: Sequence[Kept]) -> bytes:
    """Encrypt an address's secrets."""
    return tx.keyring.seal(msgspec.json.encode(kept), about=ABOUT)


def live(tx: Tx, sealed: bytes) -> tuple[Kept, ...]:
    """Return the secrets that are signed with now, newest first."""
    kept = msgspec.json.decode(tx.keyring.open(sealed, about=ABOUT), type=tuple[Kept, ...])
    now = tx.clock.real()
    return tuple(one for one in kept if one.until is None or one.until > now)


def rotated(tx: Tx, sealed: bytes, secret: str) -> bytes:
    """Return the secrets with `secret` the newest; the one before ends after a day."""
    before = live(tx, sealed)[:1]
    until = tx.clock.real() + OVERLAP
    return seal(tx, [Kept(secret), *(Kept(one.secret, until) for one in before)])
