"""What people do, told to the app (dop/develop/webhooks): {event, client_key, from_user_id,
to_user_id, content, log_id}, sealed with sha1(client_secret + body).
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from pond_emulator.douyin import pay, trade
from pond_emulator.douyin.door import PLATFORM
from pond_emulator.douyin.errors import log_id
from pond_emulator.douyin.messages import conversation
from pond_emulator.notices import Sealed
from pond_emulator.small import apps, fans
from pond_emulator.small.apps import App
from pond_emulator.small.control import Act
from pond_emulator.small.fans import Fan
from pond_emulator.world import World

MONTH_S = 30 * 86400
TAPS = ("dial_phone", "website_contact", "personal_tab_contact")


def tell(world: World, app: App, event: str, fan: Fan, content: Any = None) -> None:
    said: dict[str, Any] = {
        "event": event,
        "client_key": app.app_id,
        "from_user_id": fan.open_id,
        "to_user_id": app.props["account"],
        "log_id": log_id(),
    }
    if content is not None:
        said["content"] = content
    if app.callback_url:
        body = json.dumps(said, ensure_ascii=False)
        world.notices.queue(PLATFORM, app.app_id, f"douyin/{event}", app.callback_url, body)


def sealer(world: World) -> Callable[[Row], Sealed]:
    def seal(row: Row) -> Sealed:
        app = apps.find(world, PLATFORM, row["owner"])
        if app is None:
            raise LookupError(f"app {row['owner']} is gone")
        return sealed(app, row["url"], row["body"].encode())

    return seal


def sealed(app: App, url: str, body: bytes) -> Sealed:
    signature = hashlib.sha1(app.secret.encode() + body, usedforsecurity=False).hexdigest()
    return Sealed(
        url, body, {"X-Douyin-Signature": signature, "Content-Type": "application/json"}
    )


def check(app: App, now: float) -> tuple[Sealed, Callable[[bytes], bool]]:
    """verify_webhook: the number must come back."""
    del now
    challenge = secrets.randbelow(10**6)
    content = {"challenge": challenge}
    asked = {"event": "verify_webhook", "client_key": app.app_id, "content": content}

    def right(answer: bytes) -> bool:
        try:
            return bool(json.loads(answer) == content)
        except ValueError:
            return False

    return sealed(app, app.callback_url, json.dumps(asked).encode()), right


def follow(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: new_follow_action; its content is a text."""
    del body
    now = int(world.clock.world())
    fans.change(world, app, fan, followed_at=now)
    content = json.dumps({"action_type": 1, "action_time": now})
    tell(world, app, "new_follow_action", fan, content)
    return {}


def write(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{text} -> {msg_id, conversation_id}: im_receive_msg; its content is an object."""
    content = message(world, app, fan) | {"text": str(body.get("text") or "")}
    tell(world, app, "im_receive_msg", fan, content)
    return {"msg_id": content["server_message_id"], "conversation_id": conversation(fan)}


def fill_in(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{card_id, phone, name?, city?}: sends the form back: im_receive_msg with card_data."""
    card = str(body.get("card_id"))
    if fans.get(world, app, "card", card) is None:
        raise LookupError("no such card")
    given = (("姓名", "name"), ("手机号", "phone"), ("城市", "city"))
    cells = [{"label": label, "value": str(body[name])} for label, name in given if body.get(name)]
    content = message(world, app, fan) | {
        "message_type": "retain_consult_card",
        "card_id": card,
        "card_status": 1,
        "card_data": cells,
    }
    tell(world, app, "im_receive_msg", fan, content)
    return {"msg_id": content["server_message_id"]}


def message(world: World, app: App, fan: Fan) -> dict[str, Any]:
    msg_id = f"@{secrets.token_urlsafe(32)}"
    heard = {"conversation_id": conversation(fan)}
    fans.put(world, app, "heard", msg_id, heard, fan.open_id)
    infos = [
        {"open_id": fan.open_id, "nick_name": fan.name, "avatar": ""},
        {"open_id": app.props["account"], "nick_name": app.props["name"], "avatar": ""},
    ]
    return {
        "conversation_short_id": conversation(fan),
        "server_message_id": msg_id,
        "conversation_type": 1,
        "create_time": int(world.clock.world() * 1000),
        "message_type": "text",
        "scene_type": 100,
        "user_infos": infos,
    }


def enter(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: opens the chat: im_enter_direct_msg."""
    del body
    content = {"conversation_short_id": conversation(fan), "scene_type": 4}
    content |= {"create_time": int(world.clock.world() * 1000)}
    tell(world, app, "im_enter_direct_msg", fan, json.dumps(content))
    return {}


def allow(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{query?}: allows messages of the account's own accord for a month: im_authorize."""
    fans.change(world, app, fan, allows=True, query=str(body.get("query") or ""))
    authorize(world, app, fan, 1)
    return {}


def withdraw(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: takes it back."""
    del body
    fans.change(world, app, fan, allows=False)
    authorize(world, app, fan, 0)
    return {}


def authorize(world: World, app: App, fan: Fan, status: int) -> None:
    now = int(world.clock.world())
    times = {"create_time": now, "update_time": now, "expire_time": now + MONTH_S}
    content = times | {"operation_type": 1 if status else 2, "auth_status": status}
    tell(world, app, "im_authorize", fan, json.dumps(content))


def tap(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{what: dial_phone | website_contact | personal_tab_contact}"""
    what = str(body.get("what") or "dial_phone")
    if what not in TAPS:
        raise LookupError(f"what must be one of {', '.join(TAPS)}")
    tell(world, app, what, fan)
    return {}


def subscribe(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{template_id}: says yes to one message; nobody is told."""
    had = dict(fan.props.get("subscribed") or {})
    template = str(body.get("template_id"))
    fans.change(world, app, fan, subscribed=had | {template: had.get(template, 0) + 1})
    return {}


ACTS: dict[str, Act] = {
    "follow": follow,
    "write": write,
    "fill_in": fill_in,
    "enter": enter,
    "allow": allow,
    "withdraw": withdraw,
    "tap": tap,
    "subscribe": subscribe,
    "pay": pay.pay,
    "buy": trade.buy,
    "ask_back": trade.ask_back,
}
