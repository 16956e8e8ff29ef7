"""People pay: from WeChat's page, a scanned code or a browser. The merchant is told."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Row
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pond_emulator.kit import crypto
from pond_emulator.kit.clock import CHINA
from pond_emulator.pay import combined, funds, notifies, orders, payers
from pond_emulator.world import World

H5_S = 300
NATIVE_S = 7200
"""How long an H5 address and a scanned code are good, in the story's time."""


class CannotPayError(Exception):
    """What the person reads in the pay sheet."""


def pay(world: World, prepay_id: str, at: int, openid: str = "") -> Row:
    """A person pays: the order becomes SUCCESS and the merchant is told; of a combined order all
    parts at once. Paying twice is paying once. Raises CannotPayError.
    """
    rows = of_sheet(world, prepay_id)
    if all(row["state"] in ("SUCCESS", "REFUND") for row in rows):
        return rows[0]
    for row in rows:
        check_open(row, at)
    for row in rows:
        capture(world, row, at, openid)
    paid = of_sheet(world, prepay_id)
    if paid[0]["combined"]:
        combined.tell(world, prepay_id)
    else:
        row = paid[0]
        url, resource = row["notify_url"], orders.transaction(row)
        notifies.queue(world, row["mchid"], "TRANSACTION.SUCCESS", url, resource)
    return paid[0]


def pay_by_code(world: World, person_id: int, text: str, at: int) -> Row:
    """A person scans a code or opens a browser's address. Raises CannotPayError, LookupError."""
    prepay_id, openid = payer_at(world, person_id, sheet_of(world, text, at))
    return pay(world, prepay_id, at, openid)


def sheet_of(world: World, text: str, at: int) -> Row:
    """The order behind a code_url, an h5_url or a prepay_id. Raises CannotPayError."""
    query = parse_qs(urlsplit(text).query)
    code = (query.get("pr") or query.get("package") or [""])[0]
    row = world.store.one(
        "select * from pay_order where (code <> '' and code = ?) or prepay_id = ?", code, text
    )
    if row is None:
        raise CannotPayError("没有这笔订单")
    life = {"MWEB": H5_S, "NATIVE": NATIVE_S}.get(row["trade_type"], 0)
    if life and at > row["created"] + life:
        raise CannotPayError("支付链接已过期，请重新下单")
    return row


def payer_at(world: World, person_id: int, row: Row) -> tuple[str, str]:
    """(prepay_id, the person's openid there); an order that names its payer is theirs alone."""
    openid = payers.openid_of(world, person_id, row["appid"])
    if row["openid"] and payers.person_of(world, row["openid"]) != person_id:
        raise CannotPayError("这笔订单不是你的")
    return row["prepay_id"], openid


def of_sheet(world: World, prepay_id: str) -> list[Row]:
    rows = world.store.all(
        "select * from pay_order where prepay_id = ? order by out_trade_no", prepay_id
    )
    if not rows:
        raise CannotPayError("没有这笔订单")
    return rows


def check_open(row: Row, at: int) -> None:
    expired = row["time_expire"] is not None and at > row["time_expire"]
    if row["state"] == "CLOSED" or expired:
        raise CannotPayError("订单已关闭或已过期")


def capture(world: World, row: Row, at: int, openid: str) -> None:
    if row["state"] != "NOTPAY":
        return
    if not (row["openid"] or openid):
        raise CannotPayError("要有人来付款")
    day = f"{datetime.fromtimestamp(at, CHINA):%Y%m%d}"
    transaction_id = f"42000{day}{secrets.randbelow(10**15):015d}"
    world.store.run(
        "update pay_order set state = 'SUCCESS', transaction_id = ?, success_time = ?,"
        " openid = case when openid = '' then ? else openid end"
        " where mchid = ? and out_trade_no = ?",
        *(transaction_id, at, openid, row["mchid"], row["out_trade_no"]),
    )
    number, voucher = transaction_id, row["out_trade_no"]
    funds.move(world, row["mchid"], at, "交易", row["total"], number, voucher)
    if cost := funds.fee(row["total"]):
        funds.move(world, row["mchid"], at, "扣除交易手续费", -cost, number, voucher)


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


def codes(world: World) -> list[dict[str, Any]]:
    """Every order that waits to be paid by its code, newest first: what hangs on walls to scan."""
    rows = world.store.all(
        "select o.code, o.description, o.total, m.name from pay_order o join merchant m"
        " on m.mchid = o.mchid where o.state = 'NOTPAY' and o.code <> '' and o.created >= ?"
        " group by o.prepay_id order by max(o.rowid) desc limit 50",
        world.clock.world() - NATIVE_S,
    )
    return [
        {
            "pay": f"weixin://wxpay/bizpayurl?pr={row['code']}",
            "name": row["description"],
            "total": row["total"],
            "corp": row["name"],
        }
        for row in rows
    ]
