"""Who knows whom: made when a person scans a code, ended when one deletes the other.

These are acts of people, never of the API, so each gives an event.
"""

from dataclasses import dataclass
from sqlite3 import Row

import msgspec

from pond_emulator.wecom import events
from pond_emulator.world import World, token_text

ADDED_BY_QR = 1  # follow_user.add_way, document/path/92114
ADDED_BY_ADMIN = 202


@dataclass(frozen=True)
class Added:
    external_userid: str
    userid: str
    fresh: bool  # False when the two were friends already: no event then


def external_of(world: World, corpid: str, person_id: int) -> Row:
    """The face a corp sees of a person; made at the first meeting."""
    row = world.store.one(
        "select * from external where corpid = ? and person_id = ?", corpid, person_id
    )
    if row is not None:
        return row
    world.store.run(
        "insert into external values (?, ?, ?, ?)",
        corpid,
        f"wm{token_text(30)}",
        person_id,
        f"o{token_text(27)}",
    )
    return external_of(world, corpid, person_id)


def scan(world: World, person_id: int, config_id: str, at: int) -> Added:
    """A person scans a contact way: a member is chosen, the relation made, the event queued.
    Raises LookupError for a code that was deleted or has nobody behind it.
    """
    way = world.store.one(
        "select * from contact_way where config_id = ? and deleted = 0", config_id
    )
    if way is None:
        raise LookupError("this code is no longer valid")
    body = msgspec.json.decode(way["body"])
    external = external_of(world, way["corpid"], person_id)
    userid = choose_member(world, way, body, external["external_userid"])
    return befriend(world, external, userid, body.get("state", ""), ADDED_BY_QR, at)


def choose_member(world: World, way: Row, body: dict[str, list[str]], external_userid: str) -> str:
    """In turn among the way's members; someone who knows one of them meets the same again."""
    present = [
        row["userid"]
        for row in world.store.all(
            "select userid from member where corpid = ? and left_at is null", way["corpid"]
        )
    ]
    users = [userid for userid in body.get("user", []) if userid in present]
    if not users:
        raise LookupError("nobody stands behind this code")
    known = world.store.all(
        "select userid from follow where corpid = ? and external_userid = ? and ended is null",
        way["corpid"],
        external_userid,
    )
    for row in known:
        if row["userid"] in users:
            return str(row["userid"])
    world.store.run(
        "update contact_way set turns = turns + 1 where config_id = ?", way["config_id"]
    )
    return str(users[way["turns"] % len(users)])


def befriend(world: World, external: Row, userid: str, state: str, add_way: int, at: int) -> Added:
    """Makes the relation and its welcome code, unless the two are friends already."""
    corpid, external_userid = external["corpid"], external["external_userid"]
    made = world.store.run(
        "insert into follow (corpid, external_userid, userid, state, add_way, oper_userid, created)"
        " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        corpid,
        external_userid,
        userid,
        state,
        add_way,
        external_userid,
        at,
    )
    if made:
        code = new_welcome_code(world, corpid, external_userid, userid)
        fields = {"UserID": userid, "ExternalUserID": external_userid}
        if state:
            fields["State"] = state
        fields["WelcomeCode"] = code
        events.emit(world, corpid, "add_external_contact", fields, at)
        world.ring(f"person:{external['person_id']}")
    return Added(external_userid, userid, bool(made))


def new_welcome_code(world: World, corpid: str, external_userid: str, userid: str) -> str:
    code = f"CALLBACK_{token_text(43)}"
    world.store.run(
        "insert into welcome values (?, ?, ?, ?, ?, null)",
        code,
        corpid,
        external_userid,
        userid,
        world.clock.real(),
    )
    return code


def end(world: World, corpid: str, external_userid: str, userid: str, by: str, at: int) -> bool:
    """Ends the relation: `by` is customer (del_follow_user), member (del_external_contact) or
    transfer (del_external_contact with a source). False when there was none.
    """
    ended = world.store.run(
        "update follow set ended = ?, ended_by = ? where corpid = ? and external_userid = ?"
        " and userid = ? and ended is null",
        at,
        by,
        corpid,
        external_userid,
        userid,
    )
    if ended:
        fields = {"UserID": userid, "ExternalUserID": external_userid}
        change = "del_follow_user" if by == "customer" else "del_external_contact"
        if by == "transfer":
            fields["Source"] = "DELETE_BY_TRANSFER"
        events.emit(world, corpid, change, fields, at)
    return bool(ended)


def followers(world: World, corpid: str, external_userid: str) -> list[Row]:
    return world.store.all(
        "select * from follow where corpid = ? and external_userid = ? and ended is null"
        " order by id",
        corpid,
        external_userid,
    )


def annotate(world: World, follow: Row, remark: str, mobiles: list[str], at: int) -> None:
    """A member writes a remark or phone numbers in the client: edit_external_contact."""
    world.store.run(
        "update follow set remark = ?, remark_mobiles = ? where id = ?",
        remark,
        msgspec.json.encode(mobiles).decode(),
        follow["id"],
    )
    fields = {"UserID": follow["userid"], "ExternalUserID": follow["external_userid"]}
    events.emit(world, follow["corpid"], "edit_external_contact", fields, at)
