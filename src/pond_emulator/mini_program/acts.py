"""What people do in a mini program: open it, go on, show their phone number, ask the service."""

from typing import Any

import msgspec

from pond_emulator.mini_program import login
from pond_emulator.weixin import acts, codes, windows
from pond_emulator.weixin.door import MINI
from pond_emulator.world import World


def visit(world: World, person: int, appid: str, page: str, *, share: bool) -> dict[str, Any]:
    """Opens the mini program: what its page gets from wx.login() and wx.getUserInfo()."""
    with world.store.transaction():
        met = acts.meet(world, person, appid, MINI)
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


def open_link(world: World, person: int, key: str) -> dict[str, Any]:
    """Comes by a code or a link: opens the page it names. Raises LookupError."""
    row = world.store.one("select * from wx_link where link = ?", key.removeprefix("w."))
    if row is None or row["expires"] <= world.clock.world():
        raise LookupError("this link is no longer valid")
    world.store.run("update wx_link set uses = uses + 1 where link = ?", row["link"])
    page = f"{row['path']}?{row['query']}" if row["query"] else row["path"]
    return visit(world, person, row["appid"], page, share=False) | {
        "appid": row["appid"],
        "page": page,
    }


def turn_page(world: World, person: int, appid: str, page: str) -> None:
    """Goes on to another page of an opened mini program."""
    with world.store.transaction():
        acts.meet(world, person, appid, MINI).note("visit", {"page": page, "first": False})


def show_phone(world: World, person: int, appid: str) -> str:
    """Allows the mini program to learn the phone number: the code for it. Raises LookupError."""
    with world.store.transaction():
        met = acts.meet(world, person, appid, MINI)
        phone = world.store.value("select phone from person where id = ?", person)
        if not phone:
            raise LookupError("this person has no phone number")
        return codes.make(world, met.face, "phone", {"phone": phone})


def enter_session(world: World, person: int, appid: str, source: str) -> None:
    """Opens the mini program's customer session."""
    with world.store.transaction():
        met = acts.meet(world, person, appid, MINI)
        windows.open_window(world, met.face, "enter")
        met.event("user_enter_tempsession", SessionFrom=source)
