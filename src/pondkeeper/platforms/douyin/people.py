"""Who allows messages, the forms they fill in, and what leads into the mini program."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from pondkeeper.domain.channels import mini_facts
from pondkeeper.domain.channels import social_facts as social
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.uploads import upload
from pondkeeper.platforms.douyin import endpoints as e
from pondkeeper.platforms.douyin import mini_endpoints as m

_PAGE, _PAGES = 100, 10_000
_ALLOWED = 1


@dataclass(frozen=True, slots=True)
class DouyinAuthorised:
    """Who allows messages of our own accord."""

    caller: Caller

    async def everyone(self, access: ChannelAccess) -> AsyncIterator[social.Authorised]:
        """Walk them all; pages are counted from 1."""
        for number in range(1, _PAGES):
            asked = post(e.AUTHORISED, {"page_size": _PAGE, "page_num": number})
            data = told(await self.caller.call(access, e.AUTHORISED, asked), "data")
            for row in data.get("auth_user_list") or ():
                yield social.Authorised(told(row, "target_open_id"), str(row.get("query") or ""))
            if not data.get("has_more"):
                return

    async def allows(self, access: ChannelAccess, external_id: str) -> bool:
        """Ask about one person."""
        asked = post(e.AUTHORISED_STATUS, {"c_open_id": external_id})
        data = told(await self.caller.call(access, e.AUTHORISED_STATUS, asked), "data")
        return bool(told(data, "status") == _ALLOWED)


@dataclass(frozen=True, slots=True)
class DouyinLeadCards:
    """Forms inside the chat (留资卡片)."""

    caller: Caller

    async def list(self, access: ChannelAccess) -> list[social.LeadCard]:
        """Return every card of the account."""
        answer = await self.caller.call(access, e.CARDS)
        return [
            social.LeadCard(
                told(row, "card_id"),
                str(row.get("title") or ""),
                str(row.get("media_id") or ""),
                tuple(row.get("components") or ()),
            )
            for row in answer.get("cards") or ()
        ]

    async def save(
        self, access: ChannelAccess, *, title: str, media_id: str, fields: tuple[int, ...]
    ) -> str:
        """Make a card and return its id."""
        body = {"title": title, "media_id": media_id, "components": list(fields)}
        answer = await self.caller.call(access, e.CARD_SAVE, post(e.CARD_SAVE, body))
        return str(told(answer, "card_id"))

    async def delete(self, access: ChannelAccess, card_id: str) -> None:
        """Delete a card."""
        await self.caller.call(access, e.CARD_DELETE, get(e.CARD_DELETE, card_id=card_id))


@dataclass(frozen=True, slots=True)
class DouyinMedia:
    """Pictures that messages carry."""

    caller: Caller

    async def upload(
        self, access: ChannelAccess, *, name: str, content: bytes, kind: str = "image"
    ) -> str:
        """Upload one file and return its media id."""
        del kind  # the interface takes pictures only
        request = await upload(e.MEDIA_UPLOAD, name, content)
        data = told(await self.caller.call(access, e.MEDIA_UPLOAD, request), "data")
        return str(told(told(data, "media"), "media_id"))


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
