"""Mail addresses: one spelling, encrypted, found by a blind index, as phone numbers are."""

import re

from pondkeeper.domain.contacts.phones import SealedPhone, seal_word, word_keys
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

LONGEST = 254
"""RFC 5321, section 4.5.3.1.3, less the angle brackets."""
ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]+")


def one_address(email: str) -> str:
    """Return an address in lower case without space around it.

    Raises InvalidInput when it cannot be one.
    """
    plain = email.strip().lower()
    if len(plain) > LONGEST or not ADDRESS.fullmatch(plain):
        raise InvalidInput(
            "This is not a mail address.", errors=[FieldError("email", "Give name@domain.")]
        )
    return plain


def seal_email(tx: Tx, email: str) -> SealedPhone:
    """Encrypt an address under the workspace's newest key. Raises InvalidInput."""
    return seal_word(tx, one_address(email))


def email_keys(tx: Tx, email: str) -> list[str]:
    """Return the identity keys an address may be kept under, one per key of the keyring."""
    return word_keys(tx, one_address(email))
