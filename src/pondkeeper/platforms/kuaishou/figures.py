"""How our account and its videos stand."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.kuaishou import endpoints as e

_PAGE, _PAGES = 100, 1000


@dataclass(frozen=True, slots=True)
class KuaishouFigures:
    """How our account and its videos stand."""

    caller: Caller

    async def account(self, access: ChannelAccess) -> social.AccountFigures:
        """Return fans and follows."""
        info = told(await self.caller.call(access, e.ACCOUNT), "user_info")
        counted = await self.caller.call(access, e.WORK_COUNT)
        return social.AccountFigures(
            str(info.get("name") or ""),
            _number(info, "fan"),
            _number(info, "follow"),
            _number(counted, "public_count"),
        )

    async def works(self, access: ChannelAccess) -> AsyncIterator[social.WorkFigures]:
        """Walk our videos, the newest first; a page begins behind the last one's id."""
        cursor = ""
        for _ in range(_PAGES):
            asked = get(e.WORKS, cursor=cursor, count=str(_PAGE))
            rows = (await self.caller.call(access, e.WORKS, asked)).get("video_list") or []
            for row in rows:
                yield _work(row)
            before, cursor = cursor, str(rows[-1].get("photo_id") or "") if rows else ""
            if len(rows) < _PAGE or cursor in {"", before}:
                return

    async def work(self, access: ChannelAccess, work_id: str) -> social.WorkFigures:
        """Return one video."""
        answer = await self.caller.call(access, e.WORK, get(e.WORK, photo_id=work_id))
        return _work(told(answer, "video_info"))


def _work(row: Mapping[str, Any]) -> social.WorkFigures:
    made = _number(row, "create_time")
    return social.WorkFigures(
        str(told(row, "photo_id")),
        str(row.get("caption") or ""),
        datetime.fromtimestamp(made / 1000 if made > 10**11 else made, UTC) if made else None,
        views=_number(row, "view_count"),
        likes=_number(row, "like_count"),
        comments=_number(row, "comment_count"),
    )


def _number(row: Mapping[str, Any], name: str) -> int | None:
    found = row.get(name)
    return int(found) if isinstance(found, int | float) else None
