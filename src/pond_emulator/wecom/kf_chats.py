"""Customer service chats: pull what was said, answer within five messages and 48 hours
(document/path/94670, 94677, 95122, 94669, 95159). The list of states that the API may change is
from memory, not verified.
"""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom import kf_accounts, kf_life, things
from pond_emulator.wecom.content import check_media, check_words
from pond_emulator.wecom.door import Call, find_external
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import token_text

KEPT_S = 3 * 86400  # sync_msg gives the last three days only
KINDS = (
    *("text", "image", "voice", "video", "file", "link", "miniprogram", "msgmenu"),
    *("location", "business_card", "ca_link"),
)
UNHANDLED, ROBOT, WAITING, SERVED, ENDED = range(5)
MOVES = {
    UNHANDLED: {ROBOT, WAITING, SERVED},
    ROBOT: {WAITING, SERVED},
    WAITING: {SERVED, ENDED},
    SERVED: {WAITING, SERVED, ENDED},
}


def sync(call: Call) -> dict[str, Any]:
    """From the cursor on; the token of a callback is checked when one is given."""
    account = kf_accounts.find(call)
    token = call.body.get("token")
    if token and not kf_life.token_lives(call.world, token, account["open_kfid"]):
        raise Refused(95007)
    limit = int(call.body.get("limit") or call.size("kf.sync"))
    if not 0 < limit <= call.size("kf.sync"):
        raise Refused(40058, "limit out of range")
    after = things.cursor_of(call)
    rows = call.world.store.all(
        "select * from kf_message where open_kfid = ? and id > ? and at > ? order by id limit ?",
        *(account["open_kfid"], after, call.world.clock.world() - KEPT_S, limit + 1),
    )
    shown = rows[:limit]
    return {
        "next_cursor": str(shown[-1]["id"] if shown else after),
        "has_more": int(len(rows) > limit),
        "msg_list": [message_data(row) for row in shown],
    }


def message_data(row: Row) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.json.decode(row["body"])
    data = {"msgid": row["msgid"], "send_time": row["at"], "origin": row["origin"], **body}
    if body["msgtype"] != "event":
        data |= {"open_kfid": row["open_kfid"], "external_userid": row["external_userid"]}
    return data | ({"servicer_userid": row["servicer"]} if row["servicer"] else {})


def send(call: Call) -> dict[str, Any]:
    """Only while nobody serves the customer, and only as an answer."""
    account, external = kf_accounts.find(call), call.need("touser", 41035)
    call.subject, call.client_key = external, str(call.body.get("msgid") or "")
    check_body(call)
    find_external(call, external)
    session = kf_life.session(call.world, account["open_kfid"], external)
    if session is None or session["asked"] is None:
        raise Refused(95031)
    if call.world.clock.world() - session["asked"] > call.size("kf.hours") * 3600:
        raise Refused(95031)
    if session["state"] not in (UNHANDLED, ROBOT):
        raise Refused(95018)
    if session["sent"] >= call.size("kf.messages"):
        raise Refused(95001)
    msgid = msgid_of(call)
    call.world.store.run(
        "update kf_session set sent = sent + 1 where open_kfid = ? and external_userid = ?",
        *(account["open_kfid"], external),
    )
    kf_life.answered(call.world, call.corpid, account["open_kfid"], external, call.body, msgid)
    return {"msgid": msgid}


def check_body(call: Call) -> None:
    kind = call.need("msgtype")
    content = call.body.get(kind)
    if kind not in KINDS or not isinstance(content, dict):
        raise Refused(40058, "msgtype")
    media_id = content.get("media_id") or content.get("thumb_media_id")
    if media_id:
        check_media(call, media_id)
    if kind == "msgmenu" and len(content.get("list") or []) > 10:
        raise Refused(95008)
    check_words(call)


def msgid_of(call: Call) -> str:
    """The caller's own, 32 characters at most and never used before, or a new one."""
    msgid = str(call.body.get("msgid") or token_text(32))
    if len(msgid) > 32:
        raise Refused(40058, "msgid longer than 32")
    used = call.world.store.value(
        "select 1 from record where endpoint = ? and client_key = ? and errcode = '0'",
        *(call.request.path, msgid),
    )
    if used:
        raise Refused(40058, "msgid is used already")
    return msgid


def send_on_event(call: Call) -> dict[str, Any]:
    """By a code that an event carried: once, and only while it lives."""
    code = call.need("code", 95007)
    if call.body.get("msgtype") not in ("text", "msgmenu"):
        raise Refused(40058, "msgtype")
    check_body(call)
    row = call.world.store.one(
        "select * from kf_code where code = ? and corpid = ?", code, call.corpid
    )
    if row is None or row["used"] is not None or row["expires"] < call.world.clock.real():
        raise Refused(95007)
    call.subject, call.client_key = row["external_userid"], code
    msgid, now = msgid_of(call), call.world.clock.real()
    call.world.store.run("update kf_code set used = ? where code = ?", now, code)
    open_kfid, external = row["open_kfid"], row["external_userid"]
    kf_life.answered(call.world, call.corpid, open_kfid, external, call.body, msgid)
    return {"msgid": msgid}


def state(call: Call) -> dict[str, Any]:
    session = find_session(call)
    served = {"servicer_userid": session["servicer"]} if session["servicer"] else {}
    return {"service_state": session["state"], **served}


def find_session(call: Call) -> Row:
    account, external = kf_accounts.find(call), call.need("external_userid", 41035)
    call.subject = external
    find_external(call, external)
    session = kf_life.session(call.world, account["open_kfid"], external)
    if session is None:
        raise Refused(95013)
    return session


def change_state(call: Call) -> dict[str, Any]:
    session, wanted = find_session(call), int(call.need("service_state"))
    if session["state"] == ENDED:
        raise Refused(95013)
    if wanted not in MOVES[session["state"]]:
        raise Refused(95016)
    servicer = ""
    if wanted == SERVED:
        servicer = call.need("servicer_userid", 95014)
        account = things.find(call, kf_accounts.KIND, session["open_kfid"], 95004)
        if servicer not in account["servicers"]:
            raise Refused(95014)
    code = kf_life.move(call.world, session, wanted, servicer)
    return {"msg_code": code} if code else {}


def customers(call: Call) -> dict[str, Any]:
    """Those who have written within 48 hours in a chat with this corp."""
    wanted = call.need("external_userid_list")
    if len(wanted) > call.size("kf.customers"):
        raise Refused(40058, "external_userid_list too long")
    known = {external: customer(call, external) for external in wanted}
    return {
        "customer_list": [data for data in known.values() if data],
        "invalid_external_userid": [external for external, data in known.items() if not data],
    }


def customer(call: Call, external: str) -> dict[str, Any] | None:
    row = call.world.store.one(
        "select k.*, p.name, p.gender, p.unionid from kf_session k join external e on"
        " e.corpid = k.corpid and e.external_userid = k.external_userid"
        " join person p on p.id = e.person_id"
        " where k.corpid = ? and k.external_userid = ? order by k.asked desc",
        *(call.corpid, external),
    )
    if row is None:
        return None
    data = {"external_userid": external, "nickname": row["name"], "avatar": ""}
    data |= {"gender": row["gender"], "unionid": row["unionid"]}
    if call.body.get("need_enter_session_context"):
        context = {"scene": row["scene"], "scene_param": row["scene_param"]}
        return data | {"enter_session_context": context}
    return data


def corp_statistic(call: Call) -> dict[str, Any]:
    """Per day: how many chats, customers and messages of theirs there were."""
    begin, end = int(call.need("start_time")), int(call.need("end_time"))
    if not 0 <= end - begin <= 31 * 86400:
        raise Refused(40058, "start_time and end_time")
    days = range(begin, end + 1, 86400)
    return {"statistic_list": [day_figures(call, day, "session_cnt") for day in days]}


def servicer_statistic(call: Call) -> dict[str, Any]:
    begin, end = int(call.need("start_time")), int(call.need("end_time"))
    if not 0 <= end - begin <= 31 * 86400:
        raise Refused(40058, "start_time and end_time")
    days = range(begin, end + 1, 86400)
    return {"statistic_list": [day_figures(call, day, "session_cnt", served=True) for day in days]}


def day_figures(call: Call, day: int, name: str, *, served: bool = False) -> dict[str, Any]:
    row = call.world.store.one(
        "select count(distinct external_userid) as customers, count(*) as messages"
        " from kf_message where corpid = ?1 and (?2 = '' or open_kfid = ?2) and origin = ?3"
        " and (?4 = '' or servicer = ?4) and at >= ?5 and at < ?5 + 86400",
        *(call.corpid, str(call.body.get("open_kfid") or ""), 5 if served else 3),
        *(str(call.body.get("servicer_userid") or "") if served else "", day),
    )
    people, said = (row["customers"], row["messages"]) if row else (0, 0)
    figures = {name: people, "customer_cnt": people, "customer_msg_cnt": said}
    return {"stat_time": day, "statistic": figures}
