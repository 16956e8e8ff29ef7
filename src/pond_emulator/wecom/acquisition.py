"""Acquisition links: made by API, clicked by people, paid for by a quota
(document/path/97297, 97298, 97375, 100130).
"""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom import things
from pond_emulator.wecom.door import Call, find_member
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import World, token_text

KIND = "acquisition_link"
QUOTA_AT_FIRST = 1000
YEAR_S, DAY_S = 365 * 86400, 86400
FIELDS = ("link_name", "range", "skip_verify", "priority_option", "mark_source")


def create(call: Call) -> dict[str, Any]:
    body = {name: call.body[name] for name in FIELDS if name in call.body}
    body["link_name"] = call.need("link_name")
    check(call, body)
    link_id = f"ca{token_text(16)}"
    things.add(call, KIND, link_id, body)
    return {"link": link_data(call, link_id, body | {"created": call.world.clock.world()})}


def check(call: Call, body: dict[str, Any]) -> None:
    chosen = body.get("range") or {}
    users = chosen.get("user_list") or []
    if not users and not chosen.get("department_list"):
        raise Refused(40058, "range empty")
    if len(users) > call.size("acquisition.users"):
        raise Refused(40058, "range.user_list too long")
    for userid in users:
        find_member(call, userid)


def link_data(call: Call, link_id: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "link_id": link_id,
        "link_name": body["link_name"],
        "url": f"{call.world.settings.base_url}/ca/{link_id}",
        "create_time": body["created"],
        "skip_verify": body.get("skip_verify", True),
        "mark_source": body.get("mark_source", True),
    }


def get(call: Call) -> dict[str, Any]:
    name = call.need("link_id")
    body = things.find(call, KIND, name, 40058)
    told = {"link": link_data(call, name, body), "range": body["range"]}
    return told | {"priority_option": body.get("priority_option") or {"priority_type": 0}}


def update(call: Call) -> dict[str, Any]:
    name = call.need("link_id")
    body = things.find(call, KIND, name, 40058)
    body |= {field: call.body[field] for field in FIELDS if field in call.body}
    check(call, body)
    things.change(call, KIND, name, body)
    return {}


def delete(call: Call) -> dict[str, Any]:
    things.delete(call, KIND, call.need("link_id"), 40058)
    return {}


def list_links(call: Call) -> dict[str, Any]:
    found, cursor = things.page(call, KIND, 100)
    return {"link_id_list": [one["id"] for one in found], "next_cursor": cursor}


def customers(call: Call) -> dict[str, Any]:
    """chat_status 1: the customer has written."""
    name = call.need("link_id")
    things.find(call, KIND, name, 40058)
    limit = things.limit_of(call, 1000)
    rows = call.world.store.all(
        "select * from acquisition where corpid = ? and link_id = ? and added is not null"
        " and id > ? order by id limit ?",
        *(call.corpid, name, things.cursor_of(call), limit),
    )
    listed = [
        {
            "external_userid": row["external_userid"],
            "userid": row["userid"],
            "chat_status": int(row["messages"] > 0),
            "state": row["state"],
        }
        for row in rows
    ]
    return {"customer_list": listed, "next_cursor": things.next_cursor(rows, limit)}


def quota(call: Call) -> dict[str, Any]:
    kept = quota_of(call.world, call.corpid)
    part = {"expire_date": kept["expires"], "balance": kept["balance"]}
    return {"total": kept["total"], "balance": kept["balance"], "quota_list": [part]}


def quota_of(world: World, corpid: str) -> dict[str, int]:
    """{total, balance, expires}; a corp starts with some for a year."""
    kept = world.store.get(f"acquisition:{corpid}")
    if kept:
        found: dict[str, int] = msgspec.json.decode(kept)
        return found
    first = {"total": QUOTA_AT_FIRST, "balance": QUOTA_AT_FIRST}
    first["expires"] = world.clock.world() + YEAR_S
    set_quota(world, corpid, first)
    return first


def set_quota(world: World, corpid: str, kept: dict[str, int]) -> None:
    world.store.put(f"acquisition:{corpid}", msgspec.json.encode(kept).decode())


def statistic(call: Call) -> dict[str, Any]:
    """Clicks and new customers over at most 180 days."""
    name, begin = call.need("link_id"), int(call.need("start_time"))
    end = int(call.need("end_time")) + DAY_S
    things.find(call, KIND, name, 40058)
    oldest = call.world.clock.world() - (call.size("acquisition.days") + 1) * DAY_S
    if not oldest <= begin < end:
        raise Refused(40058, "start_time and end_time")
    row = call.world.store.one(
        "select count(distinct person_id) as clicked, count(case when added >= ?3 and added < ?4"
        " then 1 end) as added from acquisition where corpid = ?1 and link_id = ?2"
        " and clicked >= ?3 and clicked < ?4",
        *(call.corpid, name, begin, end),
    )
    clicked, added = (row["clicked"], row["added"]) if row else (0, 0)
    return {"click_link_customer_cnt": clicked, "new_customer_cnt": added}


def chat_info(call: Call) -> dict[str, Any]:
    """By the key that customer_start_chat carried."""
    row: Row | None = call.world.store.one(
        "select * from acquisition where corpid = ? and chat_key = ? and chat_key != ''",
        *(call.corpid, call.need("chat_key")),
    )
    if row is None:
        raise Refused(40058, "invalid chat_key")
    info = {"recv_msg_cnt": row["messages"], "link_id": row["link_id"], "state": row["state"]}
    told = {"userid": row["userid"], "external_userid": row["external_userid"]}
    return told | {"chat_info": info}
