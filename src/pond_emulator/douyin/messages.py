"""Private messages, groups' messages, cards, files and who allows them
(dop/develop/openapi/interaction-management).
"""

import secrets
from typing import Any

from pond_emulator.douyin.door import PLATFORM, Call
from pond_emulator.douyin.errors import open_envelope
from pond_emulator.kit.door import Refused
from pond_emulator.small import fans
from pond_emulator.small.fans import Fan

CONTENTS = {
    1: ("text", "text"),
    2: ("image", "media_id"),
    3: ("video", "item_id"),
    8: ("retain_consult_card", "card_id"),
    9: ("group_invitation", "group_id"),
    10: ("applet_card", "card_template_id"),
    11: ("applet_coupon", "coupon_meta_id"),
    12: ("auth_private_message_card", "app_info"),
}
EVENTS = ("im_receive_msg", "im_enter_direct_msg", "im_authorize", "new_follow_action")


def send(call: Call) -> dict[str, Any]:
    """An answer to a message of theirs, or a message to who has allowed it."""
    to = str(call.body.get("to_user_id") or "")
    call.subject, call.client_key = to, str(call.body.get("msg_id") or "")
    fan = person(call, to)
    kept = checked(call)
    if call.client_key:
        heard = fans.get(call.world, call.app, "heard", call.client_key)
        if heard is None or heard["open_id"] != to:
            raise Refused(28001007, "msg_id")
        if heard["conversation_id"] != call.body.get("conversation_id"):
            raise Refused(28001007, "conversation_id")
    else:
        touch(call, fan)
    return sent(call, kept | {"conversation_id": conversation(fan)}, to)


def touch(call: Call, fan: Fan) -> None:
    """Of one's own accord: allowed by the person, and only so often a day."""
    if not fan.props.get("allows"):
        raise Refused(28001007, "用户未授权主动私信")
    path = call.request.path
    rule = call.world.limits.hit(PLATFORM, call.account, path, "im.touch", fan.open_id)
    if rule:
        raise Refused(int(rule.code))


def send_to_group(call: Call) -> dict[str, Any]:
    group = str(call.body.get("group_id") or "")
    if fans.get(call.world, call.app, "group", group) is None:
        raise Refused(28001007, "group_id")
    call.subject = group
    return sent(call, checked(call) | {"conversation_id": group}, group)


def recall(call: Call) -> dict[str, Any]:
    key = str(call.body.get("msg_id") or "")
    found = fans.get(call.world, call.app, "sent", key)
    if found is None or found["conversation_id"] != call.body.get("conversation_id"):
        raise Refused(28001007, "msg_id")
    fans.drop(call.world, call.app, "sent", key)
    return good(call)


def authorised(call: Call) -> dict[str, Any]:
    """Page by page, counted from 1."""
    size, number = int(call.body.get("page_size") or 10), int(call.body.get("page_num") or 1)
    allowing = [fan for fan in fans.every(call.world, call.app) if fan.props.get("allows")]
    some = allowing[size * (number - 1) : size * number]
    rows = [
        {"target_open_id": fan.open_id, "auth_user_source_app_id": call.account,
         "query": fan.props.get("query", ""), "path": ""}
        for fan in some
    ]  # fmt: skip
    data = {"auth_user_list": rows, "has_more": size * number < len(allowing)}
    return {"err_no": 0, "err_msg": "", "data": data}


def authorised_status(call: Call) -> dict[str, Any]:
    """1 allows; what other numbers mean is not known to the pages we read: 0 here."""
    fan = person(call, str(call.body.get("c_open_id") or ""))
    data = {"status": int(bool(fan.props.get("allows"))), "enter_from": "im_card"}
    return {"err_no": 0, "err_msg": "", "data": data}


def cards(call: Call) -> dict[str, Any]:
    rows = fans.things(call.world, call.app, "card")
    listed = [
        {"card_id": row["id"], "title": row["title"], "media_id": row["media_id"],
         "components": row["components"], "status": 1}
        for row in rows
    ]  # fmt: skip
    return good(call) | {"cards": listed}


def save_card(call: Call) -> dict[str, Any]:
    card = {name: call.need(name, 28001007) for name in ("title", "media_id", "components")}
    if fans.get(call.world, call.app, "media", card["media_id"]) is None:
        raise Refused(28001007, "media_id")
    card_id = f"@{secrets.token_urlsafe(32)}"
    fans.put(call.world, call.app, "card", card_id, card)
    return good(call) | {"card_id": card_id}


def delete_card(call: Call) -> dict[str, Any]:
    if not fans.drop(call.world, call.app, "card", call.query.get("card_id", "")):
        raise Refused(28001007, "card_id")
    return good(call)


def upload(call: Call) -> dict[str, Any]:
    """The field is called media."""
    if b'name="media"' not in call.request.body:
        raise Refused(28001007, "media")
    media_id = f"@{secrets.token_urlsafe(32)}"
    fans.put(call.world, call.app, "media", media_id, {"bytes": len(call.request.body)})
    done = good(call)
    return done | {"data": done["data"] | {"media": {"media_id": media_id, "url_list": []}}}


def groups(call: Call) -> dict[str, Any]:
    rows = fans.things(call.world, call.app, "group")
    listed = [{"group_id": row["id"], "group_name": row["group_name"]} for row in rows]
    return good(call) | {"group_list": [row | {"status": "Normal"} for row in listed]}


def create_group(call: Call) -> dict[str, Any]:
    name = call.need("group_name", 28001007)
    group = f"@{secrets.token_urlsafe(32)}"
    fans.put(call.world, call.app, "group", group, {"group_name": name})
    return good(call) | {"group_id": group}


def fans_check(call: Call) -> dict[str, Any]:
    """Whether `follower_open_id` follows the account, and since when."""
    fan = person(call, call.query.get("follower_open_id", ""))
    since = fan.props.get("followed_at") or 0
    done = good(call)
    told = {"is_follower": bool(since), "follow_time": since}
    return done | {"data": done["data"] | told}


def events(call: Call) -> dict[str, Any]:
    """All are subscribed: 1."""
    done = good(call)
    rows = [{"event": name, "status": 1} for name in EVENTS]
    return done | {"data": done["data"] | {"list": rows}}


def once(call: Call) -> dict[str, Any]:
    """An app's message that uses up one yes of the person."""
    use_consent(call, str(call.body.get("to_open_id") or ""), 28001007)
    return good(call)


def notify(call: Call) -> dict[str, Any]:
    """A mini program's message that uses up one yes of the person."""
    call.need("data", 28001007)
    use_consent(call, str(call.body.get("open_id") or ""), 28001007)
    return {"err_no": 0, "err_tips": "success"}


def use_consent(call: Call, open_id: str, code: int) -> None:
    call.subject = open_id
    template = str(call.body.get("tpl_id") or call.body.get("template_id") or "")
    fan = person(call, open_id)
    left = dict(fan.props.get("subscribed") or {})
    if left.get(template, 0) < 1:
        raise Refused(code, "用户未订阅该消息")
    left[template] -= 1
    fans.change(call.world, call.app, fan, subscribed=left)
    fans.put(call.world, call.app, "notified", secrets.token_hex(8), dict(call.body), open_id)


def checked(call: Call) -> dict[str, Any]:
    """The content as it would be shown; files and cards must be the account's own."""
    content = call.body.get("content") or {}
    name, field = CONTENTS.get(content.get("msg_type") or 0, ("", ""))
    body = content.get(name) or {}
    if not name or not body.get(field):
        raise Refused(28001007, "content")
    kinds = {"media_id": "media", "card_id": "card"}
    if field in kinds and fans.get(call.world, call.app, kinds[field], body[field]) is None:
        raise Refused(28001007, field)
    return {"content": content}


def sent(call: Call, kept: dict[str, Any], whom: str) -> dict[str, Any]:
    msg_id = f"@{secrets.token_urlsafe(32)}"
    fans.put(call.world, call.app, "sent", msg_id, kept, whom)
    return good(call) | {"msg_id": msg_id}


def person(call: Call, open_id: str) -> Fan:
    fan = fans.find(call.world, call.app, open_id)
    if fan is None:
        raise Refused(28001007, "to_user_id")
    return fan


def conversation(fan: Fan) -> str:
    return f"@conversation-{fan.open_id}"


def good(call: Call) -> dict[str, Any]:
    return open_envelope(0, "", call.world.clock.real())
