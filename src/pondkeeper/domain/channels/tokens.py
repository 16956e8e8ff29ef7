"""Platform tokens in one table for all processes: one refreshes, the others wait for it."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, Token
from pondkeeper.kit.clock import Clock, SystemClock
from pondkeeper.kit.db import Database, SqlFolder

SQL = SqlFolder(__package__)
ABOUT = "platform_token.token_sealed"
EARLY = timedelta(seconds=60)
"""A token is renewed this long before the platform forgets it."""
LEASE = timedelta(seconds=20)
"""Longer than one fetch with all its tries; who dies while fetching is replaced after it."""
MEMORY = timedelta(seconds=30)
"""How long a process trusts its own copy; a stale one is dropped by the platform's answer."""
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class _Kept:
    value: str
    until: datetime


class Tokens:
    """The `TokenStore` of ports.py over table `platform_token`."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        """Keep tokens through `database`, each step in a short transaction of its own."""
        self._database = database
        self._clock = clock or SystemClock()
        self._memory: dict[tuple[int, str], _Kept] = {}
        self._locks: dict[tuple[int, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(
        self, access: ChannelAccess, token_kind: str, fetch: Callable[[], Awaitable[Token]]
    ) -> str:
        """Return a live token, calling `fetch` when there is none; raises what `fetch` raises.

        Raises SendRefused (retry) when another process holds the refresh and does not finish.
        """
        key = (access.channel_id, token_kind)
        async with self._locks[key]:
            for _ in range(int(LEASE.total_seconds() / POLL_S) + 20):
                found, lease = await self._look(access, token_kind)
                if found:
                    return found
                if lease:
                    return await self._refresh(access, token_kind, fetch, lease)
                await asyncio.sleep(POLL_S)
        raise SendRefused("retry", "token_busy", "另一个进程一直在更新令牌", wait_s=5)

    async def drop(self, access: ChannelAccess, token_kind: str, token: str) -> None:
        """Forget `token` if it is still the kept one; a newer one stays."""
        self._memory.pop((access.channel_id, token_kind), None)
        async with self._database.tx(access.workspace_id) as tx:
            row = await tx.row(
                SQL.token_lock,
                workspace_id=tx.workspace_id,
                channel_id=access.channel_id,
                kind=token_kind,
            )
            if row and row["token_sealed"]:
                kept = tx.keyring.open_text(row["token_sealed"], about=ABOUT)
                if kept == token:
                    await tx.run(SQL.token_drop, workspace_id=tx.workspace_id, id=row["id"])

    async def _look(
        self, access: ChannelAccess, token_kind: str
    ) -> tuple[str | None, datetime | None]:
        """Return a live token, or the end of the lease under which the caller may refresh."""
        key, real = (access.channel_id, token_kind), self._clock.real()
        kept = self._memory.get(key)
        if kept and kept.until > real:
            return kept.value, None
        async with self._database.tx(access.workspace_id) as tx:
            row = await tx.row(
                SQL.token_find,
                workspace_id=tx.workspace_id,
                channel_id=access.channel_id,
                kind=token_kind,
                fresh_until=real + EARLY,
            )
            if row:
                value = tx.keyring.open_text(row["token_sealed"], about=ABOUT)
                self._memory[key] = _Kept(value, min(row["expires_at"] - EARLY, real + MEMORY))
                return value, None
            lease = await tx.value(
                SQL.token_lease,
                workspace_id=tx.workspace_id,
                channel_id=access.channel_id,
                kind=token_kind,
                real=real,
                fresh_until=real + EARLY,
                until=real + LEASE,
            )
            return None, lease

    async def _refresh(
        self,
        access: ChannelAccess,
        token_kind: str,
        fetch: Callable[[], Awaitable[Token]],
        lease: datetime,
    ) -> str:
        token: Token | None = None
        try:
            token = await fetch()
        finally:
            await self._settle(access, token_kind, token, lease)
        return token.value

    async def _settle(
        self, access: ChannelAccess, token_kind: str, token: Token | None, lease: datetime
    ) -> None:
        """Keep the token, or give the lease back when there is none."""
        async with self._database.tx(access.workspace_id) as tx:
            real = self._clock.real()
            sealed = tx.keyring.seal_text(token.value, about=ABOUT) if token else None
            expires = real + timedelta(seconds=token.expires_in_s) if token else None
            await tx.run(
                SQL.token_keep,
                workspace_id=tx.workspace_id,
                channel_id=access.channel_id,
                kind=token_kind,
                lease=lease,
                sealed=sealed,
                expires_at=expires,
            )
