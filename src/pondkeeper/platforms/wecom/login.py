"""Who signs in by WeCom.

Pages: https://developer.work.weixin.qq.com/document/path/91022 (inside), 98152 (in a
browser), 91023 (who).
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from pondkeeper.domain.channels.facts import inside
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get
from pondkeeper.platforms.common.settings import need
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


def _host(access: ChannelAccess, real: str) -> str:
    """Who speaks to WeCom's own address finds its pages too; another address has them all."""
    base = access.base_url.rstrip("/")
    return real if base == BASE_URL else base
