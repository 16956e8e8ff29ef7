"""What people do at official accounts and mini programs. Each is one transaction, opens the windows
it opens in life, and is told to the account's server.
"""

import secrets
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.mini_program import login
from pond_emulator.official_account import menus, templates
from pond_emulator.weixin import callbacks, codes, faces, subscribe, windows
from pond_emulator.weixin.door import MINI, OFFICIAL
from pond_emulator.world import World

SCENES = ("ADD_SCENE_SEARCH", "ADD_SCENE_PROFILE_CARD", "ADD_SCENE_QR_CODE", "ADD_SCENE_OTHERS")
PLACES = ("session", "friends", "other")


@dataclass(frozen=True)
class Met:
    """A person at an account."""

    world: World
    account: Row
    face: Row

    @property
    def openid(self) -> str:
        return str(self.face["openid"])

    def note(self, what: str, detail: Any) -> None:
        faces.note(self.world, self.account["appid"], self.openid, what, detail, self.now)

    def event(self, name: str, **fields: Any) -> None:
        callbacks.event(self.world, self.account, self.openid, name, self.now, **fields)

    @property
    def now(self) -> int:
        return self.world.clock.world()


def meet(world: World, person: int, appid: str, kind: str = "") -> Met:
    """Raises LookupError."""
    account = faces.account(world, appid, kind)
    return Met(world, account, faces.face(world, appid, person))


def follow(world: World, person: int, appid: str, scene: str = "ADD_SCENE_SEARCH") -> Met:
    """A person follows by searching, by a card ... Raises LookupError."""
    if scene not in SCENES:
        raise LookupError(f"scene must be one of {', '.join(SCENES)}")
    with world.store.transaction():
        met = meet(world, person, appid, OFFICIAL)
        if not met.face["subscribed"]:
            begin(met, scene, "", {})
    return met


def begin(met: Met, scene: str, qr_scene: str, more: dict[str, str]) -> None:
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


def follower(world: World, person: int, appid: str) -> Met:
    met = meet(world, person, appid, OFFICIAL)
    if not met.face["subscribed"]:
        raise LookupError("this person does not follow the account")
    return met


def scan(world: World, person: int, key: str) -> Met:
    """Scans a code with a scene: who did not follow does so by it. Raises LookupError."""
    with world.store.transaction():
        row = world.store.one(
            "select * from wx_qr where key = ?1 or ticket = ?1", key.removeprefix("q.")
        )
        if row is None or row["expires"] <= world.clock.world():
            raise LookupError("this code is no longer valid")
        met = meet(world, person, row["appid"])
        scene, ticket = row["scene"], row["ticket"]
        if met.face["subscribed"]:
            windows.open_window(world, met.face, "scan")
            met.note("scan", scene)
            met.event("SCAN", EventKey=scene, Ticket=ticket)
        else:
            told = {"EventKey": f"qrscene_{scene}", "Ticket": ticket}
            begin(met, "ADD_SCENE_QR_CODE", scene, told)
    return met


def write(world: World, person: int, appid: str, kind: str, said: dict[str, Any]) -> None:
    """A person writes: {text} or {url} of a picture. Raises LookupError."""
    with world.store.transaction():
        met = meet(world, person, appid)
        if met.account["kind"] == OFFICIAL and not met.face["subscribed"]:
            raise LookupError("this person does not follow the account")
        told, body = message(kind, said)
        faces.show(world, met.face, "from_person", kind, body)
        windows.open_window(world, met.face, "message")
        if not met.face["blacklisted"]:
            callbacks.emit(world, met.account, met.openid, told, met.now)


def message(kind: str, said: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what the server is told, what stays on the screen); raises LookupError."""
    number = {"MsgId": secrets.randbelow(9 * 10**15) + 10**15}
    if kind == "text" and said.get("text"):
        text = str(said["text"])[:2000]
        return {"MsgType": "text", "Content": text} | number, {"text": text}
    if kind == "image" and said.get("url"):
        media_id, url = secrets.token_urlsafe(48), str(said["url"])
        told = {"MsgType": "image", "PicUrl": url, "MediaId": media_id}
        return told | number, {"image": url}
    raise LookupError("a person writes a text or shows a picture by its url")


def click(world: World, person: int, appid: str, name: str) -> dict[str, Any]:
    """Presses the menu's button of this name; tells what opens. Raises LookupError."""
    with world.store.transaction():
        met = follower(world, person, appid)
        menu = menu_of(met)
        button = next((b for b in leaves(menu["button"]) if b["name"] == name), None)
        if button is None:
            raise LookupError("the menu has no such button")
        return press(met, button, menu["menuid"])


def menu_of(met: Met) -> dict[str, Any]:
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


def press(met: Met, button: dict[str, Any], menuid: int) -> dict[str, Any]:
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
    raise LookupError(f"pressing a button of type {kind} is not emulated")


def answer_prompt(world: World, person: int, appid: str, answers: dict[str, str]) -> None:
    """A person was asked for subscribe messages: template -> accept, reject, ban."""
    with world.store.transaction():
        met = meet(world, person, appid)
        subscribe.prompted(world, met.face, answers, met.now)


def withdraw(world: World, person: int, appid: str, template_id: str) -> None:
    """A person switches a template off in the settings."""
    with world.store.transaction():
        met = meet(world, person, appid)
        subscribe.withdrawn(world, met.face, template_id, met.now)


def accept_once(world: World, person: int, appid: str, template_id: str, scene: str) -> str:
    """A person accepts the page that asks for one message (official accounts); tells the openid."""
    with world.store.transaction():
        met = meet(world, person, appid, OFFICIAL)
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
        met = meet(world, person, appid, OFFICIAL)
        detail = {"media_id": media_id, "index": index, "place": place}
        met.note("read", detail)
        if share:
            met.note("share", detail)


def visit(world: World, person: int, appid: str, page: str, *, share: bool) -> dict[str, Any]:
    """Opens the mini program: what its page gets from wx.login() and wx.getUserInfo()."""
    with world.store.transaction():
        met = meet(world, person, appid, MINI)
        met.note("visit", {"page": page, "first": True})
        if share:
            met.note("share_page", {"page": page})
        code, key = login.login_code(world, met.face)
    raw = msgspec.json.encode({"nickName": met.face["name"], "language": "zh_CN"}).decode()
    secret = msgspec.json.decode(raw) | {
        "openId": met.openid,
        "unionId": met.face["unionid"],
        "watermark": login.watermark(world, appid),
    }
    encrypted, iv = login.sealed(key, msgspec.json.encode(secret))
    return {
        "openid": met.openid,
        "code": code,
        "raw_data": raw,
        "signature": login.raw_signature(raw, key),
        "encrypted_data": encrypted,
        "iv": iv,
    }


def turn_page(world: World, person: int, appid: str, page: str) -> None:
    """Goes on to another page of an opened mini program."""
    with world.store.transaction():
        meet(world, person, appid, MINI).note("visit", {"page": page, "first": False})


def show_phone(world: World, person: int, appid: str) -> str:
    """Allows the mini program to learn the phone number: the code for it. Raises LookupError."""
    with world.store.transaction():
        met = meet(world, person, appid, MINI)
        phone = world.store.value("select phone from person where id = ?", person)
        if not phone:
            raise LookupError("this person has no phone number")
        return codes.make(world, met.face, "phone", {"phone": phone})


def enter_session(world: World, person: int, appid: str, source: str) -> None:
    """Opens the mini program's customer session."""
    with world.store.transaction():
        met = meet(world, person, appid, MINI)
        windows.open_window(world, met.face, "enter")
        met.event("user_enter_tempsession", SessionFrom=source)


def revoke(world: World, person: int, appid: str) -> None:
    """Takes back what was allowed about personal data: the account must delete it."""
    with world.store.transaction():
        met = meet(world, person, appid)
        fields = {"OpenID": met.openid, "AppID": appid, "RevokeInfo": "1"}
        met.event("user_authorization_revoke", **fields)


def paid(world: World, appid: str, openid: str) -> None:
    """Somebody paid this account: it may write to them for 48 hours."""
    row = world.store.one("select * from wx_fan where appid = ? and openid = ?", appid, openid)
    if row is not None:
        windows.open_window(world, row, "pay")
