"""Who is behind an app's events: visitors until something names them, then a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pondkeeper.domain.contacts.given import Face
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody did something at `at`: `person` names them, `visitor` is how a device calls them.

    At least one of the two is there. Both at once say that the visitor is that person.
    """

    person: Face | None
    visitor: Face | None
    at: datetime

    @property
    def best(self) -> Face:
        """Return the face that tells most. Raises ValueError when there is none."""
        found = self.person or self.visitor
        if found is None:
            msg = "a sighting of nobody"
            raise ValueError(msg)
        return found


@dataclass(frozen=True, slots=True)
class Seen:
    """The identity behind a sighting and the contact it was written with; None for a visitor."""

    identity_id: int
    contact_id: int | None


async def recognise(tx: Tx, sightings: Sequence[Sighting]) -> list[Seen]:
    """Return who was seen, one per sighting, as a set.

    A person nobody knew gets a contact. A visitor who is named becomes that person's, unless they
    are somebody's already: a device that changes hands does not join two people.
    """
    if not sightings:
        return []
    times: dict[Face, datetime] = {}
    for one in sightings:
        for face in (one.person, one.visitor):
            if face is not None:
                times[face] = min(one.at, times.get(face, one.at))
    faces = sorted(times)
    await tx.run(
        SQL.claim_identities, workspace_id=tx.workspace_id,
        times=[times[face] for face in faces], **_columns(faces),
    )
    await _make_people(tx, [one for one in sightings if one.person], times)
    await _name_visitors(tx, sightings)
    rows = await tx.rows(SQL.seen, workspace_id=tx.workspace_id, **_columns(faces))
    known = {
        Face(row["kind"], row["realm"], row["key"]): Seen(row["id"], row["contact_id"])
        for row in rows
    }
    return [known[one.best] for one in sightings]


async def _make_people(
    tx: Tx, named: Sequence[Sighting], times: dict[Face, datetime]
) -> None:
    people = sorted({one.person for one in named if one.person})
    if not people:
        return
    nothing = [None] * len(people)
    await tx.rows(
        SQL.make_contacts,
        workspace_id=tx.workspace_id,
        times=[times[face] for face in people],
        names=[""] * len(people),
        source_ids=nothing,
        code_ids=nothing,
        store_ids=nothing,
        **_columns(people),
    )


async def _name_visitors(tx: Tx, sightings: Sequence[Sighting]) -> None:
    pairs = {
        one.visitor: one.person for one in reversed(sightings) if one.visitor and one.person
    }
    if not pairs:
        return
    visitors = sorted(pairs)
    people = [pairs[visitor] for visitor in visitors]
    await tx.run(
        SQL.name_visitors,
        workspace_id=tx.workspace_id,
        kinds=[face.kind for face in visitors],
        realms=[face.realm for face in visitors],
        keys=[face.key for face in visitors],
        person_kinds=[face.kind for face in people],
        person_realms=[face.realm for face in people],
        person_keys=[face.key for face in people],
    )


def _columns(faces: Sequence[Face]) -> dict[str, list[str]]:
    return {
        "kinds": [face.kind for face in faces],
        "realms": [face.realm for face in faces],
        "keys": [face.key for face in faces],
    }
