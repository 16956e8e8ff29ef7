"""Douyin's own coupons, shown in a store
(mini-app/develop/server/trade-system/trading/write-off/douyin-code).
"""

import secrets
from typing import Any

from pond_emulator.douyin.door import Call
from pond_emulator.douyin.trade import good, keep
from pond_emulator.kit.door import Refused
from pond_emulator.small import fans


def prepare(call: Call) -> dict[str, Any]:
    """What was scanned or typed stands for the coupons of an order that are still unused."""
    text = str(call.body.get("encrypted_data") or call.body.get("code") or "")
    shown = fans.get(call.world, call.app, "coupon", text)
    if shown is None:
        raise Refused(28001007, "券码不存在")
    order = fans.get(call.world, call.app, "trade", shown["order"]) or {}
    names = ("encrypted_code", "certificate_id", "item_order_id")
    left = [{name: one[name] for name in names} for one in order["coupons"] if not one["used"]]
    if not left:
        raise Refused(28001007, "券已核销")
    data = {"verify_token": secrets.token_hex(16), "out_order_no": order["id"]}
    fans.put(call.world, call.app, "verify_token", data["verify_token"], {"order": order["id"]})
    return good(data | {"order_id": order["order_id"], "certificates": left})


def verify(call: Call) -> dict[str, Any]:
    """Uses coupons; the same token again tells the same."""
    token = str(call.body.get("verify_token") or "")
    held = fans.get(call.world, call.app, "verify_token", token)
    if held is None:
        raise Refused(28001007, "verify_token")
    call.subject = call.client_key = token
    order = fans.get(call.world, call.app, "trade", held["order"]) or {}
    asked = {row.get("encrypted_code") for row in call.body.get("certificates") or ()}
    now = int(call.world.clock.world() * 1000)
    results = []
    for coupon in order["coupons"]:
        if coupon["encrypted_code"] not in asked:
            continue
        mine = coupon.setdefault("by", token) == token
        coupon["used"] = coupon["used"] or now
        results.append(
            {"item_order_id": coupon["item_order_id"], "certificate_code": "",
             "result_code": 0 if mine else 1, "result_msg": "验券成功" if mine else "券已核销",
             "verify_time": coupon["used"]}
        )  # fmt: skip
    keep(call.world, call.app, order)
    return good({"verify_results": results})
