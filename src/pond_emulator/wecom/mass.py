"""Mass messages: a task is made here, members confirm it in their client (document/path/92135)."""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom import groups, hands
from pond_emulator.wecom.content import check_message
from pond_emulator.wecom.door import Call, find_member
from pond_emulator.wecom.errors import Refused
from pond_emulator.wecom.things import cursor_of, dump, limit_of, next_cursor
from pond_emulator.world import token_text

SINGLE, GROUP = "single", "group"
DAY_S = 86400
DISPATCHED_AFTER_S = 0.5  # asked sooner, the platform says that it is still dispatching
PAGE = 1000
# ?1 the corp, ?2 a member or '', ?3 the customers as JSON (not looked at for all of them)
TO_ALL = (
    "select f.external_userid, f.userid, (select max(m.id) from message m where m.corpid ="
    " f.corpid and m.external_userid = f.external_userid and m.userid = f.userid) as said"
    " from follow f join member b on b.corpid = f.corpid and b.userid = f.userid"
    " where f.corpid = ?1 and ?3 = '[]' and b.left_at is null"
    " and (f.ended is null or f.ended_by = 'customer') and (?2 = '' or f.userid = ?2)"
    " order by coalesce(said, 0), f.id"
)
TO_THESE = (
    "select f.external_userid, f.userid, (select max(m.id) from message m where m.corpid ="
    " f.corpid and m.external_userid = f.external_userid and m.userid = f.userid) as said"
    " from json_each(?3) j cross join follow f on f.corpid = ?1 and f.external_userid = j.value"
    " join member b on b.corpid = f.corpid and b.userid = f.userid where b.left_at is null"
    " and (f.ended is null or f.ended_by = 'customer') and (?2 = '' or f.userid = ?2)"
    " order by coalesce(said, 0), f.id"
)


def add(call: Call) -> dict[str, Any]:
    """Makes the task. A customer with several members is sent by the one who chatted last."""
    kind = call.body.get("chat_type") or SINGLE
    if kind not in (SINGLE, GROUP):
        raise Refused(40058, "chat_type")
    check_message(call)
    pairs, failed = to_groups(call) if kind == GROUP else to_customers(call)
    if not pairs:
        raise Refused(41048)
    msgid = f"msg{token_text(32)}"
    call.subject, call.client_key = msgid, str(call.body.get("sender") or "")
    keep_task(call, msgid, kind, pairs)
    return {"fail_list": failed, "msgid": msgid}


def to_customers(call: Call) -> tuple[list[tuple[str, str]], list[str]]:
    """((member, customer) pairs, those who cannot be sent to)."""
    wanted, sender = call.body.get("external_userid") or [], str(call.body.get("sender") or "")
    if not wanted and not sender:
        raise Refused(40058, "external_userid and sender both empty")
    if len(wanted) > call.size("mass.external_userid"):
        raise Refused(40058, "external_userid too long")
    if sender:
        find_member(call, sender)
    last = last_to_chat(call, sender, wanted)
    found = [(last[customer], customer) for customer in (wanted or last) if customer in last]
    failed = [customer for customer in wanted if customer not in last]
    return with_tags(call, list(dict.fromkeys(found))), failed


def last_to_chat(call: Call, sender: str, wanted: list[str]) -> dict[str, str]:
    """Customer -> the member who sends: who wrote or was written to last, else the newest."""
    sql = TO_THESE if wanted else TO_ALL
    rows = call.world.store.all(sql, call.corpid, sender, dump(wanted))
    return {row["external_userid"]: row["userid"] for row in rows}


def with_tags(call: Call, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those whom tag_filter names: one tag at least of every group of its list."""
    wanted = (call.body.get("tag_filter") or {}).get("group_list") or []
    sets = [set(group.get("tag_list") or []) for group in wanted]
    if not sets:
        return pairs
    rows = call.world.store.all(
        "select external_userid, userid, tags from follow where corpid = ? and ended is null",
        call.corpid,
    )
    tags = {(r["userid"], r["external_userid"]): set(msgspec.json.decode(r["tags"])) for r in rows}
    return [pair for pair in pairs if all(tags.get(pair, set()) & one for one in sets)]


def to_groups(call: Call) -> tuple[list[tuple[str, str]], list[str]]:
    """The sender's groups, or those of them that are named."""
    sender = call.need("sender")
    find_member(call, sender)
    wanted = call.body.get("chat_id_list") or []
    if len(wanted) > call.size("mass.chat_id_list"):
        raise Refused(40058, "chat_id_list too long")
    rows = call.world.store.all(
        "select chat_id from group_chat where corpid = ? and owner = ? and dismissed is null"
        " order by number limit ?",
        *(call.corpid, sender, call.size("mass.chat_id_list")),
    )
    mine = [row["chat_id"] for row in rows]
    for chat_id in wanted:
        groups.find(call, chat_id)
    chosen = [chat_id for chat_id in wanted or mine if chat_id in mine]
    return [(sender, chat) for chat in chosen], [c for c in wanted if c not in mine]


def keep_task(
    call: Call, msgid: str, kind: str, pairs: list[tuple[str, str]], job: str = ""
) -> None:
    """The task, its members with the hour at which each will act, and whom it is for."""
    store, now = call.world.store, call.world.clock.world()
    store.run(
        "insert into mass_task (corpid, msgid, kind, agentid, creator, body, created, job, made)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(call.corpid, msgid, kind, call.agentid, str(call.body.get("sender") or "")),
        *(dump(call.body), now, job, call.world.clock.real()),
    )
    for userid in dict.fromkeys(pair[0] for pair in pairs):
        acts_at = hands.when(call.world, call.corpid, msgid, userid, now)
        store.run(
            "insert into mass_sender (msgid, userid, acts_at) values (?, ?, ?)",
            *(msgid, userid, acts_at),
        )
    store.many(
        "insert into mass_recipient (msgid, corpid, userid, recipient) values (?, ?, ?, ?)",
        [(msgid, call.corpid, userid, recipient) for userid, recipient in pairs],
    )


def find(call: Call) -> Row:
    call.subject = call.need("msgid", 41046)
    row = call.world.store.one(
        "select * from mass_task where corpid = ? and msgid = ? and kind in ('single', 'group')",
        *(call.corpid, call.subject),
    )
    if row is None:
        raise Refused(41047)
    return row


def list_tasks(call: Call) -> dict[str, Any]:
    """filter_type 0: the company's, 1: the members' own (there are none here), 2: all."""
    begin, end = int(call.need("start_time")), int(call.need("end_time"))
    if not 0 <= end - begin <= call.size("mass.list_days") * DAY_S:
        raise Refused(40058, "start_time and end_time")
    limit = limit_of(call, 100)
    creator = str(call.body.get("creator") or "")
    rows = call.world.store.all(
        "select * from mass_task where corpid = ?1 and kind = ?2 and created between ?3 and ?4"
        " and number > ?5 and (?6 = '' or creator = ?6) and ?7 != 1 order by number limit ?8",
        *(call.corpid, call.body.get("chat_type") or SINGLE, begin, end, cursor_of(call)),
        *(creator, int(call.body.get("filter_type", 2)), limit),
    )
    listed = [task_data(row) for row in rows]
    return {"group_msg_list": listed, "next_cursor": next_cursor(rows, limit, "number")}


def task_data(row: Row) -> dict[str, Any]:
    body = msgspec.json.decode(row["body"])
    data = {"msgid": row["msgid"], "create_time": row["created"], "create_type": 0}
    data |= {name: body[name] for name in ("text", "attachments") if name in body}
    return data | ({"creator": row["creator"]} if row["creator"] else {})


def senders(call: Call) -> dict[str, Any]:
    """Who must confirm: 0 has not sent, 2 has sent."""
    task = find(call)
    dispatched(call, task)
    limit = limit_of(call, PAGE)
    rows = call.world.store.all(
        "select * from mass_sender where msgid = ? and id > ? order by id limit ?",
        *(task["msgid"], cursor_of(call), limit),
    )
    listed = [
        {"userid": row["userid"], "status": 2 if row["status"] else 0}
        | ({"send_time": row["sent"]} if row["sent"] else {})
        for row in rows
    ]
    return {"task_list": listed, "next_cursor": next_cursor(rows, limit)}


def dispatched(call: Call, task: Row) -> None:
    """Asked at once, the platform is still handing the task out; raises Refused 41063."""
    wait = DISPATCHED_AFTER_S * call.world.settings.notice_unit
    if call.world.clock.real() - task["made"] < wait:
        raise Refused(41063)


def results(call: Call) -> dict[str, Any]:
    """To whom one member has sent: 0 not yet, 1 sent, 2 no friend, 3 had too many already."""
    task, userid = find(call), call.need("userid", 41009)
    dispatched(call, task)
    limit = limit_of(call, PAGE)
    rows = call.world.store.all(
        "select * from mass_recipient where msgid = ? and userid = ? and id > ?"
        " order by id limit ?",
        *(task["msgid"], userid, cursor_of(call), limit),
    )
    name = "chat_id" if task["kind"] == GROUP else "external_userid"
    listed = [
        {name: row["recipient"], "userid": row["userid"], "status": row["status"]}
        | ({"send_time": row["sent"]} if row["sent"] else {})
        for row in rows
    ]
    return {"send_list": listed, "next_cursor": next_cursor(rows, limit)}


def remind(call: Call) -> dict[str, Any]:
    """Those who have not sent are told again: some act now who would have waited or forgotten."""
    task = find(call)
    if task["cancelled"] is not None:
        raise Refused(41093)
    if call.over("remind", task["msgid"]):
        raise Refused(41094)
    hands.reminded(call.world, task["msgid"])
    return {}


def cancel(call: Call) -> dict[str, Any]:
    """What has not been sent will not be; what was sent stays."""
    task = find(call)
    if task["cancelled"] is not None:
        raise Refused(41093)
    call.world.store.run(
        "update mass_task set cancelled = ? where msgid = ?",
        *(call.world.clock.world(), task["msgid"]),
    )
    return {}
