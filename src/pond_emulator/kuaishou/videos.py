"""An account and its videos."""

import secrets
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.kuaishou.door import Call
from pond_emulator.small import fans
from pond_emulator.small.apps import App
from pond_emulator.small.fans import Fan
from pond_emulator.world import World

PAGE, LONGEST_PAGE = 20, 200


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


def publish(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{caption, views?, likes?, comments?} -> {photo_id}: a video of this account."""
    photo_id = secrets.token_hex(8)
    numbers = {name: int(body.get(name) or 0) for name in ("views", "likes", "comments")}
    kept = {"caption": str(body.get("caption") or ""), **numbers}
    fans.put(world, app, "video", photo_id, kept, fan.open_id)
    return {"photo_id": photo_id}
