"""Answers in customer service: within the 48 hours after a message, or once on an event's code.

Pages: https://developer.work.weixin.qq.com/document/path/94677 and 95122.
"""

import re
from collections.abc import Mapping
from typing import Any

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendResult
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.wecom import endpoints as e

_OWN_ID = re.compile(r"[0-9A-Za-z_-]{1,32}")
"""What may name a message; WeCom gives it back and in `msg_send_fail` (from memory, M)."""


async def send(
    caller: Caller, access: ChannelAccess, body: Mapping[str, Any], client_key: str
) -> SendResult:
    """Answer one customer with one message."""
    sent = {
        "touser": body["external_id"],
        "open_kfid": body["account_id"],
        "msgid": _own_id(client_key),
        **_message(body),
    }
    request = post(e.KF_SEND, sent, subject=body["external_id"])
    answer = await caller.call(access, e.KF_SEND, request)
    return SendResult(str(answer.get("msgid") or ""))


async def send_on_event(
    caller: Caller, access: ChannelAccess, body: Mapping[str, Any], client_key: str
) -> SendResult:
    """Say one thing, text or menu, on the code that an event carried."""
    sent = {"code": body["code"], "msgid": _own_id(client_key), **_message(body)}
    answer = await caller.call(access, e.KF_SEND_ON_EVENT, post(e.KF_SEND_ON_EVENT, sent))
    return SendResult(str(answer.get("msgid") or ""))


def _own_id(client_key: str) -> str | None:
    return client_key if _OWN_ID.fullmatch(client_key) else None


def _message(body: Mapping[str, Any]) -> dict[str, Any]:
    if menu := body.get("menu"):
        return {"msgtype": "msgmenu", "msgmenu": _menu(menu)}
    attachments = body.get("attachments") or ()
    if attachments:
        if len(attachments) > 1 or body.get("text"):
            raise SendRefused("permanent", "one_message", "一次只能发一条：文字、菜单或一个附件")
        return _attachment(attachments[0])
    return {"msgtype": "text", "text": {"content": body["text"]}}


def _attachment(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = row["kind"]
    if kind in {"image", "voice", "video", "file"}:
        return {"msgtype": kind, kind: {"media_id": row["media_id"]}}
    if kind == "link":
        parts = {
            "title": row["title"],
            "desc": row.get("description"),
            "url": row["url"],
            "thumb_media_id": row["media_id"],
        }
        return {"msgtype": kind, kind: {key: value for key, value in parts.items() if value}}
    if kind == "miniprogram":
        card = {
            "appid": row["appid"],
            "title": row["title"],
            "thumb_media_id": row["media_id"],
            "pagepath": row["page"],
        }
        return {"msgtype": kind, kind: card}
    if kind == "card":
        return {"msgtype": "business_card", "business_card": {"userid": row["member_id"]}}
    if kind == "acquisition_link":
        return {"msgtype": "ca_link", "ca_link": {"link_url": row["url"]}}
    raise SendRefused("permanent", "attachment_kind", f"微信客服没有 {kind} 消息")


def _menu(menu: Mapping[str, Any]) -> dict[str, Any]:
    parts = {
        "head_content": menu.get("head"),
        "list": [_choice(row) for row in menu["items"]],
        "tail_content": menu.get("tail"),
    }
    return {key: value for key, value in parts.items() if value}


def _choice(row: Mapping[str, Any]) -> dict[str, Any]:
    if url := row.get("url"):
        return {"type": "view", "view": {"url": url, "content": row["text"]}}
    return {"type": "click", "click": {"id": row["id"], "content": row["text"]}}
