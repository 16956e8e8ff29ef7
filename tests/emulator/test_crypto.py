"""The platforms' cryptography against published vectors."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.emulator.stage import decrypt

from pond_emulator.control.accounts import encoding_key
from pond_emulator.kit import crypto


def test_wxbizmsgcrypt_reproduces_the_official_demo_data() -> None:
    # The official Java demo's data, as in WxJava's WxCryptUtilTest.
    sealed = crypto.callback_encrypt(
        "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "wxb11529c136998cb6",
        "我是中文abcd123".encode(),
        prefix=b"aaaabbbbccccdddd",
    )
    assert sealed == (
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    )


def test_msg_signature_reproduces_the_url_verification_example() -> None:
    # wechatpy, tests/test_crypto.py
    echo = (
        "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
    )
    signature = crypto.callback_signature("123456", "1411443780", "437374425", echo)
    assert signature == "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96"


@pytest.mark.parametrize("size", [0, 1, 11, 12, 31, 32, 33, 5000])
def test_what_is_encrypted_can_be_read_at_any_length(size: int) -> None:
    key, text = encoding_key(), "木" * size
    sealed = crypto.callback_encrypt(key, "ww1", text.encode())
    assert decrypt(key, "ww1", sealed) == text


def test_aead_reproduces_the_official_java_vector() -> None:
    # wechatpay-java, AeadAesCipherTest
    sealed = crypto.aead_encrypt(
        "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb", "uluk4a9R25RW", "associatedData", b"message"
    )
    assert sealed == "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI="
    opened = AESGCM(b"a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb").decrypt(
        b"uluk4a9R25RW", base64.b64decode(sealed), b"associatedData"
    )
    assert opened == b"message"


def test_a_changed_message_does_not_verify() -> None:
    key = crypto.new_key()
    signature = crypto.rsa_sign(key, b"source")
    assert crypto.rsa_verify(key.public_key(), b"source", signature)
    assert not crypto.rsa_verify(key.public_key(), b"sourcf", signature)
    assert not crypto.rsa_verify(key.public_key(), b"source", "not base64!")
