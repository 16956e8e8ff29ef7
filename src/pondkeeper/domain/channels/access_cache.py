"""Channels by public key, kept for a few seconds: the callback door must not ask for each."""

import asyncio
import time
from dataclasses import dataclass

from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.domain.channels.queries import accesses, find_by_key
from pondkeeper.kit.db import Database

KEEP_S = 5.0
"""A changed secret or a channel switched off takes effect after this many seconds at most."""
MOST = 10_000
"""Strangers may ask for keys that do not exist; the memory of that stays small."""


@dataclass(frozen=True, slots=True)
class _Known:
    access: ChannelAccess | None
    until: float


class AccessCache:
    """One per process."""

    def __init__(self, database: Database) -> None:
        """Read through `database`."""
        self._database = database
        self._known: dict[str, _Known] = {}
        self._reading: dict[str, asyncio.Lock] = {}

    async def find(self, public_key: str) -> ChannelAccess | None:
        """Return what opens the channel with this public key, None when there is none."""
        known = self._known.get(public_key)
        if known is None or known.until <= time.monotonic():
            known = await self._renewed(public_key)
        return known.access

    async def _renewed(self, public_key: str) -> _Known:
        """Read it anew: one reads, the others who come meanwhile wait for that one."""
        lock = self._reading.setdefault(public_key, asyncio.Lock())
        async with lock:
            known = self._known.get(public_key)
            if known is None or known.until <= time.monotonic():
                known = _Known(await self._read(public_key), time.monotonic() + KEEP_S)
                if len(self._known) >= MOST:
                    self._known.clear()
                self._known[public_key] = known
        self._reading.pop(public_key, None)
        return known

    async def _read(self, public_key: str) -> ChannelAccess | None:
        async with self._database.tx() as tx:
            found = await find_by_key(tx, public_key)
        if found is None:
            return None
        workspace_id, channel_id = found
        async with self._database.tx(workspace_id) as tx:
            return (await accesses(tx, [channel_id])).get(channel_id)
