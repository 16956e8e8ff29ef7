"""Departments, member tags and other ways to a member
(document/path/90208, 95350, 95351, 90200, 95402, 90202, 90216).
"""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom import things
from pond_emulator.wecom.door import Call, find_member
from pond_emulator.wecom.errors import Refused

ROOT = 1
TAG = "member_tag"


def rows_of(call: Call) -> list[Row]:
    """All departments; the root is there from the beginning."""
    call.world.store.run(
        "insert into department select ?1, 1, name, 0, 1 from corp where corpid = ?1"
        " on conflict do nothing",
        call.corpid,
    )
    return call.world.store.all(
        "select * from department where corpid = ? order by position desc, id", call.corpid
    )


def below(call: Call) -> list[Row]:
    """The department of the query's `id` and all under it, or all."""
    rows = rows_of(call)
    wanted = call.query.get("id")
    if not wanted:
        return rows
    kept = {int(wanted)}
    if int(wanted) not in {row["id"] for row in rows}:
        raise Refused(60123)
    for _ in rows:
        kept |= {row["id"] for row in rows if row["parentid"] in kept}
    return [row for row in rows if row["id"] in kept]


def list_all(call: Call) -> dict[str, Any]:
    return {"department": [data(row) for row in below(call)]}


def data(row: Row) -> dict[str, Any]:
    order = {"parentid": row["parentid"], "order": row["position"]}
    return {"id": row["id"], "name": row["name"], "department_leader": [], **order}


def list_ids(call: Call) -> dict[str, Any]:
    listed = [
        {"id": row["id"], "parentid": row["parentid"], "order": row["position"]}
        for row in below(call)
    ]
    return {"department_id": listed}


def get(call: Call) -> dict[str, Any]:
    found = [row for row in rows_of(call) if str(row["id"]) == call.need("id")]
    if not found:
        raise Refused(60003)
    return {"department": data(found[0])}


def members_brief(call: Call) -> dict[str, Any]:
    rows = in_department(call)
    keys = ("userid", "name")
    listed = [
        {key: row[key] for key in keys} | {"department": msgspec.json.decode(row["department"])}
        for row in rows
    ]
    return {"userlist": listed}


def in_department(call: Call) -> list[Row]:
    """Members of the query's department_id, with those below it when fetch_child is 1."""
    rows = call.world.store.all(
        "select * from member where corpid = ? and left_at is null order by userid", call.corpid
    )
    wanted = int(call.query.get("department_id") or ROOT)
    kept = {wanted}
    if call.query.get("fetch_child") == "1":
        known = rows_of(call)
        for _ in known:
            kept |= {row["id"] for row in known if row["parentid"] in kept}
    if wanted == ROOT:  # the root's list is the whole corp's, as apps see it
        return rows
    return [row for row in rows if kept & set(msgspec.json.decode(row["department"]))]


def by_phone(call: Call) -> dict[str, Any]:
    row = call.world.store.one(
        "select userid from member where corpid = ? and mobile = ? and left_at is null",
        *(call.corpid, call.need("mobile")),
    )
    if row is None:
        raise Refused(46004)
    return {"userid": row["userid"]}


def to_openid(call: Call) -> dict[str, Any]:
    """One openid for each member of a corp, always the same."""
    return {"openid": openid_of(find_member(call, call.need("userid", 41009)))}


def openid_of(row: Row) -> str:
    return f"oM{row['userid']}@{row['corpid']}"


def of_openid(call: Call) -> dict[str, Any]:
    openid = str(call.need("openid"))
    userid = openid.removeprefix("oM").removesuffix(f"@{call.corpid}")
    row = call.world.store.one(
        "select * from member where corpid = ? and userid = ?", call.corpid, userid
    )
    if row is None or openid_of(row) != openid:
        raise Refused(40073)
    return {"userid": userid}


def tags(call: Call) -> dict[str, Any]:
    """The corp's tags for members; made by POST /emulator/corps/{corpid}/member_tags."""
    call.body = {}
    found, _ = things.page(call, TAG, 1000)
    return {"taglist": [{"tagid": int(one["id"]), "tagname": one["name"]} for one in found]}


def tag(call: Call) -> dict[str, Any]:
    body = things.find(call, TAG, str(call.need("tagid")), 40068)
    rows = [find_member(call, userid) for userid in body["members"]]
    listed = [{"userid": row["userid"], "name": row["name"]} for row in rows]
    return {"tagname": body["name"], "userlist": listed, "partylist": []}
