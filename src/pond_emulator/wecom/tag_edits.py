"""Tags renamed, put in another order and deleted (document/path/92117, 94882).

Through the API no event is given; an administrator who does it in the console causes one.
"""

from typing import Any

import msgspec

from pond_emulator.wecom import events
from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import World


def edit(call: Call) -> dict[str, Any]:
    """A tag or a group, by its id."""
    name, order = call.body.get("name"), call.body.get("order")
    call.subject = call.need("id")
    if not rename(call.world, call.corpid, call.subject, name, order):
        raise Refused(40068)
    return {}


def rename(world: World, corpid: str, target: str, name: str | None, order: int | None) -> str:
    """'tag' or 'tag_group' as it was found, '' when it is not there. Raises Refused 40071."""
    store = world.store
    taken = store.value(
        "select 1 from tag t join tag mine on mine.corpid = t.corpid and mine.group_id = t.group_id"
        " where mine.corpid = ? and mine.id = ? and t.id != mine.id and t.name = ?",
        *(corpid, target, name),
    )
    if taken:
        raise Refused(40071)
    changed = (name, None if order is None else int(order), corpid, target)
    if store.run(
        "update tag set name = coalesce(?, name), position = coalesce(?, position)"
        " where corpid = ? and id = ?",
        *changed,
    ):
        return "tag"
    found = store.run(
        "update tag_group set name = coalesce(?, name), position = coalesce(?, position)"
        " where corpid = ? and group_id = ?",
        *changed,
    )
    return "tag_group" if found else ""


def delete(call: Call) -> dict[str, Any]:
    """By ids of tags or of groups; a group goes with its last tag."""
    tags, groups = call.body.get("tag_id") or [], call.body.get("group_id") or []
    if not tags and not groups:
        raise Refused(40068, "tag_id and group_id both empty")
    call.client_key = ",".join([*tags, *groups])
    gone = remove(call.world, call.corpid, tags, groups)
    if not gone:
        raise Refused(40068)
    return {}


def remove(world: World, corpid: str, tags: list[str], groups: list[str]) -> int:
    """Deletes, takes the tags off every customer, and tells how many tags went."""
    store = world.store
    wanted = msgspec.json.encode([*tags, *groups]).decode()
    rows = store.all(
        "select id from tag where corpid = ?1 and (id in (select value from json_each(?2))"
        " or group_id in (select value from json_each(?2)))",
        *(corpid, wanted),
    )
    gone = {row["id"] for row in rows}
    for tag in gone:
        store.run("delete from tag where corpid = ? and id = ?", corpid, tag)
        untag(world, corpid, tag)
    store.run(
        "delete from tag_group where corpid = ?1 and not exists (select 1 from tag t where"
        " t.corpid = ?1 and t.group_id = tag_group.group_id)",
        corpid,
    )
    return len(gone)


def untag(world: World, corpid: str, tag: str) -> None:
    rows = world.store.all(
        "select id, tags from follow where corpid = ? and instr(tags, ?) > 0", corpid, f'"{tag}"'
    )
    for row in rows:
        kept = [one for one in msgspec.json.decode(row["tags"]) if one != tag]
        world.store.run(
            "update follow set tags = ? where id = ?",
            *(msgspec.json.encode(kept).decode(), row["id"]),
        )


def emit(world: World, corpid: str, change: str, target: str, kind: str, at: int) -> None:
    """change_external_tag/`change` for a tag or a tag_group (by people in the console only)."""
    fields = {"Id": target, "TagType": kind}
    events.emit_event(world, corpid, "change_external_tag", change, fields, at)
