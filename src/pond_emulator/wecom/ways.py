"""Contact ways, the platform's word for a QR code with people behind it (document/path/92228)."""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom.door import Call, find_member
from pond_emulator.wecom.errors import Refused
from pond_emulator.wecom.things import cursor_of
from pond_emulator.world import token_text

FIELDS = (
    *("type", "scene", "style", "remark", "skip_verify", "state", "user", "party", "is_temp"),
    *("expires_in", "chat_expires_in", "unionid", "is_exclusive", "mark_source", "conclusions"),
)


def add(call: Call) -> dict[str, Any]:
    body = {name: call.body[name] for name in FIELDS if name in call.body}
    body["type"], body["scene"] = call.need("type"), call.need("scene")
    check(call, body)
    made = call.world.store.value(
        "select count(*) from contact_way where corpid = ? and deleted = 0", call.corpid
    )
    if made >= call.size("contact_way.total"):
        raise Refused(41045)
    config_id = token_text(32).lower()
    call.subject, call.client_key = config_id, body.get("state", "")
    call.world.store.run(
        "insert into contact_way (config_id, corpid, body, created) values (?, ?, ?, ?)",
        config_id,
        call.corpid,
        msgspec.json.encode(body).decode(),
        call.world.clock.world(),
    )
    return {"config_id": config_id, "qr_code": qr_code(call, config_id)}


def check(call: Call, body: dict[str, Any]) -> None:
    """The limits of the platform; raises Refused."""
    users = body.get("user", [])
    if not users and not body.get("party"):
        raise Refused(40058, "user and party both empty")
    if len(users) > call.size("contact_way.users"):
        raise Refused(41041)
    if body.get("type") == 1 and len(users) != 1:
        raise Refused(40058, "type 1 takes exactly one user")
    longest = call.size("contact_way.state")
    if len(body.get("state", "")) > longest or len(body.get("remark", "")) > longest:
        raise Refused(40058, "state or remark too long")
    for userid in users:
        find_member(call, userid)


def qr_code(call: Call, config_id: str) -> str:
    """Where the picture is: here, the emulator's own scan page."""
    return f"{call.world.settings.base_url}/scan/{config_id}"


def find(call: Call) -> Row:
    call.subject = call.need("config_id", 41044)
    row = call.world.store.one(
        "select * from contact_way where config_id = ? and corpid = ? and deleted = 0",
        call.subject,
        call.corpid,
    )
    if row is None:
        raise Refused(41044)
    return row


def get(call: Call) -> dict[str, Any]:
    row = find(call)
    body = msgspec.json.decode(row["body"])
    address = qr_code(call, row["config_id"])
    return {"contact_way": {"config_id": row["config_id"], "qr_code": address, **body}}


def update(call: Call) -> dict[str, Any]:
    row = find(call)
    body = msgspec.json.decode(row["body"])
    fixed = ("type", "scene", "is_temp", "is_exclusive")
    body |= {k: call.body[k] for k in FIELDS if k in call.body and k not in fixed}
    check(call, body)
    call.world.store.run(
        "update contact_way set body = ? where config_id = ?",
        msgspec.json.encode(body).decode(),
        row["config_id"],
    )
    return {}


def delete(call: Call) -> dict[str, Any]:
    row = find(call)
    call.world.store.run("update contact_way set deleted = 1 where config_id = ?", row["config_id"])
    return {}


def list_ways(call: Call) -> dict[str, Any]:
    """By time of making; the cursor is the last row's number."""
    limit = min(int(call.body.get("limit") or 100), 1000)
    rows = call.world.store.all(
        "select rowid, config_id from contact_way where corpid = ? and deleted = 0"
        " and created between ? and ? and rowid > ? order by rowid limit ?",
        call.corpid,
        int(call.body.get("start_time") or 0),
        int(call.body.get("end_time") or 2**40),
        cursor_of(call),
        limit,
    )
    last = str(rows[-1]["rowid"]) if len(rows) == limit else ""
    ways = [{"config_id": row["config_id"]} for row in rows]
    return {"contact_way": ways, "next_cursor": last}
