"""send_welcome_msg: a code that lives 20 real seconds and serves once (document/path/92137)."""

from typing import Any

import msgspec

from pond_emulator.wecom.content import check_message
from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused

LIFE_S = 20.0  # the rule wecom.welcome.seconds


def send(call: Call) -> dict[str, Any]:
    code = call.need("welcome_code", 41050)
    text = (call.body.get("text") or {}).get("content", "")
    attachments = call.body.get("attachments") or []
    check_message(call)
    row = call.world.store.one(
        "select w.*, e.person_id from welcome w join external e on e.corpid = w.corpid"
        " and e.external_userid = w.external_userid where w.code = ? and w.corpid = ?",
        code,
        call.corpid,
    )
    call.client_key = code
    now = call.world.clock.real()
    if row is None or now - row["made"] > LIFE_S:
        raise Refused(41050)
    call.subject = row["external_userid"]
    if row["used"] is not None or chat_started(call, row["external_userid"], row["userid"]):
        raise Refused(41051)
    call.world.store.run("update welcome set used = ? where code = ?", now, code)
    deliver(call, row["external_userid"], row["userid"], text, attachments)
    call.world.ring(f"person:{row['person_id']}")
    return {}


def chat_started(call: Call, external_userid: str, userid: str) -> bool:
    """A customer who has already written gets no welcome any more."""
    return bool(
        call.world.store.value(
            "select 1 from follow where corpid = ? and external_userid = ? and userid = ?"
            " and ended is null and chat_started = 1",
            call.corpid,
            external_userid,
            userid,
        )
    )


def deliver(
    call: Call, external_userid: str, userid: str, text: str, attachments: list[dict[str, Any]]
) -> None:
    body = {"text": text, "attachments": attachments}
    call.world.store.run(
        "insert into message (corpid, external_userid, userid, direction, at_real, at, body)"
        " values (?, ?, ?, 'to_person', ?, ?, ?)",
        call.corpid,
        external_userid,
        userid,
        call.world.clock.real(),
        call.world.clock.world(),
        msgspec.json.encode(body).decode(),
    )
