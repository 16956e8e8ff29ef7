"""The loop 'dispatch': one pump per workspace and lane, so that no lane waits for another."""

import asyncio
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import structlog

from pondkeeper.domain.channels import ChannelDoors
from pondkeeper.domain.messaging import dispatch
from pondkeeper.domain.messaging.dispatch import Lane
from pondkeeper.kit.db import Database

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Pump:
    """A running pump; `more` is set when there may be something new for it."""

    task: asyncio.Task[None]
    more: asyncio.Event


@dataclass(slots=True)
class Pumps:
    """What runs in this process, by workspace and lane, and whether it is ending."""

    running: dict[tuple[int, str], Pump] = field(default_factory=dict)
    ending: bool = False


_PUMPS: WeakKeyDictionary[Database, Pumps] = WeakKeyDictionary()


async def consume(doors: ChannelDoors, workspace_id: int) -> bool:
    """See that the pumps of lanes with work run; False, for the pumps go on by themselves."""
    pumps = _PUMPS.setdefault(doors.database, Pumps())
    if not pumps.ending:
        for lane in await dispatch.look(doors, workspace_id):
            _start(doors, pumps, workspace_id, lane)
    return False


async def settle(doors: ChannelDoors) -> None:
    """Wait until every pump of this process has sent all there was."""
    pumps = _PUMPS.setdefault(doors.database, Pumps())
    while pumps.running:
        await asyncio.gather(*(pump.task for pump in pumps.running.values()))


async def drain(doors: ChannelDoors) -> None:
    """Stop claiming, give unsent leases back, and wait for the calls under way: for SIGTERM."""
    pumps = _PUMPS.setdefault(doors.database, Pumps())
    pumps.ending = True
    for pump in pumps.running.values():
        pump.more.set()
    await settle(doors)


def _start(doors: ChannelDoors, pumps: Pumps, workspace_id: int, lane: Lane) -> None:
    key = (workspace_id, lane.name)
    if key in pumps.running:
        pumps.running[key].more.set()
        return
    more = asyncio.Event()
    task = asyncio.create_task(_pump(doors, pumps, workspace_id, lane, more))
    pumps.running[key] = Pump(task, more)


def drained(pumps: Pumps) -> bool:
    """Whether the process is ending; it may begin to while a pump waits for the database."""
    return pumps.ending


async def _pump(
    doors: ChannelDoors, pumps: Pumps, workspace_id: int, lane: Lane, more: asyncio.Event
) -> None:
    """Claim and send until the lane is empty; a slow call holds up its own slice only."""
    slices: set[asyncio.Task[None]] = set()
    try:
        while not drained(pumps):
            more.clear()
            free = (lane.slices - len(slices)) * lane.width
            leased = await dispatch.claim(doors, workspace_id, lane, free) if free else []
            if drained(pumps):
                await dispatch.give_back(doors, workspace_id, leased)
                break
            for start in range(0, len(leased), lane.width):
                some = leased[start : start + lane.width]
                slices.add(asyncio.create_task(dispatch.send(doors, workspace_id, some)))
            if not leased and not slices and not more.is_set():
                break
            if slices and (not leased or len(slices) >= lane.slices):
                slices = await _wait(slices, more)
    except Exception:
        # The next look starts another; what this one held is recovered when its leases end.
        log.exception("pump_broke", workspace_id=workspace_id, lane=lane.name)
    finally:
        del pumps.running[workspace_id, lane.name]
        await asyncio.gather(*slices, return_exceptions=True)


async def _wait(slices: set[asyncio.Task[None]], more: asyncio.Event) -> set[asyncio.Task[None]]:
    """Wait until a slice ends or there is more; the slices that go on."""
    called = asyncio.create_task(more.wait())
    try:
        done, pending = await asyncio.wait({*slices, called}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        called.cancel()
    for task in done - {called}:
        if error := task.exception():
            # Its rows are still `wire`; they become unknown when their lease ends.
            log.error("slice_broke", exc_info=error)
    return {task for task in slices if task in pending}
