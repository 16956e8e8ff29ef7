"""What people do at an official account: follow it by a code or a search, press its menu, read."""

from typing import Any

from pond_emulator.official_account import menus, templates
from pond_emulator.weixin import acts, subscribe, windows
from pond_emulator.weixin.door import OFFICIAL
from pond_emulator.world import World

SCENES = ("ADD_SCENE_SEARCH", "ADD_SCENE_PROFILE_CARD", "ADD_SCENE_QR_CODE", "ADD_SCENE_OTHERS")
PLACES = ("session", "friends", "other")


def follow(world: World, person: int, appid: str, scene: str = "ADD_SCENE_SEARCH") -> acts.Met:
    """A person follows by searching, by a card ... Raises LookupError."""
    if scene not in SCENES:
        raise LookupError(f"scene must be one of {', '.join(SCENES)}")
    with world.store.transaction():
        met = acts.meet(world, person, appid, OFFICIAL)
        if not met.face["subscribed"]:
            begin(met, scene, "", {})
    return met


def begin(met: acts.Met, scene: str, qr_scene: str, more: dict[str, str]) -> None:
    met.world.store.run(
        "update wx_fan set subscribed = 1, since = ?, scene = ?, qr_scene = ?, refuses = 0"
        " where appid = ? and openid = ?",
        *(met.now, scene, qr_scene, met.account["appid"], met.openid),
    )
    windows.open_window(met.world, met.face, "subscribe")
    met.note("subscribe", {"scene": scene, "qr_scene": qr_scene})
    met.event("subscribe", **(more or {"EventKey": ""}))
    met.world.ring(f"person:{met.face['person_id']}")


def unfollow(world: World, person: int, appid: str) -> None:
    """All windows close and the account may write no more. Raises LookupError."""
    with world.store.transaction():
        met = follower(world, person, appid)
        world.store.run(
            "update wx_fan set subscribed = 0 where appid = ? and openid = ?", appid, met.openid
        )
        world.store.run("delete from wx_window where appid = ? and openid = ?", appid, met.openid)
        met.note("unsubscribe", {})
        met.event("unsubscribe", EventKey="")
    world.ring(f"person:{person}")


def follower(world: World, person: int, appid: str) -> acts.Met:
    met = acts.meet(world, person, appid, OFFICIAL)
    if not met.face["subscribed"]:
        raise LookupError("this person does not follow the account")
    return met


def scan(world: World, person: int, key: str) -> acts.Met:
    """Scans a code with a scene: who did not follow does so by it. Raises LookupError."""
    with world.store.transaction():
        row = world.store.one(
            "select * from wx_qr where key = ?1 or ticket = ?1", key.removeprefix("q.")
        )
        if row is None or row["expires"] <= world.clock.world():
            raise LookupError("this code is no longer valid")
        met = acts.meet(world, person, row["appid"])
        scene, ticket = row["scene"], row["ticket"]
        if met.face["subscribed"]:
            windows.open_window(world, met.face, "scan")
            met.note("scan", scene)
            met.event("SCAN", EventKey=scene, Ticket=ticket)
        else:
            told = {"EventKey": f"qrscene_{scene}", "Ticket": ticket}
            begin(met, "ADD_SCENE_QR_CODE", scene, told)
    return met


def click(world: World, person: int, appid: str, name: str, done: dict[str, Any]) -> dict[str, Any]:
    """Presses the menu's button of this name; tells what opens. `done` is what the person did
    then: `scanned` a code, chose a place (`x`, `y`, `label`). Raises LookupError.
    """
    with world.store.transaction():
        met = follower(world, person, appid)
        menu = menu_of(met)
        button = next((b for b in leaves(menu["button"]) if b["name"] == name), None)
        if button is None:
            raise LookupError("the menu has no such button")
        return press(met, button, menu["menuid"], done)


def menu_of(met: acts.Met) -> dict[str, Any]:
    """The menu this person sees; raises LookupError."""
    rows = met.world.store.all(
        "select * from wx_menu where appid = ? order by menuid", met.account["appid"]
    )
    tags = met.world.store.all(
        "select id from wx_tagged where appid = ? and openid = ?", met.account["appid"], met.openid
    )
    found = menus.seen_by([menus.menu_data(row) for row in rows], [row["id"] for row in tags])
    if found is None:
        raise LookupError("the account has no menu")
    return found


def leaves(buttons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The buttons that do something."""
    return [leaf for b in buttons for leaf in (leaves(b["sub_button"]) if b["sub_button"] else [b])]


def press(
    met: acts.Met, button: dict[str, Any], menuid: int, done: dict[str, Any]
) -> dict[str, Any]:
    kind = button["type"]
    if kind == "click":
        windows.open_window(met.world, met.face, "click")
        met.event("CLICK", EventKey=button["key"])
        return {}
    if kind == "view":
        met.event("VIEW", EventKey=button["url"], MenuId=menuid)
        return {"url": button["url"]}
    if kind == "miniprogram":
        met.event("view_miniprogram", EventKey=button["pagepath"], MenuId=menuid)
        return {"appid": button["appid"], "page": button["pagepath"]}
    if kind in ("scancode_push", "scancode_waitmsg"):
        code = {"ScanType": "qrcode", "ScanResult": str(done.get("scanned") or "")}
        met.event(kind, EventKey=button["key"], ScanCodeInfo=code)
        return {}
    if kind == "location_select":
        place = {"Location_X": str(done.get("x") or 0), "Location_Y": str(done.get("y") or 0)}
        more = {"Scale": "15", "Label": str(done.get("label") or ""), "Poiname": ""}
        met.event(kind, EventKey=button["key"], SendLocationInfo=place | more)
        return {}
    raise LookupError(f"pressing a button of type {kind} is not emulated")


def accept_once(world: World, person: int, appid: str, template_id: str, scene: str) -> str:
    """A person accepts the page that asks for one message (official accounts); tells the openid."""
    with world.store.transaction():
        met = acts.meet(world, person, appid, OFFICIAL)
        subscribe.accept(world, met.face, templates.once_key(template_id, scene))
    return met.openid


def refuse(world: World, person: int, appid: str, *, refuses: bool) -> None:
    """A person switches the account's messages off or on."""
    with world.store.transaction():
        met = follower(world, person, appid)
        world.store.run(
            "update wx_fan set refuses = ? where appid = ? and openid = ?",
            *(int(refuses), appid, met.openid),
        )


def read(
    world: World, person: int, appid: str, media_id: str, index: int, place: str, *, share: bool
) -> None:
    """Reads (and shares) an article that went out. Raises LookupError."""
    if place not in PLACES:
        raise LookupError(f"place must be one of {', '.join(PLACES)}")
    with world.store.transaction():
        if not world.store.value(
            "select 1 from wx_article where media_id = ? and appid = ?", media_id, appid
        ):
            raise LookupError("no such article")
        met = acts.meet(world, person, appid, OFFICIAL)
        detail = {"media_id": media_id, "index": index, "place": place}
        met.note("read", detail)
        if share:
            met.note("share", detail)
