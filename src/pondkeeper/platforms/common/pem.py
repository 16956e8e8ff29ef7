"""RSA keys and certificates from the text an operator pasted, read once and kept."""

from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)


class BadKey(ValueError):
    """The pasted text is not a key or certificate of the wanted kind."""


@lru_cache(maxsize=256)
def private_key(pem: str) -> RSAPrivateKey:
    """Read an RSA private key (PKCS#1 or PKCS#8, without password). Raises BadKey."""
    try:
        key = load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError) as error:
        raise BadKey("private key") from error
    if not isinstance(key, RSAPrivateKey):
        raise BadKey("private key")
    return key


@lru_cache(maxsize=256)
def public_key(pem: str) -> RSAPublicKey:
    """Read an RSA public key. Raises BadKey."""
    try:
        key = load_pem_public_key(pem.strip().encode())
    except ValueError as error:
        raise BadKey("public key") from error
    if not isinstance(key, RSAPublicKey):
        raise BadKey("public key")
    return key


@lru_cache(maxsize=256)
def certificates(pem: str) -> tuple[tuple[str, RSAPublicKey], ...]:
    """Read certificates one after another: (serial number in upper hexadecimal, key) each.

    Raises BadKey when one is unreadable or carries another kind of key.
    """
    try:
        found = x509.load_pem_x509_certificates(pem.strip().encode())
    except ValueError as error:
        raise BadKey("certificate") from error
    return tuple(_numbered(certificate) for certificate in found)


def _numbered(certificate: x509.Certificate) -> tuple[str, RSAPublicKey]:
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise BadKey("certificate")
    return f"{certificate.serial_number:X}", key
