"""Who may do what with which staff's customers (规则组), and the labels of such a part alone.

Pages: https://developer.work.weixin.qq.com/document/path/94883 and 94882.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import rule as rules
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.labels import labels, named
from pondkeeper.platforms.wecom.paging import walk

_MEMBER = 1

_PAGE = 1000


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
