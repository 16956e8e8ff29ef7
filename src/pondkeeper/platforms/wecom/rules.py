"""What staff may not write (敏感词), who may do what (规则组), and what they did day by day.

Pages: https://developer.work.weixin.qq.com/document/path/95097 (rules), 94883 (strategies), 94882
(their labels), 92132 (days).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels import rule_facts as rules
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.making import labels, named
from pondkeeper.platforms.wecom.paging import walk
from pondkeeper.platforms.wecom.times import moment, seconds

T = TypeVar("T", str, int)
_BLOCKS, _WARNS = 1, 2
_MEMBER = 1
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class WeComIntercepts:
    """Rules for what staff may not write to customers."""

    caller: Caller

    async def ids(self, access: ChannelAccess) -> list[str]:
        """Return the ids of all rules."""
        answer = await self.caller.call(access, e.INTERCEPTS)
        return [str(told(row, "rule_id")) for row in answer.get("rule_list") or ()]

    async def get(self, access: ChannelAccess, rule_id: str) -> rules.InterceptRule:
        """Read one rule."""
        answer = await self.caller.call(
            access, e.INTERCEPT_GET, post(e.INTERCEPT_GET, {"rule_id": rule_id})
        )
        row = told(answer, "rule")
        whom = row.get("applicable_range") or {}
        return rules.InterceptRule(
            name=str(row.get("rule_name") or ""),
            words=tuple(row.get("word_list") or ()),
            blocks=row.get("intercept_type") == _BLOCKS,
            kinds=tuple((row.get("extra_rule") or {}).get("semantics_list") or ()),
            member_ids=tuple(whom.get("user_list") or ()),
            department_ids=tuple(whom.get("department_list") or ()),
        )

    async def add(self, access: ChannelAccess, rule: rules.InterceptRule) -> str:
        """Make a rule and return its id."""
        body = {
            **_rule(rule),
            "semantics_list": list(rule.kinds) or None,
            "applicable_range": _whom(rule.member_ids, rule.department_ids),
        }
        answer = await self.caller.call(access, e.INTERCEPT_ADD, post(e.INTERCEPT_ADD, body))
        return str(told(answer, "rule_id"))

    async def update(self, access: ChannelAccess, rule_id: str, rule: rules.InterceptRule) -> None:
        """Make a rule what `rule` says: the platform wants to hear who joins and who leaves."""
        before = await self.get(access, rule_id)
        joins = _whom(
            _new(rule.member_ids, before.member_ids),
            _new(rule.department_ids, before.department_ids),
        )
        leaves = _whom(
            _new(before.member_ids, rule.member_ids),
            _new(before.department_ids, rule.department_ids),
        )
        body = {
            "rule_id": rule_id,
            **_rule(rule),
            "extra_rule": {"semantics_list": list(rule.kinds)},
            "add_applicable_range": joins or None,
            "remove_applicable_range": leaves or None,
        }
        await self.caller.call(access, e.INTERCEPT_UPDATE, post(e.INTERCEPT_UPDATE, body))

    async def delete(self, access: ChannelAccess, rule_id: str) -> None:
        """Remove a rule."""
        request = post(e.INTERCEPT_DELETE, {"rule_id": rule_id})
        await self.caller.call(access, e.INTERCEPT_DELETE, request)


@dataclass(frozen=True, slots=True)
class WeComStrategies:
    """Reads strategies one by one: the list gives ids alone."""

    caller: Caller

    async def walk(self, access: ChannelAccess) -> AsyncIterator[rules.Strategy]:
        """Walk all strategies with whom they hold for."""
        async for row in walk(self.caller, access, e.STRATEGIES, {"limit": _PAGE}):
            yield await self._strategy(access, int(told(row, "strategy_id")))

    async def tags(self, access: ChannelAccess, strategy_id: int) -> list[facts.PlatformTag]:
        """Return the labels that belong to one strategy alone."""
        request = post(e.STRATEGY_TAGS, {"strategy_id": strategy_id})
        answer = await self.caller.call(access, e.STRATEGY_TAGS, request)
        return [tag for group in answer.get("tag_group") or () for tag in labels(group)]

    async def add_tag(
        self, access: ChannelAccess, strategy_id: int, group_name: str, name: str
    ) -> facts.PlatformTag:
        """Make a label in a strategy, in the group of that name."""
        body = {"strategy_id": strategy_id, "group_name": group_name, "tag": [{"name": name}]}
        answer = await self.caller.call(access, e.STRATEGY_TAG_ADD, post(e.STRATEGY_TAG_ADD, body))
        return named(told(answer, "tag_group"), name)

    async def _strategy(self, access: ChannelAccess, strategy_id: int) -> rules.Strategy:
        body = {"strategy_id": strategy_id}
        answer = await self.caller.call(access, e.STRATEGY_GET, post(e.STRATEGY_GET, body))
        row = told(answer, "strategy")
        rows = walk(self.caller, access, e.STRATEGY_RANGE, {**body, "limit": _PAGE})
        met = [one async for one in rows]
        members = [str(told(one, "userid")) for one in met if one.get("type") == _MEMBER]
        departments = [int(told(one, "partyid")) for one in met if one.get("type") != _MEMBER]
        return rules.Strategy(
            strategy_id=strategy_id,
            parent_id=int(row.get("parent_id") or 0),
            name=str(row.get("strategy_name") or ""),
            admin_ids=tuple(row.get("admin_list") or ()),
            privileges=dict(row.get("privilege") or {}),
            member_ids=tuple(members),
            department_ids=tuple(departments),
        )


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


def _rule(rule: rules.InterceptRule) -> dict[str, Any]:
    return {
        "rule_name": rule.name,
        "word_list": list(rule.words),
        "intercept_type": _BLOCKS if rule.blocks else _WARNS,
    }


def _whom(member_ids: Sequence[str], department_ids: Sequence[int]) -> dict[str, Any]:
    whom = {"user_list": list(member_ids), "department_list": list(department_ids)}
    return {key: value for key, value in whom.items() if value}


def _new(wanted: Sequence[T], known: Sequence[T]) -> list[T]:
    return [one for one in wanted if one not in known]


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
