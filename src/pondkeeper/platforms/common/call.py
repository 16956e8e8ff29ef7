"""The one way out: every call of every platform, with its tries, back-off, paging and traces.

What differs between platforms is a `Manner`: how it dresses a request and reads an answer.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pondkeeper.domain.channels.limits import Limits
from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Demand,
    Quota,
    SendRefused,
    SendUnknown,
)
from pondkeeper.kit.http import Answer, BadAddress, NoAnswer, NoConnection
from pondkeeper.kit.telemetry import span
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import AnswerLost, CredentialStale, TryAgainHere

PAUSES_S = (0.2, 0.8)
"""Between three tries at most, as the platforms ask; short, as a welcome code lives 20 seconds."""
MAX_PAGES = 10_000


class HttpClient(Protocol):
    """The shape of `kit.http.Http`."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Request:
    """One request before it is dressed; `target` is the path with its arguments filled in."""

    target: str
    query: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    """The recipient, where a limit counts each of them by itself."""


class Manner(Protocol):
    """How one platform wants to be spoken to."""

    async def dress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Request:
        """Add the token or the signature. Raises SendRefused when the settings are wrong."""
        ...

    async def undress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> None:
        """Forget the credential `request` carried: the platform said it is stale."""
        ...

    def read(self, access: ChannelAccess, endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
        """Return the answer. Raises SendRefused, CredentialStale, TryAgainHere or AnswerLost."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Makes calls in one platform's manner. `pause` waits seconds; tests hand in their own.

    `hosts` are the platform's own addresses by the setting that holds another one; '' is the
    channel's default.
    """

    http: HttpClient
    manner: Manner
    quota: Quota
    limits: Limits
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    hosts: Mapping[str, str] = field(default_factory=dict)

    async def call(
        self, access: ChannelAccess, endpoint: Endpoint, request: Request | None = None
    ) -> dict[str, Any]:
        """Call `endpoint` and return its answer.

        Raises SendRefused when the platform said no or was not reached, SendUnknown when the
        request may have arrived and a second one would not be harmless (or did not help).
        """
        with span(f"{access.kind} {endpoint.name}") as current:
            current.set_attribute("pond.channel_id", access.channel_id)
            current.set_attribute("pond.workspace_id", access.workspace_id)
            current.set_attribute("url.path", endpoint.path)
            return await self._tries(access, endpoint, request or Request(endpoint.path))

    async def pages(
        self,
        access: ChannelAccess,
        endpoint: Endpoint,
        ask: Callable[[str], Request],
    ) -> AsyncIterator[Any]:
        """Walk all items of a paged endpoint; `ask` makes the request for a cursor ('' first)."""
        cursor, seen = "", set[str]()
        for _ in range(MAX_PAGES):
            answer = await self.call(access, endpoint, ask(cursor))
            for item in answer.get(endpoint.items) or ():
                yield item
            cursor = str(answer.get(endpoint.cursor) or "")
            # A cursor that comes back would walk in a circle for ever.
            if not cursor or cursor in seen or answer.get("is_last") is True:
                return
            if answer.get("has_more", True) == 0:  # 0 or false
                return
            seen.add(cursor)

    async def _tries(
        self, access: ChannelAccess, endpoint: Endpoint, request: Request
    ) -> dict[str, Any]:
        for pause_s in (*PAUSES_S, None):
            try:
                return await self._with_credential(access, endpoint, request)
            except TryAgainHere as again:
                if pause_s is None:
                    raise again.refusal from None
                await self.pause(pause_s)
            except AnswerLost as lost:
                if pause_s is None or not endpoint.repeat:
                    raise SendUnknown(f"{endpoint.name}: {lost}") from lost
                await self.pause(pause_s)
        raise AssertionError("the last try returns or raises")

    async def _with_credential(
        self, access: ChannelAccess, endpoint: Endpoint, request: Request
    ) -> dict[str, Any]:
        """Make one try; a stale credential is renewed once and does not count as one."""
        dressed = await self.manner.dress(access, endpoint, request)
        try:
            return await self._counted(access, endpoint, dressed)
        except CredentialStale:
            await self.manner.undress(access, endpoint, dressed)
        dressed = await self.manner.dress(access, endpoint, request)
        try:
            return await self._counted(access, endpoint, dressed)
        except CredentialStale as stale:
            raise stale.refusal from None

    async def _counted(
        self, access: ChannelAccess, endpoint: Endpoint, request: Request
    ) -> dict[str, Any]:
        """Make one request within the limits; a limit the platform sees passed holds everybody."""
        demand = Demand(endpoint.name, endpoint.quota, request.subject)
        await self.quota.take(access, self.limits, demand)
        try:
            return self.manner.read(access, endpoint, await self._once(access, endpoint, request))
        except SendRefused as refused:
            if refused.kind == "quota" and refused.wait_s:
                await self.quota.hold(access, self.limits, demand, refused)
            raise

    async def _once(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Answer:
        url = self.address(access, endpoint) + request.target
        try:
            return await self.http.request(
                endpoint.method,
                url,
                params=request.query or None,
                content=request.content or None,
                headers=request.headers,
                timeout_s=endpoint.timeout_s,
            )
        except NoConnection as error:
            hint = f"{endpoint.name}: {error}"
            raise TryAgainHere(SendRefused("retry", "no_connection", hint)) from error
        except BadAddress as error:
            raise SendRefused("permanent", "base_url", str(error)) from error
        except NoAnswer as error:
            raise AnswerLost(str(error)) from error

    def address(self, access: ChannelAccess, endpoint: Endpoint) -> str:
        """Return where an endpoint is: whoever speaks to the platform's own address finds its
        other hosts too, an address of somebody else's stands for all of them.
        """
        given = access.settings.get(endpoint.host, "").strip() if endpoint.host else ""
        if given or access.base_url.rstrip("/") != self.hosts.get(""):
            return (given or access.base_url).rstrip("/")
        return self.hosts.get(endpoint.host, access.base_url).rstrip("/")
