"""The loop 'errands': customers are read and labelled at the platform, each until it worked.

Right after an add the platform may not know the friendship yet; such an errand is due again later.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from pondkeeper.domain import contacts
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import account as account_facts
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.queries import accesses
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
log = structlog.get_logger(__name__)
AT_ONCE = 24
LEASE = timedelta(seconds=60)
WAITS_S = (3, 10, 30, 120, 600, 3600)
GIVE_UP = 8
GENDERS = {"unknown": None, "male": 1, "female": 2}


@dataclass(frozen=True, slots=True)
class NewErrand:
    """Something to do at a platform: kind detail, or mark with the platform's `tag_ids`."""

    kind: str
    identity_id: int
    member_id: str
    channel_id: int
    tag_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """An errand under way; `leased` is the lease under which we run it."""

    identity_id: int
    member_id: str
    kind: str
    channel_id: int
    tag_ids: list[str]
    attempts: int
    leased: datetime
    face_kind: str
    realm: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Ran:
    """How an errand went: what was read, or when it is due again; neither means it is over."""

    details: contacts.Details | None = None
    wait_s: int | None = None
    error: str = ""


async def send_on(tx: Tx, errands: Sequence[NewErrand]) -> None:
    """Put errands on the list; one that waits already is due again at once."""
    if not errands:
        return
    await tx.run(
        SQL.add_errands,
        workspace_id=tx.workspace_id,
        identity_ids=[one.identity_id for one in errands],
        member_ids=[one.member_id for one in errands],
        kinds=[one.kind for one in errands],
        channel_ids=[one.channel_id for one in errands],
        tag_ids=[",".join(one.tag_ids) for one in errands],
        real=tx.clock.real(),
    )
    await wake(tx, "errands")


async def consume(doors: ChannelDoors, workspace_id: int) -> bool:
    """Run the errands that are due; True when there were some."""
    async with doors.database.tx(workspace_id) as tx:
        errands = await _claim(tx)
        opened = await accesses(tx, [one.channel_id for one in errands])
    if not errands:
        return False
    ran = await asyncio.gather(*(_run(doors, opened.get(one.channel_id), one) for one in errands))
    await _keep_all(doors, workspace_id, list(zip(errands, ran, strict=True)))
    return True


async def _claim(tx: Tx) -> list[Errand]:
    real = tx.clock.real()
    return await tx.rows(
        SQL.claim_errands,
        into=Errand,
        workspace_id=tx.workspace_id,
        real=real,
        leased=real + LEASE,
        limit=AT_ONCE,
    )


async def _run(doors: ChannelDoors, access: ChannelAccess | None, errand: Errand) -> Ran:
    if access is None:
        return Ran(error="the channel is switched off")
    try:
        return await _call(doors, access, errand)
    except SendRefused as refused:
        if refused.kind not in {"retry", "quota"} or errand.attempts >= GIVE_UP:
            return Ran(error=str(refused))
        return Ran(wait_s=max(refused.wait_s or 0, _pause(errand)), error=str(refused))
    except SendUnknown as lost:
        # Reading and labelling twice does no harm.
        return Ran(wait_s=_pause(errand) if errand.attempts < GIVE_UP else None, error=lost.hint)


async def _call(doors: ChannelDoors, access: ChannelAccess, errand: Errand) -> Ran:
    platform = doors.adapters.of(access.kind)
    if errand.kind == "detail" and platform.contacts is not None:
        read = platform.contacts.get_external_contact
        return Ran(_details(errand, await read(access, errand.external_id)))
    if errand.kind == "detail" and platform.followers is not None:
        return Ran(_follower(await platform.followers.get(access, errand.external_id)))
    if errand.kind == "mark" and platform.tagger is not None:
        await platform.tagger.mark(
            access,
            member_id=errand.member_id,
            external_id=errand.external_id,
            add=errand.tag_ids,
        )
    return Ran()


async def _keep_all(
    doors: ChannelDoors, workspace_id: int, done: Sequence[tuple[Errand, Ran]]
) -> None:
    """Keep what came of the errands, in one Tx; where that fails, each in one of its own."""
    try:
        async with doors.database.tx(workspace_id) as tx:
            await _keep(tx, done)
    except Exception:
        # One person's trouble must not cost the others what was read of them.
        if len(done) == 1:
            raise
        log.exception("errands_not_kept", workspace_id=workspace_id, count=len(done))
        for one in done:
            await _keep_all(doors, workspace_id, [one])


async def _keep(tx: Tx, done: Sequence[tuple[Errand, Ran]]) -> None:
    told = {_face(errand): ran.details for errand, ran in done if ran.details}
    await contacts.detail_many(tx, told)
    real = tx.clock.real()
    due = [
        None if ran.wait_s is None else real + timedelta(seconds=ran.wait_s) for _, ran in done
    ]
    errands = [errand for errand, _ in done]
    await tx.run(
        SQL.settle_errands,
        workspace_id=tx.workspace_id,
        identity_ids=[one.identity_id for one in errands],
        member_ids=[one.member_id for one in errands],
        kinds=[one.kind for one in errands],
        leases=[one.leased for one in errands],
        due=due,
        errors=[ran.error[:500] for _, ran in done],
    )


def _face(errand: Errand) -> contacts.Face:
    return contacts.Face(errand.face_kind, errand.realm, errand.external_id)


def _details(errand: Errand, person: facts.ExternalContact) -> contacts.Details:
    mine = [row for row in person.follows if row.member_id == errand.member_id]
    return contacts.Details(
        name=person.name,
        avatar_url=person.avatar,
        gender=GENDERS[person.gender],
        remark=mine[0].remark if mine else "",
        unionid=person.unionid,
        phones=tuple(phone for row in mine for phone in row.phones),
    )


def _follower(person: account_facts.Follower) -> contacts.Details:
    return contacts.Details(
        name=person.name, avatar_url=person.avatar, remark=person.remark, unionid=person.unionid
    )


def _pause(errand: Errand) -> int:
    return WAITS_S[min(errand.attempts, len(WAITS_S)) - 1]
