"""Small codecs: published vectors and what must hold for any text."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms import vectors as v

from pondkeeper.domain.channels.facts import UnknownFact
from pondkeeper.domain.channels.facts.people import Messaged
from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.kit import ids, strict_json
from pondkeeper.platforms import nul
from pondkeeper.platforms.common.jssdk import sign_page
from pondkeeper.platforms.common.sealed import open_phone
from pondkeeper.platforms.webhook.signature import headers, signature

# Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks, libraries' own tests.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, AT = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
BODY, SIGNED = b'{"test": 2432232314}', "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
KEY, IV, APP = b"k" * 16, b"i" * 16, "wxpond0001"


def test_the_published_webhook_signature() -> None:
    assert signature(SECRET, MESSAGE, AT, BODY) == SIGNED
    assert headers([SECRET], MESSAGE, AT, BODY) == {
        "webhook-id": MESSAGE, "webhook-timestamp": str(AT), "webhook-signature": SIGNED,
    }  # fmt: skip


@given(st.binary(min_size=24, max_size=64), st.binary(max_size=99), st.integers(0, 2**40))
def test_a_webhook_signature_fits_one_body_one_moment_and_one_secret(
    key: bytes, body: bytes, at: int
) -> None:
    secret = "whsec_" + b64encode(key).decode()
    other = "whsec_" + b64encode(bytes([key[0] ^ 1]) + key[1:]).decode()
    made = signature(secret, "msg_1", at, body)
    assert len(b64decode(made.removeprefix("v1,"), validate=True)) == 32
    assert made not in {
        signature(secret, "msg_1", at, body + b" "),
        signature(secret, "msg_1", at + 1, body),
        signature(secret, "msg_2", at, body),
        signature(other, "msg_1", at, body),
    }


@given(st.text(max_size=40))
def test_a_pages_fragment_is_not_signed(fragment: str) -> None:
    url = f"{v.PAGE_URL}#{fragment}"
    assert sign_page(v.PAGE_TICKET, v.PAGE_NONCE, v.PAGE_TIMESTAMP, url) == v.PAGE_SIGNATURE


@given(st.text(st.characters(categories=["Nd"]), min_size=1, max_size=15))
def test_a_sealed_phone_number_opens_for_its_program_alone(number: str) -> None:
    sealed = phone_sealed({"purePhoneNumber": number, "watermark": {"appid": APP}})
    opened = open_phone(b64(KEY), sealed, b64(IV), APP)
    assert (opened.number, opened.country_code) == (number, "86")
    with pytest.raises(CallbackRejected):
        open_phone(b64(KEY), sealed, b64(IV), "wxother")
    with pytest.raises(CallbackRejected):
        open_phone(b64(b"x" * 16), sealed, b64(IV), APP)


@given(st.binary(max_size=96), st.binary(max_size=20), st.text(max_size=20))
def test_noise_for_a_phone_number_is_refused(noise: bytes, iv: bytes, junk: str) -> None:
    for sealed in (b64(noise), junk):
        with pytest.raises(CallbackRejected):
            open_phone(b64(KEY), sealed, b64(iv), APP)


@given(st.binary(max_size=200))
def test_json_of_strangers_fails_in_one_way(noise: bytes) -> None:
    for text in (noise, b'{"' + noise + b'":1}', b'{"a":"' + noise + b'"}'):
        try:
            assert isinstance(strict_json.read(text, dict[str, object]), dict)
        except msgspec.DecodeError:
            continue


def test_json_of_endless_depth_or_broken_keys_is_refused() -> None:
    for text in (b"[" * 100_000, b'{"a":' * 100_000, b'{"\xe5":1}'):
        with pytest.raises(msgspec.DecodeError):
            strict_json.read(text, dict[str, object])


def test_no_nul_comes_into_the_house() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    fact = Messaged("o\0A1", "m1", at, "text", text="a\0b")
    assert nul.without(fact) == Messaged("oA1", "m1", at, "text", text="ab")
    unknown = UnknownFact("x\0", at, missing=("\0field",))
    assert nul.without(unknown) == UnknownFact("x", at, missing=("field",))
    assert nul.without({"a\0": ["\0", 1, None, at]}) == {"a": ["", 1, None, at]}


@given(st.text(max_size=80))
def test_only_what_may_be_a_token_is_looked_up(text: str) -> None:
    assert ids.plausible(text) == (len(text) <= 64 and text.isalnum() and text.isascii())
    assert ids.plausible(ids.token(7))


def phone_sealed(said: object) -> str:
    padder = PKCS7(128).padder()
    padded = padder.update(json.dumps(said).encode()) + padder.finalize()
    sealer = Cipher(algorithms.AES(KEY), modes.CBC(IV)).encryptor()
    return b64(sealer.update(padded) + sealer.finalize())


def b64(raw: bytes) -> str:
    return b64encode(raw).decode()
