"""One order: made for whatever way of paying, asked after, closed (merchant/4012791856 and on)."""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.clock import CHINA, rfc3339
from pond_emulator.pay import payers
from pond_emulator.pay.door import PayCall
from pond_emulator.pay.errors import PayRefused
from pond_emulator.world import World, token_text

STATES = {
    "NOTPAY": "订单未支付",
    "SUCCESS": "支付成功",
    "CLOSED": "订单已关闭",
    "REFUND": "转入退款",
}
TRADE_NO = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
SAME = ("appid", "openid", "total", "notify_url", "description", "trade_type")
BY_CODE = ("NATIVE", "MWEB")
"""Paid by whoever holds the code, in WeChat's words for trade types; MWEB is H5."""


def create(trade_type: str) -> Callable[[PayCall], dict[str, Any]]:
    """The endpoint of one way of paying; asked again, the same order has the same answer."""

    def endpoint(call: PayCall) -> dict[str, Any]:
        wanted = checked(call, trade_type)
        call.subject = call.client_key = wanted["out_trade_no"]
        row = find(call.world, call.mchid, wanted["out_trade_no"])
        if row is None:
            insert(call.world, call.mchid, wanted | new_sheet(call.world, trade_type))
            row = find(call.world, call.mchid, wanted["out_trade_no"])
        else:
            check_same(row, wanted)
        return handed(call, row) if row else {}

    return endpoint


def checked(call: PayCall, trade_type: str) -> dict[str, Any]:
    """The order's fields in the platform's terms; raises PayRefused."""
    if call.need("mchid") != call.mchid:
        raise PayRefused("INVALID_REQUEST", "商户号与签名的商户号不一致")
    appid = check_appid(call, call.need("appid"))
    check_scene(call, trade_type)
    return {
        "out_trade_no": trade_no(call.need("out_trade_no")),
        "appid": appid,
        "openid": check_payer(call, appid, "payer.openid") if trade_type == "JSAPI" else "",
        "total": amount(call.need("amount.total"), "amount/total"),
        "description": call.need("description"),
        "notify_url": call.need("notify_url"),
        "attach": call.body.get("attach") or "",
        "time_expire": expiry(call.body.get("time_expire")),
        "trade_type": trade_type,
    }


def check_appid(call: PayCall, appid: str) -> str:
    if appid not in msgspec.json.decode(call.merchant["appids"]):
        raise PayRefused("APPID_MCHID_NOT_MATCH", "商户号和appid没有绑定关系")
    return appid


def check_scene(call: PayCall, trade_type: str) -> None:
    """H5 says from where the payer comes."""
    if trade_type == "MWEB":
        call.need("scene_info.payer_client_ip")
        call.need("scene_info.h5_info.type")


def trade_no(number: Any) -> str:
    if not TRADE_NO.fullmatch(str(number)):
        raise PayRefused("PARAM_ERROR", "输入源“/body/out_trade_no”字符串规则校验失败")
    return str(number)


def amount(total: Any, place: str) -> int:
    if not isinstance(total, int) or total < 1:
        raise PayRefused("PARAM_ERROR", f"输入源“/body/{place}”规则校验失败，值低于最小值 1")
    return total


def check_payer(call: PayCall, appid: str, field: str) -> str:
    """An openid is good under its own appid only."""
    openid: str = call.need(field)
    if payers.known(call.world, appid, openid):
        return openid
    mine = payers.person_of(call.world, openid) is not None
    raise PayRefused("PARAM_ERROR", "appid和openid不匹配" if mine else "无效的openid")


def expiry(text: str | None) -> int | None:
    """Seconds since 1970 from RFC 3339; raises PayRefused."""
    try:
        return int(datetime.fromisoformat(text).timestamp()) if text else None
    except ValueError as error:
        raise PayRefused("PARAM_ERROR", "输入源“/body/time_expire”格式错误") from error


def check_same(earlier: Row, wanted: Mapping[str, Any]) -> None:
    """Passes if nothing differs and the order still waits; raises PayRefused."""
    if earlier["state"] == "CLOSED":
        raise PayRefused("ORDER_CLOSED", "该订单已关闭，请重新下单")
    if earlier["state"] != "NOTPAY":
        raise PayRefused("ORDER_PAID", "该订单已支付")
    if any(earlier[name] != wanted[name] for name in SAME):
        raise PayRefused("OUT_TRADE_NO_USED", "商户订单号重复")


def new_sheet(world: World, trade_type: str) -> dict[str, Any]:
    """What a payer comes with: the prepay_id, and for codes and browsers the code in them."""
    now = world.clock.world()
    day = f"{datetime.fromtimestamp(now, CHINA):%d%H%M%S}"
    return {
        "prepay_id": f"wx{day}{secrets.token_hex(11)}0000",
        "code": token_text(9) if trade_type in BY_CODE else "",
        "created": now,
    }


def insert(world: World, mchid: str, order: Mapping[str, Any]) -> None:
    names = ("out_trade_no", "prepay_id", "appid", "openid", "description", "attach", "total",
             "notify_url", "time_expire", "created", "trade_type", "code")  # fmt: skip
    world.store.run(
        "insert into pay_order (mchid, out_trade_no, prepay_id, appid, openid, description, attach,"
        " total, notify_url, time_expire, created, trade_type, code, combined, state)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'NOTPAY')",
        *(mchid, *(order[name] for name in names), order.get("combined", "")),
    )


def handed(call: PayCall, row: Row) -> dict[str, Any]:
    """What the merchant gives the payer, by the way of paying."""
    if row["trade_type"] == "NATIVE":
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={row['code']}"}
    if row["trade_type"] == "MWEB":
        query = f"prepay_id={row['prepay_id']}&package={row['code']}"
        # WeChat's own host is wx.tenpay.com; here the emulator stands for it
        return {"h5_url": f"{call.base}/cgi-bin/mmpayweb-bin/checkmweb?{query}"}
    return {"prepay_id": row["prepay_id"]}


def find(world: World, mchid: str, out_trade_no: str) -> Row | None:
    return world.store.one(
        "select * from pay_order where mchid = ? and out_trade_no = ?", mchid, out_trade_no
    )


def query(call: PayCall) -> dict[str, Any]:
    """By the merchant's number or by the platform's."""
    number = call.request.params["number"]
    call.subject = number
    if call.request.query.get("mchid") != call.mchid:
        raise PayRefused("PARAM_ERROR", "输入源“/query/mchid”缺失或与签名的商户号不一致")
    row = find(call.world, call.mchid, number) or call.world.store.one(
        "select * from pay_order where mchid = ? and transaction_id = ?", call.mchid, number
    )
    if row is None:
        raise PayRefused("ORDER_NOT_EXIST", "订单不存在")
    return transaction(row)


def transaction(row: Row) -> dict[str, Any]:
    """The resource that queries and notifies carry."""
    data = {
        "appid": row["appid"],
        "mchid": row["mchid"],
        "out_trade_no": row["out_trade_no"],
        "trade_state": row["state"],
        "trade_state_desc": STATES[row["state"]],
        "attach": row["attach"],
        "amount": {"total": row["total"], "currency": "CNY"},
        "payer": {"openid": row["openid"]},
        "promotion_detail": [],
    }
    if row["transaction_id"] is None:
        return data
    paid = {"payer_total": row["total"], "payer_currency": "CNY"}
    return data | {
        "transaction_id": row["transaction_id"],
        "trade_type": row["trade_type"],
        "bank_type": "OTHERS",
        "success_time": rfc3339(row["success_time"]),
        "amount": data["amount"] | paid,
    }


def close(call: PayCall) -> None:
    """204. Closing twice is closing once; a paid order cannot be closed."""
    call.subject = call.client_key = call.request.params["number"]
    if call.need("mchid") != call.mchid:
        raise PayRefused("INVALID_REQUEST", "商户号与签名的商户号不一致")
    close_one(call.world, call.mchid, call.subject)


def close_one(world: World, mchid: str, out_trade_no: str) -> None:
    row = find(world, mchid, out_trade_no)
    if row is None:
        raise PayRefused("ORDER_NOT_EXIST", "订单不存在")
    if row["state"] not in ("NOTPAY", "CLOSED"):
        raise PayRefused("ORDER_PAID", "该订单已支付，不能关闭")
    world.store.run(
        "update pay_order set state = 'CLOSED' where mchid = ? and out_trade_no = ?",
        mchid,
        out_trade_no,
    )


def new_mchid() -> str:
    return f"19{secrets.randbelow(10**8):08d}"


def new_api_key() -> str:
    """An APIv3 key: 32 letters and digits."""
    return token_text(32)
