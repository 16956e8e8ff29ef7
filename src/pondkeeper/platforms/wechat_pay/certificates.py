"""Platform certificates: fetched, believed, and kept in place of those that ended.

The answer that carries them is signed with one of them. It is believed because each is sealed
with our APIv3 key, which only the platform and we know.
Source: https://pay.weixin.qq.com/doc/v3/merchant/4012551764
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common import pem
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.wechat_pay import endpoints as e
from pondkeeper.platforms.wechat_pay import seals, shapes

SETTING = "platform_certificates_pem"
KEPT_AFTER_END = timedelta(days=1)
"""A certificate that ended stays for a day: answers and notices signed with it are under way."""


@dataclass(frozen=True, slots=True)
class WeChatRenewal:
    """Keeps the certificates of a merchant who has some; one with a public key alone needs none."""

    caller: Caller
    clock: Clock

    async def renew(self, access: ChannelAccess) -> Mapping[str, str]:
        """Return the certificates setting when the platform made new ones or old ones ended."""
        before = access.settings.get(SETTING, "")
        if not before.strip() and access.settings.get("platform_public_key_pem", "").strip():
            return {}
        answer = await self.caller.call(access, e.CERTIFICATES, Request(e.CERTIFICATES.path))
        fetched = [one.pem for one in opened(access, answer)]
        after = merged((before, *fetched), self.clock.real())
        return {} if after == merged((before,), None) else {SETTING: after}


@dataclass(frozen=True, slots=True)
class Carried:
    """One certificate out of its seal."""

    serial: str
    key: RSAPublicKey
    pem: str


def opened(access: ChannelAccess, answer: object) -> list[Carried]:
    """Unseal the certificates of an answer. Raises SealBroken when one is not what it says."""
    try:
        listed = msgspec.convert(answer, shapes.Certificates)
    except msgspec.ValidationError as error:
        raise seals.SealBroken("shape") from error
    return [_one(item, need(access, "apiv3_key")) for item in listed.data]


def merged(pems: Iterable[str], real: datetime | None) -> str:
    """Return all certificates once, without those that ended before `real`, the newest last."""
    found: dict[int, x509.Certificate] = {}
    for text in pems:
        if text.strip():
            found |= {one.serial_number: one for one in _read(text)}
    kept = [
        one
        for one in found.values()
        if real is None or one.not_valid_after_utc + KEPT_AFTER_END > real
    ]
    kept.sort(key=lambda one: (one.not_valid_after_utc, one.serial_number))
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in kept)


def _one(item: shapes.SealedCertificate, apiv3_key: str) -> Carried:
    sealed = item.encrypt_certificate
    text = seals.unseal(
        apiv3_key,
        nonce=sealed.nonce,
        associated_data=sealed.associated_data,
        ciphertext=sealed.ciphertext,
    ).decode()
    try:
        ((serial, key),) = pem.certificates(text)
    except ValueError as error:
        raise seals.SealBroken("certificate") from error
    if serial != item.serial_no.upper().lstrip("0"):
        raise seals.SealBroken("serial")
    return Carried(serial, key, text)


def _read(text: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(text.strip().encode())
    except ValueError:
        return []  # what an operator pasted wrongly is shown by the channel's test
