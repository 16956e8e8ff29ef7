"""Douyin's manner: four kinds of token, and HTTP 200 with one of three envelopes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import msgspec

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token, TokenStore
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import CredentialStale, TryAgainHere
from pondkeeper.platforms.common.grants import Grants, Renewed
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import check_status, json_object, post
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.douyin import endpoints as e
from pondkeeper.platforms.douyin import mini_endpoints as m
from pondkeeper.platforms.douyin import seals
from pondkeeper.platforms.douyin.errcodes import ERRCODES, STALE, UNLISTED

BASE_URL = "https://open.douyin.com"
HOSTS = {"": BASE_URL, "legacy_url": "https://developer.toutiao.com"}
LIMITS = load(__package__, account="client_key")
_HEADER = "access-token"
_FORM = {"content-type": "application/x-www-form-urlencoded"}
RENEW_BELOW_S = 16 * 24 * 3600
"""A long token with less left would not live as long as the short one: 15 days."""


@dataclass(slots=True)
class DouyinManner:
    """Adds what each kind of call carries. `caller` is set once, for fetching tokens."""

    tokens: TokenStore
    caller: Caller | None = None

    async def dress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Request:
        """Add the token to the header or the body, or the sign to the body."""
        if endpoint.auth == "signed":
            return _signed(access, request)
        if endpoint.auth == "user":
            return await self._as_account(access, request)
        if endpoint.auth == "client":
            token = await self.tokens.get(access, "client", lambda: self._client_token(access))
            return replace(request, headers={**request.headers, _HEADER: token})
        if endpoint.auth == "mini":
            token = await self.tokens.get(access, "mini", lambda: self._mini_token(access))
            return _with(request, {"access_token": token, "app_id": need(access, "client_key")})
        return request

    async def undress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> None:
        """Forget the token the request carried, unless somebody has renewed it already."""
        if endpoint.auth == "user":
            await Grants(self.tokens).drop(access, request.headers[_HEADER])
        elif endpoint.auth == "mini":
            carried = json_object(request.content)["access_token"]
            await self.tokens.drop(access, "mini", carried)
        else:
            await self.tokens.drop(access, endpoint.auth, request.headers[_HEADER])

    def read(self, access: ChannelAccess, endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
        """Return the body of an answer that names no error."""
        del access
        check_status(answer, "抖音")
        said = json_object(answer.content)
        code, message = _trouble(said)
        if code == "0":
            return said
        raise _refused(endpoint, code, message)

    async def _as_account(self, access: ChannelAccess, request: Request) -> Request:
        token = await Grants(self.tokens).token(access, lambda long: self._renewed(access, long))
        query = {"open_id": need(access, "open_id"), **request.query}
        return replace(request, query=query, headers={**request.headers, _HEADER: token})

    async def _client_token(self, access: ChannelAccess) -> Token:
        body = {
            "grant_type": "client_credential",
            "client_key": need(access, "client_key"),
            "client_secret": need(access, "client_secret"),
        }
        return _token(await self._ask(access, e.CLIENT_TOKEN, post(e.CLIENT_TOKEN, body)))

    async def _mini_token(self, access: ChannelAccess) -> Token:
        body = {
            "grant_type": "client_credential",
            "appid": need(access, "client_key"),
            "secret": need(access, "client_secret"),
        }
        return _token(await self._ask(access, m.MINI_TOKEN, post(m.MINI_TOKEN, body)))

    async def _renewed(self, access: ChannelAccess, long: str) -> Renewed:
        """Return a new short token; a long one near its end is renewed too, five times at most."""
        key = {"client_key": need(access, "client_key"), "refresh_token": long}
        asked = form(e.REFRESH_TOKEN, {**key, "grant_type": "refresh_token"})
        data = told(await self._ask(access, e.REFRESH_TOKEN, asked), "data")
        short = Token(str(told(data, "access_token")), int(told(data, "expires_in")))
        if int(data.get("refresh_expires_in") or RENEW_BELOW_S) >= RENEW_BELOW_S:
            return Renewed(short)
        try:
            answer = await self._ask(access, e.RENEW_TOKEN, form(e.RENEW_TOKEN, key))
        except SendRefused:
            return Renewed(short)  # the last of its renewals: the owner must say yes again
        data = told(answer, "data")
        return Renewed(short, str(told(data, "refresh_token")), int(told(data, "expires_in")))

    async def _ask(
        self, access: ChannelAccess, endpoint: Endpoint, request: Request
    ) -> dict[str, Any]:
        if self.caller is None:
            raise RuntimeError("the manner has no caller yet: use client.build")
        return await self.caller.call(access, endpoint, request)


def build(ground: Ground) -> Caller:
    """Return what calls Douyin."""
    manner = DouyinManner(ground.tokens)
    manner.caller = ground.caller(manner, LIMITS, HOSTS)
    return manner.caller


def form(endpoint: Endpoint, fields: Mapping[str, str]) -> Request:
    """Return a request with a form for its body."""
    return Request(endpoint.path, content=urlencode(fields).encode(), headers=_FORM)


def _signed(access: ChannelAccess, request: Request) -> Request:
    body = json_object(request.content)
    sign = seals.pay_request(need(access, "pay_salt"), body)
    return _with(request, {"app_id": need(access, "client_key"), "sign": sign})


def _with(request: Request, more: Mapping[str, str]) -> Request:
    body = {**json_object(request.content), **more}
    return replace(request, content=msgspec.json.encode(body))


def _token(answer: Mapping[str, Any]) -> Token:
    data = told(answer, "data")
    return Token(str(told(data, "access_token")), int(told(data, "expires_in")))


def _trouble(said: Mapping[str, Any]) -> tuple[str, str]:
    """Return code and text of {err_no}, {data: {error_code}} or {extra: {error_code}}."""
    rows = [row for row in (said.get("data"), said.get("extra")) if isinstance(row, dict)]
    for code, text in (
        (said.get("err_no"), said.get("err_tips") or said.get("err_msg")),
        *((row.get("error_code"), row.get("description")) for row in rows),
        *((row.get("sub_error_code"), row.get("sub_description")) for row in rows),
    ):
        if str(code or "0") != "0":
            return str(code), str(text or "")[:200]
    return "0", ""


def _refused(
    endpoint: Endpoint, code: str, message: str
) -> SendRefused | CredentialStale | TryAgainHere:
    verdict = ERRCODES.get(code, UNLISTED)
    refusal = verdict.refusal(code, message)
    if code in STALE and endpoint.auth in {"client", "user", "mini"}:
        return CredentialStale(refusal)
    return TryAgainHere(refusal) if verdict.here else refusal
