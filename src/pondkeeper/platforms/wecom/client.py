"""WeCom's manner: a token per application in the query, HTTP 200 with an errcode in the body."""

from dataclasses import dataclass, replace
from typing import Any

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token, TokenStore
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import CredentialStale, TryAgainHere
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import bytes_or_object, check_status, json_object
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints
from pondkeeper.platforms.wecom.errcodes import ERRCODES, STALE, UNLISTED


@dataclass(slots=True)
class WeComManner:
    """Adds the token, and reads errcode. `caller` is set once, for fetching the token itself."""

    tokens: TokenStore
    caller: Caller | None = None

    async def dress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Request:
        """Add a live token to the query."""
        if endpoint.auth == "none":
            return request
        token = await self.tokens.get(access, endpoint.auth, lambda: self._fetch(access))
        return replace(request, query={**request.query, "access_token": token})

    async def undress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> None:
        """Forget the token the request carried, unless somebody has renewed it already."""
        await self.tokens.drop(access, endpoint.auth, request.query["access_token"])

    def read(self, access: ChannelAccess, endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
        """Return the body of an answer whose errcode is 0, or a file."""
        del access
        check_status(answer, "企业微信")
        said = bytes_or_object(answer) if endpoint.raw else json_object(answer.content)
        code = said.get("errcode", 0)
        if code == 0:
            return said
        raise _refused(endpoint, code, said.get("errmsg", ""))

    async def _fetch(self, access: ChannelAccess) -> Token:
        if self.caller is None:
            raise RuntimeError("the manner has no caller yet: use client.build")
        query = {"corpid": need(access, "corp_id"), "corpsecret": need(access, "secret")}
        request = Request(endpoints.TOKEN.path, query=query)
        answer = await self.caller.call(access, endpoints.TOKEN, request)
        return Token(str(told(answer, "access_token")), int(told(answer, "expires_in")))


def build(ground: Ground) -> Caller:
    """Return what calls WeCom."""
    manner = WeComManner(ground.tokens)
    manner.caller = ground.caller(manner, load(__package__, account="corp_id"))
    return manner.caller


def _refused(
    endpoint: Endpoint, code: Any, errmsg: Any
) -> SendRefused | CredentialStale | TryAgainHere:
    code = str(code)[:32]
    verdict = ERRCODES.get(code, UNLISTED)
    # The tail of errmsg repeats our address and a link; only its first part says something.
    refusal = verdict.refusal(code, str(errmsg).split(", hint", 1)[0][:200])
    if code in STALE and endpoint.auth != "none":
        return CredentialStale(refusal)
    return TryAgainHere(refusal) if verdict.here else refusal
