"""Followers: the list, one, many, remarks, the blacklist.

developers.weixin.qq.com/doc/service/api/usermanage/userinfo. Names and pictures are not told any
more (since December 2021), the unionid is, as if the account were bound to an open platform.
"""

from sqlite3 import Row
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.weixin import faces
from pond_emulator.weixin.door import Route, WxCall

PAGE = 10_000
MOST_AT_ONCE = 100
MOST_BLACKLISTED = 20
REMARK_CHARS = 30


def list_openids(call: WxCall) -> dict[str, Any]:
    after = call.query.get("next_openid", "")
    rows = call.world.store.all(
        "select openid from wx_fan where appid = ? and subscribed = 1 and openid > ?"
        " order by openid limit ?",
        *(call.account, after, PAGE),
    )
    total = call.world.store.value(
        "select count(*) from wx_fan where appid = ? and subscribed = 1", call.account
    )
    return page(total, rows)


def page(total: int, rows: list[Row]) -> dict[str, Any]:
    """One page of openids; next_openid is the last of them."""
    openids = [row["openid"] for row in rows]
    data = {"data": {"openid": openids}} if openids else {}
    return {
        "total": total,
        "count": len(openids),
        **data,
        "next_openid": openids[-1] if openids else "",
    }


def info(call: WxCall) -> dict[str, Any]:
    return shown(call, faces.known(call, call.text("openid", 40003)))


def batch(call: WxCall) -> dict[str, Any]:
    asked = call.need("user_list", 47001)
    if len(asked) > MOST_AT_ONCE:
        raise Refused(40032)
    found = [faces.known(call, str(user.get("openid"))) for user in asked]
    return {"user_info_list": [shown(call, row) for row in found]}


def shown(call: WxCall, row: Row) -> dict[str, Any]:
    if not row["subscribed"]:
        return {"subscribe": 0, "openid": row["openid"], "unionid": row["unionid"]}
    scene = row["qr_scene"]
    return {
        "subscribe": 1,
        "openid": row["openid"],
        "nickname": "",
        "sex": 0,
        "language": "zh_CN",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "subscribe_time": row["since"],
        "unionid": row["unionid"],
        "remark": row["remark"],
        "groupid": 0,
        "tagid_list": tags_of(call, row["openid"]),
        "subscribe_scene": row["scene"],
        "qr_scene": int(scene) if scene.isdigit() else 0,
        "qr_scene_str": "" if scene.isdigit() else scene,
    }


def tags_of(call: WxCall, openid: str) -> list[int]:
    rows = call.world.store.all(
        "select id from wx_tagged where appid = ? and openid = ? order by id", call.account, openid
    )
    return [row["id"] for row in rows]


def remark(call: WxCall) -> dict[str, Any]:
    row = faces.follower(call, call.text("openid", 40003))
    text = str(call.body.get("remark") or "")
    if len(text) >= REMARK_CHARS:
        raise Refused(40035)
    call.world.store.run(
        "update wx_fan set remark = ? where appid = ? and openid = ?",
        *(text, call.account, row["openid"]),
    )
    return {}


def blacklist(call: WxCall) -> dict[str, Any]:
    set_blacklisted(call, 1)
    return {}


def unblacklist(call: WxCall) -> dict[str, Any]:
    set_blacklisted(call, 0)
    return {}


def set_blacklisted(call: WxCall, value: int) -> None:
    openids = [str(openid) for openid in call.need("openid_list", 40032)]
    if len(openids) > MOST_BLACKLISTED:
        raise Refused(40032)
    rows = [faces.known(call, openid) for openid in openids]
    for row in rows:
        call.world.store.run(
            "update wx_fan set blacklisted = ? where appid = ? and openid = ?",
            *(value, call.account, row["openid"]),
        )


def list_blacklist(call: WxCall) -> dict[str, Any]:
    rows = call.world.store.all(
        "select openid from wx_fan where appid = ? and blacklisted = 1 and openid > ?"
        " order by openid limit ?",
        *(call.account, str(call.body.get("begin_openid") or ""), PAGE),
    )
    total = call.world.store.value(
        "select count(*) from wx_fan where appid = ? and blacklisted = 1", call.account
    )
    return page(total, rows)


ROUTES = (
    Route("GET", "/cgi-bin/user/get", list_openids, "user.get"),
    Route("GET", "/cgi-bin/user/info", info, "user.info"),
    Route("POST", "/cgi-bin/user/info/batchget", batch, "user.info"),
    Route("POST", "/cgi-bin/user/info/updateremark", remark, "user.remark"),
    Route("POST", "/cgi-bin/tags/members/batchblacklist", blacklist),
    Route("POST", "/cgi-bin/tags/members/batchunblacklist", unblacklist),
    Route("POST", "/cgi-bin/tags/members/getblacklist", list_blacklist),
)
