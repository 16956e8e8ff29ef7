"""Acquisition links (获客助手): what they are, who came by them, how many may still come.

Pages: https://developer.work.weixin.qq.com/document/path/97297 (links), 97298 (customers),
97375 (quota and counts).
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pondkeeper.domain.channels.facts import link as links
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.messages import check
from pondkeeper.platforms.wecom.paging import walk
from pondkeeper.platforms.wecom.times import at, midnight

_PAGE, _PAGE_CUSTOMERS = 100, 1000
_CHATTED: Mapping[Any, bool] = {0: False, 1: True}
STATE = "customer_channel"


@dataclass(frozen=True, slots=True)
class WeComLinks:
    """Makes, changes and counts links; each customer who comes by one costs a piece of quota."""

    caller: Caller

    async def ids(self, access: ChannelAccess) -> AsyncIterator[str]:
        """Walk the ids of all links that this application made."""
        async for link_id in walk(self.caller, access, e.LINKS, {"limit": _PAGE}):
            yield str(link_id)

    async def get(self, access: ChannelAccess, link_id: str) -> links.AcquisitionLink:
        """Read one link."""
        answer = await self.caller.call(access, e.LINK_GET, post(e.LINK_GET, {"link_id": link_id}))
        return _link(told(answer, "link"), answer.get("range") or {}, link_id)

    async def add(self, access: ChannelAccess, draft: links.LinkDraft) -> links.AcquisitionLink:
        """Make a link."""
        answer = await self.caller.call(access, e.LINK_ADD, post(e.LINK_ADD, self._body(draft)))
        row = told(answer, "link")
        made = _link(row, self._range(draft), str(told(row, "link_id")))
        return replace(made, skip_verify=draft.skip_verify)

    async def update(self, access: ChannelAccess, link_id: str, draft: links.LinkDraft) -> None:
        """Change who is met by a link; its address stays."""
        request = post(e.LINK_UPDATE, {"link_id": link_id, **self._body(draft)})
        await self.caller.call(access, e.LINK_UPDATE, request)

    async def delete(self, access: ChannelAccess, link_id: str) -> None:
        """Switch a link off for ever."""
        await self.caller.call(access, e.LINK_DELETE, post(e.LINK_DELETE, {"link_id": link_id}))

    def with_state(self, url: str, state: str) -> str:
        """Return an address that carries `state` back; raises SendRefused when it is too long."""
        check(len(state.encode()), self.caller.limits, "wecom.acquisition.channel")
        parts = urlsplit(url)
        kept = [pair for pair in parse_qsl(parts.query) if pair[0] != STATE]
        return parts._replace(query=urlencode([*kept, (STATE, state)])).geturl()

    async def customers(
        self, access: ChannelAccess, link_id: str
    ) -> AsyncIterator[links.LinkCustomer]:
        """Walk who came by a link."""
        body = {"link_id": link_id, "limit": _PAGE_CUSTOMERS}
        async for row in walk(self.caller, access, e.LINK_CUSTOMERS, body):
            yield links.LinkCustomer(
                external_id=str(told(row, "external_userid")),
                member_id=str(row.get("userid") or ""),
                state=str(row.get("state") or ""),
                chatted=_CHATTED.get(row.get("chat_status")),
            )

    async def quota(self, access: ChannelAccess) -> links.LinkQuota:
        """Return how many customers may still come by all links."""
        answer = await self.caller.call(access, e.LINK_QUOTA)
        expiring = [
            (moment, int(row.get("balance") or 0))
            for row in answer.get("quota_list") or ()
            if (moment := at(row.get("expire_date"))) is not None
        ]
        return links.LinkQuota(
            int(told(answer, "total")), int(told(answer, "balance")), tuple(expiring)
        )

    async def counts(
        self, access: ChannelAccess, link_id: str, *, since: date, until: date
    ) -> links.LinkCounts:
        """Return what a link brought on these days, both included; 180 days back at most."""
        body = {"link_id": link_id, "start_time": midnight(since), "end_time": midnight(until)}
        answer = await self.caller.call(access, e.LINK_COUNTS, post(e.LINK_COUNTS, body))
        return links.LinkCounts(
            int(told(answer, "click_link_customer_cnt")), int(told(answer, "new_customer_cnt"))
        )

    def _body(self, draft: links.LinkDraft) -> dict[str, Any]:
        check(len(draft.member_ids), self.caller.limits, "wecom.acquisition.users")
        return {
            "link_name": draft.name,
            "range": self._range(draft),
            "skip_verify": draft.skip_verify,
        }

    @staticmethod
    def _range(draft: links.LinkDraft) -> dict[str, Any]:
        who = {"user_list": draft.member_ids, "department_list": draft.department_ids}
        met = {key: list(value) for key, value in who.items() if value}
        if not met:
            raise SendRefused("permanent", "no_member", "获客链接至少需要一名成员或一个部门")
        return met


def _link(row: Mapping[str, Any], met: Mapping[str, Any], link_id: str) -> links.AcquisitionLink:
    return links.AcquisitionLink(
        link_id=link_id,
        name=str(row.get("link_name") or ""),
        url=str(told(row, "url")),
        at=at(row.get("create_time")),
        member_ids=tuple(met.get("user_list") or ()),
        department_ids=tuple(met.get("department_list") or ()),
        skip_verify=bool(row.get("skip_verify", True)),
    )
