"""Events to the product: the XML of document/path/92130 and 90970, sealed by WXBizMsgCrypt."""

import secrets
from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any, TypeAlias
from urllib.parse import urlencode

from pond_emulator.kit import crypto
from pond_emulator.notices import Sealed
from pond_emulator.world import World, token_text

Fields: TypeAlias = Mapping[str, str | list[str]]


def event_xml(corpid: str, event: str, change: str, at: int, fields: Fields) -> str:
    """The plain text of an event in a self-built app's form; a few have no ChangeType."""
    lines = [
        f"<ToUserName><![CDATA[{corpid}]]></ToUserName>",
        "<FromUserName><![CDATA[sys]]></FromUserName>",
        f"<CreateTime>{at}</CreateTime>",
        "<MsgType><![CDATA[event]]></MsgType>",
        f"<Event><![CDATA[{event}]]></Event>",
    ]
    if change:
        lines.append(f"<ChangeType><![CDATA[{change}]]></ChangeType>")
    lines += [f"<{name}>{content(value)}</{name}>" for name, value in fields.items()]
    return f"<xml>{''.join(lines)}</xml>"


def member_xml(corpid: str, agentid: int, userid: str, at: int, fields: Fields) -> str:
    """What a member does in an app: FromUserName is the member, AgentID the app."""
    lines = [
        f"<ToUserName><![CDATA[{corpid}]]></ToUserName>",
        f"<FromUserName><![CDATA[{cdata(userid)}]]></FromUserName>",
        f"<CreateTime>{at}</CreateTime>",
        *(f"<{name}>{content(value)}</{name}>" for name, value in fields.items()),
        f"<AgentID>{agentid}</AgentID>",
    ]
    return f"<xml>{''.join(lines)}</xml>"


def content(value: str | list[str]) -> str:
    """A text, or a list of items."""
    if isinstance(value, str):
        return f"<![CDATA[{cdata(value)}]]>"
    return "".join(f"<Item>{content(item)}</Item>" for item in value)


def cdata(text: str) -> str:
    """A text that cannot end its own CDATA section."""
    return text.replace("]]>", "]]]]><![CDATA[>")


def emit(world: World, corpid: str, change: str, fields: dict[str, str], at: int) -> None:
    """Queues change_external_contact/`change` for every app of the corp that takes callbacks."""
    emit_event(world, corpid, "change_external_contact", change, fields, at)


def emit_contact(world: World, corpid: str, change: str, fields: dict[str, str], at: int) -> None:
    """Queues change_contact/`change` (members, not customers)."""
    emit_event(world, corpid, "change_contact", change, fields, at)


def emit_event(world: World, corpid: str, event: str, change: str, fields: Fields, at: int) -> None:
    body = event_xml(corpid, event, change, at, fields)
    label = f"{event}/{change}" if change else event
    for app in listening_apps(world, corpid):
        world.notices.queue("wecom", corpid, label, app["callback_url"], body, app["agentid"])


def emit_member(
    world: World, corpid: str, agentid: int, userid: str, at: int, fields: Fields
) -> bool:
    """To the one app the member uses; False when it takes no callbacks."""
    apps = [app for app in listening_apps(world, corpid) if app["agentid"] == agentid]
    for app in apps:
        body = member_xml(corpid, agentid, userid, at, fields)
        label = str(fields.get("Event") or fields["MsgType"])
        world.notices.queue("wecom", corpid, label, app["callback_url"], body, agentid)
    return bool(apps)


def listening_apps(world: World, corpid: str) -> list[Row]:
    return world.store.all(
        "select * from app where corpid = ? and callback_url is not null order by agentid", corpid
    )


def sealer(world: World) -> Callable[[Row], Sealed]:
    """Encrypts and signs one try of a notice with the app's token and key."""

    def seal(row: Row) -> Sealed:
        app = world.store.one(
            "select * from app where corpid = ? and agentid = ?", row["owner"], row["agentid"]
        )
        if app is None:
            raise LookupError(f"app {row['agentid']} of {row['owner']} is gone")
        return sealed_event(app, row["url"], row["body"], str(int(world.clock.real())))

    return seal


def sealed_event(app: Row, url: str, body: str, timestamp: str) -> Sealed:
    encrypted = crypto.callback_encrypt(app["encoding_aes_key"], app["corpid"], body.encode())
    nonce = str(secrets.randbelow(10**10))
    signature = crypto.callback_signature(app["token"], timestamp, nonce, encrypted)
    query = urlencode({"msg_signature": signature, "timestamp": timestamp, "nonce": nonce})
    envelope = (
        f"<xml><ToUserName><![CDATA[{app['corpid']}]]></ToUserName>"
        f"<AgentID><![CDATA[{app['agentid']}]]></AgentID>"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    )
    joint = "&" if "?" in url else "?"
    return Sealed(f"{url}{joint}{query}", envelope.encode(), {"content-type": "text/xml"})


def address_check(app: Mapping[str, Any], url: str, timestamp: str) -> tuple[str, str]:
    """(address to GET, the plain text it must answer with): how a callback URL is saved."""
    expected = token_text(19)
    echo = crypto.callback_encrypt(app["encoding_aes_key"], app["corpid"], expected.encode())
    nonce = str(secrets.randbelow(10**10))
    signature = crypto.callback_signature(app["token"], timestamp, nonce, echo)
    query = urlencode(
        {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": echo}
    )
    return f"{url}{'&' if '?' in url else '?'}{query}", expected
