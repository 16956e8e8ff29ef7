"""Douyin's seals. One source each (V1): no vector is published for any of them."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

_NOT_SIGNED = frozenset({"app_id", "thirdparty_id", "sign", "other_settle_params"})


def webhook(client_secret: str, body: bytes) -> str:
    """Return what `X-Douyin-Signature` must be: sha1(client_secret + body)."""
    return hashlib.sha1(client_secret.encode() + body, usedforsecurity=False).hexdigest()


def pay_request(salt: str, body: Mapping[str, Any]) -> str:
    """Return the `sign` of a pay request: md5 of its sorted values and the salt, joined by &.

    https://microapp.bytedance.com/docs/zh-CN/mini-app/develop/server/ecpay/TE/: values are taken
    as text without blanks; empty ones and some names do not count.
    """
    texts = (str(value).strip() for name, value in body.items() if name not in _NOT_SIGNED)
    values = sorted([salt, *(text for text in texts if text and text != "None")])
    return hashlib.md5("&".join(values).encode(), usedforsecurity=False).hexdigest()


def pay_notice(token: str, timestamp: str, nonce: str, msg: str) -> str:
    """Return the `msg_signature` of a pay notice: sha1 of token, time, nonce and text, sorted."""
    joined = "".join(sorted([token, timestamp, nonce, msg]))
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def same(expected: str, given: str) -> bool:
    """Compare without telling how much of it was right; capital letters do not matter."""
    return hmac.compare_digest(expected.encode(), given.lower().encode())
