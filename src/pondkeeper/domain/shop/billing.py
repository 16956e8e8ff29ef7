"""Closed days compared with the platform's bills: the loop 'bills' and the run 'pay.bills'.

What the platform was paid and we were never told is asked after and taken over; what only one of
the two has is shown to a person. Every step may be repeated: a day is kept once.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import msgspec
import structlog

from pondkeeper.domain import runs
from pondkeeper.domain.channels.actions import keep_settings
from pondkeeper.domain.channels.facts.pay import Bill
from pondkeeper.domain.channels.ports import ChannelAccess, Platform, SendRefused, SendUnknown
from pondkeeper.domain.channels.queries import access as find_access
from pondkeeper.domain.channels.queries import list_channels
from pondkeeper.domain.channels.registry import Adapters
from pondkeeper.domain.runs import Claimed
from pondkeeper.domain.shop.actions.billing import (
    begin_bills,
    due_days,
    expect_bills,
    keep_day,
    ours,
)
from pondkeeper.domain.shop.bill_asking import Asking
from pondkeeper.domain.shop.bill_compare import Comparison, Difference, compare
from pondkeeper.kit.db import Database
from pondkeeper.kit.errors import InvalidInput

LOG = structlog.get_logger(__name__)
MOST_SHOWN = 100


class Doors(Protocol):
    """What a process lends to this room."""

    @property
    def database(self) -> Database: ...

    @property
    def adapters(self) -> Adapters: ...


@dataclass(slots=True)
class DayResult:
    """What a day came to; amounts are the bill's own totals in fen."""

    day: date
    count: int
    paid_fen: int
    refunded_fen: int
    agreed: int
    elsewhere: int
    taken_over: int
    differences: list[Difference]
    more: int = 0


@dataclass(slots=True)
class Tally:
    """What a run came to over all its days; `late` are those whose bill could not be had."""

    days: int = 0
    agreed: int = 0
    taken_over: int = 0
    differences: int = 0
    late: dict[str, str] = field(default_factory=dict)
    results: list[DayResult] = field(default_factory=list)

    def add(self, result: DayResult) -> None:
        """Count a day."""
        self.days += 1
        self.agreed += result.agreed
        self.taken_over += result.taken_over
        self.differences += len(result.differences) + result.more
        self.results.append(result)


async def expect(doors: Doors, payload: dict[str, Any]) -> None:
    """Daily: the closed days of every channel whose platform makes bills."""
    async with doors.database.tx(payload["workspace_id"]) as tx:
        for channel in await list_channels(tx):
            if channel.active and doors.adapters.of(channel.kind).bills is not None:
                await expect_bills(tx, channel.id)


async def consume_bills(doors: Doors, workspace_id: int) -> bool:
    """Start what is due; the runs do the rest."""
    async with doors.database.tx(workspace_id) as tx:
        await begin_bills(tx)
    return False


async def run(doors: Doors, workspace_id: int, claimed: Claimed) -> None:
    """Run kind 'pay.bills': {channel_id}; the result is a Tally.

    Raises NotFound without the channel, InvalidInput for one whose platform makes no bills.
    """
    async with doors.database.tx(workspace_id) as tx:
        access = await find_access(tx, int(claimed.params["channel_id"]))
        days = await due_days(tx, access.channel_id)
    platform = doors.adapters.of(access.kind)
    access = await _renewed(doors, platform, access)
    tally = msgspec.convert(claimed.resume, Tally)
    for day_id, day in days:
        try:
            result = await _day(doors, platform, access, day)
        except (SendRefused, SendUnknown) as error:
            tally.late[day.isoformat()] = str(error)[:200]
            continue
        await _keep(doors, claimed, workspace_id, day_id, result, tally, len(days))
    async with doors.database.tx(workspace_id) as tx:
        await runs.finish(tx, claimed, result=msgspec.to_builtins(tally))


async def _renewed(doors: Doors, platform: Platform, access: ChannelAccess) -> ChannelAccess:
    """Fetch what the platform renews, such as its certificates, before it is needed."""
    if platform.renewal is None:
        return access
    try:
        changed = await platform.renewal.renew(access)
    except (SendRefused, SendUnknown) as error:
        LOG.warning("channel.not_renewed", channel_id=access.channel_id, reason=str(error))
        return access
    if not changed:
        return access
    async with doors.database.tx(access.workspace_id) as tx:
        await keep_settings(tx, access.channel_id, changed)
        return await find_access(tx, access.channel_id)


async def _day(
    doors: Doors, platform: Platform, access: ChannelAccess, day: date
) -> DayResult:
    if platform.bills is None:
        raise InvalidInput("This kind of channel has no bills.")
    bill = await platform.bills.trade_bill(access, day)
    async with doors.database.tx(access.workspace_id) as tx:
        payments, refunds = await ours(tx, access.channel_id, bill)
    found = compare(bill, payments, refunds)
    taken_over = await Asking(doors.database, platform, access, found).all()
    return _result(bill, found, taken_over)


async def _keep(
    doors: Doors,
    claimed: Claimed,
    workspace_id: int,
    day_id: int,
    result: DayResult,
    tally: Tally,
    total: int,
) -> None:
    async with doors.database.tx(workspace_id) as tx:
        told = msgspec.to_builtins(result)
        if await keep_day(tx, claimed, day_id, differs=bool(result.differences), result=told):
            tally.add(result)
        await runs.progress(
            tx, claimed, done=tally.days, failed=len(tally.late), total=total,
            resume=msgspec.to_builtins(tally),
        )  # fmt: skip


def _result(bill: Bill, found: Comparison, taken_over: int) -> DayResult:
    return DayResult(
        day=bill.day,
        count=bill.count,
        paid_fen=bill.paid_fen,
        refunded_fen=bill.refunded_fen,
        agreed=found.agreed,
        elsewhere=found.elsewhere,
        taken_over=taken_over,
        differences=found.differences[:MOST_SHOWN],
        more=max(0, len(found.differences) - MOST_SHOWN),
    )
