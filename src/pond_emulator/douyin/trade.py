"""The trade system v2: orders a person made on the phone, refunds that may need the merchant's yes
(mini-app/develop/server/trade-system/trading).
"""

import secrets
from datetime import datetime
from typing import Any

from pond_emulator.douyin.door import Call
from pond_emulator.douyin.pay import numbered
from pond_emulator.kit.clock import CHINA
from pond_emulator.kit.door import Refused
from pond_emulator.small import fans
from pond_emulator.small.apps import App
from pond_emulator.small.fans import Fan
from pond_emulator.world import World

AUDIT_S = 3 * 86400
KINDS = {"order": "trade", "refund": "trade_refund"}
STATES = {1: "SUCCESS", 2: "FAIL"}


def buy(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{out_order_no, total_amount, count?} -> {order_id, shown, code}: the person orders and pays
    on the phone and gets coupons; `shown` is what a scan of them reads.
    """
    number = str(body.get("out_order_no") or "")
    if not number or fans.get(world, app, "trade", number):
        raise LookupError("an order needs a number of its own")
    count = int(body.get("count") or 1)
    coupons = [
        {"certificate_id": numbered("7"), "item_order_id": numbered("ot"), "used": 0,
         "encrypted_code": secrets.token_hex(16)}
        for _ in range(count)
    ]  # fmt: skip
    code = f"{secrets.randbelow(10**12):012d}"
    order = {"order_id": numbered("ot"), "total": int(body.get("total_amount") or 0),
             "refunded": 0, "paid_at": world.clock.world(), "coupons": coupons}  # fmt: skip
    fans.put(world, app, "trade", number, order, fan.open_id)
    shown = secrets.token_hex(16).upper()
    for text in (shown, code):
        fans.put(world, app, "coupon", text, {"order": number}, fan.open_id)
    return {"order_id": order["order_id"], "shown": shown, "code": code}


def ask_back(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{out_order_no, amount} -> {out_refund_no}: the person asks the platform for money back; the
    merchant has three days to say yes or no.
    """
    order = fans.get(world, app, "trade", str(body.get("out_order_no")))
    if order is None or order["open_id"] != fan.open_id:
        raise LookupError("no such order")
    number = f"ext_refund_no_{numbered('7')}"
    put_refund(world, app, number, order["id"], int(body.get("amount") or 0), "PROCESSING")
    return {"out_refund_no": number}


def query_order(call: Call) -> dict[str, Any]:
    order = found(call, "order", "out_order_no")
    paid = datetime.fromtimestamp(order["paid_at"], CHINA).strftime("%Y-%m-%d %H:%M:%S")
    data = {"order_id": order["order_id"], "out_order_no": order["id"], "pay_channel": 1}
    data |= {"refund_amount": order["refunded"], "settle_amount": 0, "total_fee": order["total"]}
    seller = call.app.props["seller_uid"]
    data |= {"pay_time": paid, "order_status": "SUCCESS", "seller_uid": seller, "message": ""}
    return good(data)


def create_refund(call: Call) -> dict[str, Any]:
    """The merchant's own: done at once. The same number never pays twice."""
    order = found(call, "order", "out_order_no")
    number, amount = str(call.need("out_refund_no", 10002)), call.need("refund_total_amount", 10002)
    if not (call.body.get("order_entry_schema") or {}).get("path"):
        raise Refused(28001007, "order_entry_schema")
    call.subject = call.client_key = number
    earlier = fans.get(call.world, call.app, "trade_refund", number)
    if earlier is None:
        if order["refunded"] + amount > order["total"]:
            raise Refused(2012, "可退金额不足")
        put_refund(call.world, call.app, number, order["id"], amount, "SUCCESS")
        earlier = fans.get(call.world, call.app, "trade_refund", number) or {}
    elif (earlier["amount"], earlier["order"]) != (amount, order["id"]):
        raise Refused(2012, "退款单号已存在")
    deadline = int(call.world.clock.real() + AUDIT_S) * 1000
    return good({"refund_id": earlier["refund_id"], "refund_audit_deadline": deadline})


def query_refund(call: Call) -> dict[str, Any]:
    refund = found(call, "refund", "out_refund_no")
    row = {"refund_id": refund["refund_id"], "out_refund_no": refund["id"], "message": ""}
    row |= {"refund_total_amount": refund["amount"], "refund_status": refund["state"]}
    row |= {"refund_at": refund["at"] * 1000, "create_at": int(refund["made"] * 1000)}
    return good({"refund_list": [row]})


def answer_refund(call: Call) -> dict[str, Any]:
    """1 agrees, 2 denies; once."""
    refund = found(call, "refund", "out_refund_no")
    state = STATES.get(call.body.get("refund_audit_status") or 0)
    if state is None or refund["state"] not in ("PROCESSING", state):
        raise Refused(2012)
    if refund["state"] == "PROCESSING":
        put_refund(call.world, call.app, refund["id"], refund["order"], refund["amount"], state)
    return {"err_no": 0, "err_tips": "success"}


def put_refund(
    world: World, app: App, number: str, order_no: str, amount: int, state: str
) -> None:
    earlier = fans.get(world, app, "trade_refund", number) or {}
    at = world.clock.world() if state != "PROCESSING" else 0
    refund = {"refund_id": earlier.get("refund_id") or numbered("7"), "amount": amount,
              "order": order_no, "state": state, "at": at}  # fmt: skip
    fans.put(world, app, "trade_refund", number, refund)
    order = fans.get(world, app, "trade", order_no)
    if order and state == "SUCCESS":
        keep(world, app, order | {"refunded": order["refunded"] + amount})


def found(call: Call, kind: str, field: str) -> dict[str, Any]:
    thing = fans.get(call.world, call.app, KINDS[kind], str(call.body.get(field) or ""))
    if thing is None:
        raise Refused(2008)
    call.subject = thing["id"]
    return thing


def keep(world: World, app: App, order: dict[str, Any]) -> None:
    kept = {name: value for name, value in order.items() if name not in ("id", "made", "open_id")}
    fans.put(world, app, "trade", order["id"], kept)


def good(data: dict[str, Any]) -> dict[str, Any]:
    return {"err_no": 0, "err_tips": "success", "data": data}
