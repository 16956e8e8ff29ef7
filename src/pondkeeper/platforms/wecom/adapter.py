"""WeCom behind the domain's ports: what can be sent, and what a test of the channel tries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.ports import (
    CallbackRejected,
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    SendUnknown,
    TestStep,
    Wire,
)
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.settings import missing, need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.wxcrypt import WxCrypt
from pondkeeper.platforms.wecom import client
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.callbacks import WeComDoor
from pondkeeper.platforms.wecom.errcodes import ERRCODES, SPENT_WELCOME
from pondkeeper.platforms.wecom.handover import WeComHandover
from pondkeeper.platforms.wecom.making import WeComMedia, WeComTagger, WeComWays
from pondkeeper.platforms.wecom.reading import WeComContacts, WeComMembers
from pondkeeper.platforms.wecom.settings import SCHEMA

BASE_URL = "https://qyapi.weixin.qq.com"


def build(ground: Ground) -> Platform:
    """Return WeCom."""
    caller = client.build(ground)
    return Platform(
        kind="wecom",
        default_base_url=BASE_URL,
        settings_schema=SCHEMA,
        adapter=WeComAdapter(caller),
        door=WeComDoor(),
        contacts=WeComContacts(caller),
        ways=WeComWays(caller),
        tagger=WeComTagger(caller),
        handover=WeComHandover(caller),
        members=WeComMembers(caller),
        media=WeComMedia(caller),
        limits=caller.limits,
        meanings=ERRCODES,
    )


@dataclass(frozen=True, slots=True)
class WeComAdapter:
    """Sends `welcome` and `mass`; the shapes of their bodies are in README.md."""

    caller: Caller

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check the settings, fetch a token and ask who may have customers."""
        lacking = missing(access, SCHEMA)
        steps = [TestStep("settings", not lacking, "、".join(lacking))]
        if lacking:
            return steps
        steps.append(_test_callback(access))
        steps.append(await self._test_members(access))
        return steps

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Send one thing. Raises SendRefused or SendUnknown."""
        try:
            if call.kind == "welcome":
                return await self._welcome(access, call.body)
            if call.kind == "mass":
                return await self._mass(access, call.body)
        except KeyError as lacking:
            hint = f"内容缺少 {lacking.args[0]}"
            raise SendRefused("permanent", "wire_shape", hint) from lacking
        raise SendRefused("permanent", "wire_kind", f"企业微信不能发送 {call.kind}")

    async def _welcome(self, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
        request = post(e.WELCOME, {"welcome_code": body["welcome_code"], **_message(body)})
        try:
            await self.caller.call(access, e.WELCOME, request)
        except SendUnknown:
            # The code is good for one message only, so a second try cannot greet twice; when it
            # is refused as spent, the first one probably arrived and nobody can be sure.
            try:
                await self.caller.call(access, e.WELCOME, request)
            except SendRefused as refused:
                if refused.kind != "done" and refused.code != SPENT_WELCOME:
                    raise
                raise SendUnknown("send_welcome_msg: spent on the second try") from refused
        return SendResult("")

    async def _mass(self, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
        task = {
            "chat_type": "single",
            "external_userid": list(body["external_ids"]),
            "sender": body.get("member_id"),
            **_message(body),
        }
        answer = await self.caller.call(access, e.MASS_ADD, post(e.MASS_ADD, task))
        return SendResult(str(told(answer, "msgid")))

    async def _test_members(self, access: ChannelAccess) -> TestStep:
        try:
            answer = await self.caller.call(access, e.FOLLOWERS)
        except (SendRefused, SendUnknown) as error:
            return TestStep("members", ok=False, detail=str(error))
        count = len(answer.get("follow_user") or ())
        hint = f"{count}" if count else "没有成员开通客户联系权限"
        return TestStep("members", ok=count > 0, detail=hint)


def _test_callback(access: ChannelAccess) -> TestStep:
    crypt = WxCrypt(
        need(access, "callback_token"), need(access, "encoding_aes_key"), need(access, "corp_id")
    )
    try:
        crypt.decrypt(crypt.encrypt(b"pond"))
    except CallbackRejected:
        return TestStep("callback", ok=False, detail="EncodingAESKey 应为 43 位字母或数字")
    return TestStep("callback", ok=True, detail="")


def _message(body: Mapping[str, Any]) -> dict[str, Any]:
    text = body.get("text") or ""
    attachments = [_attachment(row) for row in body.get("attachments") or ()]
    return {"text": {"content": text} if text else None, "attachments": attachments or None}


def _attachment(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = row["kind"]
    if kind == "link":
        link = {
            "title": row["title"],
            "url": row["url"],
            "desc": row.get("description"),
            "picurl": row.get("picture_url"),
        }
        return {"msgtype": "link", "link": {key: value for key, value in link.items() if value}}
    if kind in {"image", "video", "file"}:
        return {"msgtype": kind, kind: {"media_id": row["media_id"]}}
    if kind == "miniprogram":
        card = {
            "title": row["title"],
            "pic_media_id": row["media_id"],
            "appid": row["appid"],
            "page": row["page"],
        }
        return {"msgtype": kind, kind: card}
    raise SendRefused("permanent", "attachment_kind", f"企业微信没有 {kind} 附件")
