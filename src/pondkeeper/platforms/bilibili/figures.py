"""How our account allows our app, and how it and its videos stand."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.bilibili import endpoints as e
from pondkeeper.platforms.bilibili.client import by_secret
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told

CONSENT = "https://account.bilibili.com/pc/account-pc/auth/oauth"
_PAGE, _PAGES = 50, 1000


@dataclass(frozen=True, slots=True)
class BilibiliAccountLogin:
    """Our account allows our app."""

    caller: Caller

    def url(self, access: ChannelAccess, redirect_url: str, state: str) -> str:
        """Return where the account's owner says yes: always the platform's own page."""
        query = {"client_id": need(access, "client_id"), "gourl": redirect_url, "state": state}
        return f"{CONSENT}?{urlencode(query)}"

    async def grant(self, access: ChannelAccess, code: str) -> social.AccountGrant:
        """Return what the owner came back with; `code` serves once."""
        asked = by_secret(access, e.TOKEN, "authorization_code", code=code)
        answer = await self.caller.call(access, e.TOKEN, asked)
        return social.AccountGrant(
            "",
            str(told(answer, "refresh_token")),
            0,
            tuple(str(scope) for scope in answer.get("scopes") or ()),
        )


@dataclass(frozen=True, slots=True)
class BilibiliFigures:
    """How our account and its videos stand."""

    caller: Caller

    async def account(self, access: ChannelAccess) -> social.AccountFigures:
        """Return fans, follows and passed videos."""
        info = await self.caller.call(access, e.ACCOUNT)
        stat = await self.caller.call(access, e.ACCOUNT_FIGURES)
        return social.AccountFigures(
            str(told(info, "name")),
            int(told(stat, "follower")),
            int(told(stat, "following")),
            int(told(stat, "arc_passed_total")),
        )

    async def works(self, access: ChannelAccess) -> AsyncIterator[social.WorkFigures]:
        """Walk our public videos, the newest first; the list tells no figures."""
        for number in range(1, _PAGES):
            asked = get(e.WORKS, pn=str(number), ps=str(_PAGE), status="pubed")
            answer = await self.caller.call(access, e.WORKS, asked)
            rows = answer.get("list") or []
            for row in rows:
                yield _listed(row)
            total = int((answer.get("page") or {}).get("total") or 0)
            if not rows or number * _PAGE >= total:
                return

    async def work(self, access: ChannelAccess, work_id: str) -> social.WorkFigures:
        """Return one video by its BV number."""
        asked = get(e.WORK_FIGURES, resource_id=work_id)
        row = await self.caller.call(access, e.WORK_FIGURES, asked)
        return social.WorkFigures(
            work_id,
            str(row.get("title") or ""),
            _moment(row.get("ptime")),
            views=int(told(row, "view")),
            likes=int(told(row, "like")),
            comments=int(told(row, "reply")),
            shares=int(told(row, "share")),
            favorites=int(told(row, "favorite")),
            more={name: row[name] for name in ("coin", "danmaku") if name in row},
        )


def _listed(row: Mapping[str, Any]) -> social.WorkFigures:
    made = _moment(row.get("ptime") or row.get("ctime"))
    return social.WorkFigures(str(told(row, "resource_id")), str(row.get("title") or ""), made)


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and seconds else None
