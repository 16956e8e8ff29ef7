"""What an account's server is told, plain or sealed, as XML or (mini programs) JSON; and what it
answers: a passive reply is put on the person's screen.

Signatures: developers.weixin.qq.com/doc/service/guide/dev/push/encryption.html
"""

import hashlib
import secrets
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any
from urllib.parse import urlencode

import msgspec

from pond_emulator.kit import crypto
from pond_emulator.notices import BadReplyError, Sealed
from pond_emulator.weixin import faces, replies
from pond_emulator.world import World, token_text

KIND = "weixin"
OPERATOR = "oOperatorOfThisAccount000000"  # whom jobs that end by themselves are told from
Fields = Mapping[str, Any]


def emit(world: World, account: Row, openid: str, fields: Fields, at: int) -> None:
    """Queues a message or an event for the account's server, if it has one.

    Lists become repeated elements, mappings nested ones.
    """
    if not account["callback_url"]:
        return
    said = {
        "ToUserName": account["username"],
        "FromUserName": openid,
        "CreateTime": at,
        **fields,
    }
    label = str(fields.get("Event") or fields["MsgType"])
    body = as_json(said) if account["format"] == "json" else as_xml(said)
    world.notices.queue(KIND, account["appid"], label, account["callback_url"], body)


def event(world: World, account: Row, openid: str, name: str, at: int, **fields: Any) -> None:
    emit(world, account, openid, {"MsgType": "event", "Event": name, **fields}, at)


def as_xml(fields: Fields) -> str:
    return f"<xml>{''.join(element(name, value) for name, value in fields.items())}</xml>"


def element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(element(name, item) for item in value)
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(element(k, v) for k, v in value.items())}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    text = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{text}]]></{name}>"


def as_json(fields: Fields) -> str:
    return msgspec.json.encode(dict(fields)).decode()


def sealer(world: World) -> Callable[[Row], Sealed]:
    """Signs (and in safe mode encrypts) one try of a notice."""

    def seal(row: Row) -> Sealed:
        account = faces.account(world, row["owner"])
        return sealed(account, row["url"], row["body"], str(int(world.clock.real())))

    return seal


def sealed(account: Mapping[str, Any] | Row, url: str, body: str, timestamp: str) -> Sealed:
    """One try, ready for the wire, in the account's mode."""
    nonce = str(secrets.randbelow(10**10))
    query = {
        "signature": plain_signature(account["token"], timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
    }
    if account["mode"] == "safe":
        key, appid = account["encoding_aes_key"], account["appid"]
        encrypted = crypto.callback_encrypt(key, appid, body.encode())
        query["encrypt_type"] = "aes"
        query["msg_signature"] = crypto.callback_signature(
            account["token"], timestamp, nonce, encrypted
        )
        outer = {"ToUserName": account["username"], "Encrypt": encrypted}
        body = as_json(outer) if account["format"] == "json" else as_xml(outer)
    kind = "application/json" if account["format"] == "json" else "text/xml"
    joint = "&" if "?" in url else "?"
    return Sealed(f"{url}{joint}{urlencode(query)}", body.encode(), {"content-type": kind})


def plain_signature(*parts: str) -> str:
    """SHA-1 over the sorted parts: token, timestamp and nonce."""
    joined = "".join(sorted(parts))
    return hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324  the platform's own choice


def address_check(account: Mapping[str, Any] | Row, url: str, timestamp: str) -> tuple[str, str]:
    """(address to GET, the text it must answer with): how a callback URL is saved."""
    nonce, echo = str(secrets.randbelow(10**10)), token_text(19)
    query = urlencode(
        {
            "signature": plain_signature(account["token"], timestamp, nonce),
            "echostr": echo,
            "timestamp": timestamp,
            "nonce": nonce,
        }
    )
    return f"{url}{'&' if '?' in url else '?'}{query}", echo


def heard(world: World) -> Callable[[Row, bytes], None]:
    """Reads what the server answered a notice with; raises BadReplyError."""

    def hear(row: Row, answer: bytes) -> None:
        account = faces.account(world, row["owner"])
        reply = replies.read(account, answer)
        if reply is None:
            return
        openid = opener_of(row["body"])
        found = world.store.one(
            "select * from wx_fan where appid = ? and openid = ?", account["appid"], openid
        )
        if found is None or reply.pop("to") != openid:
            raise BadReplyError("the reply is for somebody else")
        with world.store.transaction():
            faces.show(world, found, "to_person", "passive", reply)

    return hear


def opener_of(body: str) -> str:
    """Whom a notice was about."""
    if body.startswith("{"):
        return str(msgspec.json.decode(body)["FromUserName"])
    return ET.fromstring(body).findtext("FromUserName", "")  # noqa: S314  our own text
