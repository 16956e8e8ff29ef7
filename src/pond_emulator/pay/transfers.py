"""Money for people: asked for, confirmed or let expire, taken back (merchant/4012716434,
4012716437, 4012716457, 4012716458; its end as
wechatpay.js.org/webhook/v3/MCHTRANSFER.BILL.FINISHED tells it).
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Row
from typing import Any

from pond_emulator.kit import crypto
from pond_emulator.kit.clock import CHINA, rfc3339
from pond_emulator.pay import funds, notifies, orders, payers
from pond_emulator.pay.door import PayCall
from pond_emulator.pay.errors import PayRefused
from pond_emulator.pay.paying import CannotPayError
from pond_emulator.world import World, token_text

LEAST, NAMED = "pay.transfer.least_fen", "pay.transfer.named_fen"
CONFIRM_S = 24 * 3600
"""How long a person may take, in the story's time; OVERDUE_CLOSE is known from memory."""
SAME = ("appid", "openid", "scene", "amount", "remark", "user_name")


def create(call: PayCall) -> dict[str, Any]:
    """WAIT_USER_CONFIRM. Asked again with the same number and content it is the same transfer."""
    number = str(call.need("out_bill_no"))
    call.subject = call.client_key = number
    wanted = checked(call)
    row = find(call.world, call.mchid, number)
    if row is None:
        row = insert(call, number, wanted)
    elif any(row[name] != wanted[name] for name in SAME):
        raise PayRefused("INVALID_REQUEST", "请求参数与首次请求不一致")
    told = {
        "out_bill_no": number,
        "transfer_bill_no": row["transfer_bill_no"],
        "create_time": rfc3339(row["created"]),
        "state": row["state"],
    }
    waits = row["state"] == "WAIT_USER_CONFIRM"
    return told | ({"package_info": row["package"]} if waits else {})


def checked(call: PayCall) -> dict[str, Any]:
    """The transfer's fields in the platform's terms; raises PayRefused."""
    if not call.need("out_bill_no").isalnum() or len(call.body["out_bill_no"]) > 32:
        raise PayRefused("PARAM_ERROR", "输入源“/body/out_bill_no”字符串规则校验失败")
    appid = orders.check_appid(call, call.need("appid"))
    amount = call.need("transfer_amount")
    if not isinstance(amount, int) or amount < call.world.limits.count("pay", LEAST):
        raise PayRefused("PARAM_ERROR", "转账金额低于最低限额")
    name = call.body.get("user_name") or ""
    if not name and amount >= call.world.limits.count("pay", NAMED):
        raise PayRefused("PARAM_ERROR", "转账金额达到2000元时，user_name必填")
    call.need("transfer_scene_report_infos")
    return {
        "appid": appid,
        "openid": orders.check_payer(call, appid, "openid"),
        "scene": str(call.need("transfer_scene_id")),
        "amount": amount,
        "remark": str(call.need("transfer_remark")),
        "user_name": opened_name(call, name) if name else "",
        "notify_url": call.body.get("notify_url") or "",
    }


def opened_name(call: PayCall, sealed: str) -> str:
    """The name, sealed with the key that Wechatpay-Serial names; raises PayRefused."""
    serial = call.request.headers.get("wechatpay-serial", "")
    if not serial:
        raise PayRefused("PARAM_ERROR", "Http头缺少Wechatpay-Serial")
    name = crypto.oaep_decrypt(call.keys.for_serial(serial), sealed)
    if name is None:
        raise PayRefused("PARAM_ERROR", "user_name解密失败，请检查加密使用的公钥或平台证书")
    return name


def insert(call: PayCall, number: str, wanted: Mapping[str, Any]) -> Row:
    world, now = call.world, call.world.clock.world()
    day = f"{datetime.fromtimestamp(now, CHINA):%Y%m%d}"
    bill_no = f"1330000{day}{secrets.randbelow(10**16):016d}"
    funds.move(world, call.mchid, now, "商家转账", -wanted["amount"], bill_no, number)
    world.store.run(
        "insert into pay_transfer (mchid, out_bill_no, transfer_bill_no, appid, openid, scene,"
        " amount, remark, user_name, notify_url, package, state, created, updated)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'WAIT_USER_CONFIRM', ?, ?)",
        *(call.mchid, number, bill_no, wanted["appid"], wanted["openid"], wanted["scene"]),
        *(wanted["amount"], wanted["remark"], wanted["user_name"], wanted["notify_url"]),
        *(f"{token_text(42)}==", now, now),
    )
    made = find(world, call.mchid, number)
    if made is None:
        raise PayRefused("SYSTEM_ERROR", "系统异常，请稍后重试")
    ring(world, made)
    return made


def find(world: World, mchid: str, number: str) -> Row | None:
    return world.store.one(
        "select * from pay_transfer where mchid = ?1 and (out_bill_no = ?2 or transfer_bill_no ="
        " ?2)",
        mchid,
        number,
    )


def query(call: PayCall) -> dict[str, Any]:
    """By the merchant's number or by the platform's."""
    call.subject = call.request.params["number"]
    row = found(call)
    return resource(row) | {
        "mch_id": row["mchid"],
        "appid": row["appid"],
        "transfer_remark": row["remark"],
    }


def found(call: PayCall) -> Row:
    row = find(call.world, call.mchid, call.request.params["number"])
    if row is None:
        raise PayRefused("NOT_FOUND", "记录不存在")
    return row


def cancel(call: PayCall) -> dict[str, Any]:
    """CANCELING; CANCELLED a moment later. Only what nobody has confirmed."""
    call.subject = call.client_key = call.request.params["number"]
    row = found(call)
    if row["state"] not in ("WAIT_USER_CONFIRM", "CANCELING", "CANCELLED"):
        raise PayRefused("INVALID_REQUEST", "当前转账单状态不支持撤销")
    if row["state"] == "WAIT_USER_CONFIRM":
        row = change(call.world, row, "CANCELING", call.world.settings.refund_s)
    return {
        "out_bill_no": row["out_bill_no"],
        "transfer_bill_no": row["transfer_bill_no"],
        "state": row["state"],
        "update_time": rfc3339(row["updated"]),
    }


def confirm(world: World, person_id: int, package: str, at: int, name: str = "") -> Row:
    """The person takes the money; `name` is what the person is called at the bank, the nickname
    if it is not given. Raises CannotPayError.
    """
    row = world.store.one("select * from pay_transfer where package = ?", package)
    if row is None or payers.person_of(world, row["openid"]) != person_id:
        raise CannotPayError("这笔转账不是给你的")
    if row["state"] != "WAIT_USER_CONFIRM":
        raise CannotPayError("这笔转账已经结束")
    called = name or world.store.value("select name from person where id = ?", person_id)
    if row["user_name"] and row["user_name"] != called:
        return end(world, row, "FAIL", at, "NAME_NOT_CORRECT")
    return end(world, row, "SUCCESS", at)


def settle_due(world: World) -> int:
    """Ends what was cancelled, and what nobody confirmed in time; tells how many."""
    late = world.clock.world() - CONFIRM_S
    rows = world.store.all(
        "select * from pay_transfer where (state = 'CANCELING' and settles <= ?)"
        " or (state = 'WAIT_USER_CONFIRM' and created < ?)",
        world.clock.real(),
        late,
    )
    for row in rows:
        with world.store.transaction():
            if row["state"] == "CANCELING":
                end(world, row, "CANCELLED", world.clock.world())
            else:
                end(world, row, "FAIL", row["created"] + CONFIRM_S, "OVERDUE_CLOSE")
    return len(rows)


def end(world: World, row: Row, state: str, at: int, reason: str = "") -> Row:
    """The end is told; money that nobody got comes back."""
    world.store.run(
        "update pay_transfer set state = ?, fail_reason = ?, updated = ?, settles = null"
        " where transfer_bill_no = ?",
        *(state, reason, at, row["transfer_bill_no"]),
    )
    if state != "SUCCESS":
        number, voucher = row["transfer_bill_no"], row["out_bill_no"]
        funds.move(world, row["mchid"], at, "商家转账退回", row["amount"], number, voucher)
    ended = find(world, row["mchid"], row["out_bill_no"])
    if ended is None:
        raise LookupError(row["out_bill_no"])
    if row["notify_url"]:
        told = resource(ended) | {"mchid": row["mchid"]}
        event = "MCHTRANSFER.BILL.FINISHED"
        notifies.queue(world, row["mchid"], event, row["notify_url"], told)
    ring(world, row)
    return ended


def change(world: World, row: Row, state: str, settles_in: float) -> Row:
    world.store.run(
        "update pay_transfer set state = ?, updated = ?, settles = ? where transfer_bill_no = ?",
        *(state, world.clock.world(), world.clock.real() + settles_in, row["transfer_bill_no"]),
    )
    return find(world, row["mchid"], row["out_bill_no"]) or row


def resource(row: Row) -> dict[str, Any]:
    """What queries and notifies carry."""
    data = {
        "out_bill_no": row["out_bill_no"],
        "transfer_bill_no": row["transfer_bill_no"],
        "state": row["state"],
        "transfer_amount": row["amount"],
        "openid": row["openid"],
        "create_time": rfc3339(row["created"]),
        "update_time": rfc3339(row["updated"]),
    }
    return data | ({"fail_reason": row["fail_reason"]} if row["fail_reason"] else {})


def of_person(world: World, person_id: int) -> list[dict[str, Any]]:
    """What a person was given or may still take, oldest first."""
    rows = world.store.all(
        "select t.package, t.amount, t.remark, t.state, m.name as payer from pay_transfer t join"
        " face f on f.openid = t.openid join merchant m on m.mchid = t.mchid where f.person_id = ?"
        " order by t.rowid",
        person_id,
    )
    return [dict(row) for row in rows]


def ring(world: World, row: Row) -> None:
    world.ring(f"person:{payers.person_of(world, row['openid'])}")
