"""Messages people asked for."""

import json
import secrets
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.kuaishou.door import Call
from pond_emulator.small import fans
from pond_emulator.small.apps import App
from pond_emulator.small.fans import Fan
from pond_emulator.world import World


def subscribe(call: Call) -> dict[str, Any]:
    """A message that uses up one yes of the person."""
    open_id = call.subject = str(call.body.get("to_user") or "")
    template = str(call.body.get("template_id") or "")
    fan = fans.find(call.world, call.app, open_id)
    try:
        data = json.loads(call.body.get("data") or "")
    except ValueError as error:
        raise Refused(100200100, "data") from error
    left = dict(fan.props.get("subscribed") or {}) if fan else {}
    if fan is None or left.get(template, 0) < 1:
        raise Refused(100200102, "用户未订阅")
    left[template] -= 1
    fans.change(call.world, call.app, fan, subscribed=left)
    note = {"template_id": template, "data": data, "page": call.body.get("page")}
    fans.put(call.world, call.app, "notified", secrets.token_hex(8), note, open_id)
    return {}


def agree(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{template_id}: says yes to one message; nobody is told."""
    had = dict(fan.props.get("subscribed") or {})
    template = str(body.get("template_id"))
    fans.change(world, app, fan, subscribed=had | {template: had.get(template, 0) + 1})
    return {}
