"""People follow an account of ours, and cease to: no member of staff stands between."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.actions.adding import faces
from pondkeeper.domain.contacts.given import AccountLeft, Face, Known, NewFollower
from pondkeeper.domain.contacts.models import Consent
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx

ACCOUNT = "account"
"""The purpose of a consent that a platform's account stands for; evidence says how it was told."""


async def meet(tx: Tx, given: Sequence[NewFollower]) -> list[Known]:
    """Return who these people of an account are; whoever nobody knew gets a contact.

    Source, code and store are kept only of a contact that is made now. One result per given.
    """
    if not given:
        return []
    times = [new.at for new in given]
    who = _columns(new.face for new in given)
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
    born = {row["contact_id"] for row in made}
    known = await faces(tx, [new.face for new in given])
    return [_known(known[new.face], born) for new in given]


async def follow_accounts(tx: Tx, given: Sequence[NewFollower]) -> list[Known]:
    """Keep who follows our accounts since when; people nobody knew become contacts.

    Records `account.followed` for a follow that is new or begins again, and the consent to hear
    from that account. Told twice, it changes nothing. One result per given.
    """
    people = await meet(tx, given)
    if not given:
        return []
    began = await tx.rows(
        SQL.follow_accounts,
        workspace_id=tx.workspace_id,
        identity_ids=[one.identity_id for one in people],
        contact_ids=[one.contact_id for one in people],
        channel_ids=[new.channel_id for new in given],
        source_ids=[new.source_id for new in given],
        code_ids=[new.code_id for new in given],
        times=[new.at for new in given],
    )
    fresh = {row["identity_id"] for row in began}
    pairs = {one.identity_id: (new, one) for new, one in zip(given, people, strict=True)}
    news = [pairs[identity_id] for identity_id in sorted(fresh)]
    await _agree(tx, [(one, new.at) for new, one in news], granted=True, way="followed")
    await timeline.record_many(
        tx,
        [
            timeline.NewEvent(
                "account.followed", one.contact_id, one.identity_id, _props(new, one), new.at
            )
            for new, one in news
        ],
    )
    return people


async def leave_accounts(tx: Tx, left: Sequence[AccountLeft]) -> list[int]:
    """End follows that stood; returns the contacts.

    Records `account.unfollowed` and that the consent to hear from that account is withdrawn. Told
    twice, or told of a time before the follow began anew, it changes nothing.
    """
    if not left:
        return []
    ended = await tx.rows(
        SQL.end_account_follows,
        workspace_id=tx.workspace_id,
        times=[one.at for one in left],
        **_columns(one.face for one in left),
    )
    people = [
        (Known(row["contact_id"], row["identity_id"], first=False), row["ended_at"],
         row["channel_id"])
        for row in ended
    ]  # fmt: skip
    await _agree(tx, [(who, at) for who, at, _ in people], granted=False, way="unfollowed")
    await timeline.record_many(
        tx,
        [
            timeline.NewEvent(
                "account.unfollowed", who.contact_id, who.identity_id,
                {"channel_id": str(channel_id)}, at,
            )
            for who, at, channel_id in people
        ],
    )  # fmt: skip
    return [who.contact_id for who, _, _ in people]


async def agree_account(
    tx: Tx, who: Known, channel_id: int, *, scope: str, granted: bool, at: datetime
) -> None:
    """Keep that a person allowed an account something, or took it back; `scope` names it.

    Records `contact.consented`.
    """
    await _agree(tx, [(who, at)], granted=granted, way=scope)
    await timeline.record(
        tx, "contact.consented", who.contact_id, identity_id=who.identity_id, at=at,
        purpose=ACCOUNT, granted=granted, scope=scope, channel_id=str(channel_id),
    )  # fmt: skip


async def _agree(
    tx: Tx, people: Sequence[tuple[Known, datetime]], *, granted: bool, way: str
) -> None:
    if not people:
        return
    now = tx.clock.now()
    rows = [
        {
            "workspace_id": tx.workspace_id,
            "contact_id": who.contact_id,
            "identity_id": who.identity_id,
            "purpose": ACCOUNT,
            "granted": granted,
            "evidence": {"way": way},
            "at": min(at, now),
        }
        for who, at in people
    ]
    await tx.execute(insert(Consent), rows)


def _known(row: Any, born: set[int]) -> Known:
    return Known(row["contact_id"], row["identity_id"], first=row["contact_id"] in born)


def _props(new: NewFollower, one: Known) -> dict[str, Any]:
    return {
        "channel_id": str(new.channel_id),
        "code_id": _text(new.code_id),
        "source_id": _text(new.source_id),
        "first": one.first,
    }


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _columns(given: Iterable[Face]) -> dict[str, list[str]]:
    listed = list(given)
    return {
        "kinds": [face.kind for face in listed],
        "realms": [face.realm for face in listed],
        "keys": [face.key for face in listed],
    }
