"""QQ behind the domain's ports: answers inside their window, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    SendUnknown,
    TestStep,
    Wire,
)
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.settings import missing
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.qq import client
from pondkeeper.platforms.qq import endpoints as e
from pondkeeper.platforms.qq.callbacks import QqDoor, check
from pondkeeper.platforms.qq.client import BASE_URL, LIMITS, filled
from pondkeeper.platforms.qq.errcodes import ERRCODES
from pondkeeper.platforms.qq.guide import GUIDE
from pondkeeper.platforms.qq.settings import SCHEMA

_TEXT, _MARKDOWN, _ARK, _MEDIA = 0, 2, 3, 7
_FILES = {"image": 1, "video": 2, "voice": 3}


def build(ground: Ground) -> Platform:
    """Return QQ."""
    caller = client.build(ground)
    return Platform(
        kind="qq",
        default_base_url=BASE_URL,
        settings_schema=SCHEMA,
        guide=GUIDE,
        adapter=QqAdapter(caller, ground.clock),
        door=QqDoor(LIMITS.count("qq.reply.user.minutes"), LIMITS.count("qq.reply.group.minutes")),
        posted_check=check,
        endpoints=e.ALL,
        meanings=ERRCODES,
        limits=LIMITS,
    )


@dataclass(frozen=True, slots=True)
class QqAdapter:
    """Sends `reply`; the shape of its body is in README.md. `clock.real()` judges windows."""

    caller: Caller
    clock: Clock

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check the settings, fetch a token and ask who the bot is."""
        lacking = missing(access, SCHEMA)
        steps = [TestStep("settings", not lacking, "、".join(lacking))]
        if lacking:
            return steps
        try:
            answer = await self.caller.call(access, e.ME)
        except (SendRefused, SendUnknown) as error:
            return [*steps, TestStep("token", ok=False, detail=str(error))]
        return [*steps, TestStep("token", ok=True, detail=str(answer.get("username") or ""))]

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Send one answer. Raises SendRefused or SendUnknown."""
        if call.kind == "push":
            raise _push_closed()
        if call.kind != "reply":
            raise SendRefused("permanent", "wire_kind", f"QQ 机器人不能发送 {call.kind}")
        try:
            return await self._reply(access, call.body)
        except KeyError as lacking:
            hint = f"内容缺少 {lacking.args[0]}"
            raise SendRefused("permanent", "wire_shape", hint) from lacking

    async def recall(
        self, access: ChannelAccess, *, message_id: str, openid: str = "", group_openid: str = ""
    ) -> None:
        """Take one of our messages back, within two minutes."""
        endpoint = e.GROUP_RECALL if group_openid else e.USER_RECALL
        ids = {"openid": openid, "group_openid": group_openid, "message_id": message_id}
        await self.caller.call(access, endpoint, filled(Request(endpoint.path), **ids))

    async def _reply(self, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
        answers = str(body.get("msg_id") or body.get("event_id") or "")
        if not answers:
            raise _push_closed()
        self._check_window(body)
        group = str(body.get("group_openid") or "")
        whom = {"group_openid": group} if group else {"openid": str(body["openid"])}
        send, upload = (e.GROUP_SEND, e.GROUP_FILE) if group else (e.USER_SEND, e.USER_FILE)
        message = {
            "msg_id": body.get("msg_id"),
            "event_id": body.get("event_id"),
            "msg_seq": int(body["seq"]),
            **await self._content(access, upload, whom, body),
        }
        request = filled(post(send, message, subject=answers), **whom)
        answer = await self.caller.call(access, send, request)
        return SendResult(str(answer.get("id") or ""))

    async def _content(
        self,
        access: ChannelAccess,
        upload: Endpoint,
        whom: Mapping[str, str],
        body: Mapping[str, Any],
    ) -> dict[str, Any]:
        if media := body.get("media"):
            if media["kind"] not in _FILES:
                raise SendRefused("permanent", "media_kind", f"QQ 机器人不能发送 {media['kind']}")
            file = {"file_type": _FILES[media["kind"]], "url": media["url"], "srv_send_msg": False}
            answer = await self.caller.call(access, upload, filled(post(upload, file), **whom))
            # A picture without a text is refused, says the page: a space will do.
            info = {"file_info": told(answer, "file_info")}
            return {"msg_type": _MEDIA, "media": info, "content": body.get("text") or " "}
        if markdown := body.get("markdown"):
            return {"msg_type": _MARKDOWN, "markdown": {"content": markdown}}
        if ark := body.get("ark"):
            return {"msg_type": _ARK, "ark": ark}
        return {"msg_type": _TEXT, "content": body["text"]}

    def _check_window(self, body: Mapping[str, Any]) -> None:
        until = str(body.get("until") or "")
        if until and datetime.fromisoformat(until) <= self.clock.real():
            raise ERRCODES["window_closed"].refusal("window_closed")


def _push_closed() -> SendRefused:
    return ERRCODES["push_closed"].refusal("push_closed")
