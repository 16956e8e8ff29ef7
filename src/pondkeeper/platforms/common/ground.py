"""What a process lends to its platforms."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from pondkeeper.domain.channels.limits import Limits
from pondkeeper.domain.channels.ports import Quota, TokenStore
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller, HttpClient, Manner


@dataclass(frozen=True, slots=True)
class Ground:
    """Only `clock.real()` is read; `pause` waits seconds between tries."""

    http: HttpClient
    tokens: TokenStore
    clock: Clock
    quota: Quota
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    def caller(
        self, manner: Manner, limits: Limits, hosts: Mapping[str, str] | None = None
    ) -> Caller:
        """Return what makes a platform's calls in its manner, within its limits, at its hosts."""
        return Caller(self.http, manner, self.quota, limits, self.pause, hosts or {})
