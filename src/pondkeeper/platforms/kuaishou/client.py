"""Kuaishou's manner: app id and token as parameters, HTTP 200 with `result` 1 for yes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token, TokenStore
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import CredentialStale, TryAgainHere
from pondkeeper.platforms.common.grants import Grants, Renewed
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import check_status, json_object
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.kuaishou import endpoints as e
from pondkeeper.platforms.kuaishou.errcodes import ERRCODES, GOOD, STALE, UNLISTED

BASE_URL = "https://open.kuaishou.com"
LIMITS = load(__package__, account="app_id")
_FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class KuaishouManner:
    """Adds the token. `caller` is set once, for fetching tokens."""

    tokens: TokenStore
    caller: Caller | None = None

    async def dress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Request:
        """Add app id and token to the query or, of a form, to the form."""
        if endpoint.auth == "none":
            return request
        if endpoint.auth == "user":
            grants = Grants(self.tokens)
            token = await grants.token(access, lambda long: self._renewed(access, long))
        else:
            token = await self.tokens.get(access, "app", lambda: self._app_token(access))
        more = {"app_id": need(access, "app_id"), "access_token": token}
        if request.content:
            fields = dict(parse_qsl(request.content.decode(), keep_blank_values=True)) | more
            return replace(request, content=urlencode(fields).encode())
        return replace(request, query={**request.query, **more})

    async def undress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> None:
        """Forget the token the request carried, unless somebody has renewed it already."""
        carried = dict(parse_qsl(request.content.decode())) or request.query
        if endpoint.auth == "user":
            await Grants(self.tokens).drop(access, carried["access_token"])
        else:
            await self.tokens.drop(access, "app", carried["access_token"])

    def read(self, access: ChannelAccess, endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
        """Return the body of an answer whose result is 1."""
        del access
        check_status(answer, "快手")
        said = json_object(answer.content)
        code = str(said.get("result", ""))
        if code == GOOD:
            return said
        raise _refused(endpoint, code, str(said.get("error_msg") or said.get("error") or "")[:200])

    async def _app_token(self, access: ChannelAccess) -> Token:
        """48 hours; an older one stays good when a new one is fetched."""
        answer = await self._ask(access, e.APP_TOKEN, grant_type="client_credentials")
        return Token(str(told(answer, "access_token")), int(told(answer, "expires_in")))

    async def _renewed(self, access: ChannelAccess, long: str) -> Renewed:
        answer = await self._ask(
            access, e.REFRESH_TOKEN, grant_type="refresh_token", refresh_token=long
        )
        short = Token(str(told(answer, "access_token")), int(told(answer, "expires_in")))
        return Renewed(
            short,
            str(answer.get("refresh_token") or ""),
            int(answer.get("refresh_token_expires_in") or short.expires_in_s),
        )

    async def _ask(
        self, access: ChannelAccess, endpoint: Endpoint, **fields: str
    ) -> dict[str, Any]:
        if self.caller is None:
            raise RuntimeError("the manner has no caller yet: use client.build")
        return await self.caller.call(access, endpoint, by_secret(access, endpoint, fields))


def build(ground: Ground) -> Caller:
    """Return what calls Kuaishou."""
    manner = KuaishouManner(ground.tokens)
    manner.caller = ground.caller(manner, LIMITS)
    return manner.caller


def by_secret(access: ChannelAccess, endpoint: Endpoint, fields: Mapping[str, str]) -> Request:
    """Return a form that carries the app's secret."""
    keys = {"app_id": need(access, "app_id"), "app_secret": need(access, "app_secret")}
    return form(endpoint, {**keys, **fields})


def form(endpoint: Endpoint, fields: Mapping[str, str], *, subject: str = "") -> Request:
    """Return a request with a form for its body."""
    content = urlencode(fields).encode()
    return Request(endpoint.path, content=content, headers=_FORM, subject=subject)


def _refused(
    endpoint: Endpoint, code: str, message: str
) -> SendRefused | CredentialStale | TryAgainHere:
    verdict = ERRCODES.get(code, UNLISTED)
    refusal = verdict.refusal(code, message)
    if code in STALE and endpoint.auth != "none":
        return CredentialStale(refusal)
    return TryAgainHere(refusal) if verdict.here else refusal
