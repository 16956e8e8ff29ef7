"""What the phone seals and signs for our server with the key of a login.

AES-128-CBC with PKCS#7, key and iv as base64; a watermark names the program it is for. The raw
text is signed with SHA-1 over text and key. Source: https://developers.weixin.qq.com/miniprogram/
dev/framework/open-ability/signature.html
"""

import binascii
import hashlib
import hmac
from base64 import b64decode
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from pondkeeper.domain.channels.facts.mini import Phone
from pondkeeper.domain.channels.ports import CallbackRejected

_BLOCK = 16


def unseal(
    session_key: str, encrypted: str, iv: str, app_id: str, *, marked: bool = True
) -> dict[str, Any]:
    """Return what was sealed for `app_id`. Raises CallbackRejected.

    `marked`: the platform always puts its watermark in; else one that is there must be ours.
    """
    key, start, sealed = _bytes(session_key), _bytes(iv), _bytes(encrypted)
    if len(key) != _BLOCK or len(start) != _BLOCK or not sealed or len(sealed) % _BLOCK:
        raise CallbackRejected("sealed_shape")
    opener = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
    padded = opener.update(sealed) + opener.finalize()
    remover = PKCS7(_BLOCK * 8).unpadder()
    try:
        plain = remover.update(padded) + remover.finalize()
        found = msgspec.json.decode(plain, type=dict[str, Any])
    except (ValueError, RecursionError) as error:
        raise CallbackRejected("sealed_key") from error
    watermark = found.get("watermark")
    if watermark is None and not marked:
        return found
    if not isinstance(watermark, dict) or watermark.get("appid") != app_id:
        raise CallbackRejected("watermark")
    return found


def open_phone(session_key: str, encrypted: str, iv: str, app_id: str) -> Phone:
    """Return the number a phone button sealed, of platforms whose watermark is not certain.

    Raises CallbackRejected for anything that is not for this program.
    """
    said = unseal(session_key, encrypted, iv, app_id, marked=False)
    number = said.get("purePhoneNumber")
    if not number:
        raise CallbackRejected("no_phone")
    return Phone(str(number), str(said.get("countryCode") or "86"))


def vouched(session_key: str, raw: str, signature: str) -> bool:
    """Tell whether `signature` is the phone's for `raw`."""
    digest = hashlib.sha1((raw + session_key).encode(), usedforsecurity=False)  # their choice
    return hmac.compare_digest(digest.hexdigest().encode(), signature.encode())


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CallbackRejected("sealed_base64") from error
