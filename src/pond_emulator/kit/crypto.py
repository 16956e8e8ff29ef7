"""WXBizMsgCrypt, RSA-SHA256 and AES-256-GCM as the platforms use them.

Official pages: developer.work.weixin.qq.com/document/path/90968 (callbacks) and
pay.weixin.qq.com/doc/v3/merchant/4012365342 (signatures).
"""

import base64
import hashlib
import os
import struct
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

BLOCK = 32


def callback_encrypt(
    encoding_aes_key: str, receive_id: str, message: bytes, prefix: bytes | None = None
) -> str:
    """AES-256-CBC, iv = key[:16], PKCS#7 to 32 bytes, over 16 random bytes + length + message +
    receiver. `prefix` fixes the random bytes for published vectors.
    """
    key = base64.b64decode(encoding_aes_key + "=")
    plain = (prefix or os.urandom(16)) + struct.pack(">I", len(message)) + message
    plain += receive_id.encode()
    pad = BLOCK - len(plain) % BLOCK
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def callback_signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """SHA-1 over the four texts, sorted and joined."""
    joined = "".join(sorted((token, timestamp, nonce, encrypted)))
    return hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324  the platform's own choice


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def public_pem(key: rsa.RSAPrivateKey | rsa.RSAPublicKey) -> str:
    public = key.public_key() if isinstance(key, rsa.RSAPrivateKey) else key
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


@lru_cache(maxsize=64)
def load_private(pem: str) -> rsa.RSAPrivateKey:
    """Kept, because reading one checks its primes, which takes longer than most requests."""
    key = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA private key")
    return key


def load_public(pem: str) -> rsa.RSAPublicKey:
    """From a public key or a certificate in PEM."""
    if "CERTIFICATE" in pem:
        key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    else:
        key = serialization.load_pem_public_key(pem.encode())  # type: ignore[assignment]
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("not an RSA public key")
    return key


def certificate_pem(key: rsa.RSAPrivateKey, name: str, from_time: datetime | None = None) -> str:
    """A certificate signed by its own key, valid for five years from `from_time` (default now)."""
    start = from_time or datetime.now(UTC) - timedelta(days=1)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=5 * 365))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM).decode()


def certificate_serial(pem: str) -> str:
    """Upper-case hex, as WeChat Pay writes serial numbers."""
    return f"{x509.load_pem_x509_certificate(pem.encode()).serial_number:X}"


def certificate_validity(pem: str) -> tuple[float, float]:
    """Seconds since 1970 of the first and the last moment of validity."""
    found = x509.load_pem_x509_certificate(pem.encode())
    return found.not_valid_before_utc.timestamp(), found.not_valid_after_utc.timestamp()


def rsa_sign(key: rsa.RSAPrivateKey, message: bytes) -> str:
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def rsa_verify(key: rsa.RSAPublicKey, message: bytes, signature: str) -> bool:
    try:
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def oaep_decrypt(key: rsa.RSAPrivateKey, sealed: str) -> str | None:
    """RSA-OAEP with SHA-1, as WeChat Pay wants a person's data; None when it does not open."""
    sha = hashes.SHA1()  # noqa: S303  the platform's own choice
    try:
        raw = base64.b64decode(sealed, validate=True)
        return key.decrypt(raw, padding.OAEP(padding.MGF1(sha), sha, None)).decode()
    except ValueError:
        return None


def aead_encrypt(key: str, nonce: str, associated: str, plain: bytes) -> str:
    """AES-256-GCM with the 32-byte APIv3 key; base64 of cipher text and tag."""
    sealed = AESGCM(key.encode()).encrypt(nonce.encode(), plain, associated.encode())
    return base64.b64encode(sealed).decode()
