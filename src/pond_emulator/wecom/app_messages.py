"""Messages of apps to members: repeats and floods are dropped without a word
(document/path/90236, 94867, 94888, 92369).
"""

import hashlib
from typing import Any

import msgspec

from pond_emulator.wecom.content import check_media
from pond_emulator.wecom.door import PLATFORM, Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.wecom.things import dump
from pond_emulator.world import token_text

KINDS = (
    *("text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown"),
    *("miniprogram_notice", "template_card", "interactive_taskcard"),
)
DELIVERED, REPEATED, FLOOD, RECALLED = "delivered", "repeated", "flood", "recalled"
RECALL_WITHIN_S = 24 * 3600
CHECK_S = 1800


def send(call: Call) -> dict[str, Any]:
    kind = call.need("msgtype")
    content = call.body.get(kind)
    if kind not in KINDS or not isinstance(content, dict):
        raise Refused(40008)
    if int(call.body.get("agentid") or 0) != call.agentid:
        raise Refused(40056)
    if content.get("media_id"):
        check_media(call, content["media_id"])
    members, invalid = receivers(call)
    if not members:
        raise Refused(81013)
    path, many = call.request.path, len(members)
    if call.world.limits.hit(PLATFORM, call.corpid, path, "appmsg/person", amount=many):
        raise Refused(45009)
    msgid = token_text(43)
    response_code = token_text(43) if kind == "template_card" else ""
    call.subject, call.client_key = msgid, ",".join(members)
    for userid in members:
        deliver(call, msgid, userid, response_code)
    told = {"msgid": msgid, **{name: "|".join(one) for name, one in invalid.items() if one}}
    return told | ({"response_code": response_code} if response_code else {})


def receivers(call: Call) -> tuple[list[str], dict[str, list[str]]]:
    """(members reached, names that reach nobody by kind)."""
    rows = call.world.store.all(
        "select userid, department from member where corpid = ? and left_at is null"
        " order by userid",
        call.corpid,
    )
    present = {row["userid"]: set(msgspec.json.decode(row["department"])) for row in rows}
    users, parties, tags = (names(call, key) for key in ("touser", "toparty", "totag"))
    if not users and not parties and not tags:
        raise Refused(82001)
    if "@all" in users:
        return list(present), {}
    if len(users) > call.size("appmsg.receivers"):
        raise Refused(40032)
    living = {str(n) for where in present.values() for n in where}
    dead = [party for party in parties if party not in living]
    found = [u for u in users if u in present]
    found += [u for u, where in present.items() if {str(n) for n in where} & set(parties)]
    missing = {"invaliduser": [u for u in users if u not in present], "invalidparty": dead}
    return list(dict.fromkeys(found)), missing | {"invalidtag": tags}


def names(call: Call, key: str) -> list[str]:
    return [name for name in str(call.body.get(key) or "").split("|") if name]


def deliver(call: Call, msgid: str, userid: str, response_code: str) -> None:
    store, real = call.world.store, call.world.clock.real()
    content = {k: v for k, v in call.body.items() if k not in ("touser", "toparty", "totag")}
    digest = hashlib.sha256(dump(content).encode()).hexdigest()
    state = DELIVERED
    if call.body.get("enable_duplicate_check") and repeated(call, userid, digest, real):
        state = REPEATED
    elif call.over("appmsg", userid):
        state = FLOOD
    store.run(
        "insert into app_message (corpid, agentid, msgid, userid, at_real, at, digest, state, body,"
        " response_code) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(call.corpid, call.agentid, msgid, userid, real, call.world.clock.world(), digest),
        *(state, dump(content), response_code),
    )


def repeated(call: Call, userid: str, digest: str, real: float) -> bool:
    """The same content to the same member within the interval that the call names."""
    within = int(call.body.get("duplicate_check_interval") or CHECK_S)
    return bool(
        call.world.store.value(
            "select 1 from app_message where corpid = ? and agentid = ? and userid = ?"
            " and digest = ? and state = 'delivered' and at_real > ?",
            *(call.corpid, call.agentid, userid, digest),
            real - min(within, call.size("appmsg.check")),
        )
    )


def recall(call: Call) -> dict[str, Any]:
    """Within a day."""
    call.subject = call.need("msgid")
    gone = call.world.store.run(
        "update app_message set state = 'recalled' where corpid = ? and msgid = ? and at_real > ?",
        *(call.corpid, call.subject, call.world.clock.real() - RECALL_WITHIN_S),
    )
    if not gone:
        raise Refused(40058, "invalid msgid")
    return {}


def update_card(call: Call) -> dict[str, Any]:
    """By the response code, which serves once."""
    code = call.need("response_code")
    users = call.body.get("userids") or []
    rows = call.world.store.all(
        "select * from app_message where corpid = ? and response_code = ?", call.corpid, code
    )
    if not rows:
        raise Refused(40058, "invalid response_code")
    call.subject = rows[0]["msgid"]
    known = {row["userid"] for row in rows}
    call.world.store.run(
        "update app_message set body = ?, response_code = '' where response_code = ?",
        *(dump(call.body), code),
    )
    return {"invaliduser": [userid for userid in users if userid not in known]}


def statistics(call: Call) -> dict[str, Any]:
    """time_type 0: today, 1: yesterday, by China's calendar."""
    now = call.world.clock.world()
    today = now - (now + 8 * 3600) % 86400
    begin = today - 86400 * int(call.body.get("time_type") or 0)
    rows = call.world.store.all(
        "select a.agentid, a.name, count(*) as count from app_message m join app a on"
        " a.corpid = m.corpid and a.agentid = m.agentid where m.corpid = ? and m.at >= ?"
        " and m.at < ? and m.state = 'delivered' group by a.agentid order by a.agentid",
        *(call.corpid, begin, begin + 86400),
    )
    keys = (("agentid", "agentid"), ("app_name", "name"), ("count", "count"))
    return {"statistics": [{name: row[key] for name, key in keys} for row in rows]}
