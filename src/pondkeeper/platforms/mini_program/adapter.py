"""A mini program behind the domain's ports: what can be sent, and how it is put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.facts.account import MessageTemplate
from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    TestStep,
    Wire,
)
from pondkeeper.platforms.common import weixin
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.uploads import upload
from pondkeeper.platforms.common.weixin_messages import filled, kept, try_channel
from pondkeeper.platforms.common.weixin_templates import prompted
from pondkeeper.platforms.mini_program import endpoints as e
from pondkeeper.platforms.mini_program.callbacks import DOOR
from pondkeeper.platforms.mini_program.checking import MiniContentCheck
from pondkeeper.platforms.mini_program.codes import MiniCodeMaker
from pondkeeper.platforms.mini_program.errcodes import ERRCODES
from pondkeeper.platforms.mini_program.guide import GUIDE
from pondkeeper.platforms.mini_program.sessions import MiniSessions
from pondkeeper.platforms.mini_program.settings import SCHEMA
from pondkeeper.platforms.mini_program.shipping import MiniShipping


def build(ground: Ground) -> Platform:
    """Return the mini program."""
    limits = load(__package__, account="app_id")
    caller = weixin.build(ground, limits, token=e.TOKEN, errcodes=ERRCODES, name_zh="小程序")
    return Platform(
        kind="mini_program",
        default_base_url=weixin.HOSTS[""],
        settings_schema=SCHEMA,
        guide=GUIDE,
        adapter=MiniAdapter(caller),
        door=DOOR,
        media=MiniMedia(caller),
        templates=MiniTemplates(caller),
        sessions=MiniSessions(caller),
        mini_codes=MiniCodeMaker(caller, ground.clock),
        content_check=MiniContentCheck(caller),
        shipping=MiniShipping(caller),
        endpoints=e.ALL,
        meanings=ERRCODES,
        limits=limits,
    )


@dataclass(frozen=True, slots=True)
class MiniAdapter:
    """Sends `subscribe` and `custom`; the shapes of their bodies are in README.md."""

    caller: Caller

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check the settings, the callback's key and a token."""
        return await try_channel(self.caller, access, SCHEMA, e.QUOTA_GET)

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Send one thing. Raises SendRefused or SendUnknown."""
        if call.kind not in _SENDS:
            raise SendRefused("permanent", "wire_kind", f"小程序不能发送 {call.kind}")
        endpoint, shape = _SENDS[call.kind]
        try:
            body = shape(call.body)
        except KeyError as lacking:
            hint = f"内容缺少 {lacking.args[0]}"
            raise SendRefused("permanent", "wire_shape", hint) from lacking
        request = post(endpoint, body, subject=str(call.body["openid"]))
        answer = await self.caller.call(access, endpoint, request)
        return SendResult(str(answer.get("msgid") or ""))


@dataclass(frozen=True, slots=True)
class MiniMedia:
    """Temporary pictures for messages, kept by the platform for three days."""

    caller: Caller

    async def upload(
        self, access: ChannelAccess, *, name: str, content: bytes, kind: str = "image"
    ) -> str:
        """Upload one picture and return its media id; there is no other kind."""
        request = await upload(e.MEDIA_UPLOAD, name, content, type=kind)
        return str(told(await self.caller.call(access, e.MEDIA_UPLOAD, request), "media_id"))


@dataclass(frozen=True, slots=True)
class MiniTemplates:
    """The templates that a person must be asked for."""

    caller: Caller

    async def templates(self, access: ChannelAccess) -> list[MessageTemplate]:
        """Return all templates."""
        return await prompted(self.caller, access, e.TEMPLATES)


def _subscribe(body: Mapping[str, Any]) -> dict[str, Any]:
    return kept(
        {
            "touser": body["openid"],
            "template_id": body["template_id"],
            "page": body.get("page"),
            "miniprogram_state": body.get("version") or "formal",
            "lang": body.get("lang") or "zh_CN",
            "data": filled(body["data"]),
        }
    )


def _custom(body: Mapping[str, Any]) -> dict[str, Any]:
    row = body["message"]
    kind = row["kind"]
    if kind == "text":
        content: tuple[str, dict[str, Any]] = ("text", {"content": row["text"]})
    elif kind == "image":
        content = ("image", {"media_id": row["media_id"]})
    elif kind == "link":
        link = {
            "title": row["title"],
            "description": row.get("description"),
            "url": row["url"],
            "thumb_url": row.get("picture_url"),
        }
        content = ("link", kept(link))
    elif kind == "miniprogram":
        card = {"title": row["title"], "pagepath": row["page"], "thumb_media_id": row["media_id"]}
        content = ("miniprogrampage", card)
    else:
        raise SendRefused("permanent", "message_kind", f"小程序客服消息没有 {kind} 类型")
    return {"touser": body["openid"], "msgtype": content[0], content[0]: content[1]}


_SENDS = {"subscribe": (e.SUBSCRIBE, _subscribe), "custom": (e.CUSTOM, _custom)}
