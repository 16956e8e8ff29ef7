"""Bilibili's manner: the account's token in a header, the app's signature, `code` 0 for yes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token, TokenStore
from pondkeeper.kit.clock import Clock
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.bilibili import endpoints as e
from pondkeeper.platforms.bilibili import seals
from pondkeeper.platforms.bilibili.errcodes import ERRCODES, STALE, UNLISTED
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import CredentialStale, TryAgainHere
from pondkeeper.platforms.common.grants import Grants, Renewed
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import check_status, json_object
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told

BASE_URL = "https://member.bilibili.com"
HOSTS = {"": BASE_URL, "token_url": "https://api.bilibili.com"}
LIMITS = load(__package__, account="client_id")
_HEADER = "access-token"
_DAY_S = 24 * 3600


@dataclass(slots=True)
class BilibiliManner:
    """Adds token and signature. `caller` is set once, for fetching tokens."""

    tokens: TokenStore
    clock: Clock
    caller: Caller | None = None

    async def dress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Request:
        """Add the account's token and sign with the app's secret."""
        if endpoint.auth == "none":
            return request
        token = await Grants(self.tokens).token(access, lambda long: self._renewed(access, long))
        signed = seals.headers(
            need(access, "client_id"),
            need(access, "client_secret"),
            secrets.token_hex(16),
            int(self.clock.real().timestamp()),
            request.content,
        )
        kind = {"accept": "application/json", "content-type": "application/json"}
        return replace(request, headers={**request.headers, **kind, **signed, _HEADER: token})

    async def undress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> None:
        """Forget the token the request carried, unless somebody has renewed it already."""
        del endpoint
        await Grants(self.tokens).drop(access, request.headers[_HEADER])

    def read(self, access: ChannelAccess, endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
        """Return `data` of an answer whose code is 0."""
        del access
        check_status(answer, "哔哩哔哩")
        said = json_object(answer.content)
        code = str(said.get("code", ""))
        if code == "0":
            data = said.get("data")
            return data if isinstance(data, dict) else {}
        raise _refused(endpoint, code, str(said.get("message") or "")[:200])

    async def _renewed(self, access: ChannelAccess, long: str) -> Renewed:
        """A new long token comes with every short one."""
        if self.caller is None:
            raise RuntimeError("the manner has no caller yet: use client.build")
        asked = by_secret(access, e.REFRESH_TOKEN, "refresh_token", refresh_token=long)
        answer = await self.caller.call(access, e.REFRESH_TOKEN, asked)
        left = self.seconds_left(answer)
        # A token that has ended cannot be renewed, says the page: be a day early, if there is one.
        short = Token(str(told(answer, "access_token")), max(left - _DAY_S, left // 2))
        return Renewed(short, str(told(answer, "refresh_token")))

    def seconds_left(self, answer: Mapping[str, Any]) -> int:
        """`expires_in` is shown as a moment by the platform and as a length by others."""
        told_number = int(told(answer, "expires_in"))
        now = int(self.clock.real().timestamp())
        return told_number - now if told_number > now else told_number


def build(ground: Ground) -> Caller:
    """Return what calls Bilibili; `ground.clock.real()` dates signatures."""
    manner = BilibiliManner(ground.tokens, ground.clock)
    manner.caller = ground.caller(manner, LIMITS, HOSTS)
    return manner.caller


def by_secret(access: ChannelAccess, endpoint: Endpoint, grant: str, **more: str) -> Request:
    """Return a request that carries the app's secret in its query, as the page wants it."""
    keys = {"client_id": need(access, "client_id"), "client_secret": need(access, "client_secret")}
    return Request(endpoint.path, query={**keys, "grant_type": grant, **more})


def _refused(
    endpoint: Endpoint, code: str, message: str
) -> SendRefused | CredentialStale | TryAgainHere:
    verdict = ERRCODES.get(code, UNLISTED)
    refusal = verdict.refusal(code, message)
    if code in STALE and endpoint.auth != "none":
        return CredentialStale(refusal)
    return TryAgainHere(refusal) if verdict.here else refusal
