"""The members' hands: who confirms a mass message or a Moment, who delays, who ignores it.

Each member decides once per task, by the corp's habits and a seed, so that a story can be told
again. Times are the story's.
"""

import random
from sqlite3 import Row

import msgspec

from pond_emulator.wecom.door import PLATFORM
from pond_emulator.world import World

SENT, NO_FRIEND, TOO_MANY = 1, 2, 3
MINUTE, HOUR, DAY_S = 60, 3600, 86400


class Habits(msgspec.Struct):
    """Shares of members who confirm within minutes, after hours, or never; the seed of chance."""

    confirm: float = 0.8
    delay: float = 0.15
    seed: int = 1


def habits(world: World, corpid: str) -> Habits:
    kept = world.store.get(f"habits:{corpid}")
    return msgspec.json.decode(kept, type=Habits) if kept else Habits()


def set_habits(world: World, corpid: str, kept: Habits) -> None:
    world.store.put(f"habits:{corpid}", msgspec.json.encode(kept).decode())


def when(world: World, corpid: str, msgid: str, userid: str, now: int) -> int | None:
    """The second at which a member will confirm; None when they ignore the task.

    The same for the same seed and the same number of earlier tasks, whatever the random msgid is.
    """
    kept = habits(world, corpid)
    number = world.store.value("select number from mass_task where msgid = ?", msgid)
    # a seeded die: chance here is part of the story, not a secret
    die = random.Random(f"{kept.seed} {number} {userid}")
    mood = die.random()
    if mood < kept.confirm:
        return now + die.randint(MINUTE, 10 * MINUTE)
    return now + die.randint(2 * HOUR, 20 * HOUR) if mood < kept.confirm + kept.delay else None


def reminded(world: World, msgid: str) -> None:
    """Those who would have waited act within ten minutes; half of those who ignored it too."""
    now = world.clock.world()
    rows = world.store.all("select * from mass_sender where msgid = ? and status = 0", msgid)
    for row in rows:
        if row["acts_at"] is None and row["id"] % 2:
            continue
        soon = now + 10 * MINUTE
        world.store.run(
            "update mass_sender set acts_at = ? where id = ?",
            *(min(row["acts_at"] or soon, soon), row["id"]),
        )


def settle_due(world: World) -> int:
    """Carries out every confirmation whose time has come; tells how many."""
    rows = world.store.all(
        "select s.*, t.corpid, t.kind, t.body from mass_sender s join mass_task t on"
        " t.msgid = s.msgid where s.status = 0 and s.acts_at <= ? and t.cancelled is null"
        " order by s.acts_at, s.id limit 100",
        world.clock.world(),
    )
    for row in rows:
        with world.store.transaction():
            carry_out(world, row, row["acts_at"])
    return len(rows)


def confirm(world: World, corpid: str, userid: str, msgid: str, at: int) -> int:
    """A member presses send now: on one task, or on all that wait when `msgid` is empty."""
    rows = world.store.all(
        "select s.*, t.corpid, t.kind, t.body from mass_sender s join mass_task t on"
        " t.msgid = s.msgid where t.corpid = ?1 and s.userid = ?2 and (?3 = '' or s.msgid = ?3)"
        " and s.status = 0 and t.cancelled is null order by s.id",
        *(corpid, userid, msgid),
    )
    for row in rows:
        with world.store.transaction():
            carry_out(world, row, at)
    return len(rows)


def carry_out(world: World, row: Row, at: int) -> None:
    """Sends to every recipient of this member; a banned member tries after the ban."""
    ban = world.bans.find(PLATFORM, row["corpid"], row["userid"])
    if ban:
        later = (ban["until"], row["id"])
        world.store.run("update mass_sender set acts_at = ? where id = ?", *later)
        return
    world.store.run("update mass_sender set status = 1, sent = ? where id = ?", at, row["id"])
    recipients = world.store.all(
        "select * from mass_recipient where msgid = ? and userid = ?", row["msgid"], row["userid"]
    )
    deliver = {"single": to_customer, "group": to_group, "moment": show_moment}[row["kind"]]
    for recipient in recipients:
        status = deliver(world, row, recipient["recipient"], at)
        world.store.run(
            "update mass_recipient set status = ?, sent = ? where id = ?",
            *(status, at if status == SENT else 0, recipient["id"]),
        )


def to_customer(world: World, row: Row, external: str, at: int) -> int:
    person = friend(world, row["corpid"], external, row["userid"])
    if person is None:
        return NO_FRIEND
    if world.limits.hit(PLATFORM, row["corpid"], "", "mass/customer", external):
        return TOO_MANY
    tell(world, row, external, at)
    world.ring(f"person:{person}")
    return SENT


def to_group(world: World, row: Row, chat_id: str, at: int) -> int:
    owned = world.store.value(
        "select 1 from group_chat where chat_id = ? and owner = ? and dismissed is null",
        *(chat_id, row["userid"]),
    )
    if not owned:
        return NO_FRIEND
    if world.limits.hit(PLATFORM, row["corpid"], "", "mass/customer", chat_id):
        return TOO_MANY
    world.store.run(
        "insert into group_message (corpid, chat_id, sender, at, body) values (?, ?, ?, ?, ?)",
        *(row["corpid"], chat_id, row["userid"], at, row["body"]),
    )
    return SENT


def show_moment(world: World, row: Row, external: str, at: int) -> int:
    person = friend(world, row["corpid"], external, row["userid"])
    if person is None:
        return NO_FRIEND
    if world.limits.hit(PLATFORM, row["corpid"], "", "moment/customer", external):
        return TOO_MANY
    tell(world, row, external, at)
    world.ring(f"person:{person}")
    return SENT


def friend(world: World, corpid: str, external: str, userid: str) -> int | None:
    """The person, while they have not deleted the member."""
    found: int | None = world.store.value(
        "select e.person_id from follow f join external e on e.corpid = f.corpid and"
        " e.external_userid = f.external_userid where f.corpid = ? and f.external_userid = ?"
        " and f.userid = ? and f.ended is null",
        *(corpid, external, userid),
    )
    return found


def tell(world: World, row: Row, external: str, at: int) -> None:
    body = msgspec.json.decode(row["body"])
    shown = {"kind": row["kind"], "msgid": row["msgid"]}
    shown |= {"text": (body.get("text") or {}).get("content", "")}
    shown |= {"attachments": body.get("attachments") or []}
    world.store.run(
        "insert into message (corpid, external_userid, userid, direction, at_real, at, body)"
        " values (?, ?, ?, 'to_person', ?, ?, ?)",
        *(row["corpid"], external, row["userid"], world.clock.real(), at),
        msgspec.json.encode(shown).decode(),
    )
