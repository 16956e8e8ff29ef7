"""Passwords and second factors."""

import asyncio
import secrets
from functools import lru_cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pondkeeper.kit.crypto import same
from pondkeeper.kit.errors import FieldError, InvalidInput

MINIMUM_LENGTH = 10
TOTP_STEP_S = 30
HASHER = PasswordHasher()


def check_strength(password: str, *, field: str = "password") -> None:
    """Raise InvalidInput when the password is too short to keep anything."""
    if len(password) < MINIMUM_LENGTH:
        message = f"At least {MINIMUM_LENGTH} characters."
        raise InvalidInput("The password is too short.", errors=[FieldError(field, message)])


async def hash_password(password: str) -> str:
    """Return the argon2id hash; worked out in a thread because it takes tens of milliseconds."""
    return await asyncio.to_thread(HASHER.hash, password)


async def fits(password_hash: str | None, password: str) -> bool:
    """Return whether the password fits; takes as long when there is no hash."""
    return await asyncio.to_thread(_fits, password_hash, password)


def _fits(password_hash: str | None, password: str) -> bool:
    try:
        return HASHER.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that fits nothing: a stranger cannot tell by the time taken that there is no login."""
    return HASHER.hash(secrets.token_urlsafe(16))


def totp_step(secret: str, code: str, at_s: int) -> int | None:
    """Return the 30 s step (RFC 6238) of `code`, at most one off `at_s`; None when none fits."""
    wanted = pyotp.TOTP(secret)
    step = at_s // TOTP_STEP_S
    for near in (step, step - 1, step + 1):
        if same(code, wanted.generate_otp(near)):
            return near
    return None
