"""Several orders, one confirmation (merchant/4012556926 and on). Each part is an order by itself
afterwards; the combined number only asks after and closes all of them.
"""

from collections.abc import Callable
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.clock import rfc3339
from pond_emulator.pay import notifies, orders
from pond_emulator.pay.door import PayCall
from pond_emulator.pay.errors import PayRefused
from pond_emulator.world import World

MOST = "pay.combine.parts"


def create(trade_type: str) -> Callable[[PayCall], dict[str, Any]]:
    """The endpoint of one way of paying; asked again, the same orders have the same answer."""

    def endpoint(call: PayCall) -> dict[str, Any]:
        number = orders.trade_no(call.need("combine_out_trade_no"))
        call.subject = call.client_key = number
        wanted = checked(call, trade_type)
        asked = msgspec.json.encode(wanted).decode()
        earlier = find(call.world, call.mchid, number)
        if earlier is None:
            insert(call, number, trade_type, wanted, asked)
        elif earlier["body"] != asked:
            raise PayRefused("OUT_TRADE_NO_USED", "合单商户订单号重复")
        first = parts(call.world, call.mchid, number)[0]
        if first["state"] != "NOTPAY":
            orders.check_same(first, dict(first))
        return orders.handed(call, first)

    return endpoint


def checked(call: PayCall, trade_type: str) -> list[dict[str, Any]]:
    """The parts in the platform's terms; raises PayRefused."""
    if call.need("combine_mchid") != call.mchid:
        raise PayRefused("INVALID_REQUEST", "合单商户号与签名的商户号不一致")
    appid = orders.check_appid(call, call.need("combine_appid"))
    orders.check_scene(call, trade_type)
    openid = ""
    if trade_type == "JSAPI":
        openid = orders.check_payer(call, appid, "combine_payer_info.openid")
    given = call.need("sub_orders")
    if not isinstance(given, list) or len(given) > call.world.limits.count("pay", MOST):
        raise PayRefused("PARAM_ERROR", "输入源“/body/sub_orders”数量超出范围")
    common = {
        "appid": appid,
        "openid": openid,
        "notify_url": call.need("notify_url"),
        "time_expire": orders.expiry(call.body.get("time_expire")),
        "trade_type": trade_type,
    }
    return [common | part(call, one) for one in given]


def part(call: PayCall, given: dict[str, Any]) -> dict[str, Any]:
    for name in ("mchid", "attach", "out_trade_no", "description"):
        if not given.get(name):
            raise PayRefused("PARAM_ERROR", f"输入源“/body/sub_orders/{name}”缺失")
    if not call.world.store.value("select 1 from merchant where mchid = ?", given["mchid"]):
        raise PayRefused("MCH_NOT_EXISTS", "子单商户号不存在")
    total = (given.get("amount") or {}).get("total_amount")
    return {
        "mchid": given["mchid"],
        "out_trade_no": orders.trade_no(given["out_trade_no"]),
        "attach": given["attach"],
        "description": given["description"],
        "total": orders.amount(total, "sub_orders/amount/total_amount"),
    }


def insert(
    call: PayCall, number: str, trade_type: str, wanted: list[dict[str, Any]], asked: str
) -> None:
    world, sheet = call.world, orders.new_sheet(call.world, trade_type)
    for one in wanted:
        if orders.find(world, one["mchid"], one["out_trade_no"]) is not None:
            raise PayRefused("OUT_TRADE_NO_USED", "子单商户订单号重复")
        orders.insert(world, one["mchid"], one | sheet | {"combined": number})
    first = wanted[0]
    world.store.run(
        "insert into pay_combined (mchid, out_trade_no, prepay_id, appid, openid, notify_url, body,"
        " created) values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(call.mchid, number, sheet["prepay_id"], first["appid"], first["openid"]),
        *(first["notify_url"], asked, sheet["created"]),
    )


def find(world: World, mchid: str, number: str) -> Row | None:
    return world.store.one(
        "select * from pay_combined where mchid = ? and out_trade_no = ?", mchid, number
    )


def parts(world: World, mchid: str, number: str) -> list[Row]:
    """The orders in it; raises PayRefused when there is no such number."""
    row = find(world, mchid, number)
    if row is None:
        raise PayRefused("ORDER_NOT_EXIST", "订单不存在")
    return world.store.all(
        "select * from pay_order where prepay_id = ? order by out_trade_no", row["prepay_id"]
    )


def query(call: PayCall) -> dict[str, Any]:
    call.subject = call.request.params["number"]
    rows = parts(call.world, call.mchid, call.subject)
    return resource(call.mchid, call.subject, rows)


def close(call: PayCall) -> None:
    """204: all parts, or none when one of them is paid."""
    number = call.subject = call.client_key = call.request.params["number"]
    orders.check_appid(call, call.need("combine_appid"))
    rows = {(row["mchid"], row["out_trade_no"]) for row in parts(call.world, call.mchid, number)}
    given = {(one.get("mchid"), one.get("out_trade_no")) for one in call.need("sub_orders")}
    if given != rows:
        raise PayRefused("PARAM_ERROR", "输入源“/body/sub_orders”与下单时不一致")
    for mchid, out_trade_no in rows:
        orders.close_one(call.world, mchid, out_trade_no)


def tell(world: World, prepay_id: str) -> None:
    """One notice for all parts, to who combined them."""
    row = world.store.one("select * from pay_combined where prepay_id = ?", prepay_id)
    if row is not None:
        rows = parts(world, row["mchid"], row["out_trade_no"])
        told = resource(row["mchid"], row["out_trade_no"], rows)
        notifies.queue(world, row["mchid"], "TRANSACTION.SUCCESS", row["notify_url"], told)


def resource(mchid: str, number: str, rows: list[Row]) -> dict[str, Any]:
    """What queries and notifies carry."""
    return {
        "combine_appid": rows[0]["appid"],
        "combine_mchid": mchid,
        "combine_out_trade_no": number,
        "combine_payer_info": {"openid": rows[0]["openid"]},
        "sub_orders": [sub_order(row) for row in rows],
    }


def sub_order(row: Row) -> dict[str, Any]:
    data = {
        "mchid": row["mchid"],
        "out_trade_no": row["out_trade_no"],
        "trade_state": row["state"],
        "attach": row["attach"],
        "amount": {"total_amount": row["total"], "currency": "CNY"},
    }
    if row["transaction_id"] is None:
        return data
    paid = {"payer_amount": row["total"], "payer_currency": "CNY"}
    return data | {
        "transaction_id": row["transaction_id"],
        "trade_type": row["trade_type"],
        "bank_type": "OTHERS",
        "success_time": rfc3339(row["success_time"]),
        "amount": data["amount"] | paid,
    }
