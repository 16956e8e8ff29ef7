"""Tokens for strangers and platforms: random, and carrying the epoch.

Rows are known inside by dense bigints. What leaves the house (order numbers, links, client
message ids) is a random token that contains the epoch, which every restore raises, so that a
number once shown is never issued again.
"""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read these aloud
LONGEST = 64


def token(epoch: int, length: int = 20) -> str:
    """Return a random token of `length` characters after the epoch, about 4.95 bits each."""
    return _epoch_mark(epoch) + "".join(secrets.choice(ALPHABET) for _ in range(length))


def plausible(text: str) -> bool:
    """Whether `text` may be a token: what strangers ask for is looked at before it is looked up."""
    return len(text) <= LONGEST and text.isascii() and text.isalnum()


def number(prefix: str, epoch: int, length: int = 16) -> str:
    """Return a token for people and platforms, e.g. an order number: prefix, epoch, random."""
    return f"{prefix}{token(epoch, length)}"


def _epoch_mark(epoch: int) -> str:
    """Return the epoch in the alphabet, closed by 'z' so that no epoch is another's prefix."""
    digits = ALPHABET[:-1]
    mark = ""
    while epoch:
        epoch, place = divmod(epoch, len(digits))
        mark = digits[place] + mark
    return f"{mark}z"
