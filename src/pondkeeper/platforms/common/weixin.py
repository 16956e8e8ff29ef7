"""The manner that official accounts and mini programs share: a stable token in the query, HTTP 200
with an errcode in the body, and the number of the request (rid) in its text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pondkeeper.domain.channels.limits import Limits
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token, TokenStore
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errcodes import UNLISTED
from pondkeeper.platforms.common.errors import CredentialStale, TryAgainHere, Verdict
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import (
    bytes_or_object,
    check_status,
    json_object,
    post,
)
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told

STALE = frozenset({"40001", "40014", "42001"})
"""A fresh token may help, once; the first of them also means a wrong secret."""
SENT_BEFORE = "45065"
"""A message to many with this number of ours exists: its own number comes with the refusal."""
HOSTS: Mapping[str, str] = {
    "": "https://api.weixin.qq.com",
    "mp_base_url": "https://mp.weixin.qq.com",
    "open_base_url": "https://open.weixin.qq.com",
}
"""The platform's own addresses, by the setting that may hold another one."""


@dataclass(slots=True)
class WeixinManner:
    """Adds the token or the secret, and reads errcode.

    `token` is the row of the stable token, `name_zh` what the platform is called in a hint.
    `caller` is set once, for fetching the token itself.
    """

    tokens: TokenStore
    token: Endpoint
    errcodes: Mapping[str, Verdict]
    name_zh: str
    caller: Caller | None = None

    async def dress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Request:
        """Add what the call proves itself with: a live token, or the secret of logins."""
        if endpoint.auth == "none":
            return request
        if endpoint.auth == "secret":
            own = {"appid": need(access, "app_id"), "secret": need(access, "app_secret")}
            return replace(request, query={**own, **request.query})
        token = await self.tokens.get(access, endpoint.auth, partial(self._fetch, access))
        return replace(request, query={**request.query, "access_token": token})

    async def undress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> None:
        """Forget the token the request carried, unless somebody has renewed it already."""
        await self.tokens.drop(access, endpoint.auth, request.query["access_token"])

    def read(self, access: ChannelAccess, endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
        """Return the body of an answer whose errcode is 0, or the content of a picture."""
        del access
        check_status(answer, self.name_zh)
        said = bytes_or_object(answer) if endpoint.raw else json_object(answer.content)
        code = str(said.get("errcode", 0))
        if code == "0" or (code == SENT_BEFORE and "msg_id" in said):
            return said
        raise self._refused(endpoint, code, str(said.get("errmsg", "")))

    async def _fetch(self, access: ChannelAccess) -> Token:
        if self.caller is None:
            raise RuntimeError("the manner has no caller yet: use weixin.build")
        # Not forced: an equal call gives every process the same token, a forced one takes it away.
        body = {
            "grant_type": "client_credential",
            "appid": need(access, "app_id"),
            "secret": need(access, "app_secret"),
            "force_refresh": False,
        }
        answer = await self.caller.call(access, self.token, post(self.token, body))
        return Token(str(told(answer, "access_token")), int(told(answer, "expires_in")))

    def _refused(
        self, endpoint: Endpoint, code: str, errmsg: str
    ) -> SendRefused | CredentialStale | TryAgainHere:
        verdict = self.errcodes.get(code, UNLISTED)
        # The rid stays: with it the platform tells what it saw of the request.
        refusal = verdict.refusal(code, errmsg[:200])
        if code in STALE and endpoint.auth == "app":
            return CredentialStale(refusal)
        return TryAgainHere(refusal) if verdict.here else refusal


def build(
    ground: Ground,
    limits: Limits,
    *,
    token: Endpoint,
    errcodes: Mapping[str, Verdict],
    name_zh: str,
) -> Caller:
    """Return what calls an official account or a mini program."""
    manner = WeixinManner(ground.tokens, token, errcodes, name_zh)
    manner.caller = ground.caller(manner, limits, HOSTS)
    return manner.caller
