"""user/get, user/list_id and user/list (document/path/90196, 96067, 90201)."""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom.departments import in_department
from pond_emulator.wecom.door import Call, find_member


def get(call: Call) -> dict[str, Any]:
    return member(find_member(call, call.need("userid", 41009)))


def member(row: Row) -> dict[str, Any]:
    """A self-built app without the right to read them gets no mobile and no e-mail."""
    departments = msgspec.json.decode(row["department"])
    return {
        "userid": row["userid"],
        "name": row["name"],
        "department": departments,
        "order": [0] * len(departments),
        "position": row["position"],
        "is_leader_in_dept": [0] * len(departments),
        "direct_leader": [],
        "telephone": "",
        "alias": "",
        "status": 1,
        "main_department": departments[0],
    }


def list_all(call: Call) -> dict[str, Any]:
    return {"userlist": [member(row) for row in in_department(call)]}


def list_id(call: Call) -> dict[str, Any]:
    limit = min(int(call.body.get("limit") or 10000), 10000)
    rows = call.world.store.all(
        "select userid, department from member where corpid = ? and left_at is null"
        " and userid > ? order by userid limit ?",
        call.corpid,
        call.body.get("cursor") or "",
        limit,
    )
    users = [
        {"userid": row["userid"], "department": department}
        for row in rows
        for department in msgspec.json.decode(row["department"])
    ]
    return {"next_cursor": rows[-1]["userid"] if len(rows) == limit else "", "dept_user": users}
