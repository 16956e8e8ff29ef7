"""WeCom's manner: a token per application in the query, HTTP 200 with an errcode in the body."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token, TokenStore
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.common.call import Caller, HttpClient, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import AnswerLost, CredentialStale, TryAgainHere
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints
from pondkeeper.platforms.wecom.errcodes import ERRCODES, STALE, UNLISTED

_JSON = {"content-type": "application/json; charset=utf-8"}


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

    def read(
        self, access: ChannelAccess, endpoint: Endpoint, answer: Answer
    ) -> dict[str, Any]:
        """Return the body of an answer whose errcode is 0."""
        del access
        _check_status(answer)
        said = _object(answer.content)
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


def build(
    http: HttpClient,
    tokens: TokenStore,
    *,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Caller:
    """Return what calls WeCom; `pause` waits seconds between tries."""
    manner = WeComManner(tokens)
    manner.caller = Caller(http, manner, pause)
    return manner.caller


def post(endpoint: Endpoint, body: Mapping[str, Any]) -> Request:
    """Return a request with a JSON body; keys whose value is None are left out."""
    kept = {key: value for key, value in body.items() if value is not None}
    return Request(endpoint.path, content=msgspec.json.encode(kept), headers=_JSON)


def get(endpoint: Endpoint, **query: str) -> Request:
    """Return a request with a query; empty values are left out."""
    return Request(endpoint.path, query={key: value for key, value in query.items() if value})


def _check_status(answer: Answer) -> None:
    if answer.status == 429:
        raise SendRefused("quota", "http_429", "调用过快", wait_s=60)
    if answer.status >= 500:
        raise AnswerLost(f"HTTP {answer.status}")
    if answer.status != 200:
        raise SendRefused(
            "permanent", f"http_{answer.status}", "这个地址不是企业微信接口，请检查接口地址"
        )


def _object(content: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise AnswerLost("the answer is not a JSON object") from error


def _refused(
    endpoint: Endpoint, code: Any, errmsg: Any
) -> SendRefused | CredentialStale | TryAgainHere:
    verdict = ERRCODES.get(code, UNLISTED) if isinstance(code, int) else UNLISTED
    # The tail of errmsg repeats our address and a link; only its first part says something.
    refusal = verdict.refusal(str(code), str(errmsg).split(", hint", 1)[0][:200])
    if code in STALE and endpoint.auth != "none":
        return CredentialStale(refusal)
    return TryAgainHere(refusal) if verdict.here else refusal
