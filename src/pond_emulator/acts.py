"""What a person outside can do: be somebody, scan, write, pay, delete. Each is one transaction,
and each has the same consequences for the product whether a hand or the population does it.
"""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.pay import payers, paying
from pond_emulator.wecom import link_life, relations
from pond_emulator.weixin import acts as weixin
from pond_emulator.world import World, token_text


def make_person(
    world: World, name: str, gender: int = 0, phone: str | None = None, *, played: bool = True
) -> int:
    """A new person with a unionid of their own; `played` ones are listed on the phone page."""
    return world.store.add(
        "insert into person (name, gender, unionid, phone, played) values (?, ?, ?, ?, ?)",
        name,
        gender,
        f"oz{token_text(26)}",
        phone,
        int(played),
    )


def find_person(world: World, person_id: int) -> Row:
    """Raises LookupError."""
    row = world.store.one("select * from person where id = ?", person_id)
    if row is None:
        raise LookupError("no such person")
    return row


def scan(
    world: World, person_id: int, config_id: str, at: int, *, half: bool = False
) -> relations.Added:
    """Raises LookupError for an unknown person or a dead code."""
    with world.store.transaction():
        find_person(world, person_id)
        return relations.scan(world, person_id, config_id, at, half=half)


def chat(world: World, person_id: int, userid: str, text: str, at: int) -> None:
    """A person writes to a member. The platform tells no app; but a welcome can no longer be
    sent. Raises LookupError when the two are not friends.
    """
    with world.store.transaction():
        follow = living_follows(world, person_id, userid)
        if not follow:
            raise LookupError("not friends with this member")
        row = follow[0]
        world.store.run("update follow set chat_started = 1 where id = ?", row["id"])
        world.store.run(
            "insert into message (corpid, external_userid, userid, direction, at_real, at, body)"
            " values (?, ?, ?, 'from_person', ?, ?, ?)",
            row["corpid"],
            row["external_userid"],
            userid,
            world.clock.real(),
            at,
            msgspec.json.encode({"text": text}).decode(),
        )
        link_life.first_word(world, row["corpid"], row["external_userid"], userid, at)
    world.ring(f"person:{person_id}")


def delete(world: World, person_id: int, userid: str, at: int) -> int:
    """A person deletes one member, or all of them when `userid` is empty; tells how many."""
    with world.store.transaction():
        rows = living_follows(world, person_id, userid)
        for row in rows:
            relations.end(
                world, row["corpid"], row["external_userid"], row["userid"], "customer", at
            )
    world.ring(f"person:{person_id}")
    return len(rows)


def pay(world: World, prepay_id: str, at: int) -> dict[str, Any]:
    """Raises paying.CannotPayError."""
    with world.store.transaction():
        order = paying.pay(world, prepay_id, at)
        weixin.paid(world, order["appid"], order["openid"])
    world.ring(f"person:{payers.person_of(world, order['openid'])}")
    return {"out_trade_no": order["out_trade_no"], "total": order["total"]}


def living_follows(world: World, person_id: int, userid: str = "") -> list[Row]:
    """The members a person is friends with, in all corps."""
    return world.store.all(
        "select f.* from follow f join external e on e.corpid = f.corpid"
        " and e.external_userid = f.external_userid where e.person_id = ?1 and f.ended is null"
        " and (?2 = '' or f.userid = ?2) order by f.id",
        person_id,
        userid,
    )


def messages(world: World, person_id: int) -> list[Row]:
    """All that was written to and by a person, oldest first."""
    return world.store.all(
        "select m.* from message m join external e on e.corpid = m.corpid"
        " and e.external_userid = m.external_userid where e.person_id = ? order by m.id",
        person_id,
    )
