"""What leads into the mini program from elsewhere (mini-app/develop/server/url-and-qrcode)."""

import base64
from dataclasses import dataclass
from datetime import timedelta

from pondkeeper.domain.channels.facts import mini as mini_facts
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.douyin import mini_endpoints as m


@dataclass(frozen=True, slots=True)
class DouyinLinks:
    """What leads into the mini program from elsewhere."""

    caller: Caller
    clock: Clock

    async def qr(self, access: ChannelAccess, path: str) -> mini_facts.Picture:
        """Return a code of a path with its query."""
        body = {"app_name": "douyin", "appid": need(access, "client_key"), "path": path}
        answer = await self.caller.call(access, m.QRCODE, post(m.QRCODE, body))
        return mini_facts.Picture(base64.b64decode(told(told(answer, "data"), "img")))

    async def url_link(
        self, access: ChannelAccess, path: str, query: str, *, days: int = 30
    ) -> str:
        """Return a link for text messages and browsers."""
        body = {
            "app_id": need(access, "client_key"),
            "app_name": "douyin",
            "path": path,
            "query": query,
            "expire_time": self._until(days),
        }
        answer = await self.caller.call(access, m.URL_LINK, post(m.URL_LINK, body))
        return str(told(told(answer, "data"), "url_link"))

    async def scheme(
        self, access: ChannelAccess, path: str, query: str, *, days: int = 30
    ) -> str:
        """Return a link that opens the program inside the app."""
        body = {
            "app_id": need(access, "client_key"),
            "path": path,
            "query": query,
            "no_expire": False,
            "expire_time": self._until(days),
        }
        answer = await self.caller.call(access, m.SCHEMA, post(m.SCHEMA, body))
        return str(told(told(answer, "data"), "schema"))

    def _until(self, days: int) -> int:
        return int((self.clock.real() + timedelta(days=days)).timestamp())
