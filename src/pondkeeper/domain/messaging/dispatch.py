"""The dispatcher: ready -> leased -> wire -> sent | failed | suppressed | unknown.

A claim leases deliveries; right before its calls a slice is committed as `wire`. What is leased
when a process dies returns to ready, for nothing left the machine; what is `wire` then may have
arrived: it becomes `unknown`, is listed, and only a named person may send it again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from pondkeeper.domain.channels import ChannelDoors, accesses
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown, Wire
from pondkeeper.domain.messaging.naming import Leased, ask_names, named
from pondkeeper.domain.messaging.outcomes import Ended, end_many, expire, recover
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
LEASE = timedelta(seconds=30)
WIRE_LEASE = timedelta(seconds=60)
"""Longer than a call with all its tries: whoever holds it that long is dead."""
GIVE_UP = 8
QUOTA_WAIT_S = 60
BACK_OFF_S = (1, 5, 30, 120, 600, 1800, 3600)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lane:
    """A pool of its own: at most `slices` times `width` calls at once."""

    name: str
    width: int
    slices: int


LANES = (
    Lane("welcome", width=8, slices=8),
    Lane("transactional", width=8, slices=2),
    Lane("service", width=8, slices=2),
    Lane("marketing", width=4, slices=2),
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery on the wire; `attempts` is the fence: a later claim has a higher one."""

    id: int
    channel_id: int
    kind: str
    body: dict[str, Any]
    client_key: str
    attempts: int
    expires_at: datetime | None


async def look(doors: ChannelDoors, workspace_id: int) -> list[Lane]:
    """Settle what a dead process left and what came too late; return the lanes that wait."""
    async with doors.database.tx(workspace_id) as tx:
        seen = await tx.row(
            SQL.look,
            workspace_id=workspace_id,
            lanes=[lane.name for lane in LANES],
            now=tx.clock.now(),
            real=tx.clock.real(),
        )
        if seen is None or seen["dead"]:
            await recover(tx)
            await expire(tx)
            return list(LANES)  # what was recovered may wait in any of them
    return [lane for lane in LANES if lane.name in seen["waiting"]]


async def claim(
    doors: ChannelDoors, workspace_id: int, lane: Lane, count: int
) -> list[Leased]:
    """Lease up to `count` deliveries of a lane that are due."""
    async with doors.database.tx(workspace_id) as tx:
        real = tx.clock.real()
        return await tx.rows(
            SQL.lease,
            into=Leased,
            workspace_id=workspace_id,
            lane=lane.name,
            now=tx.clock.now(),
            real=real,
            leased_until=real + LEASE,
            limit=count,
        )


async def give_back(doors: ChannelDoors, workspace_id: int, leased: Sequence[Leased]) -> None:
    """Return leased deliveries to ready: nothing of them left the machine."""
    if leased:
        async with doors.database.tx(workspace_id) as tx:
            ids = [one.id for one in leased]
            await tx.run(SQL.give_back, workspace_id=workspace_id, ids=ids)


async def send(doors: ChannelDoors, workspace_id: int, leased: Sequence[Leased]) -> None:
    """Send one slice of leased deliveries: intent committed, calls, results committed."""
    names = await ask_names(doors, workspace_id, leased)
    async with doors.database.tx(workspace_id) as tx:
        real = tx.clock.real()
        slice_ = await tx.rows(
            SQL.wire,
            into=Ready,
            workspace_id=workspace_id,
            ids=[one.id for one in leased],
            real=real,
            leased_until=real + WIRE_LEASE,
        )
        opened = await accesses(tx, sorted({one.channel_id for one in slice_}))
    calls = [
        _call(doors, opened.get(one.channel_id), one, names.get(one.id, "")) for one in slice_
    ]
    ended = await asyncio.gather(*calls)
    if ended:
        async with doors.database.tx(workspace_id) as tx:
            await _settle(tx, slice_, ended)


async def _call(
    doors: ChannelDoors, access: ChannelAccess | None, one: Ready, name: str
) -> Ended:
    if access is None:
        return Ended("failed", code="channel", hint="接入账号已停用")
    try:
        adapter = doors.adapters.of(access.kind).adapter
        sent = await adapter.send(access, Wire(one.kind, named(one.body, name), one.client_key))
    except SendRefused as refused:
        return _refused(one, refused)
    except SendUnknown as lost:
        return Ended("unknown", code="unknown", hint=lost.hint)
    except Exception as error:
        # A bug of ours between question and answer: nobody knows whether the call left.
        log.exception("delivery_broke", delivery_id=one.id)
        return Ended("unknown", code="error", hint=type(error).__name__)
    return Ended("sent", provider_id=sent.provider_id)


def _refused(one: Ready, refused: SendRefused) -> Ended:
    """Nothing was sent: say whether, and after how many seconds, it is tried again."""
    if refused.kind == "done":
        return Ended("suppressed", code=refused.code, hint=refused.hint)
    if refused.kind == "permanent" or one.attempts >= GIVE_UP:
        return Ended("failed", code=refused.code, hint=refused.hint)
    least = QUOTA_WAIT_S if refused.kind == "quota" else 0
    back_off = BACK_OFF_S[min(one.attempts, len(BACK_OFF_S)) - 1]
    wait_s = max(refused.wait_s or least, back_off)
    return Ended("ready", code=refused.code, hint=refused.hint, wait_s=wait_s)


async def _settle(tx: Tx, slice_: Sequence[Ready], ended: Sequence[Ended]) -> None:
    real = tx.clock.real()
    told = [
        (one.id, one.attempts, _in_time(one, how, real))
        for one, how in zip(slice_, ended, strict=True)
    ]
    await end_many(tx, told)


def _in_time(one: Ready, how: Ended, real: datetime) -> Ended:
    """A retry that would come after the delivery's last moment is a failure now."""
    if how.state != "ready" or one.expires_at is None:
        return how
    if real + timedelta(seconds=how.wait_s) < one.expires_at:
        return how
    return Ended("failed", code=how.code, hint=how.hint)
