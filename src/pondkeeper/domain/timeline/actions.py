"""Recording what happened, and asking for what follows it, in the caller's transaction."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.jobs import Job, Mark, Reaction, Step

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
    """Record events as a set; one job per reaction and per 1,000 events, and what is marked at
    once. Returns the new ones.

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
    await tx.enqueue(*_jobs(tx, recorded, origin, now))
    await _mark(tx, recorded, origin)
    await _step(tx, recorded, origin, now)
    return recorded


def _props(event: NewEvent, now: datetime) -> str:
    claimed = {"claimed_at": event.at} if event.at and event.at > now else {}
    return msgspec.json.encode(event.props | claimed).decode()


def _jobs(
    tx: Tx, recorded: Sequence[Recorded], origin: str, received_at: datetime
) -> Iterator[Job]:
    for reaction, events in _answers(tx, recorded, origin):
        if isinstance(reaction, Reaction):
            for start in range(0, len(events), EVENTS_PER_JOB):
                yield _job(tx, reaction, events[start : start + EVENTS_PER_JOB], received_at)


async def _mark(tx: Tx, recorded: Sequence[Recorded], origin: str) -> None:
    marked: dict[Mark, set[int]] = {}
    for reaction, events in _answers(tx, recorded, origin):
        if isinstance(reaction, Mark):
            people = {event.contact_id for event in events if event.contact_id is not None}
            marked.setdefault(reaction, set()).update(people)
    for mark, people in marked.items():
        await mark.verb(tx, sorted(people))


async def _step(
    tx: Tx, recorded: Sequence[Recorded], origin: str, received_at: datetime
) -> None:
    followed: dict[Step, list[Recorded]] = {}
    for reaction, events in _answers(tx, recorded, origin):
        if isinstance(reaction, Step):
            followed.setdefault(reaction, []).extend(events)
    for step, events in followed.items():
        await step.verb(tx, events, received_at)


def _answers(
    tx: Tx, recorded: Sequence[Recorded], origin: str
) -> Iterator[tuple[Reaction | Mark | Step, list[Recorded]]]:
    """Go through what follows, kind by kind, with the events that it follows."""
    by_kind: dict[str, list[Recorded]] = {}
    for event in recorded:
        by_kind.setdefault(event.kind, []).append(event)
    for kind, events in by_kind.items():
        for reaction in (*tx.reactions.get(kind, ()), *tx.reactions.get("*", ())):
            if origin in reaction.origins:
                yield reaction, events


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
