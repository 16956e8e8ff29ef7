"""Phone numbers: one spelling, encrypted, found by a blind index or by their last four digits."""

import base64
import re
from typing import NamedTuple

from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

ABOUT_VALUE = "identity.sealed"
ABOUT_KEY = "identity.key"
ABOUT_TAIL = "identity.tail"
TAIL_DIGITS = 4
KEY_BYTES, TAIL_BYTES = 18, 9
MAINLAND = re.compile(r"^(?:00)?86(1\d{10})$")
NOT_DIGITS = re.compile(r"\D")


class SealedPhone(NamedTuple):
    """What an identity of kind phone keeps: index, cipher, and the index of the tail.

    `keys` are all that the number may be kept under already; the first is for new ones. A mail
    address is kept the same way and has no tail.
    """

    keys: list[str]
    sealed: bytes
    tail: str | None


def one_spelling(phone: str) -> str:
    """Return the digits of a phone number, +86 of a mainland mobile left out.

    Raises InvalidInput when there are fewer than 5 or more than 20 digits.
    """
    digits = NOT_DIGITS.sub("", phone)
    mainland = MAINLAND.match(digits)
    plain = mainland[1] if mainland else digits
    if not 5 <= len(plain) <= 20:
        raise InvalidInput(
            "This is not a phone number.", errors=[FieldError("phone", "Give 5 to 20 digits.")]
        )
    return plain


class PhoneSealer:
    """Encrypts many phone numbers of one workspace; there are only 10,000 tails to work out.

    Needs no transaction: a list's numbers are sealed in the thread that reads it.
    """

    def __init__(self, keyring: Keyring, workspace_id: int) -> None:
        """Seal under the newest key."""
        self._keyring, self._workspace_id = keyring, workspace_id
        self._tails: dict[str, str] = {}

    def seal(self, phone: str) -> SealedPhone:
        """Encrypt a phone number. Raises InvalidInput as `one_spelling` does."""
        plain = one_spelling(phone)
        last = plain[-TAIL_DIGITS:]
        tail = self._tails.get(last)
        if tail is None:
            tail = self._tails[last] = self._index(last, ABOUT_TAIL)[0]
        sealed = self._keyring.seal_text(plain, about=ABOUT_VALUE)
        return SealedPhone(self._index(plain, ABOUT_KEY), sealed, tail)

    def _index(self, value: str, about: str) -> list[str]:
        return _index(self._keyring, self._workspace_id, value, about)


def seal_phone(tx: Tx, phone: str) -> SealedPhone:
    """Encrypt a phone number under the workspace's newest key. Raises InvalidInput."""
    return PhoneSealer(tx.keyring, tx.workspace_id).seal(phone)


def phone_keys(tx: Tx, phone: str) -> list[str]:
    """Return the identity keys a phone may be kept under, one per key of the keyring."""
    return _index(tx.keyring, tx.workspace_id, one_spelling(phone), ABOUT_KEY)


def seal_word(tx: Tx, plain: str) -> SealedPhone:
    """Encrypt what is found by all of it only, as mail addresses are."""
    sealed = tx.keyring.seal_text(plain, about=ABOUT_VALUE)
    return SealedPhone(word_keys(tx, plain), sealed, None)


def word_keys(tx: Tx, plain: str) -> list[str]:
    """Return the identity keys that a word may be kept under, one per key of the keyring."""
    return _index(tx.keyring, tx.workspace_id, plain, ABOUT_KEY)


def phone_tails(tx: Tx, digits: str) -> list[str]:
    """Return the tails that four last digits may be kept under. Raises InvalidInput."""
    if not re.fullmatch(r"\d{4}", digits):
        raise InvalidInput(
            "Give the last four digits.", errors=[FieldError("phone_tail", "Four digits.")]
        )
    return _index(tx.keyring, tx.workspace_id, digits, ABOUT_TAIL)


def open_phone(tx: Tx, sealed: bytes) -> str:
    """Decrypt a phone number; the caller has checked the right and writes the audit row."""
    return tx.keyring.open_text(sealed, about=ABOUT_VALUE)


def masked(phone: str) -> str:
    """Return '138****1234': enough to recognise a number one knows, too little to call it."""
    if len(phone) < 2 * TAIL_DIGITS:
        return "*" * (len(phone) - TAIL_DIGITS) + phone[-TAIL_DIGITS:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-TAIL_DIGITS:]}"


def _index(keyring: Keyring, workspace_id: int, value: str, about: str) -> list[str]:
    """Return what stands for `value` under each key: the key's number and some of the HMAC.

    A truncated HMAC is as good as its length (RFC 2104, section 5): of 136 bits no two of any
    number of phones are alike, and 64 are plenty for 10,000 tails. Short because there is one of
    each to a row, twice: in the table and in its index.
    """
    size = TAIL_BYTES if about == ABOUT_TAIL else KEY_BYTES
    found = keyring.blind_indexes(value, workspace_id=workspace_id, about=about)
    return [base64.urlsafe_b64encode(index[:size]).decode() for index in found]
