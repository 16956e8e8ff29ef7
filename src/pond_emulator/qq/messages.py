"""Answers to people and groups, pictures, and taking back
(server-inter/message/send-receive/{send,rich-media,reset}.html).
"""

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

from pond_emulator.kit.door import Refused
from pond_emulator.qq.door import PLATFORM, Call
from pond_emulator.small import fans

MINUTE_S = 60
WINDOW = {"user": "qq.reply.user.minutes", "group": "qq.reply.group.minutes"}
FILE_TTL_S = 3 * 24 * 3600  # the page says only that it ends; the number is ours
URL = re.compile(r"https?://[^\s]+")


def send_to_user(call: Call) -> dict[str, Any]:
    return send(call, "user", known_person(call))


def send_to_group(call: Call) -> dict[str, Any]:
    return send(call, "group", known_group(call))


def send(call: Call, where: str, whom: str) -> dict[str, Any]:
    """An answer to a message or event of this person or group; nothing else is sent."""
    answers = str(call.body.get("msg_id") or call.body.get("event_id") or "")
    call.subject, call.client_key = whom, f"{answers}#{call.body.get('msg_seq') or 1}"
    if not answers:
        raise Refused(22009)  # messages of one's own accord ended on 2025-04-21
    check_answered(call, where, whom, answers)
    content = checked_content(call)
    if fans.get(call.world, call.app, "answer", call.client_key):
        raise Refused(40054005)
    rule = call.world.limits.hit(
        PLATFORM, call.account, call.request.path, f"reply.{where}", answers
    )
    if rule:
        raise Refused(int(rule.code))
    sent = {"id": f"ROBOT1.0_{secrets.token_hex(24)}", "answers": answers, **content}
    fans.put(call.world, call.app, "answer", call.client_key, {})
    fans.put(call.world, call.app, "sent", sent["id"], sent, whom)
    return {"id": sent["id"], "timestamp": int(call.world.clock.real())}


def upload_for_user(call: Call) -> dict[str, Any]:
    return upload(call, known_person(call))


def upload_for_group(call: Call) -> dict[str, Any]:
    return upload(call, known_group(call))


def upload(call: Call, whom: str) -> dict[str, Any]:
    """`srv_send_msg` true would be a message of one's own accord: closed."""
    call.subject = whom
    if call.body.get("file_type") not in (1, 2, 3):
        raise Refused(12002, "file_type")
    if not urlsplit(str(call.body.get("url") or "")).netloc:
        raise Refused(304082)
    if call.body.get("srv_send_msg"):
        raise Refused(22009)
    info = secrets.token_hex(32)
    fans.put(call.world, call.app, "file", info, dict(call.body), whom)
    return {"file_uuid": secrets.token_hex(12), "file_info": info, "ttl": FILE_TTL_S}


def recall(call: Call) -> dict[str, Any]:
    """Within two minutes, from where it was sent."""
    whom = call.request.params.get("openid") or call.request.params["group"]
    key = call.request.params["message"]
    sent = fans.get(call.world, call.app, "sent", key)
    if sent is None or sent["open_id"] != whom:
        raise Refused(304026)
    minutes = call.world.limits.count(PLATFORM, "qq.recall.minutes") or 2
    if call.world.clock.real() > sent["made"] + minutes * MINUTE_S:
        raise Refused(304027)
    fans.drop(call.world, call.app, "sent", key)
    return {}


def me(call: Call) -> dict[str, Any]:
    return {"id": call.account, "username": call.app.props["name"], "bot": True}


def known_person(call: Call) -> str:
    openid = call.request.params["openid"]
    fan = fans.find(call.world, call.app, openid)
    if fan is None or not fan.props.get("friend"):
        raise Refused(10001, "not a friend")
    return openid


def known_group(call: Call) -> str:
    group = call.request.params["group"]
    if fans.get(call.world, call.app, "group", group) is None:
        raise Refused(10001, "not in the group")
    return group


def check_answered(call: Call, where: str, whom: str, answers: str) -> None:
    heard = fans.get(call.world, call.app, "heard", answers)
    if heard is None or heard["open_id"] != whom:
        raise Refused(304026)
    minutes = call.world.limits.count(PLATFORM, WINDOW[where]) or 0
    if minutes and call.world.clock.real() > heard["made"] + minutes * MINUTE_S:
        raise Refused(304027)


def checked_content(call: Call) -> dict[str, Any]:
    """What would be shown; addresses must be registered with the bot beforehand."""
    kind = call.body.get("msg_type")
    text = str(call.body.get("content") or "")
    hosts = {urlsplit(url).netloc for url in URL.findall(text)}
    if not hosts <= set(call.app.props["hosts"]):
        raise Refused(304003)
    if kind == 0 and text.strip():
        return {"text": text}
    if kind == 2 and (call.body.get("markdown") or {}).get("content"):
        return {"markdown": call.body["markdown"]["content"]}
    if kind == 3 and call.body.get("ark"):
        return {"ark": call.body["ark"]}
    info = (call.body.get("media") or {}).get("file_info", "")
    if kind == 7 and text and fans.get(call.world, call.app, "file", info):
        return {"media": info, "text": text}
    raise Refused(50006)
