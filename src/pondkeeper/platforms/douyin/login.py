"""Who opens the mini program, and how our business account allows our app."""

from dataclasses import dataclass
from urllib.parse import urlencode

from pondkeeper.domain.channels.facts import mini as mini_facts
from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.sealed import open_phone
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.douyin import endpoints as e
from pondkeeper.platforms.douyin import mini_endpoints as m

CONSENT = "/platform/oauth/connect"
SCOPES = "user_info,im.direct_message,im.recall_message,fans.check"


@dataclass(frozen=True, slots=True)
class DouyinProgramLogin:
    """Who opens the mini program."""

    caller: Caller

    async def login(self, access: ChannelAccess, code: str) -> mini_facts.MiniSession:
        """Return who logged in with `code`, which serves once."""
        body = {
            "appid": need(access, "client_key"),
            "secret": need(access, "client_secret"),
            "code": code,
        }
        data = told(await self.caller.call(access, m.LOGIN, post(m.LOGIN, body)), "data")
        return mini_facts.MiniSession(
            external_id=str(told(data, "openid")),
            unionid=str(data.get("unionid") or ""),
            session_key=str(told(data, "session_key")),
        )

    def phone(
        self, access: ChannelAccess, session_key: str, encrypted: str, iv: str
    ) -> mini_facts.Phone:
        """Open the number the phone sealed. Raises CallbackRejected."""
        return open_phone(session_key, encrypted, iv, need(access, "client_key"))


@dataclass(frozen=True, slots=True)
class DouyinAccountLogin:
    """Our business account allows our app: dop/develop/openapi/account-permission."""

    caller: Caller

    def url(self, access: ChannelAccess, redirect_url: str, state: str) -> str:
        """Return where the account's owner says yes."""
        query = {
            "client_key": need(access, "client_key"),
            "response_type": "code",
            "scope": SCOPES,
            "redirect_uri": redirect_url,
            "state": state,
        }
        return f"{access.base_url.rstrip('/')}{CONSENT}?{urlencode(query)}"

    async def grant(self, access: ChannelAccess, code: str) -> social.AccountGrant:
        """Return what the owner came back with; `code` serves once."""
        body = {
            "grant_type": "authorization_code",
            "client_key": need(access, "client_key"),
            "client_secret": need(access, "client_secret"),
            "code": code,
        }
        answer = await self.caller.call(access, e.ACCESS_TOKEN, post(e.ACCESS_TOKEN, body))
        data = told(answer, "data")
        return social.AccountGrant(
            str(told(data, "open_id")),
            str(told(data, "refresh_token")),
            int(data.get("refresh_expires_in") or 0),
            tuple(part for part in str(data.get("scope") or "").split(",") if part),
        )
