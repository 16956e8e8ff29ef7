"""Who knows whom: made when a person scans a code, ended when one deletes the other.

These are acts of people, never of the API, so each gives an event.
"""

from dataclasses import dataclass
from sqlite3 import Row

import msgspec

from pond_emulator.wecom import events
from pond_emulator.wecom.door import PLATFORM
from pond_emulator.world import World, token_text

ADDED_BY_QR = 1  # follow_user.add_way, document/path/92114
ADDED_BY_ADMIN = 202
DAY_S = 86400
# Far more people in a day than a member can take in by hand (vendors see trouble from about 200):
# the platform stops such a member from being added for a day. Our own number.
ADDS_A_DAY = 2000
# Of a member's customers so many delete them in a day that the platform stops their mass messages.
LOST_A_DAY, LOST_SHARE = 50, 0.2


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


def scan(world: World, person_id: int, config_id: str, at: int, *, half: bool = False) -> Added:
    """A person scans a contact way: a member is chosen, the relation made, the event queued.
    With `half` the member has not added them back yet, which the platform tells by another name.
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
    state = body.get("state", "")
    return befriend(world, external, userid, state, ADDED_BY_QR, at, half=half)


def choose_member(world: World, way: Row, body: dict[str, list[str]], external_userid: str) -> str:
    """In turn among the way's members; someone who knows one of them meets the same again."""
    present = [
        row["userid"]
        for row in world.store.all(
            "select userid from member where corpid = ? and left_at is null", way["corpid"]
        )
    ]
    behind = [*body.get("user", []), *of_parties(world, way["corpid"], body.get("party") or [])]
    users = [userid for userid in dict.fromkeys(behind) if userid in present]
    users = [u for u in users if not world.bans.find(PLATFORM, way["corpid"], f"add {u}")]
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


def of_parties(world: World, corpid: str, parties: list[str]) -> list[str]:
    """The members of some departments."""
    rows = world.store.all(
        "select userid, department from member where corpid = ? and left_at is null"
        " order by userid",
        corpid,
    )
    wanted = {str(party) for party in parties}
    return [
        str(row["userid"])
        for row in rows
        if wanted & {str(number) for number in msgspec.json.decode(row["department"])}
    ]


def befriend(
    world: World,
    external: Row,
    userid: str,
    state: str,
    add_way: int,
    at: int,
    *,
    half: bool = False,
) -> Added:
    """Makes the relation and its welcome code, unless the two are friends already."""
    corpid, external_userid = external["corpid"], external["external_userid"]
    friends = world.store.value(
        "select 1 from follow where corpid = ? and external_userid = ? and userid = ?"
        " and ended is null",
        *(corpid, external_userid, userid),
    )
    if not friends and full(world, corpid, userid):
        raise LookupError("this member can take no more customers")
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
        fields = {"UserID": userid, "ExternalUserID": external_userid}
        if state:
            fields["State"] = state
        if not world.store.get(f"admin_welcome:{corpid}"):  # else the console's own is sent
            fields["WelcomeCode"] = new_welcome_code(world, corpid, external_userid, userid)
        change = "add_half_external_contact" if half else "add_external_contact"
        events.emit(world, corpid, change, fields, at)
        watch_adds(world, corpid, userid, at)
        world.ring(f"person:{external['person_id']}")
    return Added(external_userid, userid, bool(made))


def full(world: World, corpid: str, userid: str) -> bool:
    """Whether a member has as many customers as the platform allows."""

    def count() -> int:
        return int(
            world.store.value(
                "select count(*) from follow where corpid = ? and userid = ? and ended is null",
                *(corpid, userid),
            )
        )

    return world.limits.full(PLATFORM, "wecom.customers.member", f"{corpid} {userid}", count)


def watch_adds(world: World, corpid: str, userid: str, at: int) -> None:
    """Too many in a day, and nobody can add the member for a day."""
    count = world.store.value(
        "select count(*) from follow where corpid = ? and userid = ? and created > ?",
        *(corpid, userid, at - DAY_S),
    )
    if count >= ADDS_A_DAY:
        why = f"{count} people added this member in a day"
        world.bans.put(PLATFORM, corpid, f"add {userid}", why, DAY_S)


def watch_losses(world: World, corpid: str, userid: str, at: int) -> None:
    """Too many customers who delete a member in a day, and their mass messages stop for a day."""
    lost = world.store.value(
        "select count(*) from follow where corpid = ? and userid = ? and ended > ?"
        " and ended_by = 'customer'",
        *(corpid, userid, at - DAY_S),
    )
    if lost < LOST_A_DAY:
        return
    living = world.store.value(
        "select count(*) from follow where corpid = ? and userid = ? and ended is null",
        *(corpid, userid),
    )
    if lost >= LOST_SHARE * (lost + living):
        why = f"{lost} of {lost + living} customers deleted this member in a day"
        world.bans.put(PLATFORM, corpid, userid, why, DAY_S)


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
        if by == "customer":
            watch_losses(world, corpid, userid, at)
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
