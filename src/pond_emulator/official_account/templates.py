"""Template messages: notices of a service, never advertising.

developers.weixin.qq.com/doc/service/guide/product/message/Template_Message_Interface.html. Words of
marketing pass, as in life, and are counted: the third within a day closes the interface for a day.
"""

import secrets
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.weixin import callbacks, faces, library, subscribe, words
from pond_emulator.weixin.door import OFFICIAL, Route, WxCall
from pond_emulator.world import token_text

KIND = "template"
MOST = 25
DAY_S, STRIKES = 86400, 3
INDUSTRY = {
    "primary_industry": {"first_class": "消费品", "second_class": "消费品"},
    "secondary_industry": {"first_class": "IT科技", "second_class": "互联网|电子商务"},
}


def add(call: WxCall) -> dict[str, Any]:
    found = library.SHORTS.get(call.text("template_id_short", 40036))
    if found is None:
        raise Refused(40036)
    count = call.world.store.value(
        "select count(*) from wx_template where appid = ? and kind = ?", call.account, KIND
    )
    if count >= (call.world.limits.count(OFFICIAL, "oa.template.stock") or MOST):
        raise Refused(45026)
    title, names = found
    wanted = call.body.get("keyword_name_list") or names
    template_id, numbered = token_text(43), list(enumerate(wanted, 1))
    content = "\n".join(f"{name}：{{{{keyword{n}.DATA}}}}" for n, name in numbered)
    example = "\n".join(f"{name}：…" for _, name in numbered)
    call.world.store.run(
        "insert into wx_template values (?, ?, ?, ?, ?, ?, 0, ?)",
        *(template_id, call.account, KIND, title, content, example, call.world.clock.world()),
    )
    return {"errcode": 0, "errmsg": "ok", "template_id": template_id}


def list_all(call: WxCall) -> dict[str, Any]:
    rows = call.world.store.all(
        "select * from wx_template where appid = ? and kind = ? order by created, rowid",
        *(call.account, KIND),
    )
    shown = [
        {
            **{name: row[name] for name in ("template_id", "title", "content", "example")},
            "primary_industry": "IT科技",
            "deputy_industry": "互联网|电子商务",
        }
        for row in rows
    ]
    return {"template_list": shown}


def own(call: WxCall) -> Row:
    """The template of the body; raises Refused 40037."""
    row = call.world.store.one(
        "select * from wx_template where template_id = ? and appid = ? and kind = ?",
        *(call.text("template_id", 40037), call.account, KIND),
    )
    if row is None:
        raise Refused(40037)
    return row


def delete(call: WxCall) -> dict[str, Any]:
    row = own(call)
    call.world.store.run("delete from wx_template where template_id = ?", row["template_id"])
    return {}


def set_industry(_call: WxCall) -> dict[str, Any]:
    """Taken and not kept: which industry an account is in changes nothing here."""
    return {}


def industry(_call: WxCall) -> dict[str, Any]:
    return INDUSTRY


def send(call: WxCall) -> dict[str, Any]:
    openid = call.text("touser", 40003)
    call.subject, call.client_key = openid, str(call.body.get("client_msg_id") or "")
    banned = call.world.bans.find(OFFICIAL, call.account, KIND)
    if banned:
        raise Refused(48004)
    row, face = own(call), faces.follower(call, openid)
    lines = filled(row["content"], call.body.get("data"))
    strike(call, "\n".join(lines))
    msgid = secrets.randbelow(10**9) + 10**9
    status = "failed:user block" if face["refuses"] else "success"
    if not face["refuses"]:
        more = {k: v for k, v in call.body.items() if k in ("url", "miniprogram")}
        shown = {"msgtype": KIND, "title": row["title"], "lines": lines, **more}
        faces.show(call.world, face, "to_person", KIND, shown)
    finished(call, openid, msgid, status)
    return {"errcode": 0, "errmsg": "ok", "msgid": msgid}


def filled(content: str, data: Any) -> list[str]:
    """The template with its values, line by line; raises Refused when there are none."""
    if not isinstance(data, dict) or not data:
        raise Refused(47001)
    for name, value in data.items():
        text = str(value.get("value", "")) if isinstance(value, dict) else str(value)
        content = content.replace(f"{{{{{name}.DATA}}}}", text)
    return content.split("\n")


def strike(call: WxCall, text: str) -> None:
    """Counts a message with words of marketing; the third closes the interface."""
    word = words.marketing(text)
    if not word:
        return
    now = call.world.clock.world()
    faces.note(call.world, call.account, call.subject, "strike", word, now)
    struck = call.world.store.value(
        "select count(*) from wx_log where appid = ? and what = 'strike' and at > ?",
        *(call.account, now - DAY_S),
    )
    if struck >= STRIKES:
        why = f"template messages with marketing ({word})"
        call.world.bans.put(OFFICIAL, call.account, KIND, why, DAY_S, "48004")


def finished(call: WxCall, openid: str, msgid: int, status: str) -> None:
    callbacks.event(
        call.world,
        call.owner(),
        openid,
        "TEMPLATESENDJOBFINISH",
        call.world.clock.world(),
        MsgID=msgid,
        Status=status,
    )


def send_once(call: WxCall) -> dict[str, Any]:
    """message/template/subscribe: one message for one accepted page, also to who does not follow
    (developers.weixin.qq.com/doc/service/guide/product/message/One-time_subscription_info.html).
    """
    openid, scene = call.text("touser", 40003), call.text("scene", 47003)
    call.subject = openid
    face = faces.known(call, openid)
    key = once_key(call.text("template_id", 40037), scene)
    if not subscribe.use_accepted(call.world, face, key):
        raise Refused(43101)
    content = (call.body.get("data") or {}).get("content") or {}
    shown = {
        "msgtype": KIND,
        "title": str(call.body.get("title") or ""),
        "lines": [str(content.get("value", ""))],
        "url": str(call.body.get("url") or ""),
    }
    faces.show(call.world, face, "to_person", KIND, shown)
    return {}


def once_key(template_id: str, scene: str) -> str:
    """Under which an accepted page for one message is counted."""
    return msgspec.json.encode([template_id, scene]).decode()


ROUTES = (
    Route("POST", "/cgi-bin/template/api_add_template", add),
    Route("GET", "/cgi-bin/template/get_all_private_template", list_all),
    Route("POST", "/cgi-bin/template/del_private_template", delete),
    Route("POST", "/cgi-bin/template/api_set_industry", set_industry),
    Route("GET", "/cgi-bin/template/get_industry", industry),
    Route("POST", "/cgi-bin/message/template/send", send, "template"),
    Route("POST", "/cgi-bin/message/template/subscribe", send_once, "subscribe"),
    *subscribe.TEMPLATE_ROUTES,
    Route(
        "POST",
        "/cgi-bin/message/subscribe/bizsend",
        subscribe.sender(followers=False),
        "subscribe",
    ),
)
