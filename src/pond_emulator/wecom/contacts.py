"""externalcontact/get, list, batch and its neighbours (document/path/92114, 92113, 92994)."""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom.door import Call, find_external, find_follow, find_member
from pond_emulator.wecom.errors import Refused

PAGE_MAX = 100
FOLLOWERS_PAGE = 500


def get(call: Call) -> dict[str, Any]:
    call.subject = call.need("external_userid", 41035)
    external = find_external(call, call.subject)
    rows = call.world.store.all(
        "select * from follow where corpid = ? and external_userid = ?"
        " and (ended is null or ended_by = 'customer') order by id limit ?",
        call.corpid,
        call.subject,
        FOLLOWERS_PAGE,
    )
    living = newest_per_member(rows)
    if not living:
        raise Refused(84061)
    names = tag_names(call)
    follow = [follow_user(row, names) for row in living]
    return {"external_contact": external_contact(external), "follow_user": follow}


def newest_per_member(rows: list[Row]) -> list[Row]:
    """A member keeps seeing a customer who deleted them: the platform still lists the relation."""
    newest = {row["userid"]: row for row in rows}
    return list(newest.values())


def external_contact(external: Row) -> dict[str, Any]:
    """Type 1 is a WeChat user; no phone and no birthday are ever given here."""
    return {
        "external_userid": external["external_userid"],
        "name": external["name"],
        "avatar": "",
        "type": 1,
        "gender": external["gender"],
        "unionid": external["unionid"],
    }


def tag_names(call: Call) -> dict[str, tuple[str, str]]:
    """Tag id -> (group name, tag name)."""
    rows = call.world.store.all(
        "select t.id, g.name as group_name, t.name from tag t join tag_group g"
        " on g.corpid = t.corpid and g.group_id = t.group_id where t.corpid = ?",
        call.corpid,
    )
    return {row["id"]: (row["group_name"], row["name"]) for row in rows}


def follow_user(row: Row, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    tags = [
        {"group_name": names[tag][0], "tag_name": names[tag][1], "tag_id": tag, "type": 1}
        for tag in msgspec.json.decode(row["tags"])
        if tag in names
    ]
    return follow_common(row) | {"tags": tags}


def follow_common(row: Row) -> dict[str, Any]:
    data = {
        "userid": row["userid"],
        "remark": row["remark"],
        "description": row["description"],
        "createtime": row["created"],
        "remark_corp_name": row["remark_company"],
        "remark_mobiles": msgspec.json.decode(row["remark_mobiles"]),
        "oper_userid": row["oper_userid"],
        "add_way": row["add_way"],
    }
    return data | ({"state": row["state"]} if row["state"] else {})


def list_of_user(call: Call) -> dict[str, Any]:
    """Those the member still follows, also when the customer has deleted the member: the platform
    tells that by an event alone. 84061 when there is none.
    """
    userid = call.need("userid", 41009)
    find_member(call, userid)
    rows = call.world.store.all(
        "select distinct external_userid from follow where corpid = ? and userid = ?"
        " and (ended is null or ended_by = 'customer') order by external_userid",
        call.corpid,
        userid,
    )
    if not rows:
        raise Refused(84061)
    return {"external_userid": [row["external_userid"] for row in rows]}


def follow_user_list(call: Call) -> dict[str, Any]:
    rows = call.world.store.all(
        "select userid from member where corpid = ? and left_at is null order by userid",
        call.corpid,
    )
    return {"follow_user": [row["userid"] for row in rows]}


def batch_get_by_user(call: Call) -> dict[str, Any]:
    """Pages by the relation's id; the cursor is opaque to the caller."""
    users = call.need("userid_list")
    if not isinstance(users, list) or len(users) > 100:
        raise Refused(40058, "userid_list too long")
    limit = min(int(call.body.get("limit") or 50), PAGE_MAX)
    cursor = int(call.body.get("cursor") or 0)
    marks = msgspec.json.encode(users).decode()
    rows = call.world.store.all(
        "select f.*, p.name, p.gender, p.unionid from follow f"
        " join external e on e.corpid = f.corpid and e.external_userid = f.external_userid"
        " join person p on p.id = e.person_id"
        " where f.corpid = ? and f.userid in (select value from json_each(?))"
        " and (f.ended is null or f.ended_by = 'customer') and not exists (select 1 from follow g"
        " where g.corpid = f.corpid and g.external_userid = f.external_userid"
        " and g.userid = f.userid and g.id > f.id)"
        " and f.id > ? order by f.id limit ?",
        call.corpid,
        marks,
        cursor,
        limit,
    )
    items = [
        {"external_contact": external_contact(row), "follow_info": follow_info(row)} for row in rows
    ]
    last = str(rows[-1]["id"]) if len(rows) == limit else ""
    return {"external_contact_list": items, "next_cursor": last}


def follow_info(row: Row) -> dict[str, Any]:
    return follow_common(row) | {"tag_id": msgspec.json.decode(row["tags"])}


def remark(call: Call) -> dict[str, Any]:
    """Only the fields that are sent change. Gives no event: the API asked."""
    userid, external = call.need("userid", 41009), call.need("external_userid", 41035)
    follow = find_follow(call, external, userid)
    call.subject = external
    mobiles = call.body.get("remark_mobiles")
    call.world.store.run(
        "update follow set remark = ?, description = ?, remark_company = ?, remark_mobiles = ?"
        " where id = ?",
        call.body.get("remark", follow["remark"]),
        call.body.get("description", follow["description"]),
        call.body.get("remark_company", follow["remark_company"]),
        follow["remark_mobiles"] if mobiles is None else msgspec.json.encode(mobiles).decode(),
        follow["id"],
    )
    return {}


def convert_to_openid(call: Call) -> dict[str, Any]:
    call.subject = call.need("external_userid", 41035)
    return {"openid": find_external(call, call.subject)["openid"]}
