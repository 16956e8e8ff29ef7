"""QQ's manner: `Authorization: QQBot token`, and a code in the body of what is not HTTP 200."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token, TokenStore
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import AnswerLost, CredentialStale, TryAgainHere
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import check_status, json_object, post
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.qq import endpoints
from pondkeeper.platforms.qq.errcodes import ERRCODES, STALE, UNLISTED

BASE_URL = "https://api.sgroup.qq.com"
HOSTS = {"": BASE_URL, "token_url": "https://bots.qq.com"}
LIMITS = load(__package__, account="app_id")
_SCHEME = "QQBot "
_ACCEPTED = frozenset({201, 202})
"""Taken, to be looked at by a person first; the body is an error's all the same."""


@dataclass(slots=True)
class QqManner:
    """Adds the token, and reads codes. `caller` is set once, for fetching the token itself."""

    tokens: TokenStore
    caller: Caller | None = None

    async def dress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Request:
        """Add a live token to the headers."""
        if endpoint.auth == "none":
            return request
        token = await self.tokens.get(access, endpoint.auth, lambda: self._fetch(access))
        return replace(request, headers={**request.headers, "authorization": _SCHEME + token})

    async def undress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> None:
        """Forget the token the request carried, unless somebody has renewed it already."""
        token = request.headers["authorization"].removeprefix(_SCHEME)
        await self.tokens.drop(access, endpoint.auth, token)

    def read(self, access: ChannelAccess, endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
        """Return the body of a good answer; {} when it has none."""
        del access
        if answer.status == 204 or (answer.status == 200 and not answer.content):
            return {}
        if answer.status in _ACCEPTED:
            return json_object(answer.content) if answer.content else {}
        said = _code_said(answer)
        code = str(said.get("code") or "0")
        if answer.status == 401 and code not in ERRCODES and endpoint.auth != "none":
            raise CredentialStale(ERRCODES["11243"].refusal(code, str(said.get("message") or "")))
        if code == "0":
            check_status(answer, "QQ 机器人")
            return said
        raise _refused(endpoint, code, str(said.get("message") or "")[:200])

    async def _fetch(self, access: ChannelAccess) -> Token:
        if self.caller is None:
            raise RuntimeError("the manner has no caller yet: use client.build")
        body = {"appId": need(access, "app_id"), "clientSecret": need(access, "secret")}
        answer = await self.caller.call(access, endpoints.TOKEN, post(endpoints.TOKEN, body))
        # The page shows the seconds as a text.
        return Token(str(told(answer, "access_token")), int(told(answer, "expires_in")))


def build(ground: Ground) -> Caller:
    """Return what calls QQ."""
    manner = QqManner(ground.tokens)
    manner.caller = ground.caller(manner, LIMITS, HOSTS)
    return manner.caller


def filled(request: Request, **names: str) -> Request:
    """Put ids into the path's places."""
    target = request.target
    for name, value in names.items():
        target = target.replace(f"{{{name}}}", quote(value, safe=""))
    return replace(request, target=target)


def _code_said(answer: Answer) -> dict[str, Any]:
    try:
        return json_object(answer.content)
    except AnswerLost:
        if answer.status == 200:
            raise
        return {}


def _refused(
    endpoint: Endpoint, code: str, message: str
) -> SendRefused | CredentialStale | TryAgainHere:
    verdict = ERRCODES.get(code, UNLISTED)
    refusal = verdict.refusal(code, message)
    if code in STALE and endpoint.auth != "none":
        return CredentialStale(refusal)
    return TryAgainHere(refusal) if verdict.here else refusal
