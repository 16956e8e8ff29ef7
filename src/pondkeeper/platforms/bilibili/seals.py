"""The signature of Bilibili's interfaces, version 2.0: HMAC-SHA256 over the x-bili headers, one a
line, sorted (https://open.bilibili.com/doc/4/8673959e-f7bb-56e6-6e68-d225f971b81b).
"""

import hashlib
import hmac
from collections.abc import Mapping

PREFIX = "x-bili-"


def headers(client_id: str, secret: str, nonce: str, at: int, body: bytes) -> dict[str, str]:
    """Return the headers of a request; `at` is seconds since 1970."""
    named = {
        "x-bili-accesskeyid": client_id,
        "x-bili-content-md5": hashlib.md5(body, usedforsecurity=False).hexdigest(),
        "x-bili-signature-method": "HMAC-SHA256",
        "x-bili-signature-nonce": nonce,
        "x-bili-signature-version": "2.0",
        "x-bili-timestamp": str(at),
    }
    return {**named, "authorization": signature(secret, named)}


def signature(secret: str, named: Mapping[str, str]) -> str:
    """Return the signature over the x-bili headers of `named`."""
    lines = (f"{name}:{named[name]}" for name in sorted(named) if name.startswith(PREFIX))
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()
