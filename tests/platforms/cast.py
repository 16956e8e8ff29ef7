"""One brand's channels, a token store in memory and a clock that stands: the small cast."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from tests.platforms import vectors as v

from pondkeeper.domain.channels.limits import Limits
from pondkeeper.domain.channels.ports import ChannelAccess, Demand, SendRefused, Token

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CORP, AES_KEY, CALLBACK_TOKEN = "wwpond0001", v.FIXED_AES_KEY, "callback-token"


class StandingClock:
    """Business time is far away on purpose: nothing here may read it."""

    def now(self) -> datetime:
        return datetime(1999, 1, 1, tzinfo=UTC)

    def real(self) -> datetime:
        return NOW


class MemoryTokens:
    """One refresh of a kind at a time, as the database-backed store promises."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, str], str] = {}
        self.locks: dict[tuple[int, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(
        self, access: ChannelAccess, token_kind: str, fetch: Callable[[], Awaitable[Token]]
    ) -> str:
        key = (access.channel_id, token_kind)
        async with self.locks[key]:
            if key not in self.kept:
                self.kept[key] = (await fetch()).value
            return self.kept[key]

    async def drop(self, access: ChannelAccess, token_kind: str, token: str) -> None:
        if self.kept.get((access.channel_id, token_kind)) == token:
            del self.kept[access.channel_id, token_kind]


class Unmetered:
    """Every call is allowed; what the platform said of its limits is remembered."""

    def __init__(self) -> None:
        self.held: list[tuple[str, str]] = []

    async def take(self, access: ChannelAccess, limits: Limits, demand: Demand) -> None:
        del access, limits, demand

    async def hold(
        self, access: ChannelAccess, limits: Limits, demand: Demand, refused: SendRefused
    ) -> None:
        del access, limits
        self.held.append((demand.endpoint, refused.code))


class Pauses:
    """Waits not at all and remembers how long it should have."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def wecom_access(base_url: str = "http://127.0.0.1:9", **changed: str) -> ChannelAccess:
    secrets = {
        "secret": "app-secret",
        "callback_token": CALLBACK_TOKEN,
        "encoding_aes_key": AES_KEY,
    }
    return ChannelAccess(
        workspace_id=1,
        channel_id=7,
        kind="wecom",
        base_url=base_url,
        public_key="pk",
        settings={"corp_id": CORP, "agent_id": "1000002"},
        secrets={**secrets, **changed},
    )
