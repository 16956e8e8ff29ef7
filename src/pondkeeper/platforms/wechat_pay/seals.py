r"""WeChat Pay v3 signatures and sealed resources, as pure functions.

Requests: RSASSA-PKCS1-v1_5 with SHA-256 over `METHOD\nURI\nTIMESTAMP\nNONCE\nBODY\n`;
answers and notices: over `TIMESTAMP\nNONCE\nBODY\n`; resources: AES-256-GCM.
Source: https://pay.weixin.qq.com/doc/v3/merchant/4012365342
"""

import binascii
from base64 import b64decode, b64encode
from datetime import datetime

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FRESH_S = 300
"""A signed answer or notice older or younger than this is refused."""
PROBE = "WECHATPAY/SIGNTEST/"
"""The platform sometimes sends a wrong signature that begins so; who accepts it fails the test."""
_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """A signature, its age or a sealed resource is not right; `reason` is one word of ours."""

    def __init__(self, reason: str) -> None:
        """Keep the word."""
        super().__init__(reason)
        self.reason = reason


def sign(key: RSAPrivateKey, *lines: str) -> str:
    """Sign `lines`, each ended by a newline; return base64."""
    return b64encode(key.sign(_message(lines), PKCS1v15(), SHA256())).decode()


def authorization(mchid: str, serial_no: str, nonce: str, timestamp: str, signature: str) -> str:
    """Return the value of the Authorization header."""
    return (
        f'{SCHEME} mchid="{mchid}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{timestamp}",serial_no="{serial_no}"'
    )


def verify(
    key: RSAPublicKey, *, timestamp: str, nonce: str, body: bytes, signature: str, real: datetime
) -> None:
    """Raise SealBroken unless the platform signed `body` within five minutes of `real`."""
    if signature.startswith(PROBE):
        raise SealBroken("probe")
    check_fresh(timestamp, real)
    verify_raw(key, f"{timestamp}\n{nonce}\n".encode() + body + b"\n", signature)


def verify_raw(key: RSAPublicKey, message: bytes, signature: str) -> None:
    """Raise SealBroken unless base64 `signature` is the key's for exactly `message`."""
    try:
        key.verify(b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise SealBroken("signature") from error


def check_fresh(timestamp: str, real: datetime) -> None:
    """Raise SealBroken unless `timestamp` (seconds, decimal) is within five minutes of `real`."""
    if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 11:
        raise SealBroken("timestamp")
    if abs(real.timestamp() - int(timestamp)) > FRESH_S:
        raise SealBroken("stale")


def unseal(apiv3_key: str, *, nonce: str, associated_data: str, ciphertext: str) -> bytes:
    """Open an AEAD_AES_256_GCM resource; raises SealBroken when key or text do not fit."""
    if len(apiv3_key.encode()) != _KEY_BYTES:
        raise SealBroken("apiv3_key_setting")
    if len(nonce.encode()) != _NONCE_BYTES:
        raise SealBroken("nonce")
    try:
        sealed = b64decode(ciphertext, validate=True)
        return AESGCM(apiv3_key.encode()).decrypt(nonce.encode(), sealed, associated_data.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SealBroken("resource") from error


def seal_for_platform(key: RSAPublicKey, text: str) -> str:
    """Encrypt a person's data so that only the platform reads it: RSA-OAEP with SHA-1, base64.

    Source: https://pay.weixin.qq.com/doc/v3/merchant/4013053264
    """
    # SHA-1 is the platform's choice; inside OAEP its collisions do no harm.
    padding = OAEP(mgf=MGF1(SHA1()), algorithm=SHA1(), label=None)  # noqa: S303
    return b64encode(key.encrypt(text.encode(), padding)).decode()


def _message(lines: tuple[str, ...]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
