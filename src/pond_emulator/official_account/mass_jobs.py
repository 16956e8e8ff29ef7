"""Mass messages before and after: a preview for one, how it went, taken back, the speed."""

import secrets
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.official_account import mass
from pond_emulator.weixin import faces
from pond_emulator.weixin.door import Route, WxCall

DELETED = "DELETE_SUCCESS"
SPEEDS = (80, 60, 45, 30, 10)  # ten thousand a minute


def preview(call: WxCall) -> dict[str, Any]:
    """To one follower, not counted as a mass message."""
    kind, content = mass.checked(call)
    face = faces.follower(call, call.text("touser", 40003))
    faces.show(call.world, face, "to_person", "preview", {"msgtype": kind, kind: content})
    return {"errcode": 0, "errmsg": "preview success", "msg_id": secrets.randbelow(10**9)}


def find(call: WxCall) -> Row:
    row = call.world.store.one(
        "select * from wx_mass where msg_id = ? and appid = ?",
        *(call.text("msg_id", 40035), call.account),
    )
    if row is None:
        raise Refused(40035)
    return row


def status(call: WxCall) -> dict[str, Any]:
    row = find(call)
    return {"msg_id": row["msg_id"], "msg_status": row["state"]}


def delete(call: WxCall) -> dict[str, Any]:
    """Articles and videos can be taken back; what was sent as text stays."""
    row = find(call)
    if msgspec.json.decode(row["body"])["msgtype"] not in ("mpnews", "mpvideo"):
        raise Refused(40035)
    call.world.store.run("update wx_mass set state = ? where msg_id = ?", DELETED, row["msg_id"])
    return {}


def get_speed(call: WxCall) -> dict[str, Any]:
    level = int(call.world.store.get(f"wx_speed:{call.account}") or 0)
    return {"speed": level, "realspeed": SPEEDS[level]}


def set_speed(call: WxCall) -> dict[str, Any]:
    level = call.body.get("speed")
    if level not in range(len(SPEEDS)):
        raise Refused(45083)
    call.world.store.put(f"wx_speed:{call.account}", str(level))
    return {}


ROUTES = (
    Route("POST", "/cgi-bin/message/mass/preview", preview),
    Route("POST", "/cgi-bin/message/mass/get", status),
    Route("POST", "/cgi-bin/message/mass/delete", delete),
    Route("GET", "/cgi-bin/message/mass/speed/get", get_speed),
    Route("POST", "/cgi-bin/message/mass/speed/get", get_speed),
    Route("POST", "/cgi-bin/message/mass/speed/set", set_speed),
)
