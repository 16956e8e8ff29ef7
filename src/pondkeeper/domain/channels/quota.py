"""The one quota function: what may still be called, one count over all processes.

A process takes small chunks in short transactions of its own and spends them in memory. A chunk
is counted as used when it is taken and dies soon after: a killed process costs a few calls that
were never made, and no limit is passed. Limits of a day and longer are counted in business time,
so that a steered story meets them where it would; shorter ones in the machine's.
"""

import asyncio
import hashlib
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from pondkeeper.domain.channels import quota_window as window
from pondkeeper.domain.channels.limits import Limit, Limits
from pondkeeper.domain.channels.ports import ChannelAccess, Demand, SendRefused
from pondkeeper.domain.channels.quota_choice import choice
from pondkeeper.kit.clock import Clock, SystemClock
from pondkeeper.kit.db import Database, SqlFolder, Tx

SQL = SqlFolder(__package__)
CHOICE_KEPT = timedelta(seconds=15)
"""How long a process goes on with an operator's former choice."""
SHARE = 100
"""A chunk is at most this part of a limit, so that many processes waste little."""
KEPT = timedelta(days=100)
"""Longer than the longest window of any platform."""
LOOK_KEPT = timedelta(seconds=1)
NEVER = datetime.min.replace(tzinfo=UTC)
HELD = "held"
"""The rule under which it is kept that the platform itself said stop."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one limit counts by itself."""

    account: str
    rule: str
    subject: str


@dataclass(slots=True)
class Chunk:
    """Calls taken and not yet made; `size` is what is taken next."""

    left: int = 0
    until: datetime = NEVER
    size: int = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """The limits that hold for a channel today, and by bucket those that its calls count in."""

    rows: tuple[Limit, ...]
    until: datetime
    counted: dict[str, tuple[Limit, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Want:
    """One limit a call counts in, and the chunk it is taken from."""

    limit: Limit
    key: Key
    chunk: Chunk


class Quotas:
    """The `Quota` of ports.py over table `quota_use`."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        """Count through `database`, each step in a short transaction of its own."""
        self._database = database
        self._clock = clock or SystemClock()
        self._chunks: dict[tuple[int, Key], Chunk] = defaultdict(Chunk)
        self._chosen: dict[int, Chosen] = {}
        self._looked: dict[tuple[object, ...], datetime] = {}
        self._locks: dict[tuple[int, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(self, access: ChannelAccess, limits: Limits, demand: Demand) -> None:
        """Take one call from every limit it counts in. Raises SendRefused (quota)."""
        account = _account(access, limits)
        async with self._locks[access.workspace_id, account]:
            wants = await self._wants(access, limits, demand)
            short = [want for want in wants if not self._has(want.chunk)]
            if short:
                await self._refill(access, account, demand, short)
            elif not wants:
                await self._look(access, account, demand)
            for want in wants:
                want.chunk.left -= 1

    async def hold(
        self, access: ChannelAccess, limits: Limits, demand: Demand, refused: SendRefused
    ) -> None:
        """Make no more such calls for `refused.wait_s`: the platform said a limit is passed.

        Every process learns of it with its next chunk; this one forgets what it has in hand.
        """
        account = _account(access, limits)
        until = self._clock.real() + timedelta(seconds=refused.wait_s or 0)
        wants = await self._wants(access, limits, demand)
        async with self._database.tx(access.workspace_id) as tx:
            await tx.run(
                SQL.quota_hold,
                workspace_id=tx.workspace_id,
                account=account,
                rule=HELD,
                subject=_held(demand)[-1 if _of_subject(limits, refused) else 0],
                until=until,
                real=self._clock.real(),
            )
        for want in wants:
            want.chunk.left = 0
        self._looked.clear()

    async def _wants(
        self, access: ChannelAccess, limits: Limits, demand: Demand
    ) -> list[Want]:
        account, wants = _account(access, limits), list[Want]()
        for limit in await self._counted(access, limits, demand.bucket):
            if limit.per != "subject" or demand.subject:
                key = Key(account, limit.rule, _subject(limit, demand))
                wants.append(Want(limit, key, self._chunks[access.workspace_id, key]))
        return wants

    async def _counted(
        self, access: ChannelAccess, limits: Limits, bucket: str
    ) -> Sequence[Limit]:
        """Return the limits that calls of a bucket count in, as an operator chose them lately."""
        real = self._clock.real()
        chosen = self._chosen.get(access.channel_id)
        if chosen is None or chosen.until <= real:
            async with self._database.tx(access.workspace_id) as tx:
                kept = await choice(tx, access.channel_id)
            rows = tuple(limits.today(kept.preset, real.date(), kept.counts))
            chosen = self._chosen[access.channel_id] = Chosen(rows, real + CHOICE_KEPT)
        if bucket not in chosen.counted:
            counted = tuple(row for row in chosen.rows if row.counts(bucket))
            chosen.counted[bucket] = counted
        return chosen.counted[bucket]

    def _has(self, chunk: Chunk) -> bool:
        """Whether a call is in hand; unused ones die, and the next chunk is small again."""
        if chunk.left and chunk.until > self._clock.real():
            return True
        chunk.size = 1 if chunk.left else chunk.size
        chunk.left = 0
        return False

    async def _look(self, access: ChannelAccess, account: str, demand: Demand) -> None:
        """Where no limit counts, see now and then whether the platform said stop."""
        real, key = self._clock.real(), (access.workspace_id, account, *_held(demand))
        if self._looked.get(key, real) <= real:
            async with self._database.tx(access.workspace_id) as tx:
                await _refuse_held(tx, account, demand, real)
            self._looked[key] = real + LOOK_KEPT

    async def _refill(
        self, access: ChannelAccess, account: str, demand: Demand, short: Sequence[Want]
    ) -> None:
        """Take a chunk of each, all or none of them. Raises SendRefused (quota)."""
        wants = sorted(short, key=lambda want: want.key.rule)  # one order: no deadlock
        async with self._database.tx(access.workspace_id) as tx:
            keys = [want.key for want in wants]
            await _refuse_held(tx, account, demand, self._clock.real())
            states = await _locked(tx, keys)
            grants = [
                window.take(want.limit, state, _at(tx, want.limit), self._size(want))
                for want, state in zip(wants, states, strict=True)
            ]
            for want, grant in zip(wants, grants, strict=True):
                if not grant.given:
                    raise _refusal(want.limit, grant.wait_s)
            await _keep(tx, keys, [grant.used for grant in grants], self._clock.real())
        for want, grant in zip(wants, grants, strict=True):
            self._fill(want, grant.given)

    def _size(self, want: Want) -> int:
        return min(want.chunk.size, max(want.limit.amount(self._clock.real()) // SHARE, 1))

    def _fill(self, want: Want, given: int) -> None:
        real = self._clock.real()
        want.chunk.left, want.chunk.until = given, window.good_until(want.limit, real)
        want.chunk.size = self._size(want) * 2


async def forget(tx: Tx) -> int:
    """Forget counts that no window reaches back to; how many. For a daily job."""
    before = tx.clock.real() - KEPT
    return await tx.run(SQL.quota_forget, workspace_id=tx.workspace_id, before=before)


async def _locked(tx: Tx, keys: Sequence[Key]) -> list[window.Used]:
    """Lock the counts of these limits, making those that are new."""
    await tx.run(
        SQL.quota_open,
        workspace_id=tx.workspace_id,
        account=keys[0].account,
        rules=[key.rule for key in keys],
        subjects=[key.subject for key in keys],
        real=tx.clock.real(),
    )
    rows = await tx.rows(
        SQL.quota_lock,
        workspace_id=tx.workspace_id,
        account=keys[0].account,
        rules=[key.rule for key in keys],
        subjects=[key.subject for key in keys],
    )
    found = {
        (row["rule"], row["subject"]): msgspec.convert(row["used"], window.Used) for row in rows
    }
    return [found[key.rule, key.subject] for key in keys]


async def _keep(tx: Tx, keys: Sequence[Key], states: Sequence[window.Used], real: datetime) -> None:
    await tx.run(
        SQL.quota_keep,
        workspace_id=tx.workspace_id,
        account=keys[0].account,
        rules=[key.rule for key in keys],
        subjects=[key.subject for key in keys],
        used=[msgspec.json.encode(state).decode() for state in states],
        real=real,
    )


async def _refuse_held(tx: Tx, account: str, demand: Demand, real: datetime) -> None:
    until = await tx.value(
        SQL.quota_held,
        workspace_id=tx.workspace_id,
        account=account,
        rule=HELD,
        subjects=_held(demand),
        real=real,
    )
    if until is not None:
        wait_s = math.ceil((until - real).total_seconds())
        raise SendRefused("quota", "held", "平台提示调用超限，暂停调用", wait_s=max(wait_s, 1))


def _account(access: ChannelAccess, limits: Limits) -> str:
    return limits.account_of(access.kind, access.channel_id, access.settings)


def _refusal(limit: Limit, wait_s: float) -> SendRefused:
    hint = f"已到平台限额：{limit.zh}"
    return SendRefused("quota", f"limit:{limit.rule}", hint, wait_s=max(math.ceil(wait_s), 1))


def _at(tx: Tx, limit: Limit) -> datetime:
    """Return the time a limit is counted in."""
    return tx.clock.now() if limit.long else tx.clock.real()


def _subject(limit: Limit, demand: Demand) -> str:
    """Return what is counted by itself; of a recipient only a digest is kept."""
    if limit.per == "endpoint":
        return demand.endpoint
    return _digest(demand.subject) if limit.per == "subject" else ""


def _held(demand: Demand) -> list[str]:
    """Return under what a stop of the platform's is kept: for all, and for this recipient."""
    endpoint = demand.endpoint
    return [endpoint, f"{endpoint} {_digest(demand.subject)}"] if demand.subject else [endpoint]


def _of_subject(limits: Limits, refused: SendRefused) -> bool:
    """Whether the platform spoke of one recipient, not of the account."""
    return any(row.per == "subject" and row.code == refused.code for row in limits.rows)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
