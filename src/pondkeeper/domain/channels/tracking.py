"""What our own apps tell of their people: events with the identity they carry, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pondkeeper.domain import contacts, timeline
from pondkeeper.kit.db import Tx

USER, VISITOR = "app_user", "app_visitor"
LATE = timedelta(hours=1)
"""What happened longer ago is kept as backfill: it is learnt from, and sets nothing in motion."""


@dataclass(frozen=True, slots=True)
class AppEvent:
    """One event of an app. `age` is how long before we heard of it, by the app's own clock.

    `user_id` is the app's name of a person, `visitor_id` that of a device or browser; one of them
    is there. `details` is what an identify call told. `message_id` makes it once.
    """

    channel_id: int
    kind: str
    age: timedelta
    user_id: str = ""
    visitor_id: str = ""
    message_id: str = ""
    props: Mapping[str, Any] = field(default_factory=dict)
    details: contacts.Details | None = None


async def keep_events(tx: Tx, heard: Sequence[AppEvent]) -> int:
    """Keep events as a set, each once by its message id; how many were new.

    Who has a user id is a person and gets a contact; who has none is a visitor until a later event
    names them. Times of the app are set right by its age, so that a wrong clock there does no harm.
    """
    now = tx.clock.now()
    sightings = [
        contacts.Sighting(
            _face(USER, one, one.user_id), _face(VISITOR, one, one.visitor_id),
            min(now, now - one.age),
        )
        for one in heard
    ]
    seen = await contacts.recognise(tx, sightings)
    await _describe(tx, heard)
    recorded = 0
    for origin in ("live", "backfill"):
        events = [
            timeline.NewEvent(
                one.kind, who.contact_id, who.identity_id, dict(one.props), sighting.at, _key(one)
            )
            for one, sighting, who in zip(heard, sightings, seen, strict=True)
            if origin == ("backfill" if one.age > LATE else "live")
        ]
        recorded += len(await timeline.record_many(tx, events, origin=origin))
    return recorded


async def _describe(tx: Tx, heard: Sequence[AppEvent]) -> None:
    """Keep what apps told of people; of two words on one person the later counts."""
    told = {
        face: one.details
        for one in heard
        if one.details and (face := _face(USER, one, one.user_id)) is not None
    }
    if told:
        await contacts.detail_many(tx, told)


def _face(kind: str, one: AppEvent, key: str) -> contacts.Face | None:
    return contacts.Face(kind, str(one.channel_id), key) if key else None


def _key(one: AppEvent) -> str | None:
    return f"app:{one.channel_id}:{one.message_id}" if one.message_id else None
