"""The keyring: fields encrypted at rest, blind indexes to find them, keys that can be rotated.

A cipher text begins with the number of its key, so that old rows stay readable while new ones
use the newest key. Cipher: AES-256-GCM (NIST SP 800-38D); blind index: HMAC-SHA-256 under a key
derived per workspace with HKDF (RFC 5869).
"""

import base64
import hashlib
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
BLOCK_BYTES = 64
PADS = [bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C)]


def same(given: str, wanted: str) -> bool:
    """Compare in constant time; `given` is a stranger's and may hold any character."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


class KeysUnusable(Exception):
    """The keys are missing, malformed or readable by others; the text says what to do."""


class Keyring:
    """Numbered master keys; the highest number encrypts, all of them decrypt."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        """Take keys of 32 bytes by number (1..255). Raises KeysUnusable when there is none."""
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            msg = "keys must be numbered and 32 bytes long each"
            raise KeysUnusable(msg)
        self._keys = dict(keys)
        self._newest_first = sorted(keys, reverse=True)
        self.newest = self._newest_first[0]

    def seal(self, plain: bytes, *, about: str) -> bytes:
        """Encrypt `plain` bound to `about` (table and column, e.g. 'identity.value')."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        box = _cipher(self._keys[self.newest]).encrypt(nonce, plain, about.encode())
        return bytes([self.newest]) + nonce + box

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """Decrypt what `seal` made. Raises KeysUnusable when the key is gone or it was altered."""
        number, nonce, box = sealed[0], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if number not in self._keys:
            msg = f"key {number} is not in the key file; restore the file this data was made with"
            raise KeysUnusable(msg)
        try:
            return _cipher(self._keys[number]).decrypt(nonce, box, about.encode())
        except InvalidTag as error:
            msg = f"data for {about} does not fit its key; the key file is not the one it needs"
            raise KeysUnusable(msg) from error

    def seal_text(self, plain: str, *, about: str) -> bytes:
        """Encrypt text as UTF-8."""
        return self.seal(plain.encode(), about=about)

    def open_text(self, sealed: bytes, *, about: str) -> str:
        """Decrypt text."""
        return self.open(sealed, about=about).decode()

    def blind_index(self, value: str, *, workspace_id: int, about: str) -> bytes:
        """Return the 32-byte index under the newest key, by which an equal value is found."""
        return self.blind_indexes(value, workspace_id=workspace_id, about=about)[0]

    def blind_indexes(self, value: str, *, workspace_id: int, about: str) -> list[bytes]:
        """Return the index of `value` under every key, newest first, to search old rows too."""
        use = f"index:{about}:{workspace_id}"
        return [
            bytes([number]) + _index(self._keys[number], use, value)
            for number in self._newest_first
        ]

    @classmethod
    def from_environment(cls, home: Path) -> "Keyring":
        """Read `POND_KEYS` (JSON {"1": base64}) or `home/keys.json`, which must be mode 600."""
        text = os.environ.get("POND_KEYS")
        if text is None:
            text = _read_private(home / "keys.json")
        try:
            return cls(
                {int(number): base64.b64decode(key) for number, key in json.loads(text).items()}
            )
        except (ValueError, AttributeError) as error:
            msg = 'the keys are not JSON of the form {"1": "<32 bytes in base64>"}'
            raise KeysUnusable(msg) from error

    @staticmethod
    def create_file(home: Path) -> Path:
        """Write a key file with one fresh key, mode 600; keep an existing one untouched."""
        path = home / "keys.json"
        text = json.dumps({"1": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()})
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path
        with os.fdopen(handle, "w") as file:
            file.write(text)
        return path


def _read_private(path: Path) -> str:
    if not path.exists():
        msg = f"there is no key file at {path}; start `pond up` once, or set POND_KEYS"
        raise KeysUnusable(msg)
    if path.stat().st_mode & 0o077:
        msg = f"{path} can be read by others; run: chmod 600 {path}"
        raise KeysUnusable(msg)
    return path.read_text()


def _index(master: bytes, use: str, value: str) -> bytes:
    """Return HMAC-SHA-256, its two halves begun with the key but once: a list has many numbers."""
    inner, outer = _begun(master, use)
    inner, outer = inner.copy(), outer.copy()
    inner.update(value.encode())
    outer.update(inner.digest())
    return outer.digest()


@lru_cache(maxsize=4096)
def _begun(master: bytes, use: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """Return the inner and the outer hash of RFC 2104, section 2, with the key taken in."""
    key = _derive(master, use).ljust(BLOCK_BYTES, b"\0")
    inner, outer = (hashlib.sha256(key.translate(pad)) for pad in PADS)
    return inner, outer


@lru_cache(maxsize=256)
def _cipher(master: bytes) -> AESGCM:
    return AESGCM(_derive(master, "seal:0"))


def _derive(master: bytes, use: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=b"pondkeeper", info=use.encode()).derive(master)


def digest(secret: str) -> bytes:
    """Return SHA-256 of a random secret (session, API key, link): enough for 128-bit randoms."""
    return hashlib.sha256(secret.encode()).digest()
