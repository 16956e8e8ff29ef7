"""Ed25519 as QQ's bots use it:
https://bot.q.qq.com/wiki/develop/api-v2/dev-prepare/interface-framework/sign.html.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SEED_BYTES = 32


@lru_cache(maxsize=64)
def key(secret: str) -> Ed25519PrivateKey:
    """Return the key both sides derive: the secret, repeated, is the seed.

    Raises ValueError for an empty secret.
    """
    raw = secret.encode()
    if not raw:
        raise ValueError("the secret is empty")
    seed = (raw * (_SEED_BYTES // len(raw) + 1))[:_SEED_BYTES]
    return Ed25519PrivateKey.from_private_bytes(seed)


def sign(secret: str, message: bytes) -> str:
    """Return the signature in hex."""
    return key(secret).sign(message).hex()


def fits(secret: str, message: bytes, signature_hex: str) -> bool:
    """Whether the signature is one of `message` under the secret's key."""
    try:
        key(secret).public_key().verify(bytes.fromhex(signature_hex), message)
    except (InvalidSignature, ValueError):
        return False
    return True
