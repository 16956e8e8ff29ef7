"""Customer service (微信客服): accounts, who answers, conversations.

Pages: https://developer.work.weixin.qq.com/document/path/94661 (accounts), 94665 (entries),
94645 (servicers), 94669 (stages), 94670 (messages), 95159 (customers).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.facts import service
from pondkeeper.domain.channels.ports import ChannelAccess, SendUnknown
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.errcodes import ERRCODES, UNLISTED
from pondkeeper.platforms.wecom.messages import check
from pondkeeper.platforms.wecom.service_reading import read

_PAGE_ACCOUNTS = 100
_STAGES: tuple[service.ServiceStage, ...] = ("new", "assistant", "waiting", "staff", "ended")
"""In the order of WeCom's numbers, from 0."""


@dataclass(frozen=True, slots=True)
class WeComService:
    """Needs the application to be ticked under 微信客服 → 可调用接口的应用."""

    caller: Caller

    async def accounts(self, access: ChannelAccess) -> AsyncIterator[service.ServiceAccount]:
        """Walk the accounts; the platform pages them by number."""
        offset = 0
        while True:
            request = post(e.KF_ACCOUNTS, {"offset": offset, "limit": _PAGE_ACCOUNTS})
            answer = await self.caller.call(access, e.KF_ACCOUNTS, request)
            rows = answer.get("account_list") or ()
            for row in rows:
                yield service.ServiceAccount(
                    account_id=str(told(row, "open_kfid")),
                    name=str(row.get("name") or ""),
                    avatar=str(row.get("avatar") or ""),
                    managed=bool(row.get("manage_privilege", True)),
                )
            if len(rows) < _PAGE_ACCOUNTS:
                return
            offset += len(rows)

    async def add_account(self, access: ChannelAccess, name: str, *, media_id: str) -> str:
        """Make an account with an uploaded picture; return its id."""
        request = post(e.KF_ACCOUNT_ADD, {"name": name, "media_id": media_id})
        answer = await self.caller.call(access, e.KF_ACCOUNT_ADD, request)
        return str(told(answer, "open_kfid"))

    async def update_account(
        self, access: ChannelAccess, account_id: str, *, name: str = "", media_id: str = ""
    ) -> None:
        """Change name or picture; what is empty stays."""
        body = {"open_kfid": account_id, "name": name or None, "media_id": media_id or None}
        await self.caller.call(access, e.KF_ACCOUNT_UPDATE, post(e.KF_ACCOUNT_UPDATE, body))

    async def delete_account(self, access: ChannelAccess, account_id: str) -> None:
        """Remove an account."""
        request = post(e.KF_ACCOUNT_DELETE, {"open_kfid": account_id})
        await self.caller.call(access, e.KF_ACCOUNT_DELETE, request)

    async def entry(self, access: ChannelAccess, account_id: str, *, scene: str = "") -> str:
        """Return an address that opens a conversation; `scene` comes back with who enters."""
        request = post(e.KF_WAY_ADD, {"open_kfid": account_id, "scene": scene or None})
        answer = await self.caller.call(access, e.KF_WAY_ADD, request)
        return str(told(answer, "url"))

    async def servicers(self, access: ChannelAccess, account_id: str) -> list[service.Servicer]:
        """Return who answers for an account."""
        request = get(e.KF_SERVICERS, open_kfid=account_id)
        answer = await self.caller.call(access, e.KF_SERVICERS, request)
        return [_servicer(row) for row in answer.get("servicer_list") or ()]

    async def add_servicers(
        self,
        access: ChannelAccess,
        account_id: str,
        *,
        member_ids: Sequence[str] = (),
        department_ids: Sequence[int] = (),
    ) -> list[service.ServicerChange]:
        """Let members and departments answer for an account."""
        whom = (account_id, member_ids, department_ids)
        return await self._servicers(access, e.KF_SERVICER_ADD, *whom)

    async def remove_servicers(
        self,
        access: ChannelAccess,
        account_id: str,
        *,
        member_ids: Sequence[str] = (),
        department_ids: Sequence[int] = (),
    ) -> list[service.ServicerChange]:
        """Let them answer no longer."""
        whom = (account_id, member_ids, department_ids)
        return await self._servicers(access, e.KF_SERVICER_DELETE, *whom)

    async def sync(
        self, access: ChannelAccess, account_id: str, *, cursor: str = "", token: str = ""
    ) -> service.ServicePage:
        """Return what came after `cursor`; the token came with the callback."""
        body = {
            "open_kfid": account_id,
            "cursor": cursor or None,
            "token": token or None,
            "limit": self.caller.limits.count("wecom.kf.sync"),
        }
        answer = await self.caller.call(access, e.KF_SYNC, post(e.KF_SYNC, body))
        hours = self.caller.limits.count("wecom.kf.hours")
        facts = [read(row, reply_within_s=hours * 3600) for row in answer.get("msg_list") or ()]
        next_cursor = str(answer.get("next_cursor") or cursor)
        return service.ServicePage(tuple(facts), next_cursor, more=bool(answer.get("has_more")))

    async def standing(
        self, access: ChannelAccess, account_id: str, external_id: str
    ) -> service.ServiceStanding:
        """Return at what stage a conversation is, and with whom."""
        request = post(e.KF_STATE, {"open_kfid": account_id, "external_userid": external_id})
        answer = await self.caller.call(access, e.KF_STATE, request)
        number = told(answer, "service_state")
        stage = dict(enumerate(_STAGES)).get(number)
        if stage is None:
            raise SendUnknown(f"a stage {number} that nobody has written of")
        return service.ServiceStanding(stage, str(answer.get("servicer_userid") or ""))

    async def move(
        self,
        access: ChannelAccess,
        account_id: str,
        external_id: str,
        stage: service.ServiceStage,
        *,
        member_id: str = "",
    ) -> str:
        """Take a conversation to a stage; return the code for one message on it, '' if none."""
        body = {
            "open_kfid": account_id,
            "external_userid": external_id,
            "service_state": _STAGES.index(stage),
            "servicer_userid": member_id or None,
        }
        answer = await self.caller.call(access, e.KF_STATE_CHANGE, post(e.KF_STATE_CHANGE, body))
        return str(answer.get("msg_code") or "")

    async def customers(
        self, access: ChannelAccess, external_ids: Sequence[str]
    ) -> list[service.ServiceCustomer]:
        """Read up to 100 customers who wrote in the last 48 hours; unknown ones are left out."""
        check(len(external_ids), self.caller.limits, "wecom.kf.customers")
        body = {"external_userid_list": list(external_ids), "need_enter_session_context": 1}
        answer = await self.caller.call(access, e.KF_CUSTOMERS, post(e.KF_CUSTOMERS, body))
        return [_customer(row) for row in answer.get("customer_list") or ()]

    async def _servicers(
        self,
        access: ChannelAccess,
        endpoint: Endpoint,
        account_id: str,
        member_ids: Sequence[str],
        department_ids: Sequence[int],
    ) -> list[service.ServicerChange]:
        body = {
            "open_kfid": account_id,
            "userid_list": list(member_ids) or None,
            "department_id_list": list(department_ids) or None,
        }
        answer = await self.caller.call(access, endpoint, post(endpoint, body))
        return [_changed(row) for row in answer.get("result_list") or ()]


def _servicer(row: Mapping[str, Any]) -> service.Servicer:
    status = row.get("status")
    return service.Servicer(
        member_id=str(row.get("userid") or ""),
        department_id=int(row.get("department_id") or 0),
        on_duty=None if status is None else status == 0,
    )


def _changed(row: Mapping[str, Any]) -> service.ServicerChange:
    code = row.get("errcode", 0)
    who = service.Servicer(str(row.get("userid") or ""), int(row.get("department_id") or 0))
    if not code:
        return service.ServicerChange(who)
    return service.ServicerChange(who, str(code), ERRCODES.get(str(code), UNLISTED).zh)


def _customer(row: Mapping[str, Any]) -> service.ServiceCustomer:
    entered = row.get("enter_session_context") or {}
    return service.ServiceCustomer(
        external_id=str(told(row, "external_userid")),
        name=str(row.get("nickname") or ""),
        avatar=str(row.get("avatar") or ""),
        unionid=str(row.get("unionid") or ""),
        scene=str(entered.get("scene") or ""),
        scene_param=str(entered.get("scene_param") or ""),
    )
