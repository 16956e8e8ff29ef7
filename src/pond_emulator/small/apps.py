"""Apps of a platform, their tokens and the codes people's logins give."""

import json
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from pond_emulator.world import World, token_text


@dataclass(frozen=True)
class App:
    """An app as its operator registered it."""

    platform: str
    app_id: str
    secret: str
    callback_url: str
    props: dict[str, Any]


def keep(world: World, app: App) -> None:
    world.store.run(
        "insert into small_app values (?, ?, ?, ?, ?) on conflict do update set"
        " callback_url = excluded.callback_url, props = excluded.props",
        *(app.platform, app.app_id, app.secret, app.callback_url, json.dumps(app.props)),
    )


def find(world: World, platform: str, app_id: str) -> App | None:
    row = world.store.one(
        "select * from small_app where platform = ? and app_id = ?", platform, app_id
    )
    return app_of(row) if row else None


def app_of(row: Row) -> App:
    return App(
        row["platform"],
        row["app_id"],
        row["secret"],
        row["callback_url"] or "",
        json.loads(row["props"]),
    )


def issue(world: World, app: App, kind: str, life_s: float, open_id: str = "") -> str:
    """A new token; older ones stay good until they end."""
    token = token_text(64)
    world.store.run(
        "insert into small_token values (?, ?, ?, ?, ?, ?)",
        *(token, app.platform, app.app_id, kind, open_id, world.clock.real() + life_s),
    )
    return token


def living(world: World, app: App, kind: str, at_least_s: float = 0) -> tuple[str, float] | None:
    """(token, seconds left) of the newest that lives so long, or None."""
    now = world.clock.real()
    row = world.store.one(
        "select token, expires from small_token where platform = ? and app_id = ? and kind = ?"
        " and open_id = '' and expires > ? order by expires desc",
        *(app.platform, app.app_id, kind, now + at_least_s),
    )
    return (row["token"], row["expires"] - now) if row else None


def owner(world: World, platform: str, token: str) -> Row | None:
    """Whose token this is, expired or not; None when it was never one."""
    return world.store.one(
        "select * from small_token where platform = ? and token = ?", platform, token
    )


def end(world: World, token: str) -> None:
    world.store.run("delete from small_token where token = ?", token)


def make_code(world: World, app: App, open_id: str, life_s: float) -> str:
    """What a login page hands to the app: good once."""
    code = token_text(24)
    world.store.run(
        "insert into small_code values (?, ?, ?, ?, ?, null)",
        *(code, app.platform, app.app_id, open_id, world.clock.real() + life_s),
    )
    return code


def spend_code(world: World, app: App, code: str) -> str | None:
    """The open_id behind a living code, which is spent by this; None for any other."""
    now = world.clock.real()
    row = world.store.one(
        "update small_code set used = ? where code = ? and platform = ? and app_id = ?"
        " and used is null and expires > ? returning open_id",
        *(now, code, app.platform, app.app_id, now),
    )
    return row["open_id"] if row else None
