"""The menu under a chat, and the ones that only some see.

developers.weixin.qq.com/doc/service/guide/product/menu. A conditional menu is matched by tag_id;
other rules (client_platform_type, language ...) are kept and match nobody: the emulator's people
have no such properties.
"""

from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.official_account import users
from pond_emulator.weixin import faces
from pond_emulator.weixin.door import Route, WxCall

BUTTONS, SUB_BUTTONS = 3, 5
NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
KEYED = (
    *("click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album"),
    *("pic_weixin", "location_select"),
)
NEEDED = {
    **dict.fromkeys(KEYED, (("key", 40019),)),
    "view": (("url", 40020),),
    "miniprogram": (("url", 40020), ("appid", 40013), ("pagepath", 40035)),
    "media_id": (("media_id", 40007),),
    "view_limited": (("media_id", 40007),),
    "article_id": (("article_id", 53600),),
    "article_view_limited": (("article_id", 53600),),
}


def create(call: WxCall) -> dict[str, Any]:
    buttons = checked(call.body.get("button"))
    call.world.store.run("delete from wx_menu where appid = ? and matchrule is null", call.account)
    insert(call, buttons, None)
    return {}


def insert(call: WxCall, buttons: list[dict[str, Any]], rule: dict[str, Any] | None) -> int:
    return call.world.store.add(
        "insert into wx_menu (appid, button, matchrule) values (?, ?, ?)",
        *(call.account, msgspec.json.encode(buttons).decode()),
        None if rule is None else msgspec.json.encode(rule).decode(),
    )


def checked(buttons: Any) -> list[dict[str, Any]]:
    """The buttons as they are answered; raises Refused for what the platform would not take."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS:
        raise Refused(40016)
    return [checked_button(button, NAME_BYTES, nested=True) for button in buttons]


def checked_button(button: dict[str, Any], name_bytes: int, *, nested: bool) -> dict[str, Any]:
    name = str(button.get("name") or "")
    if not name or len(name.encode()) > name_bytes:
        raise Refused(40018 if nested else 40025)
    below = button.get("sub_button") or []
    if below:
        if not nested or len(below) > SUB_BUTTONS:
            raise Refused(40023)
        lower = [checked_button(one, SUB_NAME_BYTES, nested=False) for one in below]
        return {"name": name, "sub_button": lower}
    kind = str(button.get("type") or "")
    if kind not in NEEDED:
        raise Refused(40017)
    for field, code in NEEDED[kind]:
        text = str(button.get(field) or "")
        if not text or len(text.encode()) > (KEY_BYTES if field == "key" else URL_BYTES):
            raise Refused(code)
    return {**button, "sub_button": []}


def get(call: WxCall) -> dict[str, Any]:
    menus = all_of(call)
    usual = [menu for menu in menus if menu["matchrule"] is None]
    if not usual:
        raise Refused(46003)
    special = [menu for menu in menus if menu["matchrule"] is not None]
    told: dict[str, Any] = {"menu": {"button": usual[0]["button"], "menuid": usual[0]["menuid"]}}
    return told | ({"conditionalmenu": special[::-1]} if special else {})


def all_of(call: WxCall) -> list[dict[str, Any]]:
    rows = call.world.store.all(
        "select * from wx_menu where appid = ? order by menuid", call.account
    )
    return [menu_data(row) for row in rows]


def menu_data(row: Any) -> dict[str, Any]:
    rule = row["matchrule"]
    return {
        "button": msgspec.json.decode(row["button"]),
        "matchrule": None if rule is None else msgspec.json.decode(rule),
        "menuid": row["menuid"],
    }


def delete(call: WxCall) -> dict[str, Any]:
    """The usual one and all conditional ones."""
    call.world.store.run("delete from wx_menu where appid = ?", call.account)
    return {}


def add_conditional(call: WxCall) -> dict[str, Any]:
    if not any(menu["matchrule"] is None for menu in all_of(call)):
        raise Refused(65303)
    rule = {k: v for k, v in (call.body.get("matchrule") or {}).items() if v not in (None, "")}
    if not rule:
        raise Refused(65304)
    made = insert(call, checked(call.body.get("button")), rule)
    return {"menuid": str(made)}


def delete_conditional(call: WxCall) -> dict[str, Any]:
    gone = call.world.store.run(
        "delete from wx_menu where appid = ? and menuid = ? and matchrule is not null",
        *(call.account, call.text("menuid", 65301)),
    )
    if not gone:
        raise Refused(65301)
    return {}


def try_match(call: WxCall) -> dict[str, Any]:
    """What a person sees; by openid (a WeChat name, which the platform also takes, nobody has)."""
    try:
        row = faces.known(call, call.text("user_id", 65302))
    except Refused as refused:
        raise Refused(65302) from refused
    found = seen_by(all_of(call), users.tags_of(call, row["openid"]))
    if found is None:
        raise Refused(46003)
    return {"button": found["button"]}


def seen_by(menus: list[dict[str, Any]], tags: list[int]) -> dict[str, Any] | None:
    """The newest conditional menu that fits somebody with these tags, else the usual one."""
    for menu in menus[::-1]:
        rule = menu["matchrule"] or {}
        if set(rule) == {"tag_id"} and str(rule["tag_id"]) in map(str, tags):
            return menu
    usual = [menu for menu in menus if menu["matchrule"] is None]
    return usual[0] if usual else None


def current(call: WxCall) -> dict[str, Any]:
    """The menu as the platform's own pages show it: sub_button is an object with a list."""
    usual = next((menu for menu in all_of(call) if menu["matchrule"] is None), None)
    if usual is None:
        return {"is_menu_open": 0, "selfmenu_info": {"button": []}}
    buttons = [
        {"name": b["name"], "sub_button": {"list": b["sub_button"]}} if b["sub_button"] else b
        for b in usual["button"]
    ]
    return {"is_menu_open": 1, "selfmenu_info": {"button": buttons}}


def auto_reply(_call: WxCall) -> dict[str, Any]:
    """What was set on the account's own admin pages, which there are none of here: nothing."""
    return {"is_add_friend_reply_open": 0, "is_autoreply_open": 0}


ROUTES = (
    Route("POST", "/cgi-bin/menu/create", create, "menu.create"),
    Route("GET", "/cgi-bin/menu/get", get, "menu.get"),
    Route("GET", "/cgi-bin/menu/delete", delete, "menu.delete"),
    Route("POST", "/cgi-bin/menu/addconditional", add_conditional, "menu.create"),
    Route("POST", "/cgi-bin/menu/delconditional", delete_conditional, "menu.delete"),
    Route("POST", "/cgi-bin/menu/trymatch", try_match),
    Route("GET", "/cgi-bin/get_current_selfmenu_info", current, "menu.get"),
    Route("GET", "/cgi-bin/get_current_autoreply_info", auto_reply),
)
