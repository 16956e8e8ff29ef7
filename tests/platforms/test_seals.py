"""WeChat Pay's signatures and sealed resources against published vectors, and their refusals."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms import vectors as v

from pondkeeper.platforms.common import pem
from pondkeeper.platforms.wechat_pay import seals

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CERT_SERIAL = "19936B4DC6A6C77B05489B10962DEFF42EA065EF"
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
AT = str(int(NOW.timestamp()))


def test_the_published_signature_verifies() -> None:
    key = pem.public_key(v.RSA_PUBLIC_KEY)
    seals.verify_raw(key, v.RSA_MESSAGE, v.RSA_SIGNATURE)
    with pytest.raises(seals.SealBroken, match="signature"):
        seals.verify_raw(key, v.RSA_MESSAGE + b".", v.RSA_SIGNATURE)


@pytest.mark.parametrize(
    "key, nonce, data, sealed, plain",
    [
        (v.AEAD_KEY, v.AEAD_NONCE, v.AEAD_DATA, v.AEAD_SEALED, v.AEAD_PLAIN),
        (v.CERT_KEY, v.CERT_NONCE, v.CERT_DATA, v.CERT_SEALED, v.CERT_PLAIN.encode()),
    ],
)
def test_published_resources_open(
    key: str, nonce: str, data: str, sealed: str, plain: bytes
) -> None:
    assert seals.unseal(key, nonce=nonce, associated_data=data, ciphertext=sealed) == plain


def test_a_platform_certificate_gives_serial_and_key() -> None:
    ((serial, key),) = pem.certificates(v.CERT_PLAIN)
    assert serial == CERT_SERIAL
    assert key.key_size == 2048


@given(st.binary(max_size=2000), st.text(max_size=30))
def test_sealing_round_trip(plain: bytes, data: str) -> None:
    sealed = AESGCM(v.AEAD_KEY.encode()).encrypt(b"123456789012", plain, data.encode())
    text = b64encode(sealed).decode()
    opened = seals.unseal(v.AEAD_KEY, nonce="123456789012", associated_data=data, ciphertext=text)
    assert opened == plain


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"ciphertext": "AAAA"}, "resource"),
        ({"ciphertext": "not base64!"}, "resource"),
        ({"nonce": "short"}, "nonce"),
        ({"associated_data": "other"}, "resource"),
    ],
)
def test_a_changed_resource_stays_closed(change: dict[str, str], reason: str) -> None:
    good = {"nonce": v.AEAD_NONCE, "associated_data": v.AEAD_DATA, "ciphertext": v.AEAD_SEALED}
    with pytest.raises(seals.SealBroken, match=reason):
        seals.unseal(v.AEAD_KEY, **(good | change))
    with pytest.raises(seals.SealBroken, match="apiv3_key_setting"):
        seals.unseal("too short", **good)


def _verify(body: bytes, signature: str, *, timestamp: str = AT, real: datetime = NOW) -> None:
    seals.verify(
        KEY.public_key(), timestamp=timestamp, nonce="n", body=body, signature=signature, real=real
    )


@given(st.text(max_size=200))
def test_what_is_signed_verifies(body: str) -> None:
    _verify(body.encode(), seals.sign(KEY, AT, "n", body))


def test_another_body_does_not() -> None:
    with pytest.raises(seals.SealBroken, match="signature"):
        _verify(b"b", seals.sign(KEY, AT, "n", "a"))


@pytest.mark.parametrize("seconds, fresh", [(-301, False), (-299, True), (299, True), (301, False)])
def test_five_minutes_both_ways(seconds: int, *, fresh: bool) -> None:
    signature, real = seals.sign(KEY, AT, "n", "x"), NOW + timedelta(seconds=seconds)
    if fresh:
        _verify(b"x", signature, real=real)
    else:
        with pytest.raises(seals.SealBroken, match="stale"):
            _verify(b"x", signature, real=real)


@pytest.mark.parametrize("timestamp", ["", "-5", "1e9", "٣", "9" * 30])
def test_odd_timestamps_are_refused(timestamp: str) -> None:
    with pytest.raises(seals.SealBroken, match="timestamp"):
        _verify(b"x", "c2ln", timestamp=timestamp)


def test_the_platforms_probe_is_refused() -> None:
    with pytest.raises(seals.SealBroken, match="probe"):
        _verify(b"x", seals.PROBE + seals.sign(KEY, AT, "n", "x"))
