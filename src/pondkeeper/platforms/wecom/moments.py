"""Moments (客户朋友圈): a job makes one, members publish it, customers see it.

Pages: https://developer.work.weixin.qq.com/document/path/95094 (job), 93333 (results), 97612.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain.channels.facts import reach
from pondkeeper.domain.channels.ports import ChannelAccess, SendResult
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.errcodes import ERRCODES, UNLISTED
from pondkeeper.platforms.wecom.messages import check, message
from pondkeeper.platforms.wecom.paging import walk
from pondkeeper.platforms.wecom.times import at, seconds

_DONE, _ALL_MAKERS, _TO_ALL = 3, 2, 1
_PAGE_MEMBERS, _PAGE_CUSTOMERS = 1000, 1000
_MAKERS: Mapping[Any, reach.Maker] = {0: "company", 1: "member"}


async def send(caller: Caller, access: ChannelAccess, body: Mapping[str, Any]) -> SendResult:
    """Ask for a Moment; `provider_id` is the job's number, see `WeComMoments.job`.

    `member_ids` and `department_ids` publish it (all who may, when both are empty), customers
    with one of `tag_ids` see it (all, when empty).
    """
    members = list(body.get("member_ids") or ())
    check(len(members), caller.limits, "wecom.moment.executors")
    check(len(body.get("text") or ""), caller.limits, "wecom.moment.text")
    senders = {"user_list": members, "department_list": list(body.get("department_ids") or ())}
    tags = list(body.get("tag_ids") or ())
    seen_by = {
        "sender_list": {key: value for key, value in senders.items() if value} or None,
        "external_contact_list": {"tag_list": tags} if tags else None,
    }
    task = {
        **message(body, caller.limits),
        "visible_range": {key: value for key, value in seen_by.items() if value} or None,
    }
    answer = await caller.call(access, e.MOMENT_ADD, post(e.MOMENT_ADD, task))
    return SendResult(str(told(answer, "jobid")))


@dataclass(frozen=True, slots=True)
class WeComMoments:
    """Jobs, Moments, and who published, saw, liked and commented them."""

    caller: Caller

    async def job(self, access: ChannelAccess, job_id: str) -> reach.MomentJob:
        """Return how the making stands; its result is kept for 24 hours."""
        answer = await self.caller.call(access, e.MOMENT_JOB, post(e.MOMENT_JOB, {"jobid": job_id}))
        if told(answer, "status") != _DONE:
            return reach.MomentJob("working")
        return _made(told(answer, "result"))

    async def recent(
        self, access: ChannelAccess, *, since: datetime, until: datetime, creator_id: str = ""
    ) -> AsyncIterator[reach.MomentSeen]:
        """Walk the Moments made between two moments, at most 30 days apart."""
        body = {
            "start_time": seconds(since),
            "end_time": seconds(until),
            "creator": creator_id or None,
            "filter_type": _ALL_MAKERS,
            "limit": self.caller.limits.count("wecom.moment.list_page"),
        }
        async for row in walk(self.caller, access, e.MOMENTS, body):
            yield reach.MomentSeen(
                moment_id=str(told(row, "moment_id")),
                creator_id=str(row.get("creator") or ""),
                maker=_MAKERS.get(row.get("create_type"), "company"),
                text=str((row.get("text") or {}).get("content") or ""),
                to_all=row.get("visible_type", _TO_ALL) == _TO_ALL,
                at=at(row.get("create_time")),
            )

    async def members(
        self, access: ChannelAccess, moment_id: str
    ) -> AsyncIterator[reach.MemberTask]:
        """Walk the members who have to publish, and who has."""
        body = {"moment_id": moment_id, "limit": _PAGE_MEMBERS}
        async for row in walk(self.caller, access, e.MOMENT_TASKS, body):
            yield reach.MemberTask(str(told(row, "userid")), bool(row.get("publish_status")))

    async def chosen(
        self, access: ChannelAccess, moment_id: str, member_id: str
    ) -> AsyncIterator[str]:
        """Walk the external ids of those who may see it."""
        body = {"moment_id": moment_id, "userid": member_id, "limit": _PAGE_CUSTOMERS}
        async for row in walk(self.caller, access, e.MOMENT_CHOSEN, body):
            yield str(told(row, "external_userid"))

    async def shown(
        self, access: ChannelAccess, moment_id: str, member_id: str
    ) -> AsyncIterator[str]:
        """Walk the external ids of those to whom it was shown."""
        body = {"moment_id": moment_id, "userid": member_id, "limit": _PAGE_CUSTOMERS}
        async for row in walk(self.caller, access, e.MOMENT_SHOWN, body):
            yield str(told(row, "external_userid"))

    async def reactions(
        self, access: ChannelAccess, moment_id: str, member_id: str
    ) -> list[reach.Reaction]:
        """Return likes and comments; the words of a comment are never given."""
        body = {"moment_id": moment_id, "userid": member_id}
        answer = await self.caller.call(access, e.MOMENT_COMMENTS, post(e.MOMENT_COMMENTS, body))
        comments = [_reaction("comment", row) for row in answer.get("comment_list") or ()]
        return comments + [_reaction("like", row) for row in answer.get("like_list") or ()]

    async def cancel(self, access: ChannelAccess, moment_id: str) -> None:
        """Stop what is not published yet; a published one stays."""
        body = {"moment_id": moment_id}
        await self.caller.call(access, e.MOMENT_CANCEL, post(e.MOMENT_CANCEL, body))


def _made(result: Mapping[str, Any]) -> reach.MomentJob:
    members = (result.get("invalid_sender_list") or {}).get("user_list") or ()
    tags = (result.get("invalid_external_contact_list") or {}).get("tag_list") or ()
    code = result.get("errcode", 0)
    return reach.MomentJob(
        state="refused" if code else "done",
        moment_id=str(result.get("moment_id") or ""),
        refused_members=tuple(members),
        refused_tags=tuple(tags),
        code=str(code) if code else "",
        hint=ERRCODES.get(str(code), UNLISTED).zh if code else "",
    )


def _reaction(kind: reach.ReactionKind, row: Mapping[str, Any]) -> reach.Reaction:
    return reach.Reaction(
        kind,
        at(row.get("create_time")),
        str(row.get("external_userid") or ""),
        str(row.get("userid") or ""),
    )
