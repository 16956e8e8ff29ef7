"""People come: faces, contacts and friendships as a set, each once, and what was new is told."""

from collections.abc import Iterable, Sequence
from typing import Any

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.given import Added, Face, NewContact
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx


async def add(tx: Tx, new: NewContact) -> Added:
    """Add one person; see `add_many`."""
    return (await add_many(tx, [new]))[0]


async def add_many(
    tx: Tx, given: Sequence[NewContact], *, origin: str = "live"
) -> list[Added]:
    """Add people who became friends of staff; a known face is its known contact.

    Records `contact.added` for a person's only standing friendship (`first` says whether we had
    never met them) and `contact.followed` for a further member of staff. A friendship that stands
    already is left alone, so a repeat changes and records nothing. One result per given. Of whom we
    learn only afterwards, `origin` is backfill: reactions that speak to people leave them alone.
    """
    if not given:
        return []
    born = await _make(tx, given)
    known = await faces(tx, [new.face for new in given])
    friendships = await _follow(tx, given, known)
    added = _told(given, known, born, friendships)
    await _record(tx, given, added, origin)
    return added


async def faces(tx: Tx, wanted: Iterable[Face]) -> dict[Face, Any]:
    """Return who stands behind each face that belongs to a contact.

    Values have `identity_id`, `contact_id` and `canonical_id`.
    """
    asked = set(wanted)
    found = await tx.rows(SQL.faces, workspace_id=tx.workspace_id, **_columns(asked))
    return {Face(row["kind"], row["realm"], row["key"]): row for row in found}


async def _make(tx: Tx, given: Sequence[NewContact]) -> set[int]:
    who = _columns(new.face for new in given)
    times = [new.at for new in given]
    await tx.run(SQL.claim_identities, workspace_id=tx.workspace_id, times=times, **who)
    made = await tx.rows(
        SQL.make_contacts,
        workspace_id=tx.workspace_id,
        times=times,
        names=[new.name for new in given],
        source_ids=[new.source_id for new in given],
        code_ids=[new.code_id for new in given],
        store_ids=[new.store_id for new in given],
        **who,
    )
    return {row["contact_id"] for row in made}


async def _follow(
    tx: Tx, given: Sequence[NewContact], known: dict[Face, Any]
) -> dict[tuple[int, str], bool]:
    """Return the friendships that began: (identity, member) -> whether it is a further one."""
    people = [known[new.face] for new in given]
    canonical_ids = [row["canonical_id"] for row in people]
    began = await tx.rows(
        SQL.follow,
        workspace_id=tx.workspace_id,
        identity_ids=[row["identity_id"] for row in people],
        contact_ids=[row["contact_id"] for row in people],
        canonical_ids=canonical_ids,
        member_ids=[new.member_id for new in given],
        channel_ids=[new.channel_id for new in given],
        source_ids=[new.source_id for new in given],
        code_ids=[new.code_id for new in given],
        times=[new.at for new in given],
    )
    await tx.run(
        SQL.own,
        workspace_id=tx.workspace_id,
        contact_ids=[row["canonical_id"] for row in began],
        staff_ids=[row["staff_id"] for row in began],
        times=[row["since"] for row in began],
    )
    return {(row["identity_id"], row["member_id"]): row["further"] for row in began}


def _told(
    given: Sequence[NewContact],
    known: dict[Face, Any],
    born: set[int],
    friendships: dict[tuple[int, str], bool],
) -> list[Added]:
    left = dict(friendships)  # a repeat inside one set is told once
    added = []
    for new in given:
        person = known[new.face]
        further = left.pop((person["identity_id"], new.member_id), None)
        event = None if further is None else "contact.followed" if further else "contact.added"
        first = person["contact_id"] in born
        added.append(
            Added(
                person["contact_id"], person["canonical_id"], person["identity_id"], first, event
            )
        )
    return added


async def _record(
    tx: Tx, given: Sequence[NewContact], added: Sequence[Added], origin: str
) -> None:
    await timeline.record_many(
        tx,
        [
            timeline.NewEvent(
                one.event, one.contact_id, one.identity_id, _props(new, first=one.first), new.at
            )
            for new, one in zip(given, added, strict=True)
            if one.event is not None
        ],
        origin=origin,
    )


def _props(new: NewContact, *, first: bool) -> dict[str, Any]:
    props: dict[str, Any] = {
        "member_id": new.member_id,
        "channel_id": str(new.channel_id),
        "code_id": _text(new.code_id),
        "source_id": _text(new.source_id),
        "first": first,
    }
    if new.welcome_code:
        props["welcome_code"] = new.welcome_code
        props["welcome_until"] = new.welcome_until
    return props


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _columns(given: Iterable[Face]) -> dict[str, list[str]]:
    listed = list(given)
    return {
        "kinds": [face.kind for face in listed],
        "realms": [face.realm for face in listed],
        "keys": [face.key for face in listed],
    }
