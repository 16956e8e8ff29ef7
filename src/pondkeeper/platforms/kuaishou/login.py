"""Who opens the mini program, and how our account allows our app."""

from dataclasses import dataclass
from urllib.parse import urlencode

from pondkeeper.domain.channels.facts import mini as mini_facts
from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.sealed import open_phone
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.kuaishou import endpoints as e
from pondkeeper.platforms.kuaishou.client import by_secret

CONSENT = "/oauth2/authorize"
SCOPES = "user_info,user_video_info"


@dataclass(frozen=True, slots=True)
class KuaishouProgramLogin:
    """Who opens the mini program."""

    caller: Caller

    async def login(self, access: ChannelAccess, code: str) -> mini_facts.MiniSession:
        """Return who logged in with `code`, which serves once; there is no union id here."""
        answer = await self.caller.call(
            access, e.LOGIN, by_secret(access, e.LOGIN, {"js_code": code})
        )
        return mini_facts.MiniSession(
            str(told(answer, "open_id")), "", str(told(answer, "session_key"))
        )

    def phone(
        self, access: ChannelAccess, session_key: str, encrypted: str, iv: str
    ) -> mini_facts.Phone:
        """Open the number the phone sealed (the way is known from memory: M)."""
        return open_phone(session_key, encrypted, iv, need(access, "app_id"))


@dataclass(frozen=True, slots=True)
class KuaishouAccountLogin:
    """Our account allows our app."""

    caller: Caller

    def url(self, access: ChannelAccess, redirect_url: str, state: str) -> str:
        """Return where the account's owner says yes."""
        query = {
            "app_id": need(access, "app_id"),
            "scope": SCOPES,
            "response_type": "code",
            "ua": "pc",
            "redirect_uri": redirect_url,
            "state": state,
        }
        return f"{access.base_url.rstrip('/')}{CONSENT}?{urlencode(query)}"

    async def grant(self, access: ChannelAccess, code: str) -> social.AccountGrant:
        """Return what the owner came back with; `code` serves once, within two minutes."""
        fields = {"grant_type": "authorization_code", "code": code}
        asked = by_secret(access, e.CODE_TOKEN, fields)
        answer = await self.caller.call(access, e.CODE_TOKEN, asked)
        return social.AccountGrant(
            str(told(answer, "open_id")),
            str(told(answer, "refresh_token")),
            int(answer.get("refresh_token_expires_in") or 0),
            tuple(str(scope) for scope in answer.get("scopes") or ()),
        )
