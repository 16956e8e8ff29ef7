"""gettoken: the same token while it is valid (document/path/91039)."""

from typing import Any

from pond_emulator.wecom.door import PLATFORM, Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import World, token_text

LIFE_S = 7200
HOUR_S = 3600
PATH = "/cgi-bin/gettoken"


def get_token(call: Call) -> dict[str, Any]:
    token, left = issue(call.world, call.query)
    return {"access_token": token, "expires_in": left}


def issue(world: World, query: dict[str, str]) -> tuple[str, int]:
    """(token, seconds left); raises Refused."""
    corpid, secret = query.get("corpid", ""), query.get("corpsecret", "")
    if not corpid:
        raise Refused(41002)
    if not secret:
        raise Refused(41004)
    if not world.store.value("select 1 from corp where corpid = ?", corpid):
        raise Refused(40013)
    app = world.store.one("select * from app where corpid = ? and secret = ?", corpid, secret)
    if app is None:
        raise Refused(45009 if too_many_wrong(world, corpid) else 40001)
    now = world.clock.real()
    row = world.store.one(
        "select token, expires from access_token where corpid = ? and agentid = ? and expires > ?"
        " order by expires desc",
        corpid,
        app["agentid"],
        now,
    )
    if row:
        return row["token"], int(row["expires"] - now)
    token = token_text(214)
    world.store.run(
        "insert into access_token values (?, ?, ?, ?)",
        token,
        corpid,
        app["agentid"],
        now + LIFE_S,
    )
    return token, LIFE_S


def too_many_wrong(world: World, corpid: str) -> bool:
    """After so many wrong secrets in an hour nothing more is said about them."""
    wrong = world.store.value(
        "select count(*) from record where endpoint = ? and account = ? and errcode = '40001'"
        " and at_real > ?",
        *(PATH, corpid, world.clock.real() - HOUR_S),
    )
    return bool(wrong >= world.limits.count(PLATFORM, "wecom.gettoken.wrong"))
