"""Douyin behind the domain's ports: what can be sent, and what a test of the channel tries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    SendUnknown,
    TestStep,
    Wire,
)
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.settings import missing
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.douyin import client, people
from pondkeeper.platforms.douyin import endpoints as e
from pondkeeper.platforms.douyin import mini_endpoints as m
from pondkeeper.platforms.douyin.callbacks import DouyinDoor, check
from pondkeeper.platforms.douyin.client import BASE_URL, LIMITS
from pondkeeper.platforms.douyin.coupons import DouyinCoupons
from pondkeeper.platforms.douyin.errcodes import ERRCODES
from pondkeeper.platforms.douyin.guide import GUIDE
from pondkeeper.platforms.douyin.links import DouyinLinks
from pondkeeper.platforms.douyin.login import DouyinAccountLogin, DouyinProgramLogin
from pondkeeper.platforms.douyin.messages import content
from pondkeeper.platforms.douyin.pay import DouyinPay
from pondkeeper.platforms.douyin.settings import SCHEMA
from pondkeeper.platforms.douyin.trade import DouyinTrade


def build(ground: Ground) -> Platform:
    """Return Douyin."""
    caller = client.build(ground)
    return Platform(
        kind="douyin",
        default_base_url=BASE_URL,
        settings_schema=SCHEMA,
        guide=GUIDE,
        adapter=DouyinAdapter(caller),
        door=DouyinDoor(),
        posted_check=check,
        media=people.DouyinMedia(caller),
        account_login=DouyinAccountLogin(caller),
        program_login=DouyinProgramLogin(caller),
        program_links=DouyinLinks(caller, ground.clock),
        program_pay=DouyinPay(caller, ground.clock),
        trade_orders=DouyinTrade(caller),
        platform_coupons=DouyinCoupons(caller),
        authorised=people.DouyinAuthorised(caller),
        lead_cards=people.DouyinLeadCards(caller),
        endpoints=(*e.ACCOUNT, *m.MINI),
        meanings=ERRCODES,
        limits=LIMITS,
    )


@dataclass(frozen=True, slots=True)
class DouyinAdapter:
    """Sends `reply`, `message`, `group`, `subscribe`, `once`; bodies are in README.md."""

    caller: Caller

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check the settings, fetch the app's token and, where given, the account's."""
        lacking = missing(access, SCHEMA)
        steps = [TestStep("settings", not lacking, "、".join(lacking))]
        if lacking:
            return steps
        steps.append(await self._try(access, "token", e.EVENTS))
        if access.secrets.get("refresh_token", "").strip():
            steps.append(await self._try(access, "account", e.CARDS))
        return steps

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Send one thing. Raises SendRefused or SendUnknown."""
        sender = {
            "reply": self._reply,
            "message": self._message,
            "group": self._group,
            "subscribe": self._subscribe,
            "once": self._once,
        }.get(call.kind)
        if sender is None:
            raise SendRefused("permanent", "wire_kind", f"抖音不能发送 {call.kind}")
        try:
            return await sender(access, call.body)
        except KeyError as lacking:
            hint = f"内容缺少 {lacking.args[0]}"
            raise SendRefused("permanent", "wire_shape", hint) from lacking

    async def recall(
        self, access: ChannelAccess, *, message_id: str, conversation_id: str, group: bool = False
    ) -> None:
        """Take one of our messages back."""
        body = {
            "msg_id": message_id,
            "conversation_id": conversation_id,
            "conversation_type": 2 if group else 1,
        }
        await self.caller.call(access, e.IM_RECALL, post(e.IM_RECALL, body))

    async def _reply(self, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
        message = {
            "msg_id": body["msg_id"],
            "conversation_id": body["conversation_id"],
            "to_user_id": body["open_id"],
            "scene": "im_reply_msg",
            "content": content(body["content"]),
        }
        answer = await self.caller.call(access, e.IM_REPLY, post(e.IM_REPLY, message))
        return SendResult(str(told(answer, "msg_id")))

    async def _message(self, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
        """A message of our own accord, to who has allowed it."""
        to = str(body["open_id"])
        message = {"to_user_id": to, "content": content(body["content"])}
        request = post(e.IM_TOUCH, message, subject=to)
        answer = await self.caller.call(access, e.IM_TOUCH, request)
        return SendResult(str(told(answer, "msg_id")))

    async def _group(self, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
        message = {"group_id": body["group_id"], "content": content(body["content"])}
        answer = await self.caller.call(access, e.IM_GROUP, post(e.IM_GROUP, message))
        return SendResult(str(told(answer, "msg_id")))

    async def _subscribe(self, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
        """A mini program's message; each uses up one yes of the person."""
        message = {
            "open_id": body["open_id"],
            "tpl_id": body["template_id"],
            "data": body["data"],
            "page": body.get("page"),
        }
        await self.caller.call(access, m.NOTIFY, post(m.NOTIFY, message, subject=body["open_id"]))
        return SendResult("")

    async def _once(self, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
        """An app's message; each uses up one yes of the person."""
        message = {
            "to_open_id": body["open_id"],
            "template_id": body["template_id"],
            "template_arg_map": msgspec.json.encode(body["data"]).decode(),
            "schema_url": body.get("schema_url"),
        }
        await self.caller.call(access, e.ONCE, post(e.ONCE, message, subject=body["open_id"]))
        return SendResult("")

    async def _try(self, access: ChannelAccess, name: str, endpoint: Endpoint) -> TestStep:
        try:
            await self.caller.call(access, endpoint)
        except (SendRefused, SendUnknown) as error:
            return TestStep(name, ok=False, detail=str(error))
        return TestStep(name, ok=True, detail="")
