"""What a mini program's phone button seals with the session key: AES-128-CBC, PKCS#7, JSON."""

import base64
import binascii
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from pondkeeper.domain.channels.facts.mini import Phone
from pondkeeper.domain.channels.ports import CallbackRejected

_BLOCK = 16


def open_phone(session_key: str, encrypted: str, iv: str, app_id: str) -> Phone:
    """Return the number. Raises CallbackRejected for anything that is not for this program.

    Keys and text are base64; `watermark.appid` must be ours where there is one.
    """
    try:
        key, start = base64.b64decode(session_key), base64.b64decode(iv)
        plain = _decrypt(key, start, base64.b64decode(encrypted))
        said = msgspec.json.decode(plain, type=dict[str, Any])
        number = str(said["purePhoneNumber"])
        mark = said.get("watermark") or {}
    except (ValueError, binascii.Error, msgspec.DecodeError, KeyError) as error:
        raise CallbackRejected("sealed_phone") from error
    if not isinstance(mark, dict) or mark.get("appid", app_id) != app_id:
        raise CallbackRejected("receiver")
    return Phone(number, str(said.get("countryCode") or "86"))


def _decrypt(key: bytes, iv: bytes, sealed: bytes) -> bytes:
    if len(key) != _BLOCK:
        raise ValueError("a session key has 16 bytes")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    unpadder = PKCS7(_BLOCK * 8).unpadder()
    return unpadder.update(padded) + unpadder.finalize()
