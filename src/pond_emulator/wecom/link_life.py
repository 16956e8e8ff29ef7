"""What people do with acquisition links: click, become friends, write (document/path/97299)."""

import msgspec

from pond_emulator.wecom import acquisition, events, relations
from pond_emulator.world import World, token_text

ADDED_BY_LINK = 16  # follow_user.add_way, document/path/92114
CHANNEL_BYTES = 64
LOW = 20


def click(
    world: World, person_id: int, link_id: str, channel: str, at: int, *, add: bool = True
) -> relations.Added | None:
    """A person opens the link; with `add` they become a friend and one of the quota is spent.

    None when they only looked, or nothing is left. Raises LookupError for a dead link.
    """
    link = world.store.one(
        "select * from wecom_thing where kind = ? and id = ? and deleted = 0",
        *(acquisition.KIND, link_id),
    )
    if link is None:
        raise LookupError("this link is no longer valid")
    corpid = link["corpid"]
    state = channel.encode()[:CHANNEL_BYTES].decode("utf-8", "ignore")
    clicked = world.store.add(
        "insert into acquisition (corpid, link_id, person_id, clicked, state)"
        " values (?, ?, ?, ?, ?)",
        *(corpid, link_id, person_id, at, state),
    )
    if not add or acquisition.quota_of(world, corpid)["balance"] <= 0:
        return None
    external = relations.external_of(world, corpid, person_id)
    users = msgspec.json.decode(link["body"])["range"].get("user_list") or []
    userid = choose(world, corpid, users, clicked)
    added = relations.befriend(world, external, userid, state, ADDED_BY_LINK, at)
    if added.fresh:
        world.store.run(
            "update acquisition set external_userid = ?, userid = ?, added = ?, chat_key = ?"
            " where id = ?",
            *(added.external_userid, userid, at, token_text(32), clicked),
        )
        spend(world, corpid, at)
    return added


def choose(world: World, corpid: str, users: list[str], turn: int) -> str:
    """In turn among those who are still here. Raises LookupError."""
    rows = world.store.all("select userid from member where corpid = ? and left_at is null", corpid)
    present = {row["userid"] for row in rows}
    able = [userid for userid in users if userid in present] or sorted(present)
    if not able:
        raise LookupError("nobody stands behind this link")
    return able[turn % len(able)]


def spend(world: World, corpid: str, at: int) -> None:
    """One less; the corp is told when little or nothing is left."""
    kept = acquisition.quota_of(world, corpid)
    kept["balance"] -= 1
    acquisition.set_quota(world, corpid, kept)
    if kept["balance"] == LOW - 1:
        emit(world, corpid, "balance_low", {}, at)
    if kept["balance"] == 0:
        emit(world, corpid, "balance_exhausted", {}, at)


def first_word(world: World, corpid: str, external: str, userid: str, at: int) -> None:
    """A customer who came by a link writes: customer_start_chat, once."""
    row = world.store.one(
        "select * from acquisition where corpid = ? and external_userid = ? and userid = ?"
        " and added is not null order by id desc",
        *(corpid, external, userid),
    )
    if row is None:
        return
    world.store.run("update acquisition set messages = messages + 1 where id = ?", row["id"])
    if row["messages"] == 0:
        fields = {"UserID": userid, "ExternalUserID": external, "ChatKey": row["chat_key"]}
        emit(world, corpid, "customer_start_chat", fields | {"LinkId": row["link_id"]}, at)


def take_away(world: World, link_id: str, change: str, at: int) -> None:
    """An administrator deletes a link (`delete_link`), or the platform shuts it
    (`link_unavailable`). Raises LookupError.
    """
    row = world.store.one(
        "select * from wecom_thing where kind = ? and id = ? and deleted = 0",
        *(acquisition.KIND, link_id),
    )
    if row is None or change not in ("delete_link", "link_unavailable"):
        raise LookupError("no such link")
    world.store.run("update wecom_thing set deleted = 1 where number = ?", row["number"])
    emit(world, row["corpid"], change, {"LinkId": link_id}, at)


def emit(world: World, corpid: str, change: str, fields: dict[str, str], at: int) -> None:
    events.emit_event(world, corpid, "customer_acquisition", change, fields, at)
