"""A merchant's keys, and the platform's own pen: signs answers and seals notices as it would."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID
from tests.platforms.cast import NOW

from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.wechat_pay import seals

MCHID, APPID, SERIAL = "1900000001", "wxpond0001", "MERCHANTSERIAL01"
KEY_ID, APIV3 = "PUB_KEY_ID_0119000000012026030200", "0123456789abcdef0123456789abcdef"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(name: str) -> str:
    made = key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.decode()


def public_pem(name: str) -> str:
    made = key(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return made.decode()


@cache
def certificate(name: str) -> tuple[str, str]:
    """A self-signed certificate of `name`: (serial number, PEM)."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2031, 1, 1, tzinfo=UTC))
        .sign(key(name), SHA256())
    )
    return f"{made.serial_number:X}", made.public_bytes(Encoding.PEM).decode()


def pay_access(base_url: str = "http://127.0.0.1:9", **settings: str) -> ChannelAccess:
    """A channel in public-key mode; `settings` replace or add."""
    return ChannelAccess(
        workspace_id=1,
        channel_id=8,
        kind="wechat_pay",
        base_url=base_url,
        public_key="pk",
        settings={
            "mchid": MCHID,
            "appid": APPID,
            "serial_no": SERIAL,
            "platform_key_id": KEY_ID,
            "platform_public_key_pem": public_pem("platform"),
            **settings,
        },
        secrets={"private_key_pem": private_pem("merchant"), "apiv3_key": APIV3},
    )


def signed(
    body: bytes, *, serial: str = KEY_ID, signer: str = "platform", age_s: int = 0
) -> dict[str, str]:
    """Headers as the platform sets them."""
    stamp = str(int((NOW - timedelta(seconds=age_s)).timestamp()))
    return {
        "Wechatpay-Serial": serial,
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": "nonce",
        "Wechatpay-Signature": seals.sign(key(signer), stamp, "nonce", body.decode()),
        "Wechatpay-Signature-Type": seals.SCHEME,
    }


def notice(event_type: str, resource: Any, *, aes_key: str = APIV3, nonce: str = "n" * 12) -> bytes:
    """A notice with `resource` sealed inside."""
    plain = json.dumps(resource, ensure_ascii=False).encode()
    sealed = AESGCM(aes_key.encode()).encrypt(nonce.encode(), plain, b"transaction")
    body = {
        "id": "EV-1",
        "create_time": "2026-03-02T12:00:00+08:00",
        "event_type": event_type,
        "resource_type": "encrypt-resource",
        "summary": "支付成功",
        "resource": {
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": b64encode(sealed).decode(),
            "associated_data": "transaction",
            "nonce": nonce,
        },
    }
    return json.dumps(body, ensure_ascii=False).encode()
