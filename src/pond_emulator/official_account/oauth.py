"""Logging a person in on the web, and the ticket that pages sign the JS-SDK with.

developers.weixin.qq.com/doc/service/guide/h5/auth.html: the page of open.weixin.qq.com asks the
person and sends them back with a code. Here a person is named by `as_person=` in the address,
or by the phone the page is opened on; whoever is not named may choose.
"""

from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode

from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Answer, Request, Router, answer_error
from pond_emulator.phone import webview
from pond_emulator.weixin import codes, faces, tokens
from pond_emulator.weixin.door import OFFICIAL, Route, WxCall
from pond_emulator.world import World, token_text

SCOPES = ("snsapi_base", "snsapi_userinfo")
LIFE_S, REFRESH_S = 7200, 30 * 86400
TICKETS = ("jsapi", "wx_card")


class Page:
    """open.weixin.qq.com/connect/oauth2/authorize"""

    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("GET", "/connect/oauth2/authorize", self.authorize)

    def authorize(self, request: Request) -> Answer:
        query = request.query
        try:
            faces.account(self._world, query.get("appid", ""), OFFICIAL)
        except LookupError as error:
            return answer_error(404, str(error))
        scope, target = query.get("scope", ""), query.get("redirect_uri", "")
        fits = target.startswith(("http://", "https://")) and query.get("response_type") == "code"
        if scope not in SCOPES or not fits:
            return answer_error(400, "scope, redirect_uri or response_type is wrong")
        named = query.get("as_person") or query.get("person") or ""
        person = named or webview.owner(request)
        if not person.isdigit():
            return self._choice(request)
        try:
            with self._world.store.transaction():
                face = faces.face(self._world, query["appid"], int(person))
                code = codes.make(self._world, face, "oauth", {"scope": scope})
        except LookupError as error:
            return answer_error(404, str(error))
        back = urlencode({"code": code, "state": query.get("state", "")})
        target = f"{target}{'&' if '?' in target else '?'}{back}"
        if not named:  # on the phone, whose browser shows pages under its own address
            target = f"/webview?{urlencode({'url': target})}"
        return Answer(302, b"", [("location", target)])

    def _choice(self, request: Request) -> Answer:
        """Who of the played people opens the page."""
        rows = self._world.store.all(
            "select id, name from person where played = 1 order by id desc limit 50"
        )
        links = "".join(
            f'<li><a href="?{escape(request.query_string)}&amp;as_person={row["id"]}">'
            f"{escape(row['name'])}</a></li>"
            for row in rows
        )
        page = f'<!doctype html><html lang="zh-CN"><title>微信登录</title><ul>{links}</ul></html>'
        return Answer(200, page.encode(), [], "text/html; charset=utf-8")


def exchange(call: WxCall) -> dict[str, Any]:
    if call.query.get("grant_type") != "authorization_code":
        raise Refused(40002)
    code = call.text("code", 41008)
    openid, props = codes.use(call.world, call.account, "oauth", code)
    call.subject = openid
    return issued(call, openid, str(props["scope"]))


def issued(call: WxCall, openid: str, scope: str) -> dict[str, Any]:
    face = faces.known(call, openid)
    access, refresh = token_text(107), token_text(107)
    now = call.world.clock.real()
    for token, kind, life in ((access, "user", LIFE_S), (refresh, "refresh", REFRESH_S)):
        call.world.store.run(
            "insert into wx_code values (?, ?, ?, ?, ?, ?, null)",
            *(token, call.account, openid, kind, scope, now + life),
        )
    told = {"unionid": face["unionid"]} if scope == "snsapi_userinfo" else {}
    return {
        "access_token": access,
        "expires_in": LIFE_S,
        "refresh_token": refresh,
        "openid": openid,
        "scope": scope,
        **told,
    }


def appid_opener(world: World) -> Callable[[Request], WxCall]:
    """A refresh names the appid alone."""

    def open_call(request: Request) -> WxCall:
        appid = request.query.get("appid", "")
        if not world.store.value("select 1 from wx_account where appid = ?", appid):
            raise Refused(40013)
        return WxCall(world, request, appid, request.query, {})

    return open_call


def refresh(call: WxCall) -> dict[str, Any]:
    row = call.world.store.one(
        "select * from wx_code where code = ? and appid = ? and kind = 'refresh'",
        *(call.text("refresh_token", 40030), call.account),
    )
    if row is None:
        raise Refused(40030)
    if row["expires"] <= call.world.clock.real():
        raise Refused(42002)
    told = issued(call, row["openid"], row["props"])
    told.pop("unionid", None)
    return told


def user_opener(world: World) -> Callable[[Request], WxCall]:
    """Who calls holds a person's own token."""

    def open_call(request: Request) -> WxCall:
        row = world.store.one(
            "select * from wx_code where code = ? and kind = 'user'",
            request.query.get("access_token", ""),
        )
        if row is None:
            raise Refused(40001)
        if row["expires"] <= world.clock.real():
            raise Refused(42001)
        if row["openid"] != request.query.get("openid"):
            raise Refused(40003)
        call = WxCall(world, request, row["appid"], request.query, {"scope": row["props"]})
        call.subject = row["openid"]
        return call

    return open_call


def user_info(call: WxCall) -> dict[str, Any]:
    """With the scope snsapi_userinfo the person is asked, and their name is told."""
    if call.body["scope"] != "snsapi_userinfo":
        raise Refused(48001)
    row = faces.known(call, call.subject)
    return {
        "openid": row["openid"],
        "nickname": row["name"],
        "sex": 0,
        "province": "",
        "city": "",
        "country": "",
        "headimgurl": "",
        "privilege": [],
        "unionid": row["unionid"],
    }


def valid(_call: WxCall) -> dict[str, Any]:
    return {}


def ticket(call: WxCall) -> dict[str, Any]:
    """The same one while it lives."""
    kind = call.query.get("type", "")
    if kind not in TICKETS:
        raise Refused(40097)
    key, now = f"wx_ticket:{kind}:{call.account}", call.world.clock.real()
    kept, _, expires = (call.world.store.get(key) or "").partition(" ")
    if not kept or float(expires) <= now:
        kept, expires = token_text(86), repr(now + LIFE_S)
        call.world.store.put(key, f"{kept} {expires}")
    left = int(float(expires) - now)
    return {"errcode": 0, "errmsg": "ok", "ticket": kept, "expires_in": left}


ROUTES = (
    Route("GET", "/sns/oauth2/access_token", exchange, "oauth", tokens.by_secret),
    Route("GET", "/sns/oauth2/refresh_token", refresh, "oauth", appid_opener),
    Route("GET", "/sns/userinfo", user_info, "oauth", user_opener),
    Route("GET", "/sns/auth", valid, "oauth", user_opener),
    Route("GET", "/cgi-bin/ticket/getticket", ticket),
)
