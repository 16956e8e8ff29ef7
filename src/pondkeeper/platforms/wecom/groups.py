"""Groups of customers (客户群): reading and counting them.

Pages: https://developer.work.weixin.qq.com/document/path/92120 (list), 92122
(one group), 92133 (counts).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain.channels.facts import group as groups
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.paging import walk
from pondkeeper.platforms.wecom.times import at, seconds

_PAGE, _PAGE_COUNTS = 1000, 1000

_ANY, _OWNER_LEFT = 0, 1
_CUSTOMER = 2

_STATES: Mapping[Any, groups.GroupState] = {0: "normal", 1: "owner_left", 2: "moving", 3: "moved"}


@dataclass(frozen=True, slots=True)
class WeComGroups:
    """Reads groups."""

    caller: Caller

    async def walk(
        self, access: ChannelAccess, *, owner_ids: Sequence[str] = (), left_only: bool = False
    ) -> AsyncIterator[groups.GroupListed]:
        """Walk the groups of some owners (100 at most) or of all."""
        body = {
            "status_filter": _OWNER_LEFT if left_only else _ANY,
            "owner_filter": {"userid_list": list(owner_ids)} if owner_ids else None,
            "limit": _PAGE,
        }
        async for row in walk(self.caller, access, e.GROUPS, body):
            state = _STATES.get(row.get("status"), "unknown")
            yield groups.GroupListed(str(told(row, "chat_id")), state)

    async def get(self, access: ChannelAccess, group_id: str) -> groups.PlatformGroup:
        """Read one group with all who are in it, by name."""
        body = {"chat_id": group_id, "need_name": 1}
        answer = await self.caller.call(access, e.GROUP_GET, post(e.GROUP_GET, body))
        row = told(answer, "group_chat")
        return groups.PlatformGroup(
            group_id=str(told(row, "chat_id")),
            name=str(row.get("name") or ""),
            owner_id=str(row.get("owner") or ""),
            at=at(row.get("create_time")),
            notice=str(row.get("notice") or ""),
            members=tuple(_member(one) for one in row.get("member_list") or ()),
            admin_ids=tuple(str(told(one, "userid")) for one in row.get("admin_list") or ()),
            version=str(row.get("member_version") or ""),
        )

    async def counts(
        self,
        access: ChannelAccess,
        *,
        since: datetime,
        until: datetime,
        owner_ids: Sequence[str],
    ) -> AsyncIterator[groups.GroupCounts]:
        """Walk counts per owner over whole days, 30 at most; of up to 100 owners."""
        body = {**_days(since, until, owner_ids), "limit": _PAGE_COUNTS}
        rows = self.caller.pages(
            access,
            e.GROUP_COUNTS,
            lambda cursor: post(e.GROUP_COUNTS, {**body, "offset": int(cursor or 0)}),
        )
        async for row in rows:
            yield _counts(told(row, "data"), owner_id=str(told(row, "owner")))

    async def daily_counts(
        self,
        access: ChannelAccess,
        *,
        since: datetime,
        until: datetime,
        owner_ids: Sequence[str],
    ) -> list[groups.GroupCounts]:
        """Return counts per day over all these owners."""
        request = post(e.GROUP_COUNTS_DAILY, _days(since, until, owner_ids))
        answer = await self.caller.call(access, e.GROUP_COUNTS_DAILY, request)
        return [
            _counts(told(row, "data"), day=at(told(row, "stat_time")))
            for row in answer.get("items") or ()
        ]


def _member(row: Mapping[str, Any]) -> groups.GroupMember:
    who = str(told(row, "userid"))
    customer = row.get("type") == _CUSTOMER
    return groups.GroupMember(
        external_id=who if customer else "",
        member_id="" if customer else who,
        name=str(row.get("name") or ""),
        nickname=str(row.get("group_nickname") or ""),
        unionid=str(row.get("unionid") or ""),
        way=int(row.get("join_scene") or 0),
        state=str(row.get("state") or ""),
        invited_by=str((row.get("invitor") or {}).get("userid") or ""),
        at=at(row.get("join_time")),
    )


def _days(since: datetime, until: datetime, owner_ids: Sequence[str]) -> dict[str, Any]:
    return {
        "day_begin_time": seconds(since),
        "day_end_time": seconds(until),
        "owner_filter": {"userid_list": list(owner_ids)},
    }


def _counts(
    data: Mapping[str, Any], *, owner_id: str = "", day: datetime | None = None
) -> groups.GroupCounts:
    return groups.GroupCounts(
        groups=data.get("chat_total", 0),
        new_groups=data.get("new_chat_cnt", 0),
        active_groups=data.get("chat_has_msg", 0),
        members=data.get("member_total", 0),
        new_members=data.get("new_member_cnt", 0),
        active_members=data.get("member_has_msg", 0),
        messages=data.get("msg_total", 0),
        owner_id=owner_id,
        at=day,
    )
