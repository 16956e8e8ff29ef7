"""user/get, user/list_id, user/list and media/upload (document/path/90196, 96067, 90253)."""

import re
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom.door import Call, find_member
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import token_text

MEDIA_TYPES = ("image", "voice", "video", "file")


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
    rows = call.world.store.all(
        "select * from member where corpid = ? and left_at is null order by userid", call.corpid
    )
    return {"userlist": [member(row) for row in rows]}


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


def upload_media(call: Call) -> dict[str, Any]:
    """Keeps name and size, not the content: nothing in the emulator ever reads it back."""
    kind = call.query.get("type", "")
    if kind not in MEDIA_TYPES:
        raise Refused(40005)
    name, size = multipart_file(call.request.body)
    if size <= 5:
        raise Refused(44001, "file must be larger than 5 bytes")
    media_id, created = token_text(64), call.world.clock.world()
    call.subject = media_id
    call.world.store.run(
        "insert into media values (?, ?, ?, ?, ?, ?)",
        media_id,
        call.corpid,
        kind,
        name,
        size,
        created,
    )
    return {"type": kind, "media_id": media_id, "created_at": str(created)}


def multipart_file(body: bytes) -> tuple[str, int]:
    """(file name, bytes) of the first part that has a file name; raises Refused 44001."""
    head, _, rest = body.partition(b"\r\n\r\n")
    boundary = head.split(b"\r\n", 1)[0]
    found = re.search(rb'filename="([^"]*)"', head)
    if not found or not rest:
        raise Refused(44001)
    return found[1].decode("utf-8", "replace"), len(rest.split(b"\r\n" + boundary, 1)[0])
