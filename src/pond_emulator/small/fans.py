"""People as an app knows them, and what was made or sent through an app."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from pond_emulator.small.apps import App
from pond_emulator.world import World


@dataclass(frozen=True)
class Fan:
    """One person in one app; `props` is what they allowed and did."""

    open_id: str
    union_id: str
    person_id: int
    name: str
    props: dict[str, Any]


def meet(world: World, app: App, person_id: int) -> str:
    """The open_id of a person in an app, made when they come for the first time."""
    found: str | None = world.store.value(
        "select open_id from small_fan where platform = ? and app_id = ? and person_id = ?",
        *(app.platform, app.app_id, person_id),
    )
    if found:
        return found
    open_id = secrets.token_hex(16).upper()
    union_id: str = world.store.value(
        "select union_id from small_fan where platform = ? and person_id = ?",
        *(app.platform, person_id),
    ) or secrets.token_hex(16)
    world.store.run(
        "insert into small_fan values (?, ?, ?, ?, ?, '{}')",
        *(app.platform, app.app_id, open_id, union_id, person_id),
    )
    return open_id


def find(world: World, app: App, open_id: str) -> Fan | None:
    row = world.store.one(
        "select f.*, p.name from small_fan f join person p on p.id = f.person_id"
        " where platform = ? and app_id = ? and open_id = ?",
        *(app.platform, app.app_id, open_id),
    )
    if row is None:
        return None
    props = json.loads(row["props"])
    return Fan(row["open_id"], row["union_id"], row["person_id"], row["name"], props)


def every(world: World, app: App) -> list[Fan]:
    """All people of an app, in the order they came."""
    rows = world.store.all(
        "select open_id from small_fan where platform = ? and app_id = ? order by rowid",
        *(app.platform, app.app_id),
    )
    found = (find(world, app, row["open_id"]) for row in rows)
    return [fan for fan in found if fan]


def change(world: World, app: App, fan: Fan, **props: Any) -> None:
    world.store.run(
        "update small_fan set props = ? where platform = ? and app_id = ? and open_id = ?",
        *(json.dumps(fan.props | props), app.platform, app.app_id, fan.open_id),
    )


def put(
    world: World, app: App, kind: str, key: str, body: dict[str, Any], open_id: str = ""
) -> None:
    """Keeps a thing; one of the same kind and id is replaced."""
    world.store.run(
        "insert into small_item values (?, ?, ?, ?, ?, ?, ?) on conflict do update set"
        " body = excluded.body",
        *(app.platform, app.app_id, kind, key, open_id, world.clock.real(), json.dumps(body)),
    )


def get(world: World, app: App, kind: str, key: str) -> dict[str, Any] | None:
    """A kept thing with `made`, real seconds, and `open_id`; None when there is none."""
    row = world.store.one(
        "select * from small_item where platform = ? and app_id = ? and kind = ? and id = ?",
        *(app.platform, app.app_id, kind, key),
    )
    return thing(row) if row else None


def things(world: World, app: App, kind: str, open_id: str = "") -> list[dict[str, Any]]:
    """Kept things of a kind in their order, all or one person's."""
    rows = world.store.all(
        "select * from small_item where platform = ?1 and app_id = ?2 and kind = ?3"
        " and (?4 = '' or open_id = ?4) order by rowid",
        *(app.platform, app.app_id, kind, open_id),
    )
    return [thing(row) for row in rows]


def drop(world: World, app: App, kind: str, key: str) -> bool:
    gone = world.store.run(
        "delete from small_item where platform = ? and app_id = ? and kind = ? and id = ?",
        *(app.platform, app.app_id, kind, key),
    )
    return bool(gone)


def thing(row: Any) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(row["body"])
    return kept | {"id": row["id"], "made": row["made"], "open_id": row["open_id"]}
