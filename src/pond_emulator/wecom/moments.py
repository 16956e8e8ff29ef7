"""Moments of the company: a job makes a task, members publish it (document/path/95094, 93333)."""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom import mass
from pond_emulator.wecom.content import check_attachment, check_words
from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.wecom.things import cursor_of, limit_of, next_cursor
from pond_emulator.world import token_text

KIND = "moment"
DAY_S = 86400
PAGE = 1000
MADE, WORKING, DONE = 1, 2, 3


def add(call: Call) -> dict[str, Any]:
    check(call)
    senders, bad = senders_of(call)
    wanted = ((call.body.get("visible_range") or {}).get("external_contact_list") or {}).get(
        "tag_list"
    )
    unknown = [tag for tag in wanted or [] if not known_tag(call, tag)]
    pairs = [(s, c) for s in senders for c in audience(call, s, wanted)]
    if not pairs:
        raise Refused(41048)
    moment_id, job = f"mom{token_text(24)}", token_text(32)
    call.subject = moment_id
    call.body["invalid"] = {"senders": bad, "tags": unknown}
    mass.keep_task(call, moment_id, KIND, pairs, job)
    return {"jobid": job}


def check(call: Call) -> None:
    """Nine pictures, or one video, or one link; a text; raises Refused."""
    text = (call.body.get("text") or {}).get("content", "")
    attachments = call.body.get("attachments") or []
    if not text and not attachments:
        raise Refused(40063, "text and attachments both empty")
    if len(text) > call.size("moment.text"):
        raise Refused(45002, "invalid text size")
    kinds = {attachment.get("msgtype") for attachment in attachments}
    allowed = call.size("moment.images") if kinds == {"image"} else 1
    if len(attachments) > allowed:
        raise Refused(41064)
    for attachment in attachments:
        check_attachment(call, attachment, ("image", "video", "link"))
    check_words(call)


def senders_of(call: Call) -> tuple[list[str], list[str]]:
    """(members who are asked to publish, those who are not there)."""
    given = (call.body.get("visible_range") or {}).get("sender_list") or {}
    users, parties = given.get("user_list") or [], set(given.get("department_list") or [])
    if len(users) > call.size("moment.executors"):
        raise Refused(40058, "user_list too long")
    rows = call.world.store.all(
        "select userid, department from member where corpid = ? and left_at is null"
        " order by userid",
        call.corpid,
    )
    chosen = [
        row["userid"]
        for row in rows
        if not given
        or row["userid"] in users
        or parties & set(msgspec.json.decode(row["department"]))
    ]
    return chosen, [userid for userid in users if userid not in chosen]


def known_tag(call: Call, tag: str) -> bool:
    return bool(
        call.world.store.value("select 1 from tag where corpid = ? and id = ?", *(call.corpid, tag))
    )


def audience(call: Call, userid: str, tags: list[str] | None) -> list[str]:
    """A member's customers, or those of them with one of the tags."""
    rows = call.world.store.all(
        "select external_userid, tags from follow where corpid = ? and userid = ? and ended is null"
        " order by id",
        *(call.corpid, userid),
    )
    wanted = set(tags or [])
    return [
        row["external_userid"]
        for row in rows
        if not wanted or wanted & set(msgspec.json.decode(row["tags"]))
    ]


def job_result(call: Call) -> dict[str, Any]:
    job = call.need("jobid")
    row = call.world.store.one(
        "select * from mass_task where corpid = ? and kind = 'moment' and job = ?",
        *(call.corpid, job),
    )
    if row is None:
        raise Refused(40088)
    invalid = msgspec.json.decode(row["body"])["invalid"]
    result = {
        "errcode": 0,
        "errmsg": "ok",
        "moment_id": row["msgid"],
        "invalid_sender_list": {"user_list": invalid["senders"], "department_list": []},
        "invalid_external_contact_list": {"tag_list": invalid["tags"]},
    }
    return {"status": DONE, "type": "add_moment_task", "result": result}


def find(call: Call) -> Row:
    call.subject = call.need("moment_id", 41059)
    row = call.world.store.one(
        "select * from mass_task where corpid = ? and msgid = ? and kind = 'moment'",
        *(call.corpid, call.subject),
    )
    if row is None:
        raise Refused(41060)
    return row


def cancel(call: Call) -> dict[str, Any]:
    """Who has not published no longer can."""
    row = find(call)
    call.world.store.run(
        "update mass_task set cancelled = ? where number = ?",
        *(call.world.clock.world(), row["number"]),
    )
    return {}


def list_moments(call: Call) -> dict[str, Any]:
    """filter_type 0: the company's, 1: the members' own (there are none here), 2: all."""
    begin, end = int(call.need("start_time")), int(call.need("end_time"))
    if not 0 <= end - begin <= call.size("moment.list_days") * DAY_S:
        raise Refused(40058, "start_time and end_time")
    limit = limit_of(call, call.size("moment.list_page"))
    rows = call.world.store.all(
        "select * from mass_task where corpid = ?1 and kind = 'moment' and created between ?2 and"
        " ?3 and number > ?4 and ?5 != 1 order by number limit ?6",
        *(call.corpid, begin, end, cursor_of(call), int(call.body.get("filter_type", 2)), limit),
    )
    listed = [moment_data(row) for row in rows]
    return {"moment_list": listed, "next_cursor": next_cursor(rows, limit, "number")}


def moment_data(row: Row) -> dict[str, Any]:
    """visible_type 0: to some, 1: to all customers."""
    body = msgspec.json.decode(row["body"])
    data: dict[str, Any] = {"moment_id": row["msgid"], "create_time": row["created"]}
    data |= {"create_type": 0, "visible_type": 0 if body.get("visible_range") else 1}
    if body.get("text"):
        data["text"] = body["text"]
    for attachment in body.get("attachments") or []:
        kind = attachment["msgtype"]
        shown = {k: v for k, v in attachment[kind].items() if k in ("media_id", "title", "url")}
        data[kind] = [*data.get(kind, []), shown] if kind == "image" else shown
    return data


def tasks(call: Call) -> dict[str, Any]:
    """Who should publish: 0 has not, 1 has."""
    moment, limit = find(call), limit_of(call, PAGE)
    rows = call.world.store.all(
        "select * from mass_sender where msgid = ? and id > ? order by id limit ?",
        *(moment["msgid"], cursor_of(call), limit),
    )
    listed = [{"userid": row["userid"], "publish_status": row["status"]} for row in rows]
    return {"task_list": listed, "next_cursor": next_cursor(rows, limit)}


def chosen(call: Call) -> dict[str, Any]:
    """Whom a member's publication is meant for."""
    rows, cursor = recipients(call, least=0)
    listed = [{"userid": row["userid"], "external_userid": row["recipient"]} for row in rows]
    return {"customer_list": listed, "next_cursor": cursor}


def shown(call: Call) -> dict[str, Any]:
    """Who can see it, once the member has published."""
    rows, cursor = recipients(call, least=1)
    listed = [{"external_userid": row["recipient"]} for row in rows if row["status"] == 1]
    return {"customer_list": listed, "next_cursor": cursor}


def recipients(call: Call, least: int) -> tuple[list[Row], str]:
    moment, userid = published(call)
    limit = limit_of(call, PAGE)
    rows = call.world.store.all(
        "select * from mass_recipient where msgid = ? and userid = ? and id > ? and status >= ?"
        " order by id limit ?",
        *(moment["msgid"], userid, cursor_of(call), least, limit),
    )
    return rows, next_cursor(rows, limit)


def published(call: Call) -> tuple[Row, str]:
    """(the moment, a member who was asked to publish it); raises Refused 41061."""
    moment, userid = find(call), call.need("userid", 41009)
    asked = call.world.store.value(
        "select 1 from mass_sender where msgid = ? and userid = ?", *(moment["msgid"], userid)
    )
    if not asked:
        raise Refused(41061)
    return moment, userid


def comments(call: Call) -> dict[str, Any]:
    moment, userid = published(call)
    rows = call.world.store.all(
        "select * from moment_reply where msgid = ? and userid = ? order by id",
        *(moment["msgid"], userid),
    )
    told: dict[str, list[dict[str, Any]]] = {"comment_list": [], "like_list": []}
    for row in rows:
        who = "external_userid" if row["who"].startswith("wm") else "userid"
        told[f"{row['kind']}_list"].append({who: row["who"], "create_time": row["at"]})
    return dict(told)
