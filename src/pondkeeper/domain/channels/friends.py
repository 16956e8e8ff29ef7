"""One member's friends as the platform lists them, against ours: who is new, who is gone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain import contacts
from pondkeeper.domain.channels.code_queries import FoundCode, find_codes_by_state
from pondkeeper.domain.channels.errands import GENDERS
from pondkeeper.domain.channels.faces import KIND, face, realm
from pondkeeper.domain.channels.facts import ExternalContact, Follow
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
ORIGIN = "backfill"
ODD = 10
"""Nobody listed where at least so many stand here is taken for a fault of the platform's."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One friendship as the platform lists it, since `at`."""

    person: ExternalContact
    follow: Follow
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of some listed friends; the rest stood here already.

    Reasons of `skipped`: fresh (its own callback is on the way), ended (we know since when),
    erased (the person asked to be forgotten here), moving (a handover follows them).
    """

    added: int
    skipped: Counter[str]


async def take(
    tx: Tx,
    access: ChannelAccess,
    member_id: str,
    people: Sequence[ExternalContact],
    *,
    before: datetime,
) -> Taken:
    """Bring in the friends that we do not know, as a backfill; those since after `before` wait."""
    listed = _listed(people, member_id, before)
    verdicts = await _verdicts(tx, access, member_id, listed, before)
    unknown = [one for one in listed if verdicts[one.person.external_id] == ""]
    states = sorted({one.follow.state for one in unknown if one.follow.state})
    codes = await find_codes_by_state(tx, states)
    added = await contacts.add_many(
        tx,
        [_new_contact(access, member_id, one, codes.get(one.follow.state)) for one in unknown],
        origin=ORIGIN,
    )
    await contacts.detail_many(
        tx, {face(access, one.person.external_id): _details(one) for one in unknown}
    )
    reasons = Counter(reason for reason in verdicts.values() if reason not in {"", "known"})
    return Taken(sum(one.event is not None for one in added), reasons)


async def let_go(
    tx: Tx, access: ChannelAccess, member_id: str, listed: Sequence[str], *, before: datetime
) -> Taken:
    """End the friendships since before `before` that the platform no longer lists.

    `added` counts the ended ones. By whom is not told: the member deleted them, or they moved on.
    """
    gone = await tx.rows(
        SQL.friendships_gone,
        workspace_id=tx.workspace_id,
        channel_id=access.channel_id,
        member_id=member_id,
        keys=list(listed),
        before=before,
    )
    if not listed and len(gone) >= ODD:
        return Taken(0, Counter(empty=len(gone)))
    now = tx.clock.now()
    lost = [contacts.Lost(contacts.Face(**row), member_id, "staff", now) for row in gone]
    return Taken(len(await contacts.lose_many(tx, lost, origin=ORIGIN)), Counter())


def _listed(
    people: Sequence[ExternalContact], member_id: str, before: datetime
) -> list[Listed]:
    by_id = {person.external_id: person for person in people}
    return [
        Listed(person, follow, follow.at or before)
        for person in by_id.values()
        for follow in person.follows
        if follow.member_id == member_id
    ]


async def _verdicts(
    tx: Tx, access: ChannelAccess, member_id: str, listed: Sequence[Listed], before: datetime
) -> dict[str, str]:
    """Return by external id '' for those to bring in, known, or why not."""
    rows = await tx.rows(
        SQL.friendships,
        workspace_id=tx.workspace_id,
        channel_id=access.channel_id,
        member_id=member_id,
        kind=KIND,
        realm=realm(access),
        keys=[one.person.external_id for one in listed],
        times=[one.at for one in listed],
    )
    found = {row["key"]: row for row in rows}
    return {
        one.person.external_id: _verdict(found[one.person.external_id], one.at, before)
        for one in listed
    }


def _verdict(row: Any, at: datetime, before: datetime) -> str:
    if row["stands"]:
        return "known"
    if row["ended_at"] is not None and row["ended_at"] >= at:  # both in whole seconds
        return "ended"
    if row["erased"]:
        return "erased"
    if row["moving"]:
        return "moving"
    return "fresh" if at > before else ""


def _new_contact(
    access: ChannelAccess, member_id: str, one: Listed, code: FoundCode | None
) -> contacts.NewContact:
    return contacts.NewContact(
        face=face(access, one.person.external_id),
        channel_id=access.channel_id,
        member_id=member_id,
        at=one.at,
        source_id=code.source_id if code else None,
        code_id=code.id if code else None,
        store_id=code.store_id if code else None,
        name=one.person.name,
    )


def _details(one: Listed) -> contacts.Details:
    return contacts.Details(
        name=one.person.name,
        avatar_url=one.person.avatar,
        gender=GENDERS[one.person.gender],
        remark=one.follow.remark,
        unionid=one.person.unionid,
        phones=one.follow.phones,
    )
