"""The platform's signature over answers and notifies (merchant/4012365345)."""

import secrets
from sqlite3 import Row

from pond_emulator.kit import crypto
from pond_emulator.pay.keys import PlatformKeys

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"


def merchant_serial(keys: PlatformKeys, merchant: Row) -> str:
    """What stands in Wechatpay-Serial for this merchant."""
    by_key = merchant["verify_mode"] == "public_key"
    return str(merchant["public_key_id"]) if by_key else keys.certificate_serial


def signature_headers(keys: PlatformKeys, serial: str, now: float, body: bytes) -> dict[str, str]:
    """Signs timestamp, nonce and body, a line each, with the key that the serial names."""
    timestamp, nonce = str(int(now)), secrets.token_hex(16)
    message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": crypto.rsa_sign(keys.for_serial(serial), message),
        "Wechatpay-Signature-Type": SCHEME,
    }


def probe(headers: dict[str, str]) -> dict[str, str]:
    """The same with a wrong signature as the platform sends it now and then: a merchant who takes
    it has not verified (merchant/4012365345).
    """
    wrong = headers["Wechatpay-Signature"][len(PROBE) :]
    return headers | {"Wechatpay-Signature": PROBE + wrong}
