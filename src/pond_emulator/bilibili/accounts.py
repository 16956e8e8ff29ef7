"""Consent, the account and its videos."""

import secrets
from typing import Any

from pond_emulator.bilibili.door import PLATFORM, Call
from pond_emulator.kit.door import Refused
from pond_emulator.small import apps, fans
from pond_emulator.small.apps import App
from pond_emulator.small.control import Act
from pond_emulator.small.fans import Fan
from pond_emulator.world import World

SHORT_S, LONG_S = 30 * 86400, 60 * 86400  # the page promises no length: these are ours
NUMBERS = ("view", "like", "reply", "share", "favorite", "coin", "danmaku")


def token(call: Call) -> dict[str, Any]:
    open_id = apps.spend_code(call.world, call.app, call.query.get("code", ""))
    if call.query.get("grant_type") != "authorization_code" or open_id is None:
        raise Refused(-400, "code")
    return pair(call, open_id)


def refresh(call: Call) -> dict[str, Any]:
    """Each long token serves once."""
    row = apps.owner(call.world, PLATFORM, call.query.get("refresh_token", ""))
    if row is None or row["kind"] != "long" or row["expires"] <= call.world.clock.real():
        raise Refused(-400, "refresh_token")
    apps.end(call.world, row["token"])
    return pair(call, row["open_id"])


def pair(call: Call, open_id: str) -> dict[str, Any]:
    """`expires_in` is a moment, as the page shows it."""
    call.subject = open_id
    return {
        "access_token": apps.issue(call.world, call.app, "user", SHORT_S, open_id),
        "expires_in": int(call.world.clock.real()) + SHORT_S,
        "refresh_token": apps.issue(call.world, call.app, "long", LONG_S, open_id),
        "scopes": ["USER_INFO", "USER_DATA", "ARC_BASE", "ARC_DATA"],
    }


def info(call: Call) -> dict[str, Any]:
    fan = fans.find(call.world, call.app, call.open_id)
    return {"name": fan.name if fan else "", "face": "", "openid": call.open_id}


def scopes(call: Call) -> dict[str, Any]:
    return {"openid": call.open_id, "scopes": ["USER_INFO", "USER_DATA", "ARC_BASE", "ARC_DATA"]}


def user_stat(call: Call) -> dict[str, Any]:
    works = len(fans.things(call.world, call.app, "video", call.open_id))
    props = call.app.props
    return {"following": props["following"], "follower": props["fans"], "arc_passed_total": works}


def work_stat(call: Call) -> dict[str, Any]:
    row = fans.get(call.world, call.app, "video", call.query.get("resource_id", ""))
    if row is None or row["open_id"] != call.open_id:
        raise Refused(-404)
    numbers = {name: row[name] for name in NUMBERS}
    return {"title": row["title"], "ptime": int(row["made"]), **numbers}


def works(call: Call) -> dict[str, Any]:
    """The newest first, pages counted from 1."""
    size, number = int(call.query.get("ps") or 20), int(call.query.get("pn") or 1)
    if not 1 <= size <= 50 or number < 1:
        raise Refused(-400)
    rows = fans.things(call.world, call.app, "video", call.open_id)[::-1]
    some = rows[size * (number - 1) : size * number]
    listed = [
        {"resource_id": row["id"], "title": row["title"], "ctime": int(row["made"]),
         "ptime": int(row["made"]), "addit_info": {"state": 0, "state_desc": "开放浏览"}}
        for row in some
    ]  # fmt: skip
    return {"list": listed, "page": {"pn": number, "ps": size, "total": len(rows)}}


def publish(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{title, view?, like?, …} -> {resource_id}: a video of this account."""
    resource_id = f"BV{secrets.token_hex(5)}"
    numbers = {name: int(body.get(name) or 0) for name in NUMBERS}
    kept = {"title": str(body.get("title") or ""), **numbers}
    fans.put(world, app, "video", resource_id, kept, fan.open_id)
    return {"resource_id": resource_id}


ACTS: dict[str, Act] = {"publish": publish}
