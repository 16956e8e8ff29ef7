"""Phone numbers: one spelling, encrypted, found by a blind index or by their last four digits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

ABOUT_VALUE = "identity.sealed"
ABOUT_KEY = "identity.key"
ABOUT_TAIL = "identity.tail"
TAIL_DIGITS = 4
MAINLAND = re.compile(r"^(?:00)?86(1\d{10})$")


@dataclass(frozen=True, slots=True)
class SealedPhone:
    """What an identity of kind phone keeps: index, cipher, and the index of the tail."""

    key: str
    sealed: bytes
    tail: str


def one_spelling(phone: str) -> str:
    """Return the digits of a phone number, +86 of a mainland mobile left out.

    Raises InvalidInput when there are fewer than 5 or more than 20 digits.
    """
    digits = re.sub(r"\D", "", phone)
    mainland = MAINLAND.match(digits)
    plain = mainland[1] if mainland else digits
    if not 5 <= len(plain) <= 20:
        raise InvalidInput(
            "This is not a phone number.", errors=[FieldError("phone", "Give 5 to 20 digits.")]
        )
    return plain


class PhoneSealer:
    """Encrypts many phone numbers of one workspace; there are only 10,000 tails to work out."""

    def __init__(self, tx: Tx) -> None:
        """Seal under the newest key of the transaction's workspace."""
        self._tx = tx
        self._tails: dict[str, str] = {}

    def seal(self, plain: str, key: str) -> SealedPhone:
        """Encrypt a number in its one spelling; `key` is the newest of `phone_keys`."""
        last = plain[-TAIL_DIGITS:]
        if last not in self._tails:
            self._tails[last] = _index(self._tx, last, ABOUT_TAIL)[0]
        sealed = self._tx.keyring.seal_text(plain, about=ABOUT_VALUE)
        return SealedPhone(key, sealed, self._tails[last])


def seal_phone(tx: Tx, phone: str) -> SealedPhone:
    """Encrypt a phone number under the workspace's newest key. Raises InvalidInput."""
    return PhoneSealer(tx).seal(one_spelling(phone), phone_keys(tx, phone)[0])


def phone_keys(tx: Tx, phone: str) -> list[str]:
    """Return the identity keys a phone may be kept under, one per key of the keyring."""
    return _index(tx, one_spelling(phone), ABOUT_KEY)


def phone_tails(tx: Tx, digits: str) -> list[str]:
    """Return the tails that four last digits may be kept under. Raises InvalidInput."""
    if not re.fullmatch(r"\d{4}", digits):
        raise InvalidInput(
            "Give the last four digits.", errors=[FieldError("phone_tail", "Four digits.")]
        )
    return _index(tx, digits, ABOUT_TAIL)


def open_phone(tx: Tx, sealed: bytes) -> str:
    """Decrypt a phone number; the caller has checked the right and writes the audit row."""
    return tx.keyring.open_text(sealed, about=ABOUT_VALUE)


def masked(phone: str) -> str:
    """Return '138****1234': enough to recognise a number one knows, too little to call it."""
    if len(phone) < 2 * TAIL_DIGITS:
        return "*" * (len(phone) - TAIL_DIGITS) + phone[-TAIL_DIGITS:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-TAIL_DIGITS:]}"


def open_masked(tx: Tx, sealed: Iterable[bytes]) -> list[str]:
    """Decrypt and mask, for lists and pages."""
    return [masked(open_phone(tx, box)) for box in sealed]


def _index(tx: Tx, value: str, about: str) -> list[str]:
    found = tx.keyring.blind_indexes(value, workspace_id=tx.workspace_id, about=about)
    return [index.hex() for index in found]
