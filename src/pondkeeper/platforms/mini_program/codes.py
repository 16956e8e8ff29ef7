"""Round codes, and links that open the program from elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from pondkeeper.domain.channels.facts.mini import Picture
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.mini_program import endpoints as e

_SCENE = re.compile(r"[0-9a-zA-Z!#$&'()*+,/:;=?@\-._~]+")
_AFTER_DAYS = 1
"""The kind of end that counts days from now."""


@dataclass(frozen=True, slots=True)
class MiniCodeMaker:
    """Makes codes and links."""

    caller: Caller
    clock: Clock

    async def code(
        self, access: ChannelAccess, scene: str, *, page: str = "", width: int = 430
    ) -> Picture:
        """Return a code with a scene; `page` empty opens the first page. `width` is in pixels.

        Raises SendRefused for a scene the platform does not take.
        """
        longest = self.caller.limits.count("mini.wxacode.scene")
        if len(scene) > longest or not _SCENE.fullmatch(scene):
            raise SendRefused("permanent", "scene", f"场景值最长 {longest} 个字母、数字或常用符号")
        body = {
            "scene": scene,
            "page": page.lstrip("/") or None,
            # A page that is not published yet may be printed today.
            "check_path": False,
            "width": width,
        }
        return await self._picture(access, e.CODE_UNLIMITED, body)

    async def code_of_path(self, access: ChannelAccess, path: str, *, width: int = 430) -> Picture:
        """Return a code of a path with its query."""
        return await self._picture(access, e.CODE, {"path": path.lstrip("/"), "width": width})

    async def url_link(
        self, access: ChannelAccess, path: str, query: str, *, days: int = 30
    ) -> str:
        """Return a link for text messages and browsers."""
        body = {
            "path": path,
            "query": query,
            "is_expire": True,
            "expire_type": _AFTER_DAYS,
            "expire_interval": self._days(days),
        }
        answer = await self.caller.call(access, e.URL_LINK, post(e.URL_LINK, body))
        return str(told(answer, "url_link"))

    async def scheme(self, access: ChannelAccess, path: str, query: str, *, days: int = 30) -> str:
        """Return a link that opens WeChat from a page or an app."""
        until = self.clock.real() + timedelta(days=self._days(days))
        body = {
            "jump_wxa": {"path": path, "query": query},
            "is_expire": True,
            "expire_time": int(until.timestamp()),
        }
        answer = await self.caller.call(access, e.SCHEME, post(e.SCHEME, body))
        return str(told(answer, "openlink"))

    async def short_link(self, access: ChannelAccess, page: str, title: str) -> str:
        """Return a link that works inside WeChat for 30 days (from memory)."""
        body = {"page_url": page, "page_title": title, "is_permanent": False}
        answer = await self.caller.call(access, e.SHORT_LINK, post(e.SHORT_LINK, body))
        return str(told(answer, "link"))

    def _days(self, days: int) -> int:
        return max(1, min(days, self.caller.limits.count("mini.links.days")))

    async def _picture(
        self, access: ChannelAccess, endpoint: Endpoint, body: Mapping[str, object]
    ) -> Picture:
        answer = await self.caller.call(access, endpoint, post(endpoint, body))
        content_type = str(answer.get("content_type") or "").split(";", 1)[0].strip()
        return Picture(told(answer, "content"), content_type or "image/jpeg")
