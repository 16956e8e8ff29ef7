"""The callback envelope: published vectors, round trips, and everything that must be refused."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms import vectors as v

from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign

DEMO = WxCrypt(v.DEMO_TOKEN, v.DEMO_AES_KEY, v.DEMO_CORP)
FIXED = WxCrypt("pamtest", v.FIXED_AES_KEY, v.FIXED_CORP)


def test_the_platforms_demonstration_opens() -> None:
    DEMO.check(v.DEMO_SIGNATURE, v.DEMO_TIMESTAMP, v.DEMO_NONCE, v.DEMO_ENCRYPTED)
    assert DEMO.decrypt(v.DEMO_ENCRYPTED).decode() == v.DEMO_PLAIN


def test_the_address_check_opens() -> None:
    crypt = WxCrypt(v.ECHO_TOKEN, v.ECHO_AES_KEY, v.ECHO_CORP)
    crypt.check(v.ECHO_SIGNATURE, v.ECHO_TIMESTAMP, v.ECHO_NONCE, v.ECHO_ENCRYPTED)
    assert crypt.decrypt(v.ECHO_ENCRYPTED).decode() == v.ECHO_PLAIN


def test_the_plain_signature_of_official_accounts_is_the_same_sum() -> None:
    # wechatpy/wechatpy, tests/test_utils.py
    assert sign("test", "1410685589", "test") == "f21891de399b4e33a1a93c9a7b8a8fffb5a443ff"


def test_encryption_is_the_published_one() -> None:
    sealed = FIXED.encrypt(v.FIXED_PLAIN.encode(), random16=v.FIXED_RANDOM)
    assert sealed == v.FIXED_ENCRYPTED


@given(st.binary(max_size=4096), st.text(max_size=40))
def test_what_is_encrypted_opens_again(message: bytes, receiver: str) -> None:
    crypt = WxCrypt("t", v.FIXED_AES_KEY, receiver)
    assert crypt.decrypt(crypt.encrypt(message)) == message


def test_every_encryption_differs() -> None:
    assert FIXED.encrypt(b"same") != FIXED.encrypt(b"same")


@pytest.mark.parametrize("changed", ["timestamp", "nonce", "encrypted", "token", "signature"])
def test_a_signature_fits_one_message_only(changed: str) -> None:
    parts = {"token": "t", "timestamp": "1", "nonce": "n", "encrypted": "e"}
    signature = sign(*parts.values())
    if changed == "signature":
        signature = "签名" + signature
    else:
        parts[changed] += "x"
    crypt = WxCrypt(parts["token"], v.FIXED_AES_KEY, "")
    with pytest.raises(CallbackRejected, match="signature"):
        crypt.check(signature, parts["timestamp"], parts["nonce"], parts["encrypted"])


def test_a_message_for_another_corporation_is_refused() -> None:
    other = WxCrypt("pamtest", v.FIXED_AES_KEY, "wxother")
    with pytest.raises(CallbackRejected, match="receiver"):
        other.decrypt(v.FIXED_ENCRYPTED)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_in_our_own_words(noise: bytes) -> None:
    with pytest.raises(CallbackRejected):
        FIXED.decrypt(b64encode(noise).decode())


@pytest.mark.parametrize("text", ["", "not base64!", "QUJD", "密文"])
def test_malformed_cipher_text_is_refused(text: str) -> None:
    with pytest.raises(CallbackRejected):
        FIXED.decrypt(text)


@pytest.mark.parametrize("key", ["", "short", "!" * 43, "钥" * 43])
def test_a_wrong_key_setting_is_refused(key: str) -> None:
    with pytest.raises(CallbackRejected):
        WxCrypt("t", key, "c").decrypt(v.FIXED_ENCRYPTED)


def test_secrets_are_not_printed() -> None:
    assert v.FIXED_AES_KEY not in repr(FIXED)
    assert "pamtest" not in repr(FIXED)
