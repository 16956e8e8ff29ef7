"""The face of a person at an account: an openid, made at the first meeting. Followers are some."""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.weixin.door import WxCall
from pond_emulator.world import World, token_text


def account(world: World, appid: str, kind: str = "") -> Row:
    """An account (of this kind); raises LookupError."""
    row = world.store.one("select * from wx_account where appid = ?", appid)
    if row is None or (kind and row["kind"] != kind):
        raise LookupError("no such account")
    return row


def face(world: World, appid: str, person_id: int) -> Row:
    """The person as this account knows them."""
    found = world.store.one(
        "select f.*, p.unionid, p.name from wx_fan f join person p on p.id = f.person_id"
        " where appid = ? and person_id = ?",
        *(appid, person_id),
    )
    if found is not None:
        return found
    if not world.store.value("select 1 from person where id = ?", person_id):
        raise LookupError("no such person")
    world.store.run(
        "insert into wx_fan (appid, openid, person_id) values (?, ?, ?)",
        *(appid, f"o{token_text(27)}", person_id),
    )
    return face(world, appid, person_id)


def known(call: WxCall, openid: str) -> Row:
    """The face behind an openid of the caller; raises Refused 40003."""
    row = call.world.store.one(
        "select f.*, p.unionid, p.name, p.phone, p.gender from wx_fan f"
        " join person p on p.id = f.person_id where appid = ? and openid = ?",
        *(call.account, openid),
    )
    if row is None:
        raise Refused(40003)
    return row


def follower(call: WxCall, openid: str) -> Row:
    """A face that follows the caller now; raises Refused."""
    row = known(call, openid)
    if not row["subscribed"]:
        raise Refused(43004)
    return row


def note(world: World, appid: str, openid: str, what: str, detail: Any, at: int) -> None:
    """Writes what happened, for the statistics."""
    world.store.run(
        "insert into wx_log (appid, openid, what, detail, at) values (?, ?, ?, ?, ?)",
        *(appid, openid, what, msgspec.json.encode(detail).decode(), at),
    )


def show(world: World, row: Row, direction: str, kind: str, body: dict[str, Any]) -> int:
    """Puts a message on the person's screen and wakes it; tells its number."""
    made = world.store.add(
        "insert into wx_chat (appid, openid, direction, kind, body, at_real, at)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        *(row["appid"], row["openid"], direction, kind, msgspec.json.encode(body).decode()),
        *(world.clock.real(), world.clock.world()),
    )
    bell = f"person:{row['person_id']}"
    if bell in world.bells:  # somebody looks at this phone: most of a crowd nobody does
        world.ring(bell)
    return made
