"""Group join ways: a code that leads into up to five groups (document/path/92229)."""

from typing import Any

from pond_emulator.wecom import groups, things
from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import token_text

KIND = "join_way"
FIELDS = (
    *("scene", "remark", "auto_create_room", "room_base_name", "room_base_id"),
    *("chat_id_list", "state", "mark_source"),
)


def add(call: Call) -> dict[str, Any]:
    body = {name: call.body[name] for name in FIELDS if name in call.body}
    check(call, body)
    config_id = token_text(32).lower()
    call.client_key = body.get("state", "")
    things.add(call, KIND, config_id, body)
    return {"config_id": config_id}


def check(call: Call, body: dict[str, Any]) -> None:
    if body.get("scene") not in (1, 2):
        raise Refused(40058, "scene")
    chats = body.get("chat_id_list") or []
    if not 0 < len(chats) <= call.size("join_way.chats"):
        raise Refused(40058, "chat_id_list takes 1 to 5")
    longest = call.size("contact_way.state")
    if len(body.get("state", "")) > longest or len(body.get("remark", "")) > longest:
        raise Refused(40058, "state or remark too long")
    for chat_id in chats:
        groups.find(call, chat_id)


def get(call: Call) -> dict[str, Any]:
    config_id = call.need("config_id", 41043)
    body = things.find(call, KIND, config_id, 41044)
    body.pop("created")
    address = f"{call.world.settings.base_url}/scan/{config_id}"
    return {"join_way": {"config_id": config_id, "qr_code": address, **body}}


def update(call: Call) -> dict[str, Any]:
    config_id = call.need("config_id", 41043)
    body = things.find(call, KIND, config_id, 41044)
    body |= {name: call.body[name] for name in FIELDS if name in call.body}
    check(call, body)
    things.change(call, KIND, config_id, body)
    return {}


def delete(call: Call) -> dict[str, Any]:
    things.delete(call, KIND, call.need("config_id", 41043), 41044)
    return {}
