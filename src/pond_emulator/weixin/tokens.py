"""token and stable_token, two worlds that do not touch one another.

GET token: each call makes a new one; the former lives five minutes more
(developers.weixin.qq.com/doc/service/api/base/api_getaccesstoken).
POST stable_token: the same one again and again; in its last five minutes a call makes the next,
and both serve until the first ends. force_refresh ends the former at once, 20 times a day, 30
seconds apart (…/api_getstableaccesstoken). What a call within the 30 seconds is answered with has
not been verified: here 45011.
"""

from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from pond_emulator.kit.door import Refused, as_code
from pond_emulator.kit.web import Request
from pond_emulator.weixin.door import Route, WxCall, body_of
from pond_emulator.world import World, token_text

LIFE_S = 7200
OVERLAP_S = 300
PAUSE_S = 30


def opener(world: World) -> Callable[[Request], WxCall]:
    """Who calls is told by appid and secret, in the query or the body; raises Refused."""

    def open_call(request: Request) -> WxCall:
        body = body_of(request)
        given = request.query | {k: str(v) for k, v in body.items()}
        account = account_of(world, given)
        if given.get("grant_type") != "client_credential":
            raise Refused(40002)
        return WxCall(world, request, account["appid"], request.query, body)

    return open_call


def by_secret(world: World) -> Callable[[Request], WxCall]:
    """Who calls is told by appid and secret in the query, as where codes are exchanged."""

    def open_call(request: Request) -> WxCall:
        account = account_of(world, request.query)
        return WxCall(world, request, account["appid"], request.query, {})

    return open_call


def account_of(world: World, given: dict[str, str]) -> Row:
    """The account of an appid and its secret; raises Refused."""
    if not given.get("appid"):
        raise Refused(41002)
    if not given.get("secret"):
        raise Refused(41004)
    row = world.store.one("select * from wx_account where appid = ?", given["appid"])
    if row is None:
        raise Refused(40013)
    if row["secret"] != given["secret"]:
        raise Refused(40125)
    return row


def plain(call: WxCall) -> dict[str, Any]:
    now = call.world.clock.real()
    call.world.store.run(
        "update wx_token set expires = min(expires, ?) where appid = ? and kind = 'plain'",
        *(now + OVERLAP_S, call.account),
    )
    return {"access_token": issue(call, "plain"), "expires_in": LIFE_S}


def stable(call: WxCall) -> dict[str, Any]:
    now, row = call.world.clock.real(), latest(call)
    if call.body.get("force_refresh") is True:
        return forced(call, row)
    if row is not None and row["expires"] - now > OVERLAP_S:
        return {"access_token": row["token"], "expires_in": int(row["expires"] - now)}
    return {"access_token": issue(call, "stable"), "expires_in": LIFE_S}


def forced(call: WxCall, row: Row | None) -> dict[str, Any]:
    now = call.world.clock.real()
    if row is not None and now - float(call.world.store.get(forced_key(call)) or 0) < PAUSE_S:
        raise Refused(45011)
    kind = str(call.owner()["kind"])
    rule = call.world.limits.hit(kind, call.account, "stable_token/force", "token.force")
    if rule:
        raise Refused(as_code(rule.code))
    call.world.store.run(
        "update wx_token set expires = ? where appid = ? and kind = 'stable' and expires > ?",
        *(now, call.account, now),
    )
    call.world.store.put(forced_key(call), repr(now))
    return {"access_token": issue(call, "stable"), "expires_in": LIFE_S}


def forced_key(call: WxCall) -> str:
    return f"wx_forced:{call.account}"


def latest(call: WxCall) -> Row | None:
    """The newest stable token that still serves."""
    return call.world.store.one(
        "select * from wx_token where appid = ? and kind = 'stable' and expires > ?"
        " order by expires desc, made desc limit 1",
        *(call.account, call.world.clock.real()),
    )


def issue(call: WxCall, kind: str) -> str:
    now, token = call.world.clock.real(), token_text(136)
    call.world.store.run(
        "insert into wx_token values (?, ?, ?, ?, ?)",
        *(token, call.account, kind, now, now + LIFE_S),
    )
    return token


ROUTES = (
    Route("GET", "/cgi-bin/token", plain, "token.plain", opener),
    Route("POST", "/cgi-bin/stable_token", stable, "token", opener),
)
