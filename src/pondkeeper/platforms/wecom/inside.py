"""Departments and their members; one person's other ids.

Pages: https://developer.work.weixin.qq.com/document/path/90208 and 95350 (departments), 90201
(members), 96067 (ids), 95926 (unionid).
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import inside
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.errcodes import NOT_GRANTED
from pondkeeper.platforms.wecom.paging import walk
from pondkeeper.platforms.wecom.reading import member

_PAGE_IDS = 10_000


@dataclass(frozen=True, slots=True)
class WeComDirectory:
    """Newer applications are given ids without names: then the brief forms are read."""

    caller: Caller

    async def departments(self, access: ChannelAccess) -> list[inside.Department]:
        """Return every department that the application may see."""
        answer = await self._full_or_brief(access, e.DEPARTMENTS, e.DEPARTMENT_IDS)
        rows = answer.get("department") or answer.get("department_id") or ()
        return [_department(row) for row in rows]

    async def members(
        self, access: ChannelAccess, department_id: int, *, below: bool = True
    ) -> list[facts.Member]:
        """Return the members of a department, and of those below it."""
        query = {"department_id": str(department_id), "fetch_child": "1" if below else ""}
        answer = await self._full_or_brief(access, e.USERS, e.USERS_BRIEF, **query)
        return [member(row) for row in answer.get("userlist") or ()]

    async def ids(self, access: ChannelAccess) -> AsyncIterator[tuple[str, int]]:
        """Walk (member id, department id); a member of several departments comes several times."""
        async for row in walk(self.caller, access, e.USER_IDS, {"limit": _PAGE_IDS}):
            yield str(told(row, "userid")), int(told(row, "department"))

    async def _full_or_brief(
        self, access: ChannelAccess, full: Endpoint, brief: Endpoint, **query: str
    ) -> Mapping[str, Any]:
        try:
            return await self.caller.call(access, full, get(full, **query))
        except SendRefused as refused:
            if refused.code not in NOT_GRANTED:
                raise
        return await self.caller.call(access, brief, get(brief, **query))


@dataclass(frozen=True, slots=True)
class WeComIds:
    """The application and the page that told unionid and openid belong to one open account."""

    caller: Caller

    async def external_id(self, access: ChannelAccess, *, unionid: str, openid: str) -> str:
        """Return the external id of who has both, '' when nobody of ours is their friend."""
        body = {"unionid": unionid, "openid": openid}
        answer = await self.caller.call(access, e.OF_UNIONID, post(e.OF_UNIONID, body))
        return str(answer.get("external_userid") or "")


def _department(row: Mapping[str, Any]) -> inside.Department:
    return inside.Department(
        department_id=int(told(row, "id")),
        parent_id=int(row.get("parentid") or 0),
        name=str(row.get("name") or ""),
        leader_ids=tuple(row.get("department_leader") or ()),
        order=int(row.get("order") or 0),
    )
