"""A WeCom that answers from a script per path, and the product that speaks to it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.platforms.cast import MemoryTokens, Pauses, StandingClock, Unmetered, wecom_access
from tests.platforms.loopback import Asked, HangUp, Loopback, Reply, loopback, ok

from pondkeeper.domain.channels.limits import Limits
from pondkeeper.domain.channels.ports import ChannelAccess, Demand
from pondkeeper.kit.http import Http
from pondkeeper.platforms import wecom
from pondkeeper.platforms.common.ground import Ground

CGI, EC = "/cgi-bin/", "externalcontact/"


class Counting(Unmetered):
    """Remembers what each call counts in."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Demand] = []

    async def take(self, access: ChannelAccess, limits: Limits, demand: Demand) -> None:
        self.taken.append(demand)


class Desk:
    """`replies` are by path after /cgi-bin/, or after externalcontact/; None hangs up."""

    def __init__(self, http: Http) -> None:
        self.replies: dict[str, list[Reply | None]] = {}
        self.quota, self.tokens = Counting(), MemoryTokens()
        ground = Ground(http, self.tokens, StandingClock(), self.quota, Pauses())
        self.platform = wecom.build(ground)
        self.server: Loopback

    async def __call__(self, asked: Asked) -> Reply:
        if asked.path == CGI + "gettoken":
            return ok(access_token="t", expires_in=7200)
        path = asked.path.removeprefix(CGI)
        reply = self.replies[path if path in self.replies else path.removeprefix(EC)].pop(0)
        if reply is None:
            raise HangUp
        return reply

    @property
    def access(self) -> ChannelAccess:
        return wecom_access(self.server.base_url)

    def sent(self) -> Any:
        return self.server.asked[-1].json


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Http() as http:
        made = Desk(http)
        async with loopback(made) as made.server:
            yield made
