"""Logins, messages people asked for, and an account's videos."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.kuaishou.door import PLATFORM, Call
from pond_emulator.notices import BadReplyError, Sealed
from pond_emulator.small import apps, fans
from pond_emulator.small.apps import App
from pond_emulator.small.control import Act
from pond_emulator.small.fans import Fan
from pond_emulator.world import World

TOKEN_S, LONG_S = 48 * 3600, 180 * 86400
PAGE, LONGEST_PAGE = 20, 200


def token(call: Call) -> dict[str, Any]:
    """For the app itself, or for an account by its code (two minutes, once)."""
    grant = call.body.get("grant_type")
    if grant == "client_credentials":
        value = apps.issue(call.world, call.app, "app", TOKEN_S)
        return {"access_token": value, "expires_in": TOKEN_S, "token_type": "bearer"}
    if grant != "authorization_code":
        raise Refused(100200104)
    open_id = apps.spend_code(call.world, call.app, str(call.body.get("code") or ""))
    if open_id is None:
        raise Refused(100200105)
    return pair(call, open_id)


def refresh(call: Call) -> dict[str, Any]:
    """A new pair; the old long token dies."""
    row = apps.owner(call.world, PLATFORM, str(call.body.get("refresh_token") or ""))
    if row is None or row["kind"] != "long" or row["expires"] <= call.world.clock.real():
        raise Refused(100200106)
    apps.end(call.world, row["token"])
    return pair(call, row["open_id"])


def pair(call: Call, open_id: str) -> dict[str, Any]:
    call.subject = open_id
    return {
        "access_token": apps.issue(call.world, call.app, "user", TOKEN_S, open_id),
        "expires_in": TOKEN_S,
        "refresh_token": apps.issue(call.world, call.app, "long", LONG_S, open_id),
        "refresh_token_expires_in": LONG_S,
        "open_id": open_id,
        "scopes": ["user_info", "user_video_info"],
    }


def login(call: Call) -> dict[str, Any]:
    """code2session: good once."""
    open_id = apps.spend_code(call.world, call.app, str(call.body.get("js_code") or ""))
    if open_id is None:
        raise Refused(100200105)
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    return {"open_id": open_id, "session_key": key}


def subscribe(call: Call) -> dict[str, Any]:
    """A message that uses up one yes of the person."""
    open_id = call.subject = str(call.body.get("to_user") or "")
    template = str(call.body.get("template_id") or "")
    fan = fans.find(call.world, call.app, open_id)
    try:
        data = json.loads(call.body.get("data") or "")
    except ValueError as error:
        raise Refused(100200100, "data") from error
    left = dict(fan.props.get("subscribed") or {}) if fan else {}
    if fan is None or left.get(template, 0) < 1:
        raise Refused(100200102, "用户未订阅")
    left[template] -= 1
    fans.change(call.world, call.app, fan, subscribed=left)
    note = {"template_id": template, "data": data, "page": call.body.get("page")}
    fans.put(call.world, call.app, "notified", secrets.token_hex(8), note, open_id)
    return {}


def user_info(call: Call) -> dict[str, Any]:
    fan = fans.find(call.world, call.app, call.open_id)
    name = fan.name if fan else ""
    figures = {"fan": call.app.props["fans"], "follow": call.app.props["follows"]}
    return {"user_info": {"name": name, "sex": "F", "head": "", "city": "", **figures}}


def videos(call: Call) -> dict[str, Any]:
    """The newest first; `cursor` is the last id of the page before."""
    rows = fans.things(call.world, call.app, "video", call.open_id)[::-1]
    ids = [row["id"] for row in rows]
    cursor = str(call.body.get("cursor") or "")
    start = ids.index(cursor) + 1 if cursor in ids else 0
    size = min(int(call.body.get("count") or PAGE), LONGEST_PAGE)
    return {"video_list": [video_data(row) for row in rows[start : start + size]]}


def video(call: Call) -> dict[str, Any]:
    row = fans.get(call.world, call.app, "video", str(call.body.get("photo_id") or ""))
    if row is None or row["open_id"] != call.open_id:
        raise Refused(100200100, "photo_id")
    return {"video_info": video_data(row)}


def count(call: Call) -> dict[str, Any]:
    made = len(fans.things(call.world, call.app, "video", call.open_id))
    return {"public_count": made, "friend_count": 0, "private_count": 0, "all_count": made}


def video_data(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "photo_id": row["id"],
        "caption": row["caption"],
        "create_time": int(row["made"] * 1000),
        "view_count": row["views"],
        "like_count": row["likes"],
        "comment_count": row["comments"],
        "pending": False,
    }


def sealer(world: World) -> Callable[[Row], Sealed]:
    def seal(row: Row) -> Sealed:
        app = apps.find(world, PLATFORM, row["owner"])
        if app is None:
            raise LookupError(f"app {row['owner']} is gone")
        body = row["body"].encode()
        sign = hashlib.md5(body + app.secret.encode(), usedforsecurity=False).hexdigest()
        return Sealed(row["url"], body, {"kwaisign": sign, "Content-Type": "application/json"})

    return seal


def heard(_row: Row, body: bytes) -> None:
    """Only {"result": 1} ends the tries."""
    try:
        said = json.loads(body)
    except ValueError as error:
        raise BadReplyError(PLATFORM) from error
    if not isinstance(said, dict) or said.get("result") != 1:
        raise BadReplyError(PLATFORM)


def agree(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{template_id}: says yes to one message; nobody is told."""
    had = dict(fan.props.get("subscribed") or {})
    template = str(body.get("template_id"))
    fans.change(world, app, fan, subscribed=had | {template: had.get(template, 0) + 1})
    return {}


def withdraw(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: takes the account's consent back: its tokens die and a webhook tells (its form is ours:
    the platform's is described nowhere we could read).
    """
    del body
    world.store.run(
        "delete from small_token where platform = ? and app_id = ? and open_id = ?",
        *(PLATFORM, app.app_id, fan.open_id),
    )
    said = {
        "event": "unauthorize",
        "open_id": fan.open_id,
        "app_id": app.app_id,
        "timestamp": int(world.clock.world() * 1000),
    }
    if app.callback_url:
        label, text = "kuaishou/unauthorize", json.dumps(said)
        world.notices.queue(PLATFORM, app.app_id, label, app.callback_url, text)
    return {}


def publish(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{caption, views?, likes?, comments?} -> {photo_id}: a video of this account."""
    photo_id = secrets.token_hex(8)
    numbers = {name: int(body.get(name) or 0) for name in ("views", "likes", "comments")}
    kept = {"caption": str(body.get("caption") or ""), **numbers}
    fans.put(world, app, "video", photo_id, kept, fan.open_id)
    return {"photo_id": photo_id}


ACTS: dict[str, Act] = {"agree": agree, "withdraw": withdraw, "publish": publish}
