"""gettoken: the same token while it is valid (document/path/91039)."""

from pond_emulator.faults import CALL_KINDS
from pond_emulator.kit.web import Answer, Request
from pond_emulator.record import Entry
from pond_emulator.wecom.door import delay, finish
from pond_emulator.wecom.errors import Refused, error_text
from pond_emulator.world import World, token_text

LIFE_S = 7200
PATH = "/cgi-bin/gettoken"


def get_token(world: World, request: Request) -> Answer:
    """Has no access token to check, so it does not go through the common door."""
    faults = {f.kind: f for f in world.faults.hit(PATH, CALL_KINDS)}
    if "error" in faults:
        return Answer(int(faults["error"].value or 502), b"", delay_s=delay(faults))
    entry = Entry(PATH, request.query.get("corpid", ""), dropped="drop" in faults)
    with world.store.transaction():
        try:
            token, left = issue(world, request.query)
            data = {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": left}
        except Refused as refused:
            entry.errcode = str(refused.code)
            text = error_text(refused.code, refused.detail, request.client)
            data = {"errcode": refused.code, "errmsg": text}
        world.record.append(entry)
    return finish(data, faults)


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
        raise Refused(40001)
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
