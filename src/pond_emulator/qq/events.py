"""What people do, told to the bot: {id, op, d, s, t}, signed with Ed25519
(dev-prepare/interface-framework/{event-emit,sign}.html).
"""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from sqlite3 import Row
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pond_emulator.kit.clock import CHINA
from pond_emulator.notices import Sealed
from pond_emulator.qq.door import PLATFORM
from pond_emulator.small import apps, fans
from pond_emulator.small.apps import App
from pond_emulator.small.control import Act
from pond_emulator.small.fans import Fan
from pond_emulator.world import World, token_text


def key_of(secret: str) -> Ed25519PrivateKey:
    """The secret, doubled until it is long enough and cut to 32 bytes, is the seed."""
    seed = secret.encode()
    while len(seed) < 32:
        seed += seed
    return Ed25519PrivateKey.from_private_bytes(seed[:32])


def tell(world: World, app: App, event: str, data: dict[str, Any], whom: str) -> str:
    """Queues an event; its id may be answered like a message where QQ allows it."""
    event_id = f"{event}:{secrets.token_hex(16)}"
    fans.put(world, app, "heard", data.get("id", event_id), {"event": event}, whom)
    payload = {"id": event_id, "op": 0, "d": data, "s": secrets.randbelow(10**6), "t": event}
    if app.callback_url:
        body = json.dumps(payload, ensure_ascii=False)
        world.notices.queue(PLATFORM, app.app_id, f"qq/{event}", app.callback_url, body)
    return event_id


def sealer(world: World) -> Callable[[Row], Sealed]:
    def seal(row: Row) -> Sealed:
        app = apps.find(world, PLATFORM, row["owner"])
        if app is None:
            raise LookupError(f"bot {row['owner']} is gone")
        return sealed(app, row["url"], row["body"].encode(), world.clock.real())

    return seal


def sealed(app: App, url: str, body: bytes, now: float) -> Sealed:
    timestamp = str(int(now))
    headers = {
        "User-Agent": "QQBot-Callback",
        "X-Bot-Appid": app.app_id,
        "X-Signature-Method": "Ed25519",
        "X-Signature-Timestamp": timestamp,
        "X-Signature-Ed25519": key_of(app.secret).sign(timestamp.encode() + body).hex(),
        "Content-Type": "application/json",
    }
    return Sealed(url, body, headers)


def check(app: App, now: float) -> tuple[Sealed, Callable[[bytes], bool]]:
    """Op 13: the address must sign event_ts + plain_token with the bot's key."""
    token, at = token_text(20), str(int(now))
    asked = {"d": {"plain_token": token, "event_ts": at}, "op": 13}
    expected = key_of(app.secret).sign((at + token).encode()).hex()

    def right(answer: bytes) -> bool:
        try:
            said = json.loads(answer)
        except ValueError:
            return False
        return bool(said == {"plain_token": token, "signature": expected})

    return sealed(app, app.callback_url, json.dumps(asked).encode(), now), right


def add(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: makes the bot a friend: FRIEND_ADD."""
    del body
    fans.change(world, app, fan, friend=True)
    return {"event_id": tell(world, app, "FRIEND_ADD", stamped(world, fan), fan.open_id)}


def delete(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: FRIEND_DEL."""
    del body
    fans.change(world, app, fan, friend=False)
    return {"event_id": tell(world, app, "FRIEND_DEL", stamped(world, fan), fan.open_id)}


def allow(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: switches messages of the bot's own accord on: C2C_MSG_RECEIVE."""
    del body
    return {"event_id": tell(world, app, "C2C_MSG_RECEIVE", stamped(world, fan), fan.open_id)}


def reject(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: C2C_MSG_REJECT."""
    del body
    return {"event_id": tell(world, app, "C2C_MSG_REJECT", stamped(world, fan), fan.open_id)}


def write(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{text, image?}: C2C_MESSAGE_CREATE; who is no friend of the bot cannot write to it."""
    if not fan.props.get("friend"):
        raise LookupError("not a friend of the bot")
    data = message(world, body) | {"author": {"user_openid": fan.open_id}}
    tell(world, app, "C2C_MESSAGE_CREATE", data, fan.open_id)
    return {"msg_id": data["id"]}


def write_in_group(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{group, text}: names the bot in a group it is in: GROUP_AT_MESSAGE_CREATE."""
    group = str(body.get("group"))
    if fans.get(world, app, "group", group) is None:
        raise LookupError("the bot is not in this group")
    data = message(world, body) | {
        "author": {"member_openid": member_of(app, group, fan)},
        "group_openid": group,
    }
    tell(world, app, "GROUP_AT_MESSAGE_CREATE", data, group)
    return {"msg_id": data["id"]}


def add_to_group(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{group?} -> {group, event_id}: GROUP_ADD_ROBOT."""
    group = str(body.get("group") or secrets.token_hex(16).upper())
    fans.put(world, app, "group", group, {})
    data = in_group(world, app, group, fan)
    return {"group": group, "event_id": tell(world, app, "GROUP_ADD_ROBOT", data, group)}


def remove_from_group(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{group}: GROUP_DEL_ROBOT."""
    group = str(body.get("group"))
    if not fans.drop(world, app, "group", group):
        raise LookupError("the bot is not in this group")
    data = in_group(world, app, group, fan)
    return {"event_id": tell(world, app, "GROUP_DEL_ROBOT", data, group)}


def stamped(world: World, fan: Fan) -> dict[str, Any]:
    return {"timestamp": world.clock.world(), "openid": fan.open_id}


def in_group(world: World, app: App, group: str, fan: Fan) -> dict[str, Any]:
    return {
        "timestamp": world.clock.world(),
        "group_openid": group,
        "op_member_openid": member_of(app, group, fan),
    }


def member_of(app: App, group: str, fan: Fan) -> str:
    """A person has another id in every group."""
    head = key_of(app.secret).sign(f"{group}{fan.open_id}".encode()).hex()
    return head[:32].upper()


def message(world: World, body: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromtimestamp(world.clock.world(), CHINA)
    made: dict[str, Any] = {
        "id": f"ROBOT1.0_{secrets.token_urlsafe(24)}!",
        "content": str(body.get("text") or ""),
        "timestamp": at.isoformat(timespec="seconds"),
    }
    if body.get("image"):
        made["attachments"] = [{"content_type": "image/png", "url": str(body["image"])}]
    return made


ACTS: dict[str, Act] = {
    "add": add,
    "delete": delete,
    "allow": allow,
    "reject": reject,
    "write": write,
    "group_add": add_to_group,
    "group_remove": remove_from_group,
    "group_write": write_in_group,
}
