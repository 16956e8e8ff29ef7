"""Who opens the program."""

from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.facts.mini import MiniSession, Phone
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common import sealed
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.mini_program import endpoints as e


@dataclass(frozen=True, slots=True)
class MiniSessions:
    """Logins, phone numbers and sealed data."""

    caller: Caller

    async def login(self, access: ChannelAccess, code: str) -> MiniSession:
        """Return who logged in. A SendUnknown may have used the code up: let the phone ask anew."""
        request = get(e.SESSION, js_code=code, grant_type="authorization_code")
        answer = await self.caller.call(access, e.SESSION, request)
        return MiniSession(
            str(told(answer, "openid")),
            str(answer.get("unionid") or ""),
            str(told(answer, "session_key")),
        )

    async def phone(self, access: ChannelAccess, code: str) -> Phone:
        """Return the number that a person handed over; the code is not that of a login."""
        answer = await self.caller.call(access, e.PHONE, post(e.PHONE, {"code": code}))
        info = told(answer, "phone_info")
        return Phone(str(told(info, "purePhoneNumber")), str(info.get("countryCode") or "86"))

    def unseal(
        self, access: ChannelAccess, session_key: str, encrypted: str, iv: str
    ) -> dict[str, Any]:
        """Open what the phone sealed. Raises CallbackRejected when it is not for this program."""
        return sealed.unseal(session_key, encrypted, iv, need(access, "app_id"))

    def vouched(self, session_key: str, raw: str, signature: str) -> bool:
        """Tell whether `raw` is what the phone signed."""
        return sealed.vouched(session_key, raw, signature)
