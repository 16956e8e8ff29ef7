"""Codes with a scene, and pages opened inside WeChat: who opened them, and their script."""

import secrets
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlencode

from pondkeeper.domain.channels.facts.account import SceneCode, WebPerson
from pondkeeper.domain.channels.facts.inside import ScriptSignature
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token, TokenStore
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.jssdk import sign_page
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.official_account.endpoints import account as e

SCENE_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class OfficialScenes:
    """Codes whose scene comes back with `Followed` and `CodeScanned`."""

    caller: Caller

    async def make(
        self, access: ChannelAccess, state: str, *, expires_in_s: int | None = None
    ) -> SceneCode:
        """Make a code; one that lives for ever comes out of a stock of 100,000."""
        if not 1 <= len(state) <= SCENE_CHARACTERS:
            raise SendRefused("permanent", "scene", f"场景值应为 1 至 {SCENE_CHARACTERS} 个字符")
        body: dict[str, object] = {
            "action_name": "QR_LIMIT_STR_SCENE" if expires_in_s is None else "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": state}},
        }
        if expires_in_s is not None:
            longest = self.caller.limits.count("oa.qrcode.temporary.seconds")
            body["expire_seconds"] = min(expires_in_s, longest)
        answer = await self.caller.call(access, e.SCENE_CODE, post(e.SCENE_CODE, body))
        ticket = str(told(answer, "ticket"))
        address = self.caller.address(access, e.SCENE_PICTURE) + e.SCENE_PICTURE.path
        return SceneCode(
            f"{address}?ticket={quote(ticket, safe='')}",
            str(answer.get("url") or ""),
            ticket,
            answer.get("expire_seconds") if expires_in_s is not None else None,
        )


@dataclass(frozen=True, slots=True)
class OfficialLogin:
    """Page login: https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/
    Wechat_webpage_authorization.html. The page's domain must be registered at the platform.
    """

    caller: Caller

    def url(
        self, access: ChannelAccess, redirect_url: str, state: str, *, ask: bool = False
    ) -> str:
        """Return where to send the browser. Raises SendRefused when a setting is missing."""
        # The order is that of the page: the platform has been seen to want it.
        query = {
            "appid": need(access, "app_id"),
            "redirect_uri": redirect_url,
            "response_type": "code",
            "scope": "snsapi_userinfo" if ask else "snsapi_base",
            "state": state,
        }
        address = self.caller.address(access, e.AUTHORIZE) + e.AUTHORIZE.path
        return f"{address}?{urlencode(query)}#wechat_redirect"

    async def person(self, access: ChannelAccess, code: str, *, ask: bool = False) -> WebPerson:
        """Return who came back; name and picture only where the page asked for them."""
        request = get(e.LOGIN, code=code, grant_type="authorization_code")
        found = await self.caller.call(access, e.LOGIN, request)
        openid = str(told(found, "openid"))
        snapshot = found.get("is_snapshotuser") == 1
        if not ask or snapshot:
            return WebPerson(openid, str(found.get("unionid") or ""), snapshot=snapshot)
        request = get(
            e.LOGIN_PROFILE,
            access_token=str(told(found, "access_token")),
            openid=openid,
            lang="zh_CN",
        )
        profile = await self.caller.call(access, e.LOGIN_PROFILE, request)
        return WebPerson(
            openid,
            str(profile.get("unionid") or found.get("unionid") or ""),
            str(profile.get("nickname") or ""),
            str(profile.get("headimgurl") or ""),
        )


@dataclass(frozen=True, slots=True)
class OfficialScripts:
    """Signs pages for WeChat's script; the ticket is kept like a token."""

    caller: Caller
    tokens: TokenStore
    clock: Clock

    async def sign(self, access: ChannelAccess, url: str, *, agent: bool) -> ScriptSignature:
        """Sign a page's address; `corp_id` of the answer is the account's app id.

        Raises SendRefused for `agent`: an official account has no applications.
        """
        if agent:
            raise SendRefused("permanent", "no_agent", "公众号没有自建应用，请用账号签名")
        ticket = await self.tokens.get(access, "jsapi_ticket", partial(self._ticket, access))
        nonce, timestamp = secrets.token_hex(8), int(self.clock.real().timestamp())
        return ScriptSignature(
            corp_id=need(access, "app_id"),
            agent_id="",
            nonce=nonce,
            timestamp=timestamp,
            signature=sign_page(ticket, nonce, timestamp, url),
        )

    async def _ticket(self, access: ChannelAccess) -> Token:
        answer = await self.caller.call(access, e.TICKET, get(e.TICKET, type="jsapi"))
        return Token(str(told(answer, "ticket")), int(told(answer, "expires_in")))
