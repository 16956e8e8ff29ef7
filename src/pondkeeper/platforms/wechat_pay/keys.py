"""The keys of one merchant, out of a channel's settings."""

from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common import pem
from pondkeeper.platforms.common.settings import need


def merchant_key(access: ChannelAccess) -> RSAPrivateKey:
    """Return the key we sign with; raises SendRefused when the setting is not one."""
    try:
        return pem.private_key(need(access, "private_key_pem"))
    except pem.BadKey as error:
        raise SendRefused("permanent", "settings", "商户 API 私钥不是有效的 PEM") from error


def platform_keys(access: ChannelAccess) -> dict[str, RSAPublicKey]:
    """Return the platform's keys by serial number or key id; raises SendRefused when unreadable.

    Merchants since 2024 are given one public key with an id; older ones hold certificates,
    several while they change. Both may be set during the move from one to the other.
    """
    keys: dict[str, RSAPublicKey] = {}
    try:
        if certificates := access.settings.get("platform_certificates_pem", "").strip():
            keys.update(pem.certificates(certificates))
        if public := access.settings.get("platform_public_key_pem", "").strip():
            keys[need(access, "platform_key_id")] = pem.public_key(public)
    except pem.BadKey as error:
        raise SendRefused(
            "permanent", "settings", "微信支付公钥或平台证书不是有效的 PEM"
        ) from error
    return keys


def sealing_key(access: ChannelAccess) -> tuple[str, RSAPublicKey]:
    """Return the platform's key that a person's data is sealed with, and what names it.

    The public key where there is one, else the certificate that is good for longest. Raises
    SendRefused when there is neither.
    """
    keys = platform_keys(access)
    name = access.settings.get("platform_key_id", "").strip()
    if name not in keys:
        name = longest_good(access.settings.get("platform_certificates_pem", ""))
    if name not in keys:
        raise SendRefused("permanent", "settings", "缺少微信支付公钥或平台证书")
    return name, keys[name]


@lru_cache(maxsize=64)
def longest_good(certificates_pem: str) -> str:
    """Return the serial number of the certificate that ends last, '' when there is none."""
    try:
        found = x509.load_pem_x509_certificates(certificates_pem.strip().encode())
    except ValueError:
        return ""
    last = max(found, key=lambda one: one.not_valid_after_utc, default=None)
    return f"{last.serial_number:X}" if last else ""
