"""Guaranteed pay: orders, refunds, settlements, and their notices
(mini-app/develop/server/ecpay).
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from sqlite3 import Row
from typing import Any

from pond_emulator.douyin.door import Call
from pond_emulator.kit.clock import CHINA
from pond_emulator.kit.door import Refused
from pond_emulator.notices import BadReplyError, Sealed
from pond_emulator.small import apps, fans
from pond_emulator.small.apps import App
from pond_emulator.small.fans import Fan
from pond_emulator.world import World

NOTICE = "douyin_pay"


def create_order(call: Call) -> dict[str, Any]:
    """Asked again with the same number and amount it is the same order."""
    number, amount = str(call.need("out_order_no", 10002)), call.need("total_amount", 10002)
    call.subject = call.client_key = number
    earlier = fans.get(call.world, call.app, "order", number)
    if earlier is None:
        names = ("subject", "notify_url", "cp_extra", "valid_time")
        order = {name: call.body.get(name) for name in names}
        token = secrets.token_urlsafe(64)
        made = {"order_id": numbered("7"), "order_token": token, "state": "PROCESSING"}
        earlier = order | made | {"total": amount, "refunded": 0}
        fans.put(call.world, call.app, "order", number, earlier)
    elif earlier["total"] != amount or earlier["state"] != "PROCESSING":
        raise Refused(2012, "订单号已存在")
    data = {"order_id": earlier["order_id"], "order_token": earlier["order_token"]}
    return good({"data": data})


def query_order(call: Call) -> dict[str, Any]:
    order = found(call, "order", str(call.body.get("out_order_no") or ""))
    info = {"total_fee": order["total"], "order_status": order["state"], "way": 2}
    if order["state"] == "SUCCESS":
        paid = datetime.fromtimestamp(order["paid_at"], CHINA).strftime("%Y-%m-%d %H:%M:%S")
        info |= {"pay_time": paid, "seller_uid": call.app.props["seller_uid"]}
    tail = {"out_order_no": order["id"], "order_id": order["order_id"]}
    return good(tail | {"payment_info": info})


def create_refund(call: Call) -> dict[str, Any]:
    """The same number never pays twice; it is done at once."""
    order = found(call, "order", str(call.body.get("out_order_no") or ""))
    number, amount = str(call.need("out_refund_no", 10002)), call.need("refund_amount", 10002)
    call.subject = call.client_key = number
    earlier = fans.get(call.world, call.app, "refund", number)
    if earlier:
        if (earlier["amount"], earlier["order"]) != (amount, order["id"]):
            raise Refused(2012, "退款单号已存在")
        return good({"refund_no": earlier["refund_no"]})
    if order["state"] != "SUCCESS" or order["refunded"] + amount > order["total"]:
        raise Refused(2012, "可退金额不足")
    url = str(call.body.get("notify_url") or "")
    now = int(call.world.clock.world())
    refund = {"refund_no": numbered("N"), "amount": amount, "order": order["id"], "at": now}
    fans.put(call.world, call.app, "refund", number, refund)
    keep(call.world, call.app, order, refunded=order["refunded"] + amount)
    msg = {"appid": call.account, "cp_refundno": number, "status": "SUCCESS", "cp_extra": "",
           "refund_amount": amount, "refunded_at": now, "order_id": order["order_id"],
           "refund_no": refund["refund_no"], "is_all_settled": False}  # fmt: skip
    tell(call.world, call.app, "refund", url, msg)
    return good({"refund_no": refund["refund_no"]})


def query_refund(call: Call) -> dict[str, Any]:
    refund = found(call, "refund", str(call.body.get("out_refund_no") or ""))
    info = {"refund_no": refund["refund_no"], "refund_amount": refund["amount"]}
    tail = {"refund_status": "SUCCESS", "refunded_at": refund["at"], "is_all_settled": False}
    return good({"refundInfo": info | tail})


def settle(call: Call) -> dict[str, Any]:
    """Once for an order, the parts of others within its rest."""
    order = found(call, "order", str(call.body.get("out_order_no") or ""))
    number = str(call.need("out_settle_no", 10002))
    call.subject = call.client_key = number
    earlier = fans.get(call.world, call.app, "settlement", number)
    if earlier:
        return good({"settle_no": earlier["settle_no"]})
    parts = sum(part["amount"] for part in json.loads(call.body.get("settle_params") or "[]"))
    rest = order["total"] - order["refunded"]
    if order["state"] != "SUCCESS" or order.get("settled") or parts > rest:
        raise Refused(2012, "订单不能结算")
    settlement = {"settle_no": numbered("6"), "amount": rest, "order": order["id"]}
    fans.put(call.world, call.app, "settlement", number, settlement)
    keep(call.world, call.app, order, settled=True)
    return good({"settle_no": settlement["settle_no"]})


def query_settle(call: Call) -> dict[str, Any]:
    done = found(call, "settlement", str(call.body.get("out_settle_no") or ""))
    info = {"settle_no": done["settle_no"], "settle_amount": done["amount"]}
    return good({"settle_info": info | {"settle_status": "SUCCESS"}})


def pay(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{order_token}: the person confirms the prompt, and the merchant is told."""
    orders = fans.things(world, app, "order")
    asked = [row for row in orders if row["order_token"] == body.get("order_token")]
    if not asked or asked[0]["state"] != "PROCESSING":
        raise LookupError("nothing to pay here")
    order, now = asked[0], int(world.clock.world())
    keep(world, app, order, state="SUCCESS", paid_at=now, payer=fan.open_id)
    msg = {"appid": app.app_id, "cp_orderno": order["id"], "cp_extra": order["cp_extra"] or "",
           "way": "2", "channel_no": numbered("2"), "payment_order_no": numbered("P"),
           "total_amount": order["total"], "status": "SUCCESS", "item_id": "",
           "seller_uid": app.props["seller_uid"], "paid_at": now,
           "order_id": order["order_id"]}  # fmt: skip
    tell(world, app, "payment", order["notify_url"] or "", msg)
    return {"out_order_no": order["id"], "total": order["total"]}


def tell(world: World, app: App, kind: str, url: str, msg: dict[str, Any]) -> None:
    to = url or app.props["pay_callback_url"]
    if to:
        body = json.dumps({"type": kind, "msg": json.dumps(msg, ensure_ascii=False)})
        world.notices.queue(NOTICE, app.app_id, f"douyin/{kind}", to, body)


def sealer(world: World) -> Callable[[Row], Sealed]:
    def seal(row: Row) -> Sealed:
        app = apps.find(world, "douyin", row["owner"])
        if app is None:
            raise LookupError(f"app {row['owner']} is gone")
        plain = json.loads(row["body"])
        stamp, nonce = str(int(world.clock.real())), str(secrets.randbelow(10**4))
        texts = sorted([app.props["pay_token"], stamp, nonce, plain["msg"]])
        signature = hashlib.sha1("".join(texts).encode(), usedforsecurity=False).hexdigest()
        plain |= {"timestamp": stamp, "nonce": nonce, "msg_signature": signature}
        body = json.dumps(plain, ensure_ascii=False).encode()
        return Sealed(row["url"], body, {"Content-Type": "application/json"})

    return seal


def heard(_row: Row, body: bytes) -> None:
    """Only {"err_no": 0, "err_tips": "success"} ends the tries."""
    try:
        said = json.loads(body)
    except ValueError as error:
        raise BadReplyError(NOTICE) from error
    if not isinstance(said, dict) or said.get("err_no") != 0:
        raise BadReplyError(NOTICE)


def found(call: Call, kind: str, number: str) -> dict[str, Any]:
    thing = fans.get(call.world, call.app, kind, number)
    if thing is None:
        raise Refused(2008)
    call.subject = number
    return thing


def keep(world: World, app: App, order: dict[str, Any], **changes: Any) -> None:
    kept = {name: value for name, value in order.items() if name not in ("id", "made", "open_id")}
    fans.put(world, app, "order", order["id"], kept | changes)


def numbered(head: str) -> str:
    return f"{head}{secrets.randbelow(10**18):018d}"


def good(data: dict[str, Any]) -> dict[str, Any]:
    return {"err_no": 0, "err_tips": "success", **data}
