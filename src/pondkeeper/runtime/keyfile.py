"""The keys apart from the data: sealed under a passphrase, and recognised without being shown.

scrypt (RFC 7914) turns the passphrase into a key; AES-256-GCM (NIST SP 800-38D) seals.
"""

import base64
import binascii
import hashlib
import json
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from pondkeeper.runtime.home import Home, Trouble, read_private, write_private

COST, BLOCK, LANES = 2**17, 8, 1
"""128 MiB and about half a second for each guess."""
FORMAT = "pondkeeper keys 1"
SHORTEST = 12


class KeysRefused(Trouble):
    """The keys cannot be sealed, opened or used here; the text says what to do."""


def home_keys(home: Home, given: str | None = None) -> dict[str, str]:
    """Return the keys of this home by number (base64), or of `given`; empty when there are none."""
    if given is None and not home.keys.exists():
        return {}
    try:
        found = json.loads(given if given is not None else read_private(home.keys))
        return {str(int(number)): str(key) for number, key in found.items()}
    except (ValueError, AttributeError) as error:
        raise KeysRefused("The keys of this home are not JSON of the form they need.") from error


def seal_keys(path: Path, keys: dict[str, str], passphrase: str) -> None:
    """Write the keys to `path` (mode 600), whole or not at all. Raises KeysRefused."""
    if len(passphrase) < SHORTEST:
        raise KeysRefused(f"The passphrase needs at least {SHORTEST} characters.")
    if not keys:
        raise KeysRefused("There are no keys here to write.")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = AESGCM(_derived(passphrase, salt)).encrypt(
        nonce, json.dumps(keys).encode(), FORMAT.encode()
    )
    parts = {"salt": salt, "nonce": nonce, "box": box}
    text = {"format": FORMAT} | {
        name: base64.b64encode(part).decode() for name, part in parts.items()
    }
    write_private(path, json.dumps(text))


def open_keys(path: Path, passphrase: str) -> dict[str, str]:
    """Return the keys in `path`. Raises KeysRefused: not such a file, or a wrong passphrase."""
    try:
        text = json.loads(path.read_text())
        salt, nonce, box = (base64.b64decode(text[name]) for name in ("salt", "nonce", "box"))
        known = text["format"] == FORMAT
    except OSError as error:
        raise KeysRefused(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise KeysRefused(f"{path} is not a key file written by `pond backup --keys`.") from error
    if not known:
        raise KeysRefused(f"{path} was written by another version of Pondkeeper.")
    try:
        opened = AESGCM(_derived(passphrase, salt)).decrypt(nonce, box, FORMAT.encode())
    except InvalidTag as error:
        raise KeysRefused(f"The passphrase does not open {path}. Nothing was changed.") from error
    keys: dict[str, str] = json.loads(opened)
    return keys


def fingerprints(keys: dict[str, str]) -> dict[str, str]:
    """Return a mark of each key, by which it is recognised and from which it is not found."""
    return {
        number: hashlib.sha256(b"pondkeeper key mark" + base64.b64decode(key)).hexdigest()[:24]
        for number, key in keys.items()
    }


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())
