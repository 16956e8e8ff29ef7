"""Who signs in by WeCom, and pages inside it that use its script.

Pages: https://developer.work.weixin.qq.com/document/path/91022 (inside), 98152 (in a browser),
91023 (who), 90506 (signature), 94313 (sidebar).
"""

import secrets
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from pondkeeper.domain.channels import inside_facts as inside
from pondkeeper.domain.channels.ports import ChannelAccess, Token, TokenStore
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get
from pondkeeper.platforms.common.jssdk import sign_page
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.settings import BASE_URL
from pondkeeper.platforms.wecom.staff_messages import agent_id

_WITHIN = "https://open.weixin.qq.com"
_BROWSER = "https://login.work.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class WeComLogin:
    """The callback's host must be a trusted domain of the application."""

    caller: Caller

    def address(self, access: ChannelAccess, *, redirect: str, state: str, within: bool) -> str:
        """Return where to send the browser; inside WeCom nothing is shown, else a code to scan."""
        corp, agent = need(access, "corp_id"), str(agent_id(access))
        if within:
            query = {
                "appid": corp,
                "redirect_uri": redirect,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
                "agentid": agent,
            }
            path = "/connect/oauth2/authorize"
            return f"{_host(access, _WITHIN)}{path}?{urlencode(query)}#wechat_redirect"
        query = {
            "login_type": "CorpApp",
            "appid": corp,
            "agentid": agent,
            "redirect_uri": redirect,
            "state": state,
        }
        return f"{_host(access, _BROWSER)}/wwlogin/sso/login?{urlencode(query)}"

    async def who(self, access: ChannelAccess, code: str) -> inside.SignedIn:
        """Return who came back; a code serves once and lives five minutes."""
        answer = await self.caller.call(access, e.LOGIN_WHO, get(e.LOGIN_WHO, code=code))
        return inside.SignedIn(
            member_id=str(answer.get("userid") or ""),
            external_id=str(answer.get("external_userid") or ""),
            openid=str(answer.get("openid") or ""),
            ticket=str(answer.get("user_ticket") or ""),
        )


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


def _host(access: ChannelAccess, real: str) -> str:
    """Who speaks to WeCom's own address finds its pages too; another address has them all."""
    base = access.base_url.rstrip("/")
    return real if base == BASE_URL else base
