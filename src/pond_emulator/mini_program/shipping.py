"""Shipping: what was paid in the mini program must be reported as sent, or the money is held.

developers.weixin.qq.com/miniprogram/dev/platform-capabilities/business-capabilities/order-shipping
Orders are those of the emulated WeChat Pay.
"""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.weixin.door import Route, WxCall

SENT, RECEIVED, WAITING, REFUNDED = 2, 3, 1, 5
PAGE = 100


def upload(call: WxCall) -> dict[str, Any]:
    row = paid_order(call, call.need("order_key", 10060014))
    keep(call, row, call.body)
    return {"errcode": 0, "errmsg": "ok"}


def upload_combined(call: WxCall) -> dict[str, Any]:
    """Several orders that were paid together."""
    parts = call.need("sub_orders", 10060014)
    rows = [paid_order(call, part.get("order_key") or {}) for part in parts]
    for row, part in zip(rows, parts, strict=True):
        keep(call, row, part)
    return {"errcode": 0, "errmsg": "ok"}


def paid_order(call: WxCall, key: dict[str, Any]) -> Row:
    """The order of a key: 1 by merchant and number, 2 by transaction; raises Refused."""
    if key.get("order_number_type") == 2:
        return order_of(call, transaction_id=key.get("transaction_id"))
    return order_of(call, merchant=key.get("mchid"), number=key.get("out_trade_no"))


def order_of(
    call: WxCall, transaction_id: Any = None, merchant: Any = None, number: Any = None
) -> Row:
    row = call.world.store.one(
        "select * from pay_order where appid = ?1 and state in ('SUCCESS', 'REFUND') and"
        " (transaction_id = ?2 or (mchid = ?3 and out_trade_no = ?4))",
        *(call.account, transaction_id, merchant, number),
    )
    if row is None:
        raise Refused(10060001)
    call.subject = row["openid"]
    return row


def keep(call: WxCall, row: Row, body: dict[str, Any]) -> None:
    """A second report replaces the first, once; raises Refused 10060002 after that."""
    parcels = body.get("shipping_list") or []
    if body.get("logistics_type") not in (1, 2, 3, 4) or not parcels:
        raise Refused(10060014)
    before = shipped(call, row)
    again = int(before["times"]) + 1 if before else 0
    if again > 1:
        raise Refused(10060002)
    kept = {
        "delivery_mode": body.get("delivery_mode", 1),
        "logistics_type": body["logistics_type"],
        "shipping_list": parcels,
        "all": body.get("is_all_delivered", True),
        "times": again,
    }
    call.world.store.run(
        "insert into wx_shipping values (?, ?, ?, ?, null) on conflict do update set"
        " body = excluded.body, at = excluded.at",
        *(call.account, row["transaction_id"], msgspec.json.encode(kept).decode()),
        call.world.clock.world(),
    )


def shipped(call: WxCall, row: Row) -> dict[str, Any] | None:
    found = call.world.store.one(
        "select * from wx_shipping where appid = ? and order_key = ?",
        *(call.account, row["transaction_id"]),
    )
    if found is None:
        return None
    body: dict[str, Any] = msgspec.json.decode(found["body"])
    return body | {"at": found["at"], "received": found["received"]}


def get(call: WxCall) -> dict[str, Any]:
    body = call.body
    row = order_of(
        call, body.get("transaction_id"), body.get("merchant_id"), body.get("merchant_trade_no")
    )
    return {"errcode": 0, "errmsg": "ok", "order": shown(call, row)}


def shown(call: WxCall, row: Row) -> dict[str, Any]:
    sent = shipped(call, row)
    shipping: dict[str, Any] = {}
    if sent:
        shipping = {
            "delivery_mode": sent["delivery_mode"],
            "logistics_type": sent["logistics_type"],
            "finish_shipping": sent["all"],
            "finish_shipping_count": sent["times"] + 1,
            "goods_desc": row["description"],
            "shipping_list": [p | {"upload_time": sent["at"]} for p in sent["shipping_list"]],
        }
    return {
        "transaction_id": row["transaction_id"],
        "merchant_trade_no": row["out_trade_no"],
        "merchant_id": row["mchid"],
        "sub_merchant_id": "",
        "description": row["description"],
        "paid_amount": row["total"],
        "openid": row["openid"],
        "trade_create_time": row["created"],
        "pay_time": row["success_time"],
        "in_complaint": False,
        "order_state": state_of(row, sent),
        "shipping": shipping,
    }


def state_of(row: Row, sent: dict[str, Any] | None) -> int:
    if row["state"] == "REFUND":
        return REFUNDED
    if sent is None:
        return WAITING
    return RECEIVED if sent["received"] else SENT


def list_orders(call: WxCall) -> dict[str, Any]:
    """Newest last; `last_index` is where the next page begins."""
    span = call.body.get("pay_time_range") or {}
    size = min(int(call.body.get("page_size") or PAGE), PAGE)
    after = int(call.body.get("last_index") or 0)
    rows = call.world.store.all(
        "select rowid as place, * from pay_order where appid = ? and rowid > ?"
        " and state in ('SUCCESS', 'REFUND') and success_time between ? and ?"
        " order by rowid limit ?",
        *(call.account, after, int(span.get("begin_time") or 0)),
        *(int(span.get("end_time") or 2**53), size + 1),
    )
    orders = [shown(call, row) for row in rows[:size]]
    wanted = call.body.get("order_state")
    return {
        "errcode": 0,
        "errmsg": "ok",
        "last_index": str(rows[:size][-1]["place"]) if rows else "",
        "has_more": len(rows) > size,
        "order_list": [o for o in orders if wanted in (None, o["order_state"])],
    }


def remind(call: WxCall) -> dict[str, Any]:
    """notify_confirm_receive: the parcel arrived; here the person confirms at once."""
    body = call.body
    row = order_of(
        call, body.get("transaction_id"), body.get("merchant_id"), body.get("merchant_trade_no")
    )
    if shipped(call, row) is None:
        raise Refused(10060014)
    call.world.store.run(
        "update wx_shipping set received = ? where appid = ? and order_key = ?",
        *(int(call.need("received_time", 10060014)), call.account, row["transaction_id"]),
    )
    return {"errcode": 0, "errmsg": "ok"}


def managed(_call: WxCall) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", "is_trade_managed": True}


def confirmed(_call: WxCall) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", "completed": True}


def jump_path(call: WxCall) -> dict[str, Any]:
    call.world.store.put(f"wx_jump:{call.account}", call.text("path", 10060014))
    return {"errcode": 0, "errmsg": "ok"}


_AT = "/wxa/sec/order"
ROUTES = (
    Route("POST", f"{_AT}/upload_shipping_info", upload, "shipping"),
    Route("POST", f"{_AT}/upload_combined_shipping_info", upload_combined, "shipping"),
    Route("POST", f"{_AT}/get_order", get, "shipping"),
    Route("POST", f"{_AT}/get_order_list", list_orders, "shipping"),
    Route("POST", f"{_AT}/notify_confirm_receive", remind, "shipping"),
    Route("POST", f"{_AT}/is_trade_managed", managed, "shipping"),
    Route("POST", f"{_AT}/is_trade_management_confirmation_completed", confirmed, "shipping"),
    Route("POST", f"{_AT}/set_msg_jump_path", jump_path, "shipping"),
)
