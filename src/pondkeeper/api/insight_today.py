"""The first page: the sentence, yesterday, the pool, and what waits."""

from datetime import date, datetime
from typing import Any

import msgspec

from pondkeeper.api.shapes import Figure, Ref
from pondkeeper.domain import insight
from pondkeeper.domain.insight import CarrierCount, DayFigures, Economics, PoolCount
from pondkeeper.domain.insight.carriers import DAYS as CARRIER_DAYS
from pondkeeper.domain.insight.rates import MIN_BASE
from pondkeeper.kit.db import Tx

WHOLE_BP = 10_000
BP_PER_THOUSANDTH = 10
STEPS = ("channel", "callback", "contacts", "code", "offer", "cost")
STAGES = ("new", "active", "dormant", "lost")
YESTERDAY = (
    ("added", "count", "added"), ("lost", "count", "lost"), ("net", "count", "net"),
    ("orders", "count", "orders"), ("revenue_fen", "fen", "revenue_fen"),
    ("refunds", "fen", "refund_fen"),
)


class Sentence(msgspec.Struct):
    """One thing worth saying first; the words are the console's."""

    key: str
    params: dict[str, Any]


class Reachable(msgspec.Struct):
    """Who can be reached, and how the others left."""

    figure: Figure
    added: int
    lost_deleted: int
    lost_other: int
    backup_bp: int | None


class DayPoint(msgspec.Struct):
    """One local day."""

    day: date
    added: int
    lost: int
    orders: int
    revenue_fen: int
    complete: bool


class SourcePoint(msgspec.Struct):
    """A source by what a person costs and brings in 90 days."""

    source: Ref
    cac_fen: int
    margin_90d_fen: int
    contacts: int


class Payback(msgspec.Struct):
    """Sources old enough to be compared."""

    points: list[SourcePoint]
    explain: str
    params: dict[str, Any]


class Carrier(msgspec.Struct):
    """A kind of carrier; the last four for 1,000 reachable people, null under 30 of them."""

    key: str | None
    people: int
    reachable: int
    touches: int | None
    buyers: int | None
    buyers_low: int | None
    buyers_high: int | None
    net_fen: int | None


class Carriers(msgspec.Struct):
    """What each carrier holds and what the people it reaches brought in these last whole days."""

    items: list[Carrier]
    explain: str
    params: dict[str, Any]


class Stage(msgspec.Struct):
    """How many are at a stage of their life with us."""

    key: str
    count: int


class Todo(msgspec.Struct):
    """A kind of thing that waits."""

    key: str
    count: int
    params: dict[str, Any]
    level: str
    link: str


class Step(msgspec.Struct):
    """A step of setting up."""

    key: str
    done: bool


class Today(msgspec.Struct):
    """The first page."""

    as_of: datetime
    sentences: list[Sentence]
    figures: list[Figure]
    reachable: Reachable
    days: list[DayPoint]
    payback: Payback
    carriers: Carriers
    lifecycle: list[Stage]
    todos: list[Todo]
    onboarding: list[Step] | None


async def build_today(tx: Tx) -> Today:
    """Ask every question of the page in one transaction."""
    now = tx.clock.now()
    pool = await insight.pool_count(tx)
    economics = await insight.source_economics(tx)
    days = await insight.day_figures(tx)
    done = await insight.steps_done(tx)
    said = insight.sentences(pool, economics, now)
    return Today(
        as_of=now,
        sentences=[Sentence(one.key, one.params) for one in said],
        figures=_yesterday(days, now),
        reachable=_reachable(pool, now),
        days=[
            DayPoint(one.day, one.added, one.lost, one.orders, one.revenue_fen, one.complete)
            for one in days
        ],
        payback=Payback(
            [point for item in economics.items for point in _points(item)], "payback",
            {"days": 90},
        ),
        carriers=Carriers(
            [_carrier(one) for one in await insight.carrier_values(tx)], "carriers",
            {"days": CARRIER_DAYS, "min_base": MIN_BASE},
        ),
        lifecycle=[Stage(key, getattr(pool, key)) for key in STAGES],
        todos=[
            Todo(one.key, one.count, {"count": one.count}, one.level, one.link)
            for one in await insight.waiting(tx)
        ],
        onboarding=None if all(done.values()) else [Step(key, done[key]) for key in STEPS],
    )


def _yesterday(days: list[DayFigures], now: datetime) -> list[Figure]:
    last, before = days[-2], days[-3]
    return [
        Figure(
            key, unit, getattr(last, name), key, {"day": last.day.isoformat()}, now,
            previous=getattr(before, name),
        )
        for key, unit, name in YESTERDAY
    ]


def _reachable(pool: PoolCount, now: datetime) -> Reachable:
    return Reachable(
        figure=Figure("reachable", "count", pool.reachable, "reachable", {}, now),
        added=pool.added,
        lost_deleted=pool.lost_deleted,
        lost_other=pool.lost_other,
        backup_bp=round(pool.backed * WHOLE_BP / pool.reachable) if pool.reachable else None,
    )


def _carrier(one: CarrierCount) -> Carrier:
    bought = one.bought
    return Carrier(
        key=one.carrier,
        people=one.people,
        reachable=one.reachable,
        touches=one.per_thousand(one.touches),
        buyers=one.per_thousand(one.buyers),
        buyers_low=round(bought.low_bp / BP_PER_THOUSANDTH) if bought else None,
        buyers_high=round(bought.high_bp / BP_PER_THOUSANDTH) if bought else None,
        net_fen=one.per_thousand(one.net_fen),
    )


def _points(item: Economics) -> list[SourcePoint]:
    if item.source_id is None or item.cac_fen is None or item.margin_90d_fen is None:
        return []
    named = Ref(str(item.source_id), item.name or "")
    return [SourcePoint(named, item.cac_fen, item.margin_90d_fen, item.matured_90d)]
