"""The loop 'codes': who answers a code changes by hours and turns, and the platform is told.

Making a code is not repeatable at the platform: an answer that got lost leaves a code behind that
leads to the same source and was never printed. It is counted in `unconfirmed` before the call and
taken back by any answer, so that none goes unnoticed, not even after kill -9.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pondkeeper.domain.channels import code_tags, facts
from pondkeeper.domain.channels.codes import settle_duty
from pondkeeper.domain.channels.link_sync import tell_link
from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    ContactWays,
    Platform,
    SendRefused,
    SendUnknown,
)
from pondkeeper.domain.channels.queries import accesses
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
AT_ONCE = 8
LEASE = timedelta(seconds=60)
WAITS_S = (5, 15, 60, 300, 900)
GIVE_UP = 12
LACKING = {
    "way": "接入账号已停用，或没有渠道活码",
    "link": "接入账号已停用，或没有获客链接",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A code the platform must be told about; `leased` is the lease under which we may."""

    id: int
    channel_id: int
    name: str
    state: str
    config_id: str | None
    on_duty: list[str]
    attempts: int
    leased: datetime
    form: str
    active: bool
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Told:
    """How telling the platform went. `certain`: no code can have been left behind."""

    made: facts.ContactWayMade | None = None
    state: str = "synced"
    error: str = ""
    wait_s: int = 0
    certain: bool = True


async def consume(doors: ChannelDoors, workspace_id: int) -> bool:
    """Settle duties that are due, then tell platforms about what waits; True when it did work."""
    async with doors.database.tx(workspace_id) as tx:
        due = await tx.rows(
            SQL.duty_due,
            workspace_id=workspace_id,
            now=tx.clock.now(),
            real=tx.clock.real(),
            limit=AT_ONCE,
        )
        await settle_duty(tx, [row["id"] for row in due])
        codes = await _claim(tx)
        opened = await accesses(tx, [code.channel_id for code in codes])
        lacking = await code_tags.lacking(tx, [code.id for code in codes])
    troubles = await code_tags.make(doors, opened, lacking)
    told = await asyncio.gather(
        *(_tell(doors, opened.get(code.channel_id), code) for code in codes)
    )
    if codes:
        async with doors.database.tx(workspace_id) as tx:
            for code, how in zip(codes, told, strict=True):
                await _keep(tx, code, _with(how, code, troubles.get(code.id)))
    return bool(due or codes)


async def _claim(tx: Tx) -> list[Waiting]:
    real = tx.clock.real()
    return await tx.rows(
        SQL.claim_codes,
        into=Waiting,
        workspace_id=tx.workspace_id,
        real=real,
        leased=real + LEASE,
        limit=AT_ONCE,
    )


async def _tell(doors: ChannelDoors, access: ChannelAccess | None, code: Waiting) -> Told:
    platform = doors.adapters.of(access.kind) if access else None
    if access is None or platform is None or not _makes(platform, code):
        return Told(state="failed", error=LACKING[code.form])
    if _attended(platform, code) and not code.on_duty:
        return Told(state="failed", error="没有成员接待，请添加成员或备用成员")
    try:
        return await _call(platform, access, code)
    except (SendRefused, SendUnknown) as error:
        return _excused(code, error)


def _makes(platform: Platform, code: Waiting) -> bool:
    if code.form == "link":
        return platform.links is not None
    return platform.ways is not None or platform.scene_codes is not None


def _attended(platform: Platform, code: Waiting) -> bool:
    """Whether somebody must answer it; a link that is to end needs nobody."""
    return code.active if code.form == "link" else platform.ways is not None


async def _call(platform: Platform, access: ChannelAccess, code: Waiting) -> Told:
    if code.form == "link" and platform.links is not None:
        return Told(made=await tell_link(platform.links, access, code))
    if platform.ways is not None:
        return await _way(platform.ways, access, code)
    if platform.scene_codes is not None and code.config_id is None:
        # The code of an account that people follow: nobody answers it, and it never changes.
        made = await platform.scene_codes.make(access, code.state)
        return Told(made=facts.ContactWayMade(made.ticket, made.content))
    return Told()


async def _way(ways: ContactWays, access: ChannelAccess, code: Waiting) -> Told:
    way = facts.ContactWay(tuple(code.on_duty), code.state, code.name[:30])
    if code.config_id is None:
        return Told(made=await ways.add(access, way))
    await ways.update(access, code.config_id, way)
    return Told()


def _with(told: Told, code: Waiting, trouble: code_tags.Trouble | None) -> Told:
    """A code serves without its tags too; they are tried again, as long as that can help."""
    if trouble is None or told.state != "synced":
        return told
    if trouble.again and code.attempts < GIVE_UP:
        return replace(told, state="waiting", error=trouble.error, wait_s=_wait(code, None))
    return replace(told, error=trouble.error)


def _excused(code: Waiting, error: SendRefused | SendUnknown) -> Told:
    if isinstance(error, SendUnknown):
        return Told(state="waiting", error=error.hint, wait_s=_wait(code, None), certain=False)
    if error.kind in {"retry", "quota"} and code.attempts < GIVE_UP:
        return Told(state="waiting", error=str(error), wait_s=_wait(code, error.wait_s))
    return Told(state="failed", error=str(error))


def _confirmed(code: Waiting, told: Told) -> int:
    """How many of those whose making got no answer are accounted for now.

    Links are looked for before another is made, so that a certain answer settles all of them.
    """
    if code.config_id is not None or not told.certain:
        return 0
    return code.unconfirmed if code.form == "link" and told.state == "synced" else 1


async def _keep(tx: Tx, code: Waiting, told: Told) -> None:
    await tx.run(
        SQL.keep_told,
        workspace_id=tx.workspace_id,
        id=code.id,
        leased=code.leased,
        config_id=told.made.config_id if told.made else None,
        qr_url=told.made.qr_url if told.made else None,
        confirmed=_confirmed(code, told),
        state=told.state,
        error=told.error[:500],
        sync_at=tx.clock.real() + timedelta(seconds=told.wait_s),
    )


def _wait(code: Waiting, wanted_s: int | None) -> int:
    return max(wanted_s or 0, WAITS_S[min(code.attempts, len(WAITS_S)) - 1])
