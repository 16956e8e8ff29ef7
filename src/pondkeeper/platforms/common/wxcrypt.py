"""WXBizMsgCrypt: how WeCom and official accounts sign and encrypt their callbacks.

AES-256-CBC, key = base64(EncodingAESKey + "="), iv = key[:16], PKCS#7 to blocks of 32;
plain text = 16 random bytes + length (uint32, big endian) + message + receive id.
Signature = SHA-1 of the sorted token, timestamp, nonce and cipher text joined.
Source: https://developer.work.weixin.qq.com/document/path/90968
"""

import binascii
import hashlib
import hmac
import secrets
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from pondkeeper.domain.channels.ports import CallbackRejected

_BLOCK = 32
_RANDOM = 16
_HEAD = _RANDOM + 4
_KEY_TEXT = 43


@dataclass(frozen=True, slots=True)
class WxCrypt:
    """The three values an operator copies from the platform's callback page."""

    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    receive_id: str

    def check(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> None:
        """Raise CallbackRejected unless `signature` is ours for these values."""
        wanted = sign(self.token, timestamp, nonce, encrypted)
        if not hmac.compare_digest(wanted.encode(), signature.encode()):
            raise CallbackRejected("signature")

    def decrypt(self, encrypted: str) -> bytes:
        """Return the message inside; raises CallbackRejected when it is not for `receive_id`."""
        plain = _unpad(self._cipher_open(_decode(encrypted)))
        if len(plain) < _HEAD:
            raise CallbackRejected("cipher_short")
        (length,) = struct.unpack(">I", plain[_RANDOM:_HEAD])
        message, receiver = plain[_HEAD : _HEAD + length], plain[_HEAD + length :]
        if len(message) != length:
            raise CallbackRejected("cipher_length")
        if not hmac.compare_digest(receiver, self.receive_id.encode()):
            raise CallbackRejected("receiver")
        return message

    def encrypt(self, message: bytes, *, random16: bytes | None = None) -> str:
        """Return base64 cipher text of `message`; `random16` is fixed only by published vectors."""
        prefix = secrets.token_bytes(_RANDOM) if random16 is None else random16
        plain = prefix + struct.pack(">I", len(message)) + message + self.receive_id.encode()
        sealer = _cipher(self.encoding_aes_key).encryptor()
        return b64encode(sealer.update(_pad(plain)) + sealer.finalize()).decode()

    def _cipher_open(self, sealed: bytes) -> bytes:
        if not sealed or len(sealed) % 16:
            raise CallbackRejected("cipher_blocks")
        opener = _cipher(self.encoding_aes_key).decryptor()
        return opener.update(sealed) + opener.finalize()


def sign(*parts: str) -> str:
    """Return the SHA-1 of the sorted `parts` joined, as lower hexadecimal."""
    joined = "".join(sorted(parts)).encode()
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()  # the platform's choice


def aes_key(encoding_aes_key: str) -> bytes:
    """Return the 32 key bytes; raises CallbackRejected when the setting is not 43 characters."""
    if len(encoding_aes_key) != _KEY_TEXT:
        raise CallbackRejected("aes_key_setting")
    try:
        # The last character carries two bits that no encoder sets the same; they are ignored.
        key = b64decode(encoding_aes_key + "=", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CallbackRejected("aes_key_setting") from error
    return key


@lru_cache(maxsize=256)
def _cipher(encoding_aes_key: str) -> Cipher[modes.CBC]:
    key = aes_key(encoding_aes_key)
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _decode(encrypted: str) -> bytes:
    try:
        return b64decode(encrypted, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CallbackRejected("cipher_base64") from error


def _pad(plain: bytes) -> bytes:
    count = _BLOCK - len(plain) % _BLOCK
    return plain + bytes([count]) * count


def _unpad(padded: bytes) -> bytes:
    count = padded[-1]
    if not 1 <= count <= _BLOCK or padded[-count:] != bytes([count]) * count:
        raise CallbackRejected("cipher_padding")
    return padded[:-count]
