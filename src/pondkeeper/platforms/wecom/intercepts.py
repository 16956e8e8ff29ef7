"""What staff may not write to customers (敏感词).

Page: https://developer.work.weixin.qq.com/document/path/95097
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pondkeeper.domain.channels.facts import rule as rules
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e

T = TypeVar("T", str, int)

_BLOCKS, _WARNS = 1, 2


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
