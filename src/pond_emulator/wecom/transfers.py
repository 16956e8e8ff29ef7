"""Handing customers over, from a leaver or between colleagues (document/path/94081, 92125).

A customer may refuse; one who does not is moved when the waiting time is over. A refusal gives
transfer_fail; a success gives no add event, because the API asked for it: ask transfer_result.
"""

from sqlite3 import Row
from typing import Any

from pond_emulator.wecom import events, relations
from pond_emulator.wecom.door import Call, find_member
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import World

DONE, WAITING, REFUSED, FULL, NO_RECORD = 1, 2, 3, 4, 5


def unassigned(call: Call) -> dict[str, Any]:
    """Customers whose member left and who wait for a new one; pages by the relation's id."""
    size = min(int(call.body.get("page_size") or 1000), 1000)
    cursor = int(call.body.get("cursor") or 0)
    rows = call.world.store.all(
        "select f.id, f.userid, f.external_userid, m.left_at from follow f join member m"
        " on m.corpid = f.corpid and m.userid = f.userid"
        " where f.corpid = ?1 and m.left_at is not null and f.ended is null and f.id > ?2"
        " and not exists (select 1 from transfer t where t.corpid = f.corpid and t.handover ="
        " f.userid and t.external_userid = f.external_userid and t.status = 2)"
        " order by f.id limit ?3",
        call.corpid,
        cursor,
        size,
    )
    info = [
        {
            "handover_userid": row["userid"],
            "external_userid": row["external_userid"],
            "dimission_time": row["left_at"],
        }
        for row in rows
    ]
    more = len(rows) == size
    return {"info": info, "is_last": not more, "next_cursor": str(rows[-1]["id"]) if more else ""}


def transfer_resigned(call: Call) -> dict[str, Any]:
    return transfer(call, resigned=True)


def transfer_on_job(call: Call) -> dict[str, Any]:
    return transfer(call, resigned=False)


def transfer(call: Call, *, resigned: bool) -> dict[str, Any]:
    handover, takeover = call.need("handover_userid"), call.need("takeover_userid")
    externals = call.need("external_userid", 41035)
    if not isinstance(externals, list) or len(externals) > call.size("transfer.ids"):
        raise Refused(40058, "external_userid too long")
    check_members(call, handover, takeover, resigned=resigned)
    call.subject, call.client_key = f"{handover}>{takeover}", ",".join(externals)
    results = []
    for external in externals:
        code = transfer_one(call, handover, takeover, external, resigned=resigned)
        results.append({"external_userid": external, "errcode": code})
    return {"customer": results}


def check_members(call: Call, handover: str, takeover: str, *, resigned: bool) -> None:
    find_member(call, takeover)
    row = call.world.store.one(
        "select left_at from member where corpid = ? and userid = ?", call.corpid, handover
    )
    if row is None or (not resigned and row["left_at"] is not None):
        raise Refused(60111)
    if resigned and row["left_at"] is None:
        raise Refused(40097)


def transfer_one(call: Call, handover: str, takeover: str, external: str, *, resigned: bool) -> int:
    """The code that stands beside this customer in the answer."""
    store, now = call.world.store, call.world.clock.world()
    related = store.value(
        "select 1 from follow where corpid = ? and external_userid = ? and userid = ?"
        " and ended is null",
        call.corpid,
        external,
        handover,
    )
    if not related:
        return 40096
    earlier = store.all(
        "select status from transfer where corpid = ? and external_userid = ?",
        call.corpid,
        external,
    )
    if any(row["status"] == WAITING for row in earlier):
        return 40129
    if not resigned and call.over("transfer/customer", external):
        return 40128
    store.run(
        "insert into transfer (corpid, handover, takeover, external_userid, resigned, asked, due,"
        " status) values (?, ?, ?, ?, ?, ?, ?, ?)",
        call.corpid,
        handover,
        takeover,
        external,
        int(resigned),
        now,
        now + call.world.settings.transfer_s,
        WAITING,
    )
    return 0


def result(call: Call) -> dict[str, Any]:
    """The newest word on each customer between the two; pages by transfer id."""
    handover, takeover = call.need("handover_userid"), call.need("takeover_userid")
    settle_due(call.world)
    rows = call.world.store.all(
        "select * from transfer where corpid = ? and handover = ? and takeover = ? and id > ?"
        " order by id limit 1000",
        call.corpid,
        handover,
        takeover,
        int(call.body.get("cursor") or 0),
    )
    customers = [
        {
            "external_userid": row["external_userid"],
            "status": row["status"],
            "takeover_time": row["taken"],
        }
        for row in rows
    ]
    cursor = str(rows[-1]["id"]) if len(rows) == 1000 else ""
    return {"customer": customers, "next_cursor": cursor}


def settle_due(world: World) -> int:
    """Decides every transfer whose waiting time is over; tells how many."""
    now = world.clock.world()
    rows = world.store.all(
        "select t.*, p.refuses_transfer, p.id as person_id from transfer t join external e on"
        " e.corpid = t.corpid and e.external_userid = t.external_userid"
        " join person p on p.id = e.person_id where t.status = ? and t.due <= ?",
        WAITING,
        now,
    )
    for row in rows:
        with world.store.transaction():
            decide(world, row)
    return len(rows)


def decide(world: World, row: Row) -> None:
    """The customer may say no; the member who takes over may have no place left."""
    if row["refuses_transfer"]:
        fail(world, row, REFUSED, "customer_refused")
    elif relations.full(world, row["corpid"], row["takeover"]):
        fail(world, row, FULL, "customer_limit_exceed")
    else:
        accept(world, row)


def fail(world: World, row: Row, status: int, reason: str) -> None:
    world.store.run("update transfer set status = ? where id = ?", status, row["id"])
    fields = {
        "FailReason": reason,
        "UserID": row["takeover"],
        "ExternalUserID": row["external_userid"],
    }
    events.emit(world, row["corpid"], "transfer_fail", fields, row["due"])


def accept(world: World, row: Row) -> None:
    """The old relation ends (with an event only when the old member is still there)."""
    old = world.store.one(
        "select * from follow where corpid = ? and external_userid = ? and userid = ?"
        " and ended is null",
        row["corpid"],
        row["external_userid"],
        row["handover"],
    )
    if old is None:
        world.store.run("update transfer set status = ? where id = ?", NO_RECORD, row["id"])
        return
    world.store.run(
        "update transfer set status = ?, taken = ? where id = ?", DONE, row["due"], row["id"]
    )
    world.store.run(
        "insert into follow (corpid, external_userid, userid, state, add_way, oper_userid,"
        " created, remark, description, remark_company, remark_mobiles, tags)"
        " select corpid, external_userid, ?, state, ?, ?, ?, remark, description, remark_company,"
        " remark_mobiles, tags from follow where id = ? on conflict do nothing",
        row["takeover"],
        relations.ADDED_BY_ADMIN,
        row["takeover"],
        row["due"],
        old["id"],
    )
    if row["resigned"]:
        world.store.run(
            "update follow set ended = ?, ended_by = 'transfer' where id = ?",
            row["due"],
            old["id"],
        )
    else:
        relations.end(
            world, row["corpid"], row["external_userid"], row["handover"], "transfer", row["due"]
        )
