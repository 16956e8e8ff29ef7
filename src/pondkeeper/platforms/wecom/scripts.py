"""Pages inside WeCom that use its script.

Pages: https://developer.work.weixin.qq.com/document/path/90506 (signature) and
94313 (sidebar).
"""

import secrets
from dataclasses import dataclass, replace
from functools import partial

from pondkeeper.domain.channels.facts import inside
from pondkeeper.domain.channels.ports import ChannelAccess, Token, TokenStore
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get
from pondkeeper.platforms.common.jssdk import sign_page
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.staff_messages import agent_id


@dataclass(frozen=True, slots=True)
class WeComScripts:
    """Signs pages with tickets that all processes share, as they share tokens."""

    caller: Caller
    tokens: TokenStore
    clock: Clock

    async def sign(self, access: ChannelAccess, url: str, *, agent: bool) -> inside.ScriptSignature:
        """Sign a page's address, for the company or for the application itself (sidebar)."""
        kind = "ticket.agent" if agent else "ticket.company"
        ticket = await self.tokens.get(access, kind, partial(self._fetch, access, agent=agent))
        nonce, timestamp = secrets.token_hex(8), int(self.clock.real().timestamp())
        return inside.ScriptSignature(
            corp_id=need(access, "corp_id"),
            agent_id=str(agent_id(access)) if agent else "",
            nonce=nonce,
            timestamp=timestamp,
            signature=sign_page(ticket, nonce, timestamp, url),
        )

    async def _fetch(self, access: ChannelAccess, *, agent: bool) -> Token:
        endpoint = e.AGENT_TICKET if agent else e.CORP_TICKET
        query = {"type": "agent_config"} if agent else {}
        request = replace(get(endpoint, **query), subject=access.settings.get("agent_id", ""))
        answer = await self.caller.call(access, endpoint, request)
        return Token(str(told(answer, "ticket")), int(told(answer, "expires_in")))
