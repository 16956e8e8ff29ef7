"""Who allows messages, the forms they fill in, and the files that messages carry."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.uploads import upload
from pondkeeper.platforms.douyin import endpoints as e

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
