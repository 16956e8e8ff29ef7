"""What happens in customer service chats: people enter, write, recall; members answer; states
change; codes are given out that die (document/path/94670, 95122).
"""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom import events, relations
from pond_emulator.wecom.door import PLATFORM
from pond_emulator.world import World, token_text

FROM_CUSTOMER, FROM_SYSTEM, FROM_SERVICER = 3, 4, 5
UNHANDLED, WAITING, SERVED, ENDED = 0, 2, 3, 4
TOLD_SEPARATELY_S = 48 * 3600
SENT_TOO_LATE, SENT_TOO_MANY, REFUSES = 4, 6, 10  # fail_type; V1


def session(world: World, open_kfid: str, external: str) -> Row | None:
    return world.store.one(
        "select * from kf_session where open_kfid = ? and external_userid = ?",
        *(open_kfid, external),
    )


def account(world: World, open_kfid: str) -> Row:
    """Raises LookupError."""
    row = world.store.one(
        "select * from wecom_thing where kind = 'kf_account' and id = ? and deleted = 0", open_kfid
    )
    if row is None:
        raise LookupError("no such customer service account")
    return row


def enter(world: World, person_id: int, open_kfid: str, scene: str, param: str, at: int) -> str:
    """A person opens the chat: an enter_session event, with a welcome code when they have not
    written for 48 hours. Tells the external_userid; raises LookupError.
    """
    corpid = account(world, open_kfid)["corpid"]
    external = str(relations.external_of(world, corpid, person_id)["external_userid"])
    before = session(world, open_kfid, external)
    world.store.run(
        "insert into kf_session (corpid, open_kfid, external_userid, scene, scene_param)"
        " values (?, ?, ?, ?, ?) on conflict do update set scene = excluded.scene,"
        " scene_param = excluded.scene_param",
        *(corpid, open_kfid, external, scene, param),
    )
    event = {"event_type": "enter_session", "open_kfid": open_kfid, "external_userid": external}
    event |= {"scene": scene, "scene_param": param}
    asked = before["asked"] if before else None
    if asked is None or at - asked > TOLD_SEPARATELY_S:
        event["welcome_code"] = new_code(world, corpid, open_kfid, external, "welcome")
    say(world, corpid, open_kfid, external, FROM_SYSTEM, {"msgtype": "event", "event": event}, at)
    return external


def write(world: World, person_id: int, open_kfid: str, body: dict[str, Any], at: int) -> str:
    """A person writes: the five messages and 48 hours begin anew. Tells the msgid."""
    corpid = account(world, open_kfid)["corpid"]
    external = str(relations.external_of(world, corpid, person_id)["external_userid"])
    if session(world, open_kfid, external) is None:
        enter(world, person_id, open_kfid, "", "", at)
    world.store.run(
        "update kf_session set asked = ?, sent = 0, state = case state when 4 then 0 else state end"
        " where open_kfid = ? and external_userid = ?",
        *(at, open_kfid, external),
    )
    return say(world, corpid, open_kfid, external, FROM_CUSTOMER, body, at)


def recall(world: World, msgid: str, at: int) -> None:
    """A person takes a message back. Raises LookupError."""
    row = world.store.one("select * from kf_message where msgid = ? and origin = 3", msgid)
    if row is None:
        raise LookupError("no such message")
    event = {"event_type": "user_recall_msg", "open_kfid": row["open_kfid"]}
    event |= {"external_userid": row["external_userid"], "recall_msgid": msgid}
    body = {"msgtype": "event", "event": event}
    say(world, row["corpid"], row["open_kfid"], row["external_userid"], FROM_SYSTEM, body, at)


def serve(world: World, open_kfid: str, external: str, userid: str, text: str, at: int) -> str:
    """A member takes the chat over in the client, when nobody has, and writes."""
    found = session(world, open_kfid, external)
    if found is None:
        raise LookupError("no such chat")
    if found["state"] != SERVED or found["servicer"] != userid:
        move(world, found, SERVED, userid, by_api=False)
    body = {"msgtype": "text", "text": {"content": text}}
    corpid = found["corpid"]
    show(world, corpid, external, open_kfid, body, "")
    return say(world, corpid, open_kfid, external, FROM_SERVICER, body, at, userid)


def end(world: World, open_kfid: str, external: str) -> None:
    """A member ends the chat in the client."""
    found = session(world, open_kfid, external)
    if found is None or found["state"] == ENDED:
        raise LookupError("no such chat")
    move(world, found, ENDED, "", by_api=False)


def move(world: World, found: Row, wanted: int, servicer: str, *, by_api: bool = True) -> str:
    """Another state. The API is answered with a code for one more message; what people change is
    told as session_status_change.
    """
    open_kfid, external, corpid = found["open_kfid"], found["external_userid"], found["corpid"]
    world.store.run(
        "update kf_session set state = ?, servicer = ? where open_kfid = ? and external_userid = ?",
        *(wanted, servicer, open_kfid, external),
    )
    if wanted not in (WAITING, SERVED, ENDED):
        return ""
    code = new_code(world, corpid, open_kfid, external, "end" if wanted == ENDED else "change")
    if by_api:
        return code
    change = {SERVED: 2 if found["servicer"] else 1, ENDED: 3}.get(wanted, 4)
    event = {"event_type": "session_status_change", "open_kfid": open_kfid}
    event |= {"external_userid": external, "change_type": str(change), "msg_code": code}
    event |= {"old_servicer_userid": found["servicer"], "new_servicer_userid": servicer}
    body = {"msgtype": "event", "event": event | {"change_type": change}}
    say(world, corpid, open_kfid, external, FROM_SYSTEM, body, world.clock.world())
    return code


def answered(
    world: World, corpid: str, open_kfid: str, external: str, body: dict[str, Any], msgid: str
) -> None:
    """An app's message reaches the person, unless they refuse: then an event says so."""
    refuses = world.store.value(
        "select json_extract(p.props, '$.refuses_kf') from person p join external e on"
        " e.person_id = p.id where e.corpid = ? and e.external_userid = ?",
        *(corpid, external),
    )
    if not refuses:
        show(world, corpid, external, open_kfid, body, msgid)
        return
    event = {"event_type": "msg_send_fail", "open_kfid": open_kfid, "external_userid": external}
    told = {"msgtype": "event", "event": {**event, "fail_msgid": msgid, "fail_type": REFUSES}}
    say(world, corpid, open_kfid, external, FROM_SYSTEM, told, world.clock.world())


def show(
    world: World, corpid: str, external: str, open_kfid: str, body: dict[str, Any], msgid: str
) -> None:
    """On the person's phone."""
    kind = body["msgtype"]
    shown = {"kind": "kf", "kf_msgid": msgid, "text": (body.get("text") or {}).get("content", "")}
    shown |= {"content": body.get(kind)} if kind != "text" else {}
    world.store.run(
        "insert into message (corpid, external_userid, userid, direction, at_real, at, body)"
        " values (?, ?, ?, 'to_person', ?, ?, ?)",
        *(corpid, external, open_kfid, world.clock.real(), world.clock.world()),
        msgspec.json.encode(shown).decode(),
    )
    person = world.store.value(
        "select person_id from external where corpid = ? and external_userid = ?",
        *(corpid, external),
    )
    world.ring(f"person:{person}")


def say(
    world: World,
    corpid: str,
    open_kfid: str,
    external: str,
    origin: int,
    body: dict[str, Any],
    at: int,
    servicer: str = "",
) -> str:
    """Keeps it for sync_msg and tells the apps that there is something to pull."""
    msgid = token_text(32)
    world.store.run(
        "insert into kf_message (corpid, open_kfid, external_userid, msgid, origin, servicer, at,"
        " body) values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(corpid, open_kfid, external, msgid, origin, servicer, at),
        msgspec.json.encode(body).decode(),
    )
    token = f"ENC{token_text(44)}"
    lives = world.limits.count(PLATFORM, "wecom.kf.token.seconds")
    expires = world.clock.real() + lives
    world.store.run("insert into kf_token values (?, ?, ?)", token, open_kfid, expires)
    fields = {"Token": token, "OpenKfId": open_kfid}
    events.emit_event(world, corpid, "kf_msg_or_event", "", fields, at)
    return msgid


def token_lives(world: World, token: str, open_kfid: str) -> bool:
    expires = world.store.value(
        "select expires from kf_token where token = ? and open_kfid = ?", token, open_kfid
    )
    return expires is not None and expires > world.clock.real()


def new_code(world: World, corpid: str, open_kfid: str, external: str, kind: str) -> str:
    """Lives 20 s (welcome, end) or 48 hours (change), by the machine's clock."""
    rule = "wecom.kf.event.seconds" if kind == "change" else "wecom.kf.welcome.seconds"
    code = token_text(43)
    world.store.run(
        "insert into kf_code values (?, ?, ?, ?, ?, null)",
        *(code, corpid, open_kfid, external),
        world.clock.real() + world.limits.count(PLATFORM, rule),
    )
    return code
