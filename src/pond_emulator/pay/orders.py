"""JSAPI orders: made, asked after, closed, paid by a person (merchant/4012791856 and on)."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit import crypto
from pond_emulator.kit.clock import CHINA, rfc3339
from pond_emulator.pay import notifies
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
SAME = ("appid", "openid", "total", "notify_url", "description")


def create(call: PayCall) -> dict[str, Any]:
    """A prepay_id, the same one when the same order is asked again."""
    wanted = checked(call)
    call.subject = call.client_key = wanted["out_trade_no"]
    earlier = find(call.world, call.mchid, wanted["out_trade_no"])
    if earlier is not None:
        return {"prepay_id": asked_again(earlier, wanted)}
    now = call.world.clock.world()
    prepay_id = f"wx{datetime.fromtimestamp(now, CHINA):%d%H%M%S}{secrets.token_hex(11)}0000"
    call.world.store.run(
        "insert into pay_order (mchid, out_trade_no, prepay_id, appid, openid, description, attach,"
        " total, notify_url, time_expire, state, created)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'NOTPAY', ?)",
        call.mchid,
        wanted["out_trade_no"],
        prepay_id,
        wanted["appid"],
        wanted["openid"],
        wanted["description"],
        wanted["attach"],
        wanted["total"],
        wanted["notify_url"],
        wanted["time_expire"],
        now,
    )
    return {"prepay_id": prepay_id}


def checked(call: PayCall) -> dict[str, Any]:
    """The order's fields in the platform's terms; raises PayRefused."""
    if call.need("mchid") != call.mchid:
        raise PayRefused("INVALID_REQUEST", "商户号与签名的商户号不一致")
    appid = call.need("appid")
    if appid not in msgspec.json.decode(call.merchant["appids"]):
        raise PayRefused("APPID_MCHID_NOT_MATCH", "商户号和appid没有绑定关系")
    total, trade_no = call.need("amount.total"), str(call.need("out_trade_no"))
    if not isinstance(total, int) or total < 1:
        raise PayRefused("PARAM_ERROR", "输入源“/body/amount/total”规则校验失败，值低于最小值 1")
    if not TRADE_NO.fullmatch(trade_no):
        raise PayRefused("PARAM_ERROR", "输入源“/body/out_trade_no”字符串规则校验失败")
    openid = call.need("payer.openid")
    check_payer(call, appid, openid)
    return {
        "out_trade_no": trade_no,
        "appid": appid,
        "openid": openid,
        "total": total,
        "description": call.need("description"),
        "notify_url": call.need("notify_url"),
        "attach": call.body.get("attach") or "",
        "time_expire": expiry(call.body.get("time_expire")),
    }


def check_payer(call: PayCall, appid: str, openid: str) -> None:
    """An openid is good under its own appid only; a corp pays under its corpid."""
    corpid = call.world.store.value("select corpid from external where openid = ?", openid)
    if corpid is None:
        raise PayRefused("PARAM_ERROR", "无效的openid")
    if appid.startswith("ww") and appid != corpid:
        raise PayRefused("PARAM_ERROR", "appid和openid不匹配")


def expiry(text: str | None) -> int | None:
    """Seconds since 1970 from RFC 3339; raises PayRefused."""
    try:
        return int(datetime.fromisoformat(text).timestamp()) if text else None
    except ValueError as error:
        raise PayRefused("PARAM_ERROR", "输入源“/body/time_expire”格式错误") from error


def asked_again(earlier: Row, wanted: Mapping[str, Any]) -> str:
    """The old prepay_id if nothing differs and the order still waits; raises PayRefused."""
    if earlier["state"] == "CLOSED":
        raise PayRefused("ORDER_CLOSED", "该订单已关闭，请重新下单")
    if earlier["state"] != "NOTPAY":
        raise PayRefused("ORDER_PAID", "该订单已支付")
    if any(earlier[name] != wanted[name] for name in SAME):
        raise PayRefused("OUT_TRADE_NO_USED", "商户订单号重复")
    found: str = earlier["prepay_id"]
    return found


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
        "trade_type": "JSAPI",
        "bank_type": "OTHERS",
        "success_time": rfc3339(row["success_time"]),
        "amount": data["amount"] | paid,
    }


def close(call: PayCall) -> None:
    """204. Closing twice is closing once; a paid order cannot be closed."""
    call.subject = call.client_key = call.request.params["number"]
    row = find(call.world, call.mchid, call.subject)
    if row is None:
        raise PayRefused("ORDER_NOT_EXIST", "订单不存在")
    if row["state"] not in ("NOTPAY", "CLOSED"):
        raise PayRefused("ORDER_PAID", "该订单已支付，不能关闭")
    call.world.store.run(
        "update pay_order set state = 'CLOSED' where mchid = ? and out_trade_no = ?",
        call.mchid,
        call.subject,
    )


class CannotPayError(Exception):
    """What the person reads in the pay sheet."""


def pay(world: World, prepay_id: str, at: int) -> Row:
    """A person pays: the order becomes SUCCESS and the merchant is told. Paying twice is paying
    once. Raises CannotPayError.
    """
    row = world.store.one("select * from pay_order where prepay_id = ?", prepay_id)
    if row is None:
        raise CannotPayError("没有这笔订单")
    if row["state"] in ("SUCCESS", "REFUND"):
        return row
    expired = row["time_expire"] is not None and at > row["time_expire"]
    if row["state"] == "CLOSED" or expired:
        raise CannotPayError("订单已关闭或已过期")
    day = f"{datetime.fromtimestamp(at, CHINA):%Y%m%d}"
    transaction_id = f"42000{day}{secrets.randbelow(10**15):015d}"
    world.store.run(
        "update pay_order set state = 'SUCCESS', transaction_id = ?, success_time = ?"
        " where prepay_id = ?",
        transaction_id,
        at,
        prepay_id,
    )
    paid = world.store.one("select * from pay_order where prepay_id = ?", prepay_id)
    if paid is None:
        raise CannotPayError("没有这笔订单")
    notifies.queue(
        world, paid["mchid"], "TRANSACTION.SUCCESS", paid["notify_url"], transaction(paid)
    )
    return paid


def pay_sign_fits(world: World, fields: Mapping[str, str]) -> bool:
    """Whether the page that calls WeixinJSBridge holds the merchant's signature over appId,
    timeStamp, nonceStr and package, a line each.
    """
    prepay_id = fields.get("package", "").removeprefix("prepay_id=")
    row = world.store.one(
        "select m.public_pem, o.appid from pay_order o join merchant m on m.mchid = o.mchid"
        " where o.prepay_id = ?",
        prepay_id,
    )
    if row is None or row["appid"] != fields.get("appId"):
        return False
    names = ("appId", "timeStamp", "nonceStr", "package")
    message = "".join(f"{fields.get(name, '')}\n" for name in names)
    key = crypto.load_public(row["public_pem"])
    return crypto.rsa_verify(key, message.encode(), fields.get("paySign", ""))


def new_mchid() -> str:
    return f"19{secrets.randbelow(10**8):08d}"


def new_api_key() -> str:
    """An APIv3 key: 32 letters and digits."""
    return token_text(32)
