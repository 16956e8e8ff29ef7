"""What the app is told: sealed with `kwaisign`, tried up to 16 times."""

import hashlib
import json
from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from pond_emulator.kuaishou.door import PLATFORM
from pond_emulator.notices import BadReplyError, Sealed
from pond_emulator.small import apps
from pond_emulator.small.apps import App
from pond_emulator.small.fans import Fan
from pond_emulator.world import World


def sealer(world: World) -> Callable[[Row], Sealed]:
    def seal(row: Row) -> Sealed:
        app = apps.find(world, PLATFORM, row["owner"])
        if app is None:
            raise LookupError(f"app {row['owner']} is gone")
        body = row["body"].encode()
        sign = hashlib.md5(body + app.secret.encode(), usedforsecurity=False).hexdigest()
        return Sealed(row["url"], body, {"kwaisign": sign, "Content-Type": "application/json"})

    return seal


def heard(_row: Row, body: bytes) -> None:
    """Only {"result": 1} ends the tries."""
    try:
        said = json.loads(body)
    except ValueError as error:
        raise BadReplyError(PLATFORM) from error
    if not isinstance(said, dict) or said.get("result") != 1:
        raise BadReplyError(PLATFORM)


def withdraw(world: World, app: App, fan: Fan, body: dict[str, Any]) -> dict[str, Any]:
    """{}: takes the account's consent back: its tokens die and a webhook tells (its form is ours:
    the platform's is described nowhere we could read).
    """
    del body
    world.store.run(
        "delete from small_token where platform = ? and app_id = ? and open_id = ?",
        *(PLATFORM, app.app_id, fan.open_id),
    )
    said = {
        "event": "unauthorize",
        "open_id": fan.open_id,
        "app_id": app.app_id,
        "timestamp": int(world.clock.world() * 1000),
    }
    if app.callback_url:
        label, text = "kuaishou/unauthorize", json.dumps(said)
        world.notices.queue(PLATFORM, app.app_id, label, app.callback_url, text)
    return {}
