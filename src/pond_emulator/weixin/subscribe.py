"""Subscribe messages: one for each prompt that a person accepted, counted here alone.

developers.weixin.qq.com/miniprogram/dev/framework/open-ability/subscribe-message-overview.html:
no interface tells what is left. Official accounts and mini programs have the same templates,
prompts and events.
"""

import re
import secrets
from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.weixin import callbacks, faces, library
from pond_emulator.weixin.door import Route, WxCall
from pond_emulator.world import World, token_text

KIND = "subscribe"
MOST_PROMPTED = 3
STATUSES = ("accept", "reject", "ban")
# developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/
# sendMessage.html: what each kind of keyword may hold
RULES = {
    "thing": r".{1,20}",
    "number": r"\d{1,32}(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r".{1,5}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": r".{2,30}\d.*",
    "date": r".*\d.*",
    "amount": r"[^\d]?\d{1,10}(\.\d{1,2})?元?",
    "phone_number": r"[\d+\-()]{1,17}",
    "car_number": r".{1,8}",
    "name": r".{1,10}|[A-Za-z ]{1,20}",
    "phrase": r".{1,5}",
}


def add_template(call: WxCall) -> dict[str, Any]:
    title = library.TITLES.get(int(call.body.get("tid") or 0))
    kids = [int(kid) for kid in call.body.get("kidList") or []]
    if title is None or not set(kids) <= {keyword.kid for keyword in title.keywords} or not kids:
        raise Refused(40037)
    chosen = [keyword for kid in kids for keyword in title.keywords if keyword.kid == kid]
    lines = [f"{k.name}:{{{{{k.rule}{k.kid}.DATA}}}}" for k in chosen]
    examples = [f"{k.name}:{k.example}" for k in chosen]
    template_id = token_text(43)
    call.world.store.run(
        "insert into wx_template values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(template_id, call.account, KIND, title.title, "\n".join(lines), "\n".join(examples)),
        *(title.type, call.world.clock.world()),
    )
    return {"errcode": 0, "errmsg": "ok", "priTmplId": template_id}


def delete_template(call: WxCall) -> dict[str, Any]:
    row = own_template(call, call.text("priTmplId", 40037))
    call.world.store.run("delete from wx_template where template_id = ?", row["template_id"])
    return {}


def own_template(call: WxCall, template_id: str) -> Row:
    """Raises Refused 40037."""
    row = call.world.store.one(
        "select * from wx_template where template_id = ? and appid = ? and kind = ?",
        *(template_id, call.account, KIND),
    )
    if row is None:
        raise Refused(40037)
    return row


def list_templates(call: WxCall) -> dict[str, Any]:
    rows = call.world.store.all(
        "select * from wx_template where appid = ? and kind = ? order by created, rowid",
        *(call.account, KIND),
    )
    shown = [
        {
            "priTmplId": row["template_id"],
            **{name: row[name] for name in ("title", "content", "example", "type")},
        }
        for row in rows
    ]
    return {"errcode": 0, "errmsg": "ok", "data": shown}


def categories(_call: WxCall) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", "data": [library.CATEGORY]}


def titles(call: WxCall) -> dict[str, Any]:
    found = list(library.TITLES.values())
    start, limit = int(call.query.get("start") or 0), int(call.query.get("limit") or 30)
    shown = [
        {"tid": t.tid, "title": t.title, "type": t.type, "categoryId": t.category}
        for t in found[start : start + limit]
    ]
    return {"errcode": 0, "errmsg": "ok", "count": len(found), "data": shown}


def keywords(call: WxCall) -> dict[str, Any]:
    title = library.TITLES.get(int(call.text("tid", 40037)))
    if title is None:
        raise Refused(40037)
    shown = [
        {"kid": k.kid, "name": k.name, "example": k.example, "rule": k.rule} for k in title.keywords
    ]
    return {"errcode": 0, "errmsg": "ok", "count": len(shown), "data": shown}


def sender(*, followers: bool) -> Callable[[WxCall], dict[str, Any]]:
    """One message to one person, who accepted a prompt for it."""

    def send(call: WxCall) -> dict[str, Any]:
        openid = call.text("touser", 40003)
        call.subject, call.client_key = openid, str(call.body.get("template_id", ""))
        face = faces.follower(call, openid) if followers else faces.known(call, openid)
        row = own_template(call, call.text("template_id", 40037))
        said = checked_data(row, call.body.get("data"))
        if not use_accepted(call.world, face, row["template_id"]):
            raise Refused(43101)
        body = {k: v for k, v in call.body.items() if k in ("page", "miniprogram")}
        shown = {"msgtype": KIND, "title": row["title"], "lines": said, **body}
        faces.show(call.world, face, "to_person", KIND, shown)
        tell_sent(call, face, row["template_id"])
        return {"errcode": 0, "errmsg": "ok"}

    return send


def checked_data(row: Row, data: Any) -> list[str]:
    """What the person reads, line by line; raises Refused 47003 for a value that does not fit."""
    given = data if isinstance(data, dict) else {}
    lines = []
    for name, keyword in re.findall(r"(.*?):{{(\w+)\.DATA}}", row["content"]):
        value = str((given.get(keyword) or {}).get("value", ""))
        rule = RULES[re.sub(r"\d+$", "", keyword)]
        if not re.fullmatch(rule, value, re.DOTALL):
            raise Refused(47003, f"data.{keyword}.value invalid")
        lines.append(f"{name}：{value}")
    return lines


def use_accepted(world: World, face: Row, template_id: str) -> bool:
    """Uses up one accepted prompt; False when none is left."""
    return bool(
        world.store.run(
            "update wx_accept set count = count - 1 where appid = ? and openid = ?"
            " and template_id = ? and count > 0",
            *(face["appid"], face["openid"], template_id),
        )
    )


def tell_sent(call: WxCall, face: Row, template_id: str) -> None:
    item = {
        "TemplateId": template_id,
        "MsgID": str(secrets.randbelow(9 * 10**18) + 10**18),
        "ErrorCode": "0",
        "ErrorStatus": "success",
    }
    account = call.owner()
    tell(call.world, account, face, "sent", [item], call.world.clock.world())


def prompted(world: World, face: Row, answers: dict[str, str], at: int) -> None:
    """A person answered a prompt: template -> accept, reject or ban. Raises LookupError."""
    if not 1 <= len(answers) <= MOST_PROMPTED or not set(answers.values()) <= set(STATUSES):
        raise LookupError("a prompt asks for one to three templates: accept, reject or ban")
    for template_id, status in answers.items():
        if not world.store.value(
            "select 1 from wx_template where template_id = ? and appid = ? and kind = ?",
            *(template_id, face["appid"], KIND),
        ):
            raise LookupError("no such template")
        if status == "accept":
            accept(world, face, template_id)
    account = faces.account(world, face["appid"])
    items = [
        {"TemplateId": name, "SubscribeStatusString": status, "PopupScene": "0"}
        for name, status in answers.items()
    ]
    tell(world, account, face, "popup", items, at)


def accept(world: World, face: Row, template_id: str) -> None:
    world.store.run(
        "insert into wx_accept values (?, ?, ?, 1) on conflict do update set count = count + 1",
        *(face["appid"], face["openid"], template_id),
    )


def withdrawn(world: World, face: Row, template_id: str, at: int) -> None:
    """A person switched the template off in the settings: nothing accepted is left."""
    world.store.run(
        "update wx_accept set count = 0 where appid = ? and openid = ? and template_id = ?",
        *(face["appid"], face["openid"], template_id),
    )
    item = {"TemplateId": template_id, "SubscribeStatusString": "reject"}
    tell(world, faces.account(world, face["appid"]), face, "change", [item], at)


def tell(
    world: World, account: Row, face: Row, what: str, items: list[dict[str, str]], at: int
) -> None:
    """popup, change and sent: XML nests the list in an element of its own, JSON does not."""
    name, openid = f"subscribe_msg_{what}_event", face["openid"]
    if account["format"] == "json":
        callbacks.event(world, account, openid, name, at, List=items)
        return
    nested = {f"SubscribeMsg{what.capitalize()}Event": {"List": items}}
    callbacks.event(world, account, openid, name, at, **nested)


TEMPLATE_ROUTES = (
    Route("POST", "/wxaapi/newtmpl/addtemplate", add_template),
    Route("POST", "/wxaapi/newtmpl/deltemplate", delete_template),
    Route("GET", "/wxaapi/newtmpl/gettemplate", list_templates),
    Route("GET", "/wxaapi/newtmpl/getcategory", categories),
    Route("GET", "/wxaapi/newtmpl/getpubtemplatetitles", titles),
    Route("GET", "/wxaapi/newtmpl/getpubtemplatekeywords", keywords),
)
