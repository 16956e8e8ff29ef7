"""Jobs ride on the caller's own connection: they commit with their data or not at all."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries

LIVE = frozenset({"live"})


@dataclass(frozen=True, slots=True)
class Reaction:
    """What follows an event: a job by name, for events of the named origins only."""

    job: str
    origins: frozenset[str] = LIVE
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What follows an event at once, in the transaction that records it.

    For noting that something is to be worked out again: `verb(tx, contact ids)` inserts rows and
    wakes a loop, and must never wait for a lock or call anybody.
    """

    verb: Callable[[Any, Sequence[int]], Awaitable[None]]
    origins: frozenset[str] = LIVE


@dataclass(frozen=True, slots=True)
class Step:
    """What follows an event at once, as a set, and needs the events themselves.

    `verb(tx, recorded events, received_at)` runs one statement in the transaction that records
    them, and like a `Mark` never waits for a lock or calls anybody.
    """

    verb: Callable[[Any, Sequence[Any], datetime], Awaitable[None]]
    origins: frozenset[str] = LIVE


Reactions = Mapping[str, Sequence[Reaction | Mark | Step]]
"""Event kind -> what follows; '*' follows every kind."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do later: an entrypoint and ids only, never a person's data."""

    name: str
    payload: dict[str, Any]
    priority: int = 0


JobHandler = Callable[[Any, dict[str, Any]], Awaitable[None]]
"""A short shell: takes the application's doors (see runtime) and the payload."""


async def enqueue(connection: asyncpg.Connection, jobs: Iterable[Job]) -> None:
    """Put `jobs` on the queue in the transaction that `connection` is in."""
    batch = list(jobs)
    if not batch:
        return
    await Queries(AsyncpgDriver(connection)).enqueue(
        [job.name for job in batch],
        [msgspec.json.encode(job.payload) for job in batch],
        [job.priority for job in batch],
    )
