"""Recording what happened, and asking for what follows it, in the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.jobs import Job, Reaction

SQL = SqlFolder(__package__)
EVENTS_PER_JOB = 1_000


class NewEvent(msgspec.Struct, frozen=True):
    """An event to record. `key` makes one from outside idempotent; `at` defaults to now."""

    kind: str
    contact_id: int | None = None
    identity_id: int | None = None
    props: dict[str, Any] = msgspec.field(default_factory=dict)
    at: datetime | None = None
    key: str | None = None


class Recorded(msgspec.Struct, frozen=True):
    """An event as it was kept: enough for what follows to find it again."""

    id: int
    kind: str
    contact_id: int | None
    identity_id: int | None


async def record(
    tx: Tx,
    kind: str,
    contact_id: int | None = None,
    *,
    identity_id: int | None = None,
    at: datetime | None = None,
    key: str | None = None,
    origin: str = "live",
    **props: Any,
) -> Recorded | None:
    """Record one event and enqueue its reactions; None when its key was seen before."""
    event = NewEvent(kind, contact_id, identity_id, props, at, key)
    recorded = await record_many(tx, [event], origin=origin)
    return recorded[0] if recorded else None


async def record_many(
    tx: Tx, events: Sequence[NewEvent], *, origin: str = "live"
) -> list[Recorded]:
    """Record events as a set; one job per reaction and per 1,000 events. Returns the new ones.

    A client's clock that runs ahead is clamped to now; what it claimed is kept in `claimed_at`.
    """
    if not events:
        return []
    now = tx.clock.now()
    recorded = await tx.rows(
        SQL.record,
        into=Recorded,
        workspace_id=tx.workspace_id,
        received_at=now,
        origin=origin,
        kinds=[event.kind for event in events],
        contact_ids=[event.contact_id for event in events],
        identity_ids=[event.identity_id for event in events],
        times=[min(event.at or now, now) for event in events],
        keys=[event.key for event in events],
        props=[_props(event, now) for event in events],
    )
    await tx.enqueue(*_reactions(tx, recorded, origin, now))
    return recorded


def _props(event: NewEvent, now: datetime) -> str:
    claimed = {"claimed_at": event.at} if event.at and event.at > now else {}
    return msgspec.json.encode(event.props | claimed).decode()


def _reactions(
    tx: Tx, recorded: Sequence[Recorded], origin: str, received_at: datetime
) -> Iterator[Job]:
    by_kind: dict[str, list[Recorded]] = {}
    for event in recorded:
        by_kind.setdefault(event.kind, []).append(event)
    for kind, events in by_kind.items():
        for reaction in _answering(tx, kind, origin):
            for start in range(0, len(events), EVENTS_PER_JOB):
                some = events[start : start + EVENTS_PER_JOB]
                yield _job(tx, reaction, some, received_at)


def _answering(tx: Tx, kind: str, origin: str) -> Iterable[Reaction]:
    named = (*tx.reactions.get(kind, ()), *tx.reactions.get("*", ()))
    return (reaction for reaction in named if origin in reaction.origins)


def _job(tx: Tx, reaction: Reaction, events: Sequence[Recorded], received_at: datetime) -> Job:
    return Job(
        reaction.job,
        {
            "workspace_id": tx.workspace_id,
            "received_at": received_at.isoformat(),
            "event_ids": [event.id for event in events],
        },
        priority=reaction.priority,
    )
