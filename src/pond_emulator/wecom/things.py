"""Things that are made, read, changed, listed and deleted, and do nothing else."""

from typing import Any

import msgspec

from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused


def add(call: Call, kind: str, name: str, body: dict[str, Any]) -> int:
    """Keeps a new thing under its id; tells its number, in the order of making."""
    call.subject = name
    return call.world.store.add(
        "insert into wecom_thing (corpid, kind, id, body, created) values (?, ?, ?, ?, ?)",
        *(call.corpid, kind, name, dump(body), call.world.clock.world()),
    )


def find(call: Call, kind: str, name: str, code: int) -> dict[str, Any]:
    """What is kept, with `created`; its absence is refused with `code`."""
    call.subject = name
    row = call.world.store.one(
        "select body, created from wecom_thing where corpid = ? and kind = ? and id = ?"
        " and deleted = 0",
        *(call.corpid, kind, name),
    )
    if row is None:
        raise Refused(code)
    body: dict[str, Any] = msgspec.json.decode(row["body"])
    return body | {"created": row["created"]}


def change(call: Call, kind: str, name: str, body: dict[str, Any]) -> None:
    kept = {key: value for key, value in body.items() if key != "created"}
    call.world.store.run(
        "update wecom_thing set body = ? where corpid = ? and kind = ? and id = ?",
        *(dump(kept), call.corpid, kind, name),
    )


def delete(call: Call, kind: str, name: str, code: int) -> None:
    find(call, kind, name, code)
    call.world.store.run(
        "update wecom_thing set deleted = 1 where corpid = ? and kind = ? and id = ?",
        *(call.corpid, kind, name),
    )


def count(call: Call, kind: str) -> int:
    found = call.world.store.value(
        "select count(*) from wecom_thing where corpid = ? and kind = ? and deleted = 0",
        *(call.corpid, kind),
    )
    return int(found)


def page(call: Call, kind: str, limit_max: int) -> tuple[list[dict[str, Any]], str]:
    """(things with `id` and `created`, next cursor), by the body's `cursor` and `limit`."""
    limit = limit_of(call, limit_max)
    rows = call.world.store.all(
        "select * from wecom_thing where corpid = ? and kind = ? and deleted = 0 and number > ?"
        " order by number limit ?",
        *(call.corpid, kind, cursor_of(call), limit),
    )
    things = [
        msgspec.json.decode(row["body"]) | {"id": row["id"], "created": row["created"]}
        for row in rows
    ]
    return things, next_cursor(rows, limit, "number")


def limit_of(call: Call, limit_max: int) -> int:
    """The page's size; more than the platform gives is refused."""
    limit = int(call.body.get("limit") or limit_max)
    if not 0 < limit <= limit_max:
        raise Refused(40058, "limit out of range")
    return limit


def cursor_of(call: Call) -> int:
    text = str(call.body.get("cursor") or "0")
    if not text.isdigit():
        raise Refused(40058, "invalid cursor")
    return int(text)


def next_cursor(rows: list[Any], limit: int, key: str = "id") -> str:
    """Where the next page begins; '' after the last."""
    return str(rows[-1][key]) if len(rows) == limit else ""


def dump(body: Any) -> str:
    return msgspec.json.encode(body).decode()
