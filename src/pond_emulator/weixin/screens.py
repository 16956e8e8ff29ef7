"""What a person's phone shows of official accounts and mini programs."""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.official_account import menus
from pond_emulator.weixin import subscribe
from pond_emulator.weixin.door import OFFICIAL
from pond_emulator.world import World

SHOWN = 200


def listed(world: World) -> list[dict[str, Any]]:
    """Every account that can be found by searching."""
    rows = world.store.all("select appid, kind, name from wx_account order by rowid desc limit 100")
    return [dict(row) for row in rows]


def screen(world: World, person: int) -> list[dict[str, Any]]:
    """The accounts that know this person, with what was written and can be pressed."""
    rows = world.store.all(
        "select a.kind, a.name, f.* from wx_fan f join wx_account a on a.appid = f.appid"
        " where f.person_id = ? order by f.rowid",
        person,
    )
    return [account(world, row) for row in rows]


def account(world: World, row: Row) -> dict[str, Any]:
    official = row["kind"] == OFFICIAL
    return {
        "appid": row["appid"],
        "kind": row["kind"],
        "name": row["name"],
        "follows": bool(row["subscribed"]),
        "menu": buttons(world, row) if official and row["subscribed"] else [],
        "messages": messages(world, row),
        "templates": templates(world, row),
    }


def buttons(world: World, row: Row) -> list[dict[str, Any]]:
    """The menu this person sees: names, and names below them."""
    kept = world.store.all("select * from wx_menu where appid = ? order by menuid", row["appid"])
    tags = world.store.all(
        "select id from wx_tagged where appid = ? and openid = ?", row["appid"], row["openid"]
    )
    found = menus.seen_by([menus.menu_data(one) for one in kept], [tag["id"] for tag in tags])
    return found["button"] if found else []


def messages(world: World, row: Row) -> list[dict[str, Any]]:
    """Oldest first; the first article of a message that carries some is told with its title."""
    kept = world.store.all(
        "select * from wx_chat where appid = ? and openid = ? order by id desc limit ?",
        *(row["appid"], row["openid"], SHOWN),
    )
    return [
        {
            "direction": one["direction"],
            "kind": one["kind"],
            "body": with_title(world, msgspec.json.decode(one["body"])),
        }
        for one in reversed(kept)
    ]


def with_title(world: World, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("msgtype") != "mpnews":
        return body
    row = world.store.one(
        "select articles from wx_article where media_id = ?", body["mpnews"].get("media_id")
    )
    title = msgspec.json.decode(row["articles"])[0]["title"] if row else ""
    return body | {"title": title}


def templates(world: World, row: Row) -> list[dict[str, Any]]:
    """What the account may ask to send, and how often this person has allowed it."""
    rows = world.store.all(
        "select t.template_id, t.title, coalesce(a.count, 0) as count from wx_template t"
        " left join wx_accept a on a.template_id = t.template_id and a.appid = t.appid"
        " and a.openid = ? where t.appid = ? and t.kind = ? order by t.created, t.rowid",
        *(row["openid"], row["appid"], subscribe.KIND),
    )
    return [dict(found) for found in rows]
