"""Notifies to the merchant: AES-256-GCM under the APIv3 key, signed by the platform."""

import secrets
from collections.abc import Callable
from sqlite3 import Row
from typing import Any
from uuid import uuid4

import msgspec

from pond_emulator.kit import crypto
from pond_emulator.kit.clock import rfc3339
from pond_emulator.notices import Sealed
from pond_emulator.pay.keys import PlatformKeys
from pond_emulator.pay.signing import merchant_serial, probe, signature_headers
from pond_emulator.world import World

SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
    "MCHTRANSFER.BILL.FINISHED": "商家转账单据终态通知",
    "COUPON.USE": "代金券核销通知",
}
ORIGINAL = {
    "TRANSACTION": "transaction",
    "REFUND": "refund",
    "MCHTRANSFER": "mch_payment",
    "COUPON": "coupon",
}


def queue(world: World, mchid: str, event: str, url: str, resource: dict[str, Any]) -> None:
    """The id and the resource stay the same over all tries; the seal is made anew each time."""
    plain = {
        "id": str(uuid4()),
        "create_time": moment(world),
        "event_type": event,
        "resource": resource,
    }
    world.notices.queue("pay", mchid, event, url, msgspec.json.encode(plain).decode())


def moment(world: World) -> str:
    """Now in the story, as the platform writes it."""
    return rfc3339(world.clock.world())


def sealer(world: World, keys: PlatformKeys) -> Callable[[Row], Sealed]:
    def seal(row: Row) -> Sealed:
        merchant = world.store.one("select * from merchant where mchid = ?", row["owner"])
        if merchant is None:
            raise LookupError(f"merchant {row['owner']} is gone")
        body = sealed_body(merchant["apiv3_key"], msgspec.json.decode(row["body"]))
        serial = merchant_serial(keys, merchant)
        headers = signature_headers(keys, serial, world.clock.real(), body)
        if world.faults.hit(row["label"], ("probe",)):
            headers = probe(headers)
        return Sealed(row["url"], body, headers | {"Content-Type": "application/json"})

    return seal


def sealed_body(apiv3_key: str, plain: dict[str, Any]) -> bytes:
    event = plain["event_type"]
    original = ORIGINAL[event.split(".")[0]]
    nonce = secrets.token_hex(6)
    cipher = crypto.aead_encrypt(apiv3_key, nonce, original, msgspec.json.encode(plain["resource"]))
    return msgspec.json.encode(
        {
            "id": plain["id"],
            "create_time": plain["create_time"],
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": SUMMARIES[event],
            "resource": {
                "original_type": original,
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": cipher,
                "associated_data": original,
                "nonce": nonce,
            },
        }
    )
