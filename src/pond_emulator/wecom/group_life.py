"""What people do in groups: make, join, speak, leave, rename, dismiss. Each gives an event."""

from sqlite3 import Row

import msgspec

from pond_emulator.wecom import events, groups, relations
from pond_emulator.world import World, token_text

BY_INVITATION, BY_LINK, BY_CODE = 1, 2, 3  # join_scene
LEFT_BY_SELF, REMOVED = 0, 1  # quit_scene


def make(world: World, corpid: str, owner: str, name: str, at: int) -> str:
    """A member opens a group: change_external_chat/create. Raises LookupError."""
    if not is_member(world, corpid, owner):
        raise LookupError("no such member")
    chat_id = f"wr{token_text(30)}"
    world.store.run(
        "insert into group_chat (corpid, chat_id, name, owner, created) values (?, ?, ?, ?, ?)",
        *(corpid, chat_id, name, owner, at),
    )
    put_in(world, corpid, chat_id, owner, 1, BY_INVITATION, "", at)
    emit(world, corpid, "create", chat_id, {}, at)
    return chat_id


def join(world: World, person_id: int, config_id: str, at: int) -> str:
    """A person scans a join way: into its first group that is not full, or a new one when the way
    says so. Tells the group; raises LookupError.
    """
    found = way(world, config_id)
    if found is None:
        raise LookupError("this code is no longer valid")
    body = msgspec.json.decode(found["body"])
    corpid = found["corpid"]
    living = [g for g in (find(world, c) for c in body["chat_id_list"]) if g]
    room = next((g for g in living if size(world, g["chat_id"]) < groups.MEMBERS_MAX), None)
    if room is None and not (living and body.get("auto_create_room")):
        raise LookupError("every group behind this code is full")
    chat_id = room["chat_id"] if room else open_next(world, found, body, living[-1], at)
    external = relations.external_of(world, corpid, person_id)["external_userid"]
    enter(world, corpid, chat_id, external, body.get("state", ""), at)
    world.ring(f"person:{person_id}")
    return str(chat_id)


def way(world: World, config_id: str) -> Row | None:
    return world.store.one(
        "select * from wecom_thing where kind = 'join_way' and id = ? and deleted = 0", config_id
    )


def open_next(world: World, source: Row, body: dict[str, object], last: Row, at: int) -> str:
    """The platform opens the next group by itself, with a number behind the name."""
    known = body["chat_id_list"]
    chats = list(known) if isinstance(known, list) else []
    base, first = body.get("room_base_name") or last["name"], body.get("room_base_id") or 1
    name = f"{base}{int(str(first)) + len(chats)}"
    chat_id = make(world, source["corpid"], last["owner"], name, at)
    kept = body | {"chat_id_list": [*chats, chat_id]}
    world.store.run(
        "update wecom_thing set body = ? where number = ?",
        *(msgspec.json.encode(kept).decode(), source["number"]),
    )
    return chat_id


def enter(world: World, corpid: str, chat_id: str, external: str, state: str, at: int) -> None:
    """One who is in already stays as they are: no event."""
    before = groups_version(world, chat_id)
    if put_in(world, corpid, chat_id, external, 2, BY_CODE, state, at):
        told = change_of_members(world, chat_id, "add_member", [external], before)
        emit(world, corpid, "update", chat_id, {**told, "JoinScene": str(BY_CODE)}, at)


def put_in(
    world: World, corpid: str, chat_id: str, userid: str, kind: int, scene: int, state: str, at: int
) -> bool:
    return bool(
        world.store.run(
            "insert into group_member (corpid, chat_id, userid, type, joined, join_scene, state)"
            " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
            *(corpid, chat_id, userid, kind, at, scene, state),
        )
    )


def leave(world: World, chat_id: str, userid: str, at: int, *, removed: bool = False) -> bool:
    """Somebody goes, or is removed by the owner: update/del_member. False when not in it."""
    group = find(world, chat_id)
    before = groups_version(world, chat_id)
    gone = world.store.run(
        "update group_member set left_at = ? where chat_id = ? and userid = ? and left_at is null",
        *(at, chat_id, userid),
    )
    if group and gone:
        told = change_of_members(world, chat_id, "del_member", [userid], before)
        scene = str(REMOVED if removed else LEFT_BY_SELF)
        emit(world, group["corpid"], "update", chat_id, {**told, "QuitScene": scene}, at)
    return bool(gone)


def speak(world: World, chat_id: str, sender: str, text: str, at: int) -> None:
    """The platform tells no app what is said in a group. Raises LookupError for a stranger."""
    inside = world.store.one(
        "select * from group_member where chat_id = ? and userid = ? and left_at is null",
        *(chat_id, sender),
    )
    if inside is None:
        raise LookupError("not in this group")
    world.store.run(
        "insert into group_message (corpid, chat_id, sender, at, body) values (?, ?, ?, ?, ?)",
        *(inside["corpid"], chat_id, sender, at, msgspec.json.encode({"text": text}).decode()),
    )


def edit(world: World, chat_id: str, field: str, text: str, at: int) -> None:
    """The owner changes `name` or `notice` in the client. Raises LookupError."""
    group = find(world, chat_id)
    if group is None or field not in ("name", "notice"):
        raise LookupError("no such group or field")
    name, notice = (text, group["notice"]) if field == "name" else (group["name"], text)
    world.store.run(
        "update group_chat set name = ?, notice = ? where chat_id = ?", name, notice, chat_id
    )
    detail = {"UpdateDetail": f"change_{field}"}
    emit(world, group["corpid"], "update", chat_id, detail, at)


def dismiss(world: World, chat_id: str, at: int) -> bool:
    group = find(world, chat_id)
    if group is None:
        return False
    world.store.run("update group_chat set dismissed = ? where chat_id = ?", at, chat_id)
    emit(world, group["corpid"], "dismiss", chat_id, {}, at)
    return True


def find(world: World, chat_id: str) -> Row | None:
    return world.store.one(
        "select * from group_chat where chat_id = ? and dismissed is null", chat_id
    )


def size(world: World, chat_id: str) -> int:
    found = world.store.value(
        "select count(*) from group_member where chat_id = ? and left_at is null", chat_id
    )
    return int(found)


def groups_version(world: World, chat_id: str) -> str:
    rows = world.store.all(
        "select userid, joined from group_member where chat_id = ? and left_at is null order by id",
        chat_id,
    )
    return groups.version(rows)


def change_of_members(
    world: World, chat_id: str, detail: str, changed: list[str], before: str
) -> dict[str, str | list[str]]:
    return {
        "UpdateDetail": detail,
        "MemChangeCnt": str(len(changed)),
        "MemChangeList": changed,
        "LastMemVer": before,
        "CurMemVer": groups_version(world, chat_id),
    }


def emit(
    world: World,
    corpid: str,
    change: str,
    chat_id: str,
    fields: events.Fields,
    at: int,
) -> None:
    told = {"ChatId": chat_id, **fields}
    events.emit_event(world, corpid, "change_external_chat", change, told, at)


def is_member(world: World, corpid: str, userid: str) -> bool:
    return bool(
        world.store.value(
            "select 1 from member where corpid = ? and userid = ? and left_at is null",
            *(corpid, userid),
        )
    )
