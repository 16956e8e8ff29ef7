"""Groups that go to another owner.

Pages: https://developer.work.weixin.qq.com/document/path/92127 and 95703.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.facts import group as groups
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.errcodes import ERRCODES, UNLISTED
from pondkeeper.platforms.wecom.messages import check


@dataclass(frozen=True, slots=True)
class WeComGroupHandover:
    """Gives groups to another owner; nobody in them is asked."""

    caller: Caller

    async def move(
        self, access: ChannelAccess, group_ids: Sequence[str], *, to_member_id: str, left: bool
    ) -> list[groups.GroupNotMoved]:
        """Move up to 100 groups; return those that could not. `left`: their owner has left."""
        check(len(group_ids), self.caller.limits, "wecom.transfer.chats")
        endpoint = e.LEFT_GROUPS if left else e.GROUP_TRANSFER
        body = {"chat_id_list": list(group_ids), "new_owner": to_member_id}
        answer = await self.caller.call(access, endpoint, post(endpoint, body))
        return [_not_moved(row) for row in answer.get("failed_chat_list") or ()]


def _not_moved(row: Mapping[str, Any]) -> groups.GroupNotMoved:
    code = str(row.get("errcode") or "")
    meaning = ERRCODES.get(code, UNLISTED).zh
    return groups.GroupNotMoved(str(told(row, "chat_id")), code, meaning)
