"""Welcomes: one for each new friend, and templates that group owners may choose.

Pages: https://developer.work.weixin.qq.com/document/path/92137 and 92366.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendResult, SendUnknown
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.errcodes import SPENT_WELCOME
from pondkeeper.platforms.wecom.messages import message


async def send(caller: Caller, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
    """Greet a new friend on the code that came with them."""
    greeting = {"welcome_code": body["welcome_code"], **message(body, caller.limits)}
    request = post(e.WELCOME, greeting)
    try:
        await caller.call(access, e.WELCOME, request)
    except SendUnknown:
        # The code is good for one message only, so a second try cannot greet twice; when it
        # is refused as spent, the first one probably arrived and nobody can be sure.
        try:
            await caller.call(access, e.WELCOME, request)
        except SendRefused as refused:
            if refused.kind != "done" and refused.code != SPENT_WELCOME:
                raise
            raise SendUnknown("send_welcome_msg: spent on the second try") from refused
    return SendResult("")


@dataclass(frozen=True, slots=True)
class WeComGroupWelcomes:
    """Up to 100 templates: one text and one attachment each."""

    caller: Caller

    async def add(
        self, access: ChannelAccess, message: Mapping[str, Any], *, notify: bool = False
    ) -> str:
        """Make one and return its id; `notify` tells all owners."""
        body = {**self._template(message), "notify": int(notify)}
        answer = await self.caller.call(
            access, e.GROUP_WELCOME_ADD, post(e.GROUP_WELCOME_ADD, body)
        )
        return str(told(answer, "template_id"))

    async def update(
        self, access: ChannelAccess, template_id: str, message: Mapping[str, Any]
    ) -> None:
        """Change one; groups that use it greet anew from then on."""
        body = {"template_id": template_id, **self._template(message)}
        await self.caller.call(access, e.GROUP_WELCOME_EDIT, post(e.GROUP_WELCOME_EDIT, body))

    async def delete(self, access: ChannelAccess, template_id: str) -> None:
        """Remove one; groups that used it greet no longer."""
        request = post(e.GROUP_WELCOME_DELETE, {"template_id": template_id})
        await self.caller.call(access, e.GROUP_WELCOME_DELETE, request)

    def _template(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Here the one attachment stands beside the text, not in a list."""
        shown = message(given, self.caller.limits)
        attachments = shown.pop("attachments") or []
        if len(attachments) > 1:
            raise SendRefused("permanent", "one_attachment", "入群欢迎语只能带一个附件")
        for one in attachments:
            shown[one["msgtype"]] = one[one["msgtype"]]
        return shown
