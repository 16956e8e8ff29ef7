"""Codes with a scene (developers.weixin.qq.com/doc/service/api/qrcode/qrcodes), short keys for
long texts, and the picture of a code as on mp.weixin.qq.com/cgi-bin/showqrcode.
"""

from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Answer, Request, Router, answer_error
from pond_emulator.weixin.door import Route, WxCall
from pond_emulator.weixin.pictures import png
from pond_emulator.world import World, token_text

ACTIONS = {
    "QR_SCENE": ("scene_id", False),
    "QR_STR_SCENE": ("scene_str", False),
    "QR_LIMIT_SCENE": ("scene_id", True),
    "QR_LIMIT_STR_SCENE": ("scene_str", True),
}
LONGEST_S, USUAL_S = 2_592_000, 60
MOST_PERMANENT, LARGEST_PERMANENT = 100_000, 100_000
SCENE_CHARS = 64
DATA_BYTES = 4096
NEVER = 2**53


def create(call: WxCall) -> dict[str, Any]:
    action = str(call.body.get("action_name") or "")
    if action not in ACTIONS:
        raise Refused(40035, "action_name")
    field, permanent = ACTIONS[action]
    scene = checked_scene(call, field, permanent=permanent)
    ticket, key, now = f"gQ{token_text(94)}", token_text(20), call.world.clock.world()
    seconds = min(int(call.body.get("expire_seconds") or USUAL_S), longest(call))
    call.world.store.run(
        "insert into wx_qr values (?, ?, ?, ?, ?, ?, ?)",
        *(ticket, call.account, key, scene, int(permanent)),
        *(NEVER if permanent else now + seconds, now),
    )
    told = {"ticket": ticket, "url": f"{call.request.base_url}/q/{key}"}
    return told if permanent else told | {"expire_seconds": seconds}


def longest(call: WxCall) -> int:
    rule = "oa.qrcode.temporary.seconds"
    return call.world.limits.count("official_account", rule) or LONGEST_S


def checked_scene(call: WxCall, field: str, *, permanent: bool) -> str:
    """Raises Refused."""
    scene = str(((call.body.get("action_info") or {}).get("scene") or {}).get(field) or "")
    if field == "scene_id" and not (scene.isdigit() and 0 < int(scene) < 2**32):
        raise Refused(40035, "scene_id")
    if field == "scene_id" and permanent and int(scene) > LARGEST_PERMANENT:
        raise Refused(40035, "scene_id")
    if not 1 <= len(scene) <= SCENE_CHARS:
        raise Refused(40035, "scene_str")
    most = call.world.limits.count("official_account", "oa.qrcode.permanent") or MOST_PERMANENT
    if permanent and stock(call) >= most:
        raise Refused(45029)
    return scene


def stock(call: WxCall) -> int:
    return int(
        call.world.store.value(
            "select count(*) from wx_qr where appid = ? and permanent = 1", call.account
        )
    )


def shorten(call: WxCall) -> dict[str, Any]:
    text = call.text("long_data", 40035)
    if len(text.encode()) > DATA_BYTES:
        raise Refused(40035)
    seconds = min(int(call.body.get("expire_seconds") or LONGEST_S), LONGEST_S)
    key, now = token_text(15), call.world.clock.world()
    call.world.store.run(
        "insert into wx_link values (?, ?, 'shorten', ?, '', ?, ?, 0)",
        *(key, call.account, text, now + seconds, now),
    )
    return {"errcode": 0, "errmsg": "ok", "short_key": key}


def fetch(call: WxCall) -> dict[str, Any]:
    now = call.world.clock.world()
    row = call.world.store.one(
        "select * from wx_link where link = ? and appid = ? and kind = 'shorten' and expires > ?",
        *(call.text("short_key", 40035), call.account, now),
    )
    if row is None:
        raise Refused(40035)
    told = {"create_time": row["created"], "expire_seconds": row["expires"] - now}
    return {"errcode": 0, "errmsg": "ok", "long_data": row["path"], **told}


def mount(router: Router, world: World) -> None:
    """Where everybody sees a code's picture, and where a scanned one leads."""

    def show(request: Request) -> Answer:
        row = world.store.one(
            "select * from wx_qr where ticket = ?", request.query.get("ticket", "")
        )
        if row is None:
            return answer_error(404, "no such ticket")
        return Answer(200, png(f"{request.base_url}/q/{row['key']}"), [], "image/png")

    def lead(request: Request) -> Answer:
        """The phone, with this code in its viewfinder."""
        return Answer(302, b"", [("location", f"/phone#code=q.{request.params['key']}")])

    router.add("GET", "/cgi-bin/showqrcode", show)
    router.add("GET", "/q/{key}", lead)


ROUTES = (
    Route("POST", "/cgi-bin/qrcode/create", create, "qrcode"),
    Route("POST", "/cgi-bin/shorten/gen", shorten),
    Route("POST", "/cgi-bin/shorten/fetch", fetch),
)
