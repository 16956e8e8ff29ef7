"""Platform certificates: fetched before they are needed, kept while they may be."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.platforms import merchant as m
from tests.platforms.loopback import Reply
from tests.platforms.pay_desk import Desk, open_desk

from pondkeeper.domain.channels.ports import ChannelAccess, SendUnknown
from pondkeeper.domain.channels.ports.pay import Renewal
from pondkeeper.platforms.wechat_pay.keys import platform_keys, sealing_key


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened


def renewal(desk: Desk) -> Renewal:
    assert desk.platform.renewal is not None
    return desk.platform.renewal


def by_certificates(desk: Desk, *names: str) -> ChannelAccess:
    return m.pay_access(
        desk.server.base_url,
        platform_certificates_pem="".join(m.certificate(name)[1] for name in names),
        platform_key_id="",
        platform_public_key_pem="",
    )


def listed(*names: str, signer: str, apiv3: str = m.APIV3, serial: str = "") -> Reply:
    """The answer of GET /v3/certificates (merchant/4012551764)."""
    data: list[dict[str, Any]] = []
    for name in names:
        number, pem = m.certificate(name)
        sealed = AESGCM(apiv3.encode()).encrypt(b"n" * 12, pem.encode(), b"certificate")
        data.append(
            {
                "serial_no": serial or number,
                "effective_time": "2026-01-01T08:00:00+08:00",
                "expire_time": "2031-01-01T08:00:00+08:00",
                "encrypt_certificate": {
                    "algorithm": "AEAD_AES_256_GCM",
                    "nonce": "n" * 12,
                    "associated_data": "certificate",
                    "ciphertext": b64encode(sealed).decode(),
                },
            }
        )
    body = json.dumps({"data": data}).encode()
    return Reply(body, 200, m.signed(body, serial=m.certificate(signer)[0], signer=signer))


async def test_a_new_certificate_is_kept_beside_the_old_one(desk: Desk) -> None:
    access = by_certificates(desk, "platform")
    desk.replies = [listed("platform", "platform next", signer="platform")]
    changed = await renewal(desk).renew(access)
    renewed = m.pay_access(platform_key_id="", platform_public_key_pem="", **changed)
    serials = {m.certificate(name)[0] for name in ("platform", "platform next")}
    assert set(platform_keys(renewed)) == serials
    assert sealing_key(renewed)[0] in serials


async def test_nothing_new_changes_nothing(desk: Desk) -> None:
    desk.replies = [listed("platform", signer="platform")]
    assert await renewal(desk).renew(by_certificates(desk, "platform")) == {}


async def test_an_answer_may_be_signed_with_what_it_carries(desk: Desk) -> None:
    desk.replies = [listed("platform", signer="platform")]
    changed = await renewal(desk).renew(by_certificates(desk))
    assert m.certificate("platform")[1] in changed["platform_certificates_pem"]


async def test_who_has_the_public_key_needs_no_certificates(desk: Desk) -> None:
    assert await renewal(desk).renew(desk.access) == {}
    assert desk.server.asked == []


@pytest.mark.parametrize(
    "forged",
    [
        {"signer": "stranger"},
        {"signer": "platform", "apiv3": "x" * 32},
        {"signer": "platform", "serial": "1234"},
    ],
)
async def test_a_strangers_certificate_is_never_believed(
    desk: Desk, forged: dict[str, str]
) -> None:
    desk.replies = [listed("platform", **forged) for _ in range(3)]
    with pytest.raises(SendUnknown):
        await renewal(desk).renew(by_certificates(desk, "platform"))
