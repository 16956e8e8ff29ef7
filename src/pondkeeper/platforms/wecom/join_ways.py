"""Codes into groups (加入群聊).

Page: https://developer.work.weixin.qq.com/document/path/92229
"""

from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.facts import group as groups
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.messages import check

_BY_QR = 2


@dataclass(frozen=True, slots=True)
class WeComJoinWays:
    """Codes into groups (加入群聊)."""

    caller: Caller

    async def add(self, access: ChannelAccess, way: groups.JoinWay) -> groups.JoinWayMade:
        """Make a code and ask for its picture, which the first answer does not give."""
        answer = await self.caller.call(access, e.JOIN_ADD, post(e.JOIN_ADD, self._body(way)))
        config_id = str(told(answer, "config_id"))
        answer = await self.caller.call(
            access, e.JOIN_GET, post(e.JOIN_GET, {"config_id": config_id})
        )
        return groups.JoinWayMade(config_id, str(told(answer, "join_way").get("qr_code") or ""))

    async def update(self, access: ChannelAccess, config_id: str, way: groups.JoinWay) -> None:
        """Change which groups a code leads into; a printed picture stays good."""
        request = post(e.JOIN_UPDATE, {"config_id": config_id, **self._body(way)})
        await self.caller.call(access, e.JOIN_UPDATE, request)

    async def delete(self, access: ChannelAccess, config_id: str) -> None:
        """Switch a code off for ever."""
        request = post(e.JOIN_DELETE, {"config_id": config_id})
        await self.caller.call(access, e.JOIN_DELETE, request)

    def _body(self, way: groups.JoinWay) -> dict[str, Any]:
        check(len(way.group_ids), self.caller.limits, "wecom.join_way.chats")
        return {
            "scene": _BY_QR,
            "remark": way.remark or None,
            "auto_create_room": int(bool(way.next_name)),
            "room_base_name": way.next_name or None,
            "room_base_id": way.next_number if way.next_name else None,
            "chat_id_list": list(way.group_ids),
            "state": way.state,
        }
