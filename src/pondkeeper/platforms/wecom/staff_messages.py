"""Messages of the application to staff, and what may still be done about one that was sent.

Pages: https://developer.work.weixin.qq.com/document/path/90236 (send), 94867 (recall), 94888
(cards). WeCom drops what is above its limits per member without a word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendResult
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.messages import check

_CHECKED_S = 1800
"""How long the platform looks for an equal message: longer than any try of ours lasts."""
_LINK_CARD, _MEDIA = 1, frozenset({"image", "voice", "video", "file"})


async def send(
    caller: Caller, access: ChannelAccess, body: Mapping[str, Any], client_key: str
) -> SendResult:
    """Send one message to members; `refused` are those who cannot receive it."""
    members = list(body["member_ids"])
    check(len(members), caller.limits, "wecom.appmsg.receivers")
    if not members:
        raise SendRefused("permanent", "no_recipient", "没有收件成员")
    sent = {
        "touser": "|".join(members),
        "agentid": agent_id(access),
        **_message(body, client_key),
        "enable_duplicate_check": 1,
        "duplicate_check_interval": _CHECKED_S,
    }
    subject = members[0] if len(members) == 1 else ""
    answer = await caller.call(access, e.APP_SEND, post(e.APP_SEND, sent, subject=subject))
    refused = f"{answer.get('invaliduser') or ''}|{answer.get('unlicenseduser') or ''}"
    left_out = tuple(one for one in refused.split("|") if one)
    return SendResult(str(told(answer, "msgid")), left_out)


@dataclass(frozen=True, slots=True)
class WeComStaffMessages:
    """What may still be done about a message."""

    caller: Caller

    async def recall(self, access: ChannelAccess, message_id: str) -> None:
        """Take back a message of the last 24 hours."""
        await self.caller.call(access, e.APP_RECALL, post(e.APP_RECALL, {"msgid": message_id}))

    async def settle_card(
        self, access: ChannelAccess, response_code: str, text: str, *, member_ids: Sequence[str]
    ) -> None:
        """Put `text` in place of a card's buttons; a code serves once, within 72 hours."""
        body = {
            "userids": list(member_ids),
            "agentid": agent_id(access),
            "response_code": response_code,
            "button": {"replace_name": text},
        }
        await self.caller.call(access, e.APP_CARD, post(e.APP_CARD, body))


def agent_id(access: ChannelAccess) -> int:
    """Return the application's number. Raises SendRefused when it is missing or none."""
    given = need(access, "agent_id")
    if not (given.isascii() and given.isdigit()):
        raise SendRefused("permanent", "settings", "AgentId 应为数字")
    return int(given)


def _message(body: Mapping[str, Any], client_key: str) -> dict[str, Any]:
    if card := body.get("card"):
        return _card(card, client_key)
    if markdown := body.get("markdown"):
        return {"msgtype": "markdown", "markdown": {"content": markdown}}
    if media := body.get("media"):
        kind = media["kind"]
        if kind not in _MEDIA:
            raise SendRefused("permanent", "attachment_kind", f"应用消息没有 {kind}")
        return {"msgtype": kind, kind: {"media_id": media["media_id"]}}
    return {"msgtype": "text", "text": {"content": body["text"]}}


def _card(card: Mapping[str, Any], client_key: str) -> dict[str, Any]:
    """A card with buttons comes back as `CardTapped`; one without opens its address."""
    buttons = [{"key": row["key"], "text": row["text"]} for row in card.get("buttons") or ()]
    if not buttons:
        parts = {
            "title": card["title"],
            "description": card.get("description") or card["title"],
            "url": card["url"],
            "btntxt": card.get("button"),
        }
        shown = {key: value for key, value in parts.items() if value}
        return {"msgtype": "textcard", "textcard": shown}
    title = {"title": card["title"], "desc": card.get("description") or ""}
    shown = {
        "card_type": "button_interaction",
        "main_title": title,
        "task_id": card.get("task_id") or client_key,
        "button_list": buttons,
    }
    if url := card.get("url"):
        shown["card_action"] = {"type": _LINK_CARD, "url": url}
    return {"msgtype": "template_card", "template_card": shown}
