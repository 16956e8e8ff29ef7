"""What members did, day by day.

Page: https://developer.work.weixin.qq.com/document/path/92132
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain.channels.facts import rule as rules
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.times import moment, seconds


@dataclass(frozen=True, slots=True)
class WeComStaffDays:
    """What members did, together, on whole days of the last 180; 30 days a call."""

    caller: Caller

    async def days(
        self,
        access: ChannelAccess,
        *,
        since: datetime,
        until: datetime,
        member_ids: Sequence[str] = (),
        department_ids: Sequence[int] = (),
    ) -> list[rules.StaffDay]:
        """Return one row a day for all asked for together."""
        if not member_ids and not department_ids:
            raise SendRefused("permanent", "no_member", "至少需要一名成员或一个部门")
        body = {
            "userid": list(member_ids) or None,
            "partyid": list(department_ids) or None,
            "start_time": seconds(since),
            "end_time": seconds(until),
        }
        answer = await self.caller.call(access, e.BEHAVIOUR, post(e.BEHAVIOUR, body))
        return [_day(row) for row in answer.get("behavior_data") or ()]


def _day(row: Mapping[str, Any]) -> rules.StaffDay:
    share, first = row.get("reply_percentage"), row.get("avg_reply_time")
    return rules.StaffDay(
        at=moment(told(row, "stat_time")),
        chats=row.get("chat_cnt", 0),
        messages=row.get("message_cnt", 0),
        reply_share_bp=None if share is None else round(share * 100),
        first_reply_min=first,
        lost=row.get("negative_feedback_cnt", 0),
        asked=row.get("new_apply_cnt", 0),
        added=row.get("new_contact_cnt", 0),
    )
