"""Who opened this page: codes for members and for people outside; tickets for scripts
(document/path/91022, 91023, 95833, 90506, 91507).
"""

from sqlite3 import Row
from typing import Any

from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import World, token_text

CODE_S, TICKET_S, SCRIPT_S = 300, 1800, 7200


def new_code(
    world: World, corpid: str, agentid: int, userid: str, scope: str, external: Row | None = None
) -> str:
    """A code that lives five minutes and serves once: for a member, or someone outside."""
    code = token_text(43)
    world.store.run(
        "insert into oauth_code (code, corpid, agentid, userid, external_userid, openid, scope,"
        " made) values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(code, corpid, agentid, userid, external["external_userid"] if external else ""),
        *(external["openid"] if external else "", scope, world.clock.real()),
    )
    return code


def who(call: Call) -> dict[str, Any]:
    row = spend(call)
    if not row["userid"]:
        return {"openid": row["openid"], "external_userid": row["external_userid"]}
    if row["scope"] == "snsapi_base":
        return {"userid": row["userid"]}
    ticket = token_text(64)
    call.world.store.run("update oauth_code set ticket = ? where code = ?", ticket, row["code"])
    return {"userid": row["userid"], "user_ticket": ticket, "expires_in": TICKET_S}


def spend(call: Call) -> Row:
    """A code serves once; raises Refused 40029."""
    code, now = call.need("code", 40029), call.world.clock.real()
    row = call.world.store.one(
        "select * from oauth_code where code = ? and corpid = ? and used is null and made > ?",
        *(code, call.corpid, now - CODE_S),
    )
    if row is None:
        raise Refused(40029)
    call.subject = row["userid"] or row["external_userid"]
    call.world.store.run("update oauth_code set used = ? where code = ?", now, code)
    return row


def detail(call: Call) -> dict[str, Any]:
    """What only the member may give away, by the ticket of a login with snsapi_privateinfo."""
    ticket = call.need("user_ticket")
    row = call.world.store.one(
        "select c.used, m.* from oauth_code c join member m on m.corpid = c.corpid"
        " and m.userid = c.userid where c.ticket = ? and c.corpid = ?",
        *(ticket, call.corpid),
    )
    if row is None or row["used"] + TICKET_S < call.world.clock.real():
        raise Refused(40058, "invalid user_ticket")
    data = {"userid": row["userid"], "gender": "0", "avatar": "", "qr_code": ""}
    return data | {"mobile": row["mobile"], "email": "", "biz_mail": "", "address": ""}


def corp_ticket(call: Call) -> dict[str, Any]:
    return script_ticket(call, "corp")


def agent_ticket(call: Call) -> dict[str, Any]:
    if call.query.get("type") != "agent_config":
        raise Refused(40058, "type")
    return script_ticket(call, f"agent {call.agentid}")


def script_ticket(call: Call, whose: str) -> dict[str, Any]:
    """The same while it lives; an app may ask a hundred times an hour."""
    if call.over("jsapi_ticket", str(call.agentid)):
        raise Refused(45009)
    store, now = call.world.store, call.world.clock.real()
    key = f"ticket:{call.corpid} {whose}"
    kept = (store.get(key) or " 0").split(" ")
    if float(kept[1]) <= now:
        kept = [f"kgt8{token_text(82)}", str(now + SCRIPT_S)]
        store.put(key, " ".join(kept))
    return {"ticket": kept[0], "expires_in": int(float(kept[1]) - now)}


def mini_session(call: Call) -> dict[str, Any]:
    """wx.qy.login inside WeCom gives a code of the same kind."""
    row = spend(call)
    if not row["userid"]:
        raise Refused(40029)
    key = token_text(22) + "=="
    return {"corpid": call.corpid, "userid": row["userid"], "session_key": key}
