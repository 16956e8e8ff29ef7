"""Codes that a person's phone hands to an account's server: they live five minutes, serve once."""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.world import World, token_text

LIFE_S = 300


def make(world: World, face: Row, kind: str, props: dict[str, Any] | None = None) -> str:
    code = token_text(32)
    world.store.run(
        "insert into wx_code values (?, ?, ?, ?, ?, ?, null)",
        *(code, face["appid"], face["openid"], kind),
        *(msgspec.json.encode(props or {}).decode(), world.clock.real() + LIFE_S),
    )
    return code


def use(world: World, appid: str, kind: str, code: str) -> tuple[str, dict[str, Any]]:
    """(openid, props) of a code, which is used up; raises Refused 40029 or 40163."""
    row = world.store.one(
        "select * from wx_code where code = ? and appid = ? and kind = ?", code, appid, kind
    )
    now = world.clock.real()
    if row is None or row["expires"] <= now:
        raise Refused(40029)
    if row["used"] is not None:
        raise Refused(40163)
    world.store.run("update wx_code set used = ? where code = ?", now, code)
    return row["openid"], msgspec.json.decode(row["props"])
