"""Refunds: asked, settled a moment later, told (merchant/4012791862, 4012791863)."""

import secrets
from datetime import datetime
from sqlite3 import Row
from typing import Any

from pond_emulator.kit.clock import CHINA, rfc3339
from pond_emulator.pay import funds, notifies, orders, payers
from pond_emulator.pay.door import PayCall
from pond_emulator.pay.errors import PayRefused
from pond_emulator.world import World


def create(call: PayCall) -> dict[str, Any]:
    """PROCESSING. Asked again with the same number and amount it is the same refund."""
    number, amount = str(call.need("out_refund_no")), call.need("amount.refund")
    call.subject = call.client_key = number
    order = find_order(call)
    earlier = find(call.world, call.mchid, number)
    if earlier is not None:
        if earlier["amount"] != amount or earlier["out_trade_no"] != order["out_trade_no"]:
            raise PayRefused("INVALID_REQUEST", "订单号、退款单号或退款金额与首次请求不一致")
        return refund_data(order, earlier)
    check_amount(call, order, amount)
    insert(call, order, number, amount)
    made = find(call.world, call.mchid, number)
    if made is None:
        raise PayRefused("SYSTEM_ERROR", "系统异常，请稍后重试")
    return refund_data(order, made)


def find_order(call: PayCall) -> Row:
    """The paid order by either number; raises PayRefused."""
    order = call.world.store.one(
        "select * from pay_order where mchid = ? and (out_trade_no = ? or transaction_id = ?)",
        call.mchid,
        call.body.get("out_trade_no"),
        call.body.get("transaction_id"),
    )
    if order is None:
        raise PayRefused("RESOURCE_NOT_EXISTS", "订单不存在")
    if order["state"] not in ("SUCCESS", "REFUND"):
        raise PayRefused("INVALID_REQUEST", "订单未支付，不能退款")
    return order


def check_amount(call: PayCall, order: Row, amount: Any) -> None:
    if call.need("amount.total") != order["total"]:
        raise PayRefused("INVALID_REQUEST", "订单金额与原订单不一致")
    given = call.world.store.value(
        "select coalesce(sum(amount), 0) from refund where mchid = ? and out_trade_no = ?"
        " and status <> 'CLOSED'",
        call.mchid,
        order["out_trade_no"],
    )
    if not isinstance(amount, int) or amount < 1 or given + amount > order["total"]:
        raise PayRefused("INVALID_REQUEST", "退款金额大于订单可退金额")


def insert(call: PayCall, order: Row, number: str, amount: int) -> None:
    now = call.world.clock.world()
    day = f"{datetime.fromtimestamp(now, CHINA):%Y%m%d}"
    refund_id = f"50000{day}{secrets.randbelow(10**16):016d}"
    funds.move(call.world, call.mchid, now, "退款", -amount, refund_id, number)
    if cost := funds.fee(amount):
        funds.move(call.world, call.mchid, now, "退还交易手续费", cost, refund_id, number)
    call.world.store.run(
        "insert into refund (mchid, out_refund_no, refund_id, out_trade_no, amount, reason,"
        " notify_url, status, created, settles) values (?, ?, ?, ?, ?, ?, ?, 'PROCESSING', ?, ?)",
        call.mchid,
        number,
        refund_id,
        order["out_trade_no"],
        amount,
        call.body.get("reason") or "",
        call.body.get("notify_url") or "",
        now,
        call.world.clock.real() + call.world.settings.refund_s,
    )
    call.world.store.run(
        "update pay_order set state = 'REFUND' where mchid = ? and out_trade_no = ?",
        call.mchid,
        order["out_trade_no"],
    )


def find(world: World, mchid: str, number: str) -> Row | None:
    return world.store.one(
        "select * from refund where mchid = ? and out_refund_no = ?", mchid, number
    )


def query(call: PayCall) -> dict[str, Any]:
    call.subject = call.request.params["number"]
    row = find(call.world, call.mchid, call.subject)
    if row is None:
        raise PayRefused("RESOURCE_NOT_EXISTS", "退款单不存在")
    return refund_data(order_of(call.world, row), row)


def order_of(world: World, refund: Row) -> Row:
    order = orders.find(world, refund["mchid"], refund["out_trade_no"])
    if order is None:
        raise LookupError(refund["out_trade_no"])
    return order


def refund_data(order: Row, row: Row) -> dict[str, Any]:
    """The answer to asking and to querying."""
    data = {
        "refund_id": row["refund_id"],
        "out_refund_no": row["out_refund_no"],
        "transaction_id": order["transaction_id"],
        "out_trade_no": order["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(row["created"]),
        "status": row["status"],
        "funds_account": "AVAILABLE",
        "amount": {
            "total": order["total"],
            "refund": row["amount"],
            "payer_total": order["total"],
            "payer_refund": row["amount"],
            "settlement_refund": row["amount"],
            "settlement_total": order["total"],
            "discount_refund": 0,
            "currency": "CNY",
        },
        "promotion_detail": [],
    }
    success = row["success_time"]
    return data if success is None else data | {"success_time": rfc3339(success)}


def pending(world: World) -> int:
    """How many refunds are under way."""
    found: int = world.store.value("select count(*) from refund where status = 'PROCESSING'")
    return found


def settle_due(world: World) -> int:
    """Completes what is due by the real clock and tells the merchants; tells how many."""
    rows = world.store.all(
        "select * from refund where status = 'PROCESSING' and settles <= ?", world.clock.real()
    )
    for row in rows:
        with world.store.transaction():
            settle(world, row)
    return len(rows)


def settle(world: World, row: Row) -> None:
    """The payer has the money; or, by a fault, has not: abnormal, or closed and money back."""
    at = world.clock.world()
    struck = world.faults.hit(f"refund {row['mchid']}", ("abnormal",))
    status = ("CLOSED" if struck[0].value == 1 else "ABNORMAL") if struck else "SUCCESS"
    world.store.run(
        "update refund set status = ?, success_time = ? where refund_id = ?",
        status,
        at if status == "SUCCESS" else None,
        row["refund_id"],
    )
    if status == "CLOSED":
        number, voucher = row["refund_id"], row["out_refund_no"]
        funds.move(world, row["mchid"], at, "退款关闭", row["amount"], number, voucher)
    order = order_of(world, row)
    if row["notify_url"]:
        told, event = notice(order, row, status, at), f"REFUND.{status}"
        notifies.queue(world, row["mchid"], event, row["notify_url"], told)
    world.ring(f"person:{payers.person_of(world, order['openid'])}")


def notice(order: Row, row: Row, status: str, at: int) -> dict[str, Any]:
    """The decrypted resource of REFUND.* (merchant/4012791865)."""
    told = {"success_time": rfc3339(at)} if status == "SUCCESS" else {}
    return told | {
        "mchid": row["mchid"],
        "transaction_id": order["transaction_id"],
        "out_trade_no": order["out_trade_no"],
        "refund_id": row["refund_id"],
        "out_refund_no": row["out_refund_no"],
        "refund_status": status,
        "user_received_account": "支付用户零钱",
        "amount": {
            "total": order["total"],
            "refund": row["amount"],
            "payer_total": order["total"],
            "payer_refund": row["amount"],
        },
    }
