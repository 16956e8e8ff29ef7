"""Corp tags and marking a customer with them (document/path/92117, 92118)."""

from collections.abc import Sequence
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.wecom.door import Call, find_external, find_follow
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import token_text

MAX_NAME = 30


def get_list(call: Call) -> dict[str, Any]:
    """All groups; tag_id or group_id narrow it."""
    wanted_tags = set(call.body.get("tag_id") or [])
    wanted_groups = set(call.body.get("group_id") or [])
    groups = []
    strategy = strategy_of(call)
    for group in call.world.store.all(
        "select * from tag_group where corpid = ? and strategy_id = ? order by position, created,"
        " rowid",
        *(call.corpid, strategy),
    ):
        tags = tags_of(call, group["group_id"])
        if wanted_tags:
            tags = [tag for tag in tags if tag["id"] in wanted_tags]
        elif wanted_groups and group["group_id"] not in wanted_groups:
            continue
        if tags:
            groups.append(group_data(group, tags))
    return {"tag_group": groups}


def strategy_of(call: Call) -> int:
    """0 for the company's own tags; the strategy's number at its endpoints."""
    if "strategy_tag" not in call.request.path:
        return 0
    return int(call.body.get("strategy_id") or 0)


def tags_of(call: Call, group_id: str) -> list[Row]:
    return call.world.store.all(
        "select * from tag where corpid = ? and group_id = ? order by position, created, rowid",
        call.corpid,
        group_id,
    )


def group_data(group: Row, tags: Sequence[Row]) -> dict[str, Any]:
    of_strategy = {"strategy_id": group["strategy_id"]} if group["strategy_id"] else {}
    return of_strategy | {
        "group_id": group["group_id"],
        "group_name": group["name"],
        "create_time": group["created"],
        "order": group["position"],
        "deleted": False,
        "tag": [tag_data(tag) for tag in tags],
    }


def tag_data(tag: Row) -> dict[str, Any]:
    return {
        "id": tag["id"],
        "name": tag["name"],
        "create_time": tag["created"],
        "order": tag["position"],
        "deleted": False,
    }


def add(call: Call) -> dict[str, Any]:
    """Into a group given by id or by name (made if new). A name that exists is refused."""
    wanted = call.need("tag")
    count = call.world.store.value("select count(*) from tag where corpid = ?", call.corpid)
    if count + len(wanted) > call.size("tags"):
        raise Refused(40126)
    group = find_or_make_group(call)
    made = [add_one(call, group["group_id"], tag) for tag in wanted]
    call.subject = group["group_id"]
    return {"tag_group": group_data(group, made)}


def find_or_make_group(call: Call) -> Row:
    store = call.world.store
    if call.body.get("group_id"):
        row = store.one(
            "select * from tag_group where corpid = ? and group_id = ?",
            call.corpid,
            call.body["group_id"],
        )
        if row is None:
            raise Refused(40068)
        return row
    name = call.need("group_name")
    found = store.one(
        "select * from tag_group where corpid = ? and name = ? and strategy_id = ?",
        *(call.corpid, name, strategy_of(call)),
    )
    if found is not None:
        return found
    store.run(
        "insert into tag_group values (?, ?, ?, ?, ?, ?)",
        call.corpid,
        f"et{token_text(30)}",
        name,
        call.world.clock.world(),
        int(call.body.get("order") or 0),
        strategy_of(call),
    )
    return find_or_make_group(call)


def add_one(call: Call, group_id: str, tag: dict[str, Any]) -> Row:
    name = tag.get("name", "")
    if not name or len(name) > MAX_NAME:
        raise Refused(40058, "tag.name")
    store = call.world.store
    if store.value(
        "select 1 from tag where corpid = ? and group_id = ? and name = ?",
        call.corpid,
        group_id,
        name,
    ):
        raise Refused(40071)
    tag_id = f"et{token_text(30)}"
    store.run(
        "insert into tag values (?, ?, ?, ?, ?, ?)",
        call.corpid,
        tag_id,
        group_id,
        name,
        call.world.clock.world(),
        int(tag.get("order") or 0),
    )
    row = store.one("select * from tag where corpid = ? and id = ?", call.corpid, tag_id)
    if row is None:
        raise LookupError(tag_id)
    return row


def mark(call: Call) -> dict[str, Any]:
    """Adds and removes; marking twice is marking once."""
    userid, external = call.need("userid", 41009), call.need("external_userid", 41035)
    plus, minus = call.body.get("add_tag") or [], call.body.get("remove_tag") or []
    if not plus and not minus:
        raise Refused(40058, "add_tag and remove_tag both empty")
    find_external(call, external)
    follow = find_follow(call, external, userid)
    call.subject = external
    call.client_key = ",".join(sorted(plus)) + "-" + ",".join(sorted(minus))
    for tag in [*plus, *minus]:
        if not call.world.store.value(
            "select 1 from tag where corpid = ? and id = ?", call.corpid, tag
        ):
            raise Refused(40068, tag)
    kept = [tag for tag in msgspec.json.decode(follow["tags"]) if tag not in minus]
    kept += [tag for tag in plus if tag not in kept]
    call.world.store.run(
        "update follow set tags = ? where id = ?", msgspec.json.encode(kept).decode(), follow["id"]
    )
    return {}
