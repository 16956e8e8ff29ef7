"""Mass messages: what members confirmed, and what became of each customer and group.

Pages: https://developer.work.weixin.qq.com/document/path/93338 (list, results), 97610, 97611.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain.channels.facts import reach
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendResult
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.messages import check, message
from pondkeeper.platforms.wecom.paging import walk
from pondkeeper.platforms.wecom.times import at, seconds

_PAGE_TASKS, _PAGE_MEMBERS, _PAGE_OUTCOMES = 100, 1000, 500
_MAKERS: Mapping[Any, reach.Maker] = {0: "company", 1: "member"}
_STATES: Mapping[Any, reach.SendState] = {0: "waiting", 1: "sent", 2: "not_friend", 3: "limit"}
_ALL_MAKERS = 2


async def send(caller: Caller, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
    """Make a task for customers (`external_ids`) or groups (`group_ids`); members confirm it."""
    check(len((body.get("text") or "").encode()), caller.limits, "wecom.mass.text")
    task = {**_whom(body, caller), "sender": body.get("member_id"), **message(body, caller.limits)}
    answer = await caller.call(access, e.MASS_ADD, post(e.MASS_ADD, task))
    left_out = tuple(str(one) for one in answer.get("fail_list") or ())
    return SendResult(str(told(answer, "msgid")), left_out)


def _whom(body: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """Name the recipients: WeCom takes an empty list for 'all whom the sender knows'."""
    if groups := list(body.get("group_ids") or ()):
        check(len(groups), caller.limits, "wecom.mass.chat_id_list")
        return {"chat_type": "group", "chat_id_list": groups}
    people = list(body["external_ids"])
    check(len(people), caller.limits, "wecom.mass.external_userid")
    if not people:
        raise SendRefused("permanent", "no_recipient", "没有收件人")
    return {"chat_type": "single", "external_userid": people}


@dataclass(frozen=True, slots=True)
class WeComMasses:
    """Tasks and their results, page by page."""

    caller: Caller

    async def recent(
        self,
        access: ChannelAccess,
        kind: reach.MassKind,
        *,
        since: datetime,
        until: datetime,
        creator_id: str = "",
    ) -> AsyncIterator[reach.MassTask]:
        """Walk the tasks made between two moments, at most 31 days apart."""
        body = {
            "chat_type": kind,
            "start_time": seconds(since),
            "end_time": seconds(until),
            "creator": creator_id or None,
            "filter_type": _ALL_MAKERS,
            "limit": _PAGE_TASKS,
        }
        async for row in walk(self.caller, access, e.MASSES, body):
            yield reach.MassTask(
                task_id=str(told(row, "msgid")),
                creator_id=str(row.get("creator") or ""),
                maker=_MAKERS.get(row.get("create_type"), "company"),
                text=str((row.get("text") or {}).get("content") or ""),
                at=at(row.get("create_time")),
            )

    async def members(self, access: ChannelAccess, task_id: str) -> AsyncIterator[reach.MemberTask]:
        """Walk the members who have to confirm, and who has."""
        body = {"msgid": task_id, "limit": _PAGE_MEMBERS}
        async for row in walk(self.caller, access, e.MASS_TASKS, body):
            done = bool(row.get("status"))
            sent_at = at(row.get("send_time")) if done else None
            yield reach.MemberTask(str(told(row, "userid")), done, sent_at)

    async def outcomes(
        self, access: ChannelAccess, task_id: str, member_id: str
    ) -> AsyncIterator[reach.SendOutcome]:
        """Walk the recipients of one member."""
        body = {"msgid": task_id, "userid": member_id, "limit": _PAGE_OUTCOMES}
        async for row in walk(self.caller, access, e.MASS_RESULT, body):
            yield reach.SendOutcome(
                member_id=str(row.get("userid") or member_id),
                state=_STATES.get(row.get("status"), "unknown"),
                external_id=str(row.get("external_userid") or ""),
                group_id=str(row.get("chat_id") or ""),
                at=at(row.get("send_time")),
            )

    async def remind(self, access: ChannelAccess, task_id: str) -> None:
        """Remind the members who have not confirmed; three times in 24 hours for each task."""
        request = post(e.MASS_REMIND, {"msgid": task_id}, subject=task_id)
        await self.caller.call(access, e.MASS_REMIND, request)

    async def cancel(self, access: ChannelAccess, task_id: str) -> None:
        """Stop what is not confirmed yet."""
        await self.caller.call(access, e.MASS_CANCEL, post(e.MASS_CANCEL, {"msgid": task_id}))
