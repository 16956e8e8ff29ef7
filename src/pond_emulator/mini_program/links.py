"""Ways into a mini program: pictured codes, URL links, schemes, short links.

developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link. The pictures are QR codes (the
real ones are round codes that only WeChat reads) which lead to the emulator's phone.
"""

import re
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Answer, Request, Router
from pond_emulator.weixin.door import MINI, Route, WxCall
from pond_emulator.weixin.pictures import png
from pond_emulator.world import World, token_text

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~%]+")
LIMITED, UNLIMITED, URL_LINK, SCHEME, SHORT = "wxacode", "unlimited", "urllink", "scheme", "short"
MOST_LIMITED, SCENE_CHARS, LONGEST_DAYS, DAY_S = 100_000, 32, 30, 86400
PATH_BYTES = 1024
NEVER = 2**53
VISITS = 3_000_000
SCHEME_HEAD = "weixin://dl/business/?t="


def limited(call: WxCall) -> Answer:
    """Both getwxacode and createwxaqrcode: for good, 100,000 together."""
    path = call.text("path", 40159)
    if len(path.encode()) > PATH_BYTES:
        raise Refused(40159)
    made = call.world.store.value(
        "select count(*) from wx_link where appid = ? and kind = ?", call.account, LIMITED
    )
    if made >= (call.world.limits.count(MINI, "mini.wxacode.stock") or MOST_LIMITED):
        raise Refused(45029)
    page, _, query = path.partition("?")
    return picture(call, keep(call, LIMITED, page, query, NEVER))


def unlimited(call: WxCall) -> Answer:
    scene = call.text("scene", 40097)
    most = call.world.limits.count(MINI, "mini.wxacode.scene") or SCENE_CHARS
    if len(scene) > most or not SCENE.fullmatch(scene):
        raise Refused(40097, "scene")
    page = str(call.body.get("page") or "pages/index/index")
    if page.startswith("/") or "?" in page:
        raise Refused(41030)
    return picture(call, keep(call, UNLIMITED, page, f"scene={scene}", NEVER))


def keep(call: WxCall, kind: str, path: str, query: str, expires: int) -> str:
    key = token_text(11)
    call.world.store.run(
        "insert into wx_link values (?, ?, ?, ?, ?, ?, ?, 0)",
        *(key, call.account, kind, path, query, expires, call.world.clock.world()),
    )
    return key


def picture(call: WxCall, key: str) -> Answer:
    scale = max(2, min(int(call.body.get("width") or 430), 1280) // 100)
    return Answer(200, png(f"{call.request.base_url}/w/{key}", scale), [], "image/png")


def url_link(call: WxCall) -> dict[str, Any]:
    path = str(call.body.get("path") or "").lstrip("/")
    key = keep(call, URL_LINK, path, str(call.body.get("query") or ""), ending(call, call.body))
    return {"errcode": 0, "errmsg": "ok", "url_link": f"{call.request.base_url}/w/{key}"}


def scheme(call: WxCall) -> dict[str, Any]:
    jump = call.body.get("jump_wxa") or {}
    path, query = str(jump.get("path") or "").lstrip("/"), str(jump.get("query") or "")
    key = keep(call, SCHEME, path, query, ending(call, call.body))
    return {"errcode": 0, "errmsg": "ok", "openlink": f"{SCHEME_HEAD}{key}"}


def ending(call: WxCall, body: dict[str, Any]) -> int:
    """When a link ends: at a moment or after days, 30 at most; raises Refused 85401."""
    now = call.world.clock.world()
    longest = (call.world.limits.count(MINI, "mini.links.days") or LONGEST_DAYS) * DAY_S
    if body.get("expire_type") == 1:
        end = now + int(body.get("expire_interval") or 0) * DAY_S
    else:
        end = int(body.get("expire_time") or now + longest)
    if not now < end <= now + longest:
        raise Refused(85401)
    return end


def short_link(call: WxCall) -> dict[str, Any]:
    page, _, query = call.text("page_url", 40066).lstrip("/").partition("?")
    until = NEVER if call.body.get("is_permanent") else call.world.clock.world() + 30 * DAY_S
    key = keep(call, SHORT, page, query, until)
    return {"errcode": 0, "errmsg": "ok", "link": f"#小程序://{call.owner()['name']}/{key}"}


def query_url_link(call: WxCall) -> dict[str, Any]:
    key = call.text("url_link", 85403).rpartition("/")[2]
    return {"errcode": 0, "errmsg": "ok", "url_link_info": told(call, key, URL_LINK), **left()}


def query_scheme(call: WxCall) -> dict[str, Any]:
    key = call.text("scheme", 85403).removeprefix(SCHEME_HEAD)
    return {"errcode": 0, "errmsg": "ok", "scheme_info": told(call, key, SCHEME), **left()}


def left() -> dict[str, Any]:
    """How often the account's links may still be opened: visits are not counted here."""
    return {"quota_info": {"remain_visit_quota": VISITS}}


def told(call: WxCall, key: str, kind: str) -> dict[str, Any]:
    row = call.world.store.one(
        "select * from wx_link where link = ? and appid = ? and kind = ?", key, call.account, kind
    )
    if row is None:
        raise Refused(85403)
    return {
        "appid": row["appid"],
        "path": row["path"],
        "query": row["query"],
        "create_time": row["created"],
        "expire_time": row["expires"],
        "env_version": "release",
    }


def mount(router: Router, _world: World) -> None:
    """Where codes and links lead: the phone, with the mini program in its viewfinder."""

    def lead(request: Request) -> Answer:
        return Answer(302, b"", [("location", f"/phone#code=w.{request.params['key']}")])

    router.add("GET", "/w/{key}", lead)


ROUTES = (
    Route("POST", "/wxa/getwxacode", limited, "wxacode"),
    Route("POST", "/cgi-bin/wxaapp/createwxaqrcode", limited, "wxacode"),
    Route("POST", "/wxa/getwxacodeunlimit", unlimited, "wxacode.unlimited"),
    Route("POST", "/wxa/generate_urllink", url_link, "url_link"),
    Route("POST", "/wxa/query_urllink", query_url_link),
    Route("POST", "/wxa/generatescheme", scheme, "scheme"),
    Route("POST", "/wxa/queryscheme", query_scheme),
    Route("POST", "/wxa/genwxashortlink", short_link),
)
