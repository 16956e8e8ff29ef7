"""Days that wait for their bill, and what comparing it came to."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from pondkeeper.domain import runs, staff
from pondkeeper.domain.channels.facts.pay import Bill
from pondkeeper.domain.channels.limits import ZONE
from pondkeeper.domain.runs import Claimed
from pondkeeper.domain.runs.models import Run
from pondkeeper.domain.shop.bill_compare import PaymentHere, RefundHere
from pondkeeper.domain.shop.models import BillDay
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder("pondkeeper.domain.shop")
RUN_KIND = "pay.bills"
READY = time(10, 30)
"""The platform makes a day's bill until ten in the morning of the next."""
MOST_DAYS = 89
"""The platform keeps bills for three months."""
AGAIN = timedelta(hours=1)
TRIES = 48
AT_ONCE = 100
REST = timedelta(seconds=30)
"""Machine time between two starts: where weeks pass in a minute, many days are one run."""
TOLD = ("owner", "operator")


async def expect_bills(tx: Tx, channel_id: int) -> int:
    """Note the closed days of a channel that nobody has compared; how many are new.

    The first one is yesterday: what was before the channel is not ours to explain.
    """
    yesterday = tx.clock.now().astimezone(ZONE).date() - timedelta(days=1)
    mine = (BillDay.workspace_id == tx.workspace_id, BillDay.channel_id == channel_id)
    last = (await tx.execute(select(func.max(BillDay.day)).where(*mine))).scalar_one()
    first = yesterday if last is None else max(last + timedelta(days=1), _oldest(yesterday))
    rows = [
        {
            "workspace_id": tx.workspace_id,
            "channel_id": channel_id,
            "day": first + timedelta(days=n),
            "due_at": _ready(first + timedelta(days=n)),
        }
        for n in range((yesterday - first).days + 1)
    ]
    if rows:
        await tx.execute(upsert(BillDay).values(rows).on_conflict_do_nothing())
    return len(rows)


async def begin_bills(tx: Tx) -> int:
    """Start a run for each channel with days that are due; how many runs.

    A day that could not be compared is tried again after an hour, two days long.
    """
    real = tx.clock.real()
    if not await _rested(tx):
        return 0
    rows = await tx.rows(
        SQL.claim_bill_days,
        workspace_id=tx.workspace_id,
        now=tx.clock.now(),
        real=real,
        until=real + AGAIN,
        limit=AT_ONCE,
        tries=TRIES,
    )
    channels = sorted({row["channel_id"] for row in rows if row["state"] == "waiting"})
    for channel_id in channels:
        await runs.start(tx, RUN_KIND, {"channel_id": str(channel_id)})
    return len(channels)


async def due_days(tx: Tx, channel_id: int) -> list[tuple[int, date]]:
    """Return (id, day) of those that wait, oldest first."""
    rows = await tx.rows(
        SQL.due_bill_days,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        now=tx.clock.now(),
        limit=AT_ONCE,
    )
    return [(row["id"], row["day"]) for row in rows]


async def ours(
    tx: Tx, channel_id: int, bill: Bill
) -> tuple[list[PaymentHere], list[RefundHere]]:
    """Return all we have that the bill names or that belongs to its day."""
    begins = datetime.combine(bill.day, time(), ZONE)
    common = {
        "workspace_id": tx.workspace_id,
        "channel_id": channel_id,
        "begins": begins,
        "ends": begins + timedelta(days=1),
    }
    payments = await tx.rows(
        SQL.billed_payments,
        into=PaymentHere,
        transaction_ids=[line.transaction_id for line in bill.lines],
        numbers=sorted({line.out_trade_no for line in bill.lines}),
        **common,
    )
    refunds = await tx.rows(
        SQL.billed_refunds,
        into=RefundHere,
        numbers=[line.number for line in bill.lines if line.kind == "refund"],
        **common,
    )
    return payments, refunds


async def keep_day(
    tx: Tx, claimed: Claimed, day_id: int, *, differs: bool, result: Mapping[str, Any]
) -> bool:
    """Keep what a day came to, and tell who must look at it; False when it was known."""
    kept = await tx.execute(
        update(BillDay)
        .where(
            BillDay.workspace_id == tx.workspace_id,
            BillDay.id == day_id,
            BillDay.state == "waiting",
        )
        .values(
            state="differs" if differs else "agreed",
            run_id=claimed.id,
            compared_at=tx.clock.now(),
            retry_at=None,
            result=dict(result),
        )
    )
    if kept.rowcount and differs:
        told = {"day": str(result["day"]), "count": str(len(result["differences"]))}
        key = f"pay.bill:{day_id}"
        await staff.notify_role(tx, TOLD, "pay.bill_differs", told, link="/runs", once_key=key)
    return bool(kept.rowcount)


async def _rested(tx: Tx) -> bool:
    last = await tx.execute(
        select(func.max(Run.created_at)).where(
            Run.workspace_id == tx.workspace_id, Run.kind == RUN_KIND
        )
    )
    begun = last.scalar_one()
    return begun is None or begun + REST <= tx.clock.real()


def _oldest(yesterday: date) -> date:
    return yesterday - timedelta(days=MOST_DAYS - 1)


def _ready(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), READY, ZONE)
