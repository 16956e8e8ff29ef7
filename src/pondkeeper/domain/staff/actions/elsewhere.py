"""Signing in elsewhere, at a platform that knows our staff: the way there and back.

What must survive the way lies sealed in the browser that left, never in an address: who comes
back with another browser's state has no such seal, and one that came back does not serve again.
"""

import base64
import binascii
import secrets
from datetime import timedelta

import msgspec

from pondkeeper.kit.crypto import KeysUnusable, digest, same
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder("pondkeeper.domain.staff")
STATE_LIFE = timedelta(minutes=10)
SECOND_LIFE = timedelta(minutes=5)
ABOUT = "login.elsewhere"


class Leaving(msgspec.Struct, tag="leaving"):
    """Somebody left for the platform of a channel; `until` is machine time in seconds."""

    state: str
    key: str
    until: int
    to: str = ""


class SecondAsked(msgspec.Struct, tag="second"):
    """Somebody came back as known and still owes the second factor of their login."""

    account_id: int
    workspace_id: int
    until: int
    to: str = ""


def leave(tx: Tx, key: str, to: str) -> tuple[str, str]:
    """Return the state to take along and what the browser keeps meanwhile."""
    state = secrets.token_hex(16)
    return state, _seal(tx, Leaving(state, key, _until(tx, STATE_LIFE), to))


def ask_second(tx: Tx, account_id: int, to: str) -> str:
    """Return what the browser keeps until the second factor is given."""
    return _seal(tx, SecondAsked(account_id, tx.workspace_id, _until(tx, SECOND_LIFE), to))


async def come_back(tx: Tx, kept: str, state: str, key: str) -> Leaving | None:
    """Return how this browser left, once; None when it is not the one, too late, or a repeat."""
    left = _open(tx, kept)
    if not isinstance(left, Leaving) or left.key != key or not same(state, left.state):
        return None
    now = tx.clock.real()
    first = await tx.value(
        SQL.claim_state,
        digest=digest(state).hex(),
        now=now,
        forget_before=now - 2 * STATE_LIFE,
    )
    return left if first else None


def second_asked(tx: Tx, kept: str) -> SecondAsked | None:
    """Return who owes a second factor, None when nobody does or it took too long."""
    asked = _open(tx, kept)
    return asked if isinstance(asked, SecondAsked) else None


async def account_of_member(tx: Tx, member_id: str) -> int | None:
    """Return the login of the staff whom a platform knows under this id, where there is one."""
    found: int | None = await tx.value(
        SQL.account_of_member, workspace_id=tx.workspace_id, member_id=member_id
    )
    return found


def _until(tx: Tx, life: timedelta) -> int:
    return int((tx.clock.real() + life).timestamp())


def _seal(tx: Tx, what: Leaving | SecondAsked) -> str:
    sealed = tx.keyring.seal(msgspec.json.encode(what), about=ABOUT)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _open(tx: Tx, kept: str) -> Leaving | SecondAsked | None:
    """Open what the browser kept; a stranger's words are no fault of ours."""
    try:
        sealed = base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4))
        plain = tx.keyring.open(sealed, about=ABOUT) if sealed else b""
        what = msgspec.json.decode(plain, type=Leaving | SecondAsked)
    except (binascii.Error, ValueError, KeysUnusable, msgspec.DecodeError):
        return None
    return what if what.until >= int(tx.clock.real().timestamp()) else None
