"""Reply rules by channel, kept for a few seconds: an answer is due while a platform waits."""

import asyncio
import time
from dataclasses import dataclass

from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.domain.channels.replies import Rule, reply_rules
from pondkeeper.kit.db import Database

KEEP_S = 5.0
"""A changed rule takes effect after this many seconds at most."""
MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Kept:
    rules: list[Rule]
    until: float


class ReplyCache:
    """One per process."""

    def __init__(self, database: Database) -> None:
        """Read through `database`."""
        self._database = database
        self._kept: dict[int, _Kept] = {}
        self._reading: dict[int, asyncio.Lock] = {}

    async def rules(self, access: ChannelAccess) -> list[Rule]:
        """Return the active rules of a channel; most have none."""
        kept = self._kept.get(access.channel_id)
        if kept is None or kept.until <= time.monotonic():
            kept = await self._renewed(access)
        return kept.rules

    async def _renewed(self, access: ChannelAccess) -> _Kept:
        """Read them anew: one reads, the others who come meanwhile wait for that one."""
        lock = self._reading.setdefault(access.channel_id, asyncio.Lock())
        async with lock:
            kept = self._kept.get(access.channel_id)
            if kept is None or kept.until <= time.monotonic():
                async with self._database.tx(access.workspace_id) as tx:
                    rules = await reply_rules(tx, access.channel_id, active=True)
                kept = _Kept(rules, time.monotonic() + KEEP_S)
                if len(self._kept) >= MOST:
                    self._kept.clear()
                self._kept[access.channel_id] = kept
        self._reading.pop(access.channel_id, None)
        return kept
