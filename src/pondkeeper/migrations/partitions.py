"""Partitions by received time: events by month, callbacks by week, made three months ahead.

Only the owner makes and drops them; the application has no grant on a partition.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

AHEAD = timedelta(days=92)
CALLBACK_KEPT = timedelta(days=30)
EVENT_KEY_PARTS = 8


def month_start(moment: datetime) -> datetime:
    """Return the first moment of the month, UTC."""
    return datetime(moment.year, moment.month, 1, tzinfo=UTC)


def week_start(moment: datetime) -> datetime:
    """Return Monday 00:00 UTC of the week of `moment`."""
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


async def make_partitions(connection: AsyncConnection, *, now: datetime) -> None:
    """Make what is missing, from the first business day to three months after `now`."""
    first = (
        await connection.execute(text("select first_business_at from installation"))
    ).scalar_one()
    await make_between(connection, first, now + AHEAD)


async def make_between(
    connection: AsyncConnection,
    first: datetime,
    last: datetime,
    callbacks_from: datetime | None = None,
) -> None:
    """Make the event and callback partitions that cover `first` to `last`."""
    start = month_start(first)
    while start <= last:
        end = month_start(start + timedelta(days=32))
        await _make(connection, "event", f"event_{start:%Y%m}", start, end)
        start = end
    start = week_start(max(first, callbacks_from or first))
    while start <= last:
        end = start + timedelta(days=7)
        await _make(connection, "callback", f"callback_{start:%Y%m%d}", start, end)
        start = end


async def drop_old_callbacks(connection: AsyncConnection, *, now: datetime) -> list[str]:
    """Drop the weeks of callbacks that ended more than 30 days before `now`; their names."""
    found = await connection.execute(
        text(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
            " where i.inhparent = 'callback'::regclass order by 1"
        )
    )
    gone = [
        name for (name,) in found if _named_start(name) + timedelta(days=7) + CALLBACK_KEPT <= now
    ]
    for name in gone:
        await connection.execute(text(f"drop table {name}"))
    return gone


def _named_start(name: str) -> datetime:
    return datetime.strptime(name.removeprefix("callback_"), "%Y%m%d").replace(tzinfo=UTC)


async def _make(
    connection: AsyncConnection, parent: str, name: str, start: datetime, end: datetime
) -> None:
    await connection.execute(
        text(
            f"create table if not exists {name} partition of {parent}"
            f" for values from ('{start.isoformat()}') to ('{end.isoformat()}')"
        )
    )
