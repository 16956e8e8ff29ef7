"""How a telling is signed: HMAC-SHA-256 over id, timestamp and body, joined by points.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence

PREFIX = "whsec_"


def headers(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the three headers; `timestamp` is in seconds since 1970, by the machine's clock.

    One signature for each secret, so that the other side may hold the old one or the new one.
    """
    signed = " ".join(signature(secret, message_id, timestamp, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signed,
    }


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return one signature, with its version. Raises ValueError when the secret is not one."""
    key = b64decode(secret.removeprefix(PREFIX), validate=True)
    text = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, text, hashlib.sha256)).decode()
