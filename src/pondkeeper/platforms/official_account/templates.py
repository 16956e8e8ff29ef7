"""The account's templates: notices of what somebody did, and those a person must be asked for."""

from dataclasses import dataclass

from pondkeeper.domain.channels.facts.account import MessageTemplate
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.weixin_templates import fields_of, prompted
from pondkeeper.platforms.official_account.endpoints import messages as e
from pondkeeper.platforms.official_account.errcodes import ERRCODES, UNLISTED


@dataclass(frozen=True, slots=True)
class OfficialTemplates:
    """Reads both kinds; an account that has not been granted one of them has none of it."""

    caller: Caller

    async def templates(self, access: ChannelAccess) -> list[MessageTemplate]:
        """Return all templates."""
        found: list[MessageTemplate] = []
        for read in (self._notices, self._prompted):
            try:
                found += await read(access)
            except SendRefused as refused:
                if ERRCODES.get(refused.code, UNLISTED).act != "capability_lost":
                    raise
        return found

    async def _notices(self, access: ChannelAccess) -> list[MessageTemplate]:
        answer = await self.caller.call(access, e.TEMPLATES)
        return [
            MessageTemplate(
                template_id=str(told(row, "template_id")),
                title=row.get("title") or "",
                content=row.get("content") or "",
                example=row.get("example") or "",
                fields=fields_of(row.get("content") or ""),
                use="notice",
            )
            for row in answer.get(e.TEMPLATES.items) or ()
        ]

    async def _prompted(self, access: ChannelAccess) -> list[MessageTemplate]:
        return await prompted(self.caller, access, e.SUBSCRIBE_TEMPLATES)
