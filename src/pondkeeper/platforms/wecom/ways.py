"""Contact ways (联系我): codes that lead to staff.

Page: https://developer.work.weixin.qq.com/document/path/92228
"""

from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e

_SEVERAL, _BY_QR = 2, 2
"""A code of one member is of the several kind too: a code cannot change its kind later on."""


@dataclass(frozen=True, slots=True)
class WeComWays:
    """Contact ways (联系我): codes that carry a state back with whoever scans them."""

    caller: Caller

    async def add(self, access: ChannelAccess, way: facts.ContactWay) -> facts.ContactWayMade:
        """Make a code. A SendUnknown may leave one behind that only works if it was printed."""
        body = {
            "type": _SEVERAL,
            "scene": _BY_QR,
            **_shared(way),
        }
        answer = await self.caller.call(access, e.WAY_ADD, post(e.WAY_ADD, body))
        return facts.ContactWayMade(
            str(told(answer, "config_id")), str(answer.get("qr_code") or "")
        )

    async def update(self, access: ChannelAccess, config_id: str, way: facts.ContactWay) -> None:
        """Change who answers a code and what it carries; a printed picture stays good."""
        body = {"config_id": config_id, **_shared(way)}
        await self.caller.call(access, e.WAY_UPDATE, post(e.WAY_UPDATE, body))

    async def delete(self, access: ChannelAccess, config_id: str) -> None:
        """Switch a code off for ever."""
        await self.caller.call(access, e.WAY_DELETE, post(e.WAY_DELETE, {"config_id": config_id}))


def _shared(way: facts.ContactWay) -> dict[str, Any]:
    return {
        "remark": way.remark or None,
        "skip_verify": way.skip_verify,
        "state": way.state,
        "user": list(way.member_ids),
    }
