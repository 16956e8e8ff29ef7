"""Groups of customers: lists, members, statistics (document/path/92120, 92122, 92133)."""

import hashlib
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.wecom.things import cursor_of, limit_of, next_cursor

DAY_S = 86400
MEMBERS_MAX = 500  # an external group; 200 with the customers of other corps
LIST_MAX = 1000
STATISTIC_DAYS = 30
CHATS = "select * from group_chat where corpid = ?1 and owner in (select value from json_each(?2))"
PEOPLE = (
    "select * from group_member where corpid = ?1 and chat_id in (select value from json_each(?2))"
)
SAID = (
    "select * from group_message where corpid = ?1 and chat_id in (select value from json_each(?2))"
)
KEPT_DAYS = 180
# handed on to nobody yet: 0 as usual, 1 owner left, 2 being inherited, 3 inherited
USUAL, OWNER_LEFT, INHERITED = 0, 1, 3


def find(call: Call, chat_id: str) -> Row:
    """A living group of this corp; raises Refused 90501."""
    row = call.world.store.one(
        "select * from group_chat where corpid = ? and chat_id = ? and dismissed is null",
        *(call.corpid, chat_id),
    )
    if row is None:
        raise Refused(90501)
    return row


def list_groups(call: Call) -> dict[str, Any]:
    """By the order of making; owner_filter takes at most 100 members."""
    limit = limit_of(call, LIST_MAX)
    owners = owners_of(call)
    wanted = int(call.body.get("status_filter") or 0)
    rows = call.world.store.all(
        "select g.*, m.left_at as gone, exists (select 1 from group_transfer t where t.chat_id ="
        " g.chat_id and t.on_job = 0) as inherited from group_chat g left join member m on"
        " m.corpid = g.corpid and m.userid = g.owner where g.corpid = ?1 and dismissed is null"
        " and number > ?2 order by number",
        *(call.corpid, cursor_of(call)),
    )
    shown = [row for row in rows if owners is None or row["owner"] in owners]
    shown = [row for row in shown if wanted in (0, status(row))][:limit]
    listed = [{"chat_id": row["chat_id"], "status": status(row)} for row in shown]
    return {"group_chat_list": listed, "next_cursor": next_cursor(shown, limit, "number")}


def status(row: Row) -> int:
    if row["gone"] is not None:
        return OWNER_LEFT
    return INHERITED if row["inherited"] else USUAL


def owners_of(call: Call) -> list[str] | None:
    """The owners that are asked for; None for all."""
    owners = (call.body.get("owner_filter") or {}).get("userid_list") or []
    if len(owners) > 100:
        raise Refused(40058, "owner_filter.userid_list too long")
    return owners or None


def get(call: Call) -> dict[str, Any]:
    call.subject = call.need("chat_id")
    group = find(call, call.subject)
    named = bool(call.body.get("need_name"))
    rows = members(call, group["chat_id"])
    shown = {
        "chat_id": group["chat_id"],
        "name": group["name"],
        "owner": group["owner"],
        "create_time": group["created"],
        "notice": group["notice"],
        "member_list": [member(row, named=named) for row in rows],
        "admin_list": [],
        "member_version": version(rows),
    }
    return {"group_chat": {key: value for key, value in shown.items() if value != ""}}


def members(call: Call, chat_id: str) -> list[Row]:
    return call.world.store.all(
        "select g.*, coalesce(p.name, m.name, '') as name, p.unionid from group_member g"
        " left join external e on e.corpid = g.corpid and e.external_userid = g.userid"
        " left join person p on p.id = e.person_id"
        " left join member m on m.corpid = g.corpid and m.userid = g.userid"
        " where g.chat_id = ? and g.left_at is null order by g.id",
        chat_id,
    )


def member(row: Row, *, named: bool) -> dict[str, Any]:
    data = {
        "userid": row["userid"],
        "type": row["type"],
        "join_time": row["joined"],
        "join_scene": row["join_scene"],
        "group_nickname": "",
    }
    if row["invitor"]:
        data["invitor"] = {"userid": row["invitor"]}
    if row["state"]:
        data["state"] = row["state"]
    if row["unionid"]:
        data["unionid"] = row["unionid"]
    return data | ({"name": row["name"]} if named else {})


def version(rows: list[Row]) -> str:
    """Changes with every member who comes or goes."""
    joined = ",".join(f"{row['userid']}:{row['joined']}" for row in rows)
    return hashlib.md5(joined.encode(), usedforsecurity=False).hexdigest()


def statistic(call: Call) -> dict[str, Any]:
    """Per owner, over some days; pages by offset."""
    begin, end = days_of(call)
    owners = owners_of(call) or all_owners(call)
    offset, limit = int(call.body.get("offset") or 0), int(call.body.get("limit") or 500)
    items = [
        {"owner": owner, "data": figures(call, [owner], begin, end)}
        for owner in owners[offset : offset + limit]
    ]
    after = min(offset + limit, len(owners))
    return {"total": len(owners), "next_offset": after, "items": items}


def statistic_by_day(call: Call) -> dict[str, Any]:
    begin, end = days_of(call)
    owners = owners_of(call) or all_owners(call)
    items = [
        {"stat_time": day, "data": figures(call, owners, day, day + DAY_S)}
        for day in range(begin, end, DAY_S)
    ]
    return {"items": items}


def all_owners(call: Call) -> list[str]:
    rows = call.world.store.all(
        "select distinct owner from group_chat where corpid = ? order by owner", call.corpid
    )
    return [row["owner"] for row in rows]


def days_of(call: Call) -> tuple[int, int]:
    """(from, to): at most 30 days within the last 180."""
    begin = int(call.need("day_begin_time"))
    end = int(call.body.get("day_end_time") or begin) + DAY_S
    if not 0 < end - begin <= STATISTIC_DAYS * DAY_S + DAY_S:
        raise Refused(40058, "at most 30 days")
    if begin < call.world.clock.world() - KEPT_DAYS * DAY_S:
        raise Refused(40058, "only the last 180 days")
    return begin, end


def figures(call: Call, owners: list[str], begin: int, end: int) -> dict[str, int]:
    """What happened in the owners' groups from `begin` to `end`."""
    chats = rows_of(call, CHATS, owners)
    living = [c for c in chats if c["created"] < end and not ended(c["dismissed"], end)]
    ids = [chat["chat_id"] for chat in chats]
    people = rows_of(call, PEOPLE, ids)
    said = rows_of(call, SAID, ids)
    said = [row for row in said if begin <= row["at"] < end]
    return {
        "new_chat_cnt": sum(begin <= chat["created"] < end for chat in chats),
        "chat_total": len(living),
        "chat_has_msg": len({row["chat_id"] for row in said}),
        "new_member_cnt": sum(begin <= row["joined"] < end for row in people),
        "member_total": sum(r["joined"] < end and not ended(r["left_at"], end) for r in people),
        "member_has_msg": len({row["sender"] for row in said}),
        "msg_total": len(said),
        "migrate_trainee_chat_cnt": 0,
    }


def rows_of(call: Call, sql: str, names: list[str]) -> list[Row]:
    return call.world.store.all(sql, call.corpid, msgspec.json.encode(names).decode())


def ended(at: int | None, end: int) -> bool:
    return at is not None and at < end


def chat_of_opengid(call: Call) -> dict[str, Any]:
    """A mini program's group id; here it is the chat id with another letter before it."""
    call.subject = call.need("opengid")
    return {"chat_id": find(call, call.subject[1:])["chat_id"]}
