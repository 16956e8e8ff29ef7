"""What an operator should know this morning: the pool, yesterday, and what waits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pondkeeper.domain import runs
from pondkeeper.domain.insight.scope import seen
from pondkeeper.domain.insight.sources import Economics, Pool
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
DAYS: Final = 28
LEAKING_BP: Final = 2_500
"""From a quarter of its people gone within 30 days on, a source is said to leak."""

Level = str
LEVELS: Final[dict[str, tuple[Level, str]]] = {
    "welcome_late": ("urgent", "/tasks"),
    "touch_unknown": ("urgent", "/tasks"),
    "callback_failed": ("urgent", "/settings/channels"),
    "channel_failing": ("urgent", "/settings/channels"),
    "refund_waiting": ("urgent", "/orders?state=refund_requested"),
    "code_without_staff": ("urgent", "/codes"),
    "leaver_waiting": ("urgent", "/handovers"),
    "run_failed": ("normal", "/runs?state=failed"),
    "approval_waiting": ("normal", "/approvals"),
    "handover_refused": ("normal", "/handovers"),
    "deletions_high": ("normal", "/sources"),
    "task_open": ("normal", "/tasks"),
    "source_without_cost": ("info", "/sources"),
}


@dataclass(frozen=True, slots=True)
class PoolCount:
    """Everybody ever added, who can be reached, and how the others left."""

    added: int
    reachable: int
    backed: int
    lost_deleted: int
    lost_other: int
    new: int
    active: int
    dormant: int
    lost: int
    first_added_at: datetime | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One local day; `complete` is False for the one still running."""

    day: date
    complete: bool
    added: int
    lost: int
    orders: int
    revenue_fen: int
    refund_fen: int

    @property
    def net(self) -> int:
        """People gained less people lost."""
        return self.added - self.lost


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of thing that waits for somebody, how many, and where to find them."""

    key: str
    count: int
    level: Level
    link: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing worth saying first; the console has the words."""

    key: str
    params: dict[str, Any]


async def pool_count(tx: Tx) -> PoolCount:
    """Count the pool as it stands, as far as the actor sees it."""
    rows: list[PoolCount] = await tx.rows(
        SQL.pool, into=PoolCount, workspace_id=tx.workspace_id, **seen(tx)
    )
    return rows[0]


async def day_figures(tx: Tx, how_many: int = DAYS) -> list[DayFigures]:
    """Return the last `how_many` whole local days and today, oldest first."""
    return await tx.rows(
        SQL.day_figures, into=DayFigures, workspace_id=tx.workspace_id, now=tx.clock.now(),
        how_many=how_many, **seen(tx),
    )


async def waiting(tx: Tx) -> list[Waiting]:
    """Return what waits for somebody, urgent things first, as far as the actor sees it."""
    found = await tx.rows(
        SQL.todos, workspace_id=tx.workspace_id, now=tx.clock.now(), real=tx.clock.real(),
        staff_id=tx.actor.id if tx.actor.kind == "staff" else None,
        every_run=runs.sees_every(tx), **seen(tx),
    )
    places = list(LEVELS)
    things = [Waiting(row["key"], row["count"], *LEVELS[row["key"]]) for row in found]
    return sorted(things, key=lambda thing: places.index(thing.key))


async def steps_done(tx: Tx) -> dict[str, bool]:
    """Return which steps of setting up are done, in their order."""
    row = await tx.row(SQL.onboarding, workspace_id=tx.workspace_id)
    return {} if row is None else dict(row)


def sentences(pool: PoolCount, economics: Pool, now: datetime) -> list[Sentence]:
    """Say what stands out, of matured people only; one sentence when there is nobody yet."""
    if not pool.added or pool.first_added_at is None:
        return [Sentence("empty", {})]
    weeks = max(1, -(-(now - pool.first_added_at).days // 7))
    said = [
        Sentence(
            "reachable", {"weeks": weeks, "added": pool.added, "reachable": pool.reachable}
        )
    ]
    if not economics.total.matured_30d:
        return [*said, Sentence("pond_only_new", {"added": pool.added})]
    known = [item for item in economics.items if item.name]
    return [*said, *_leaks(known), *_pays(known), *_buys_again(known)]


def _leaks(items: list[Economics]) -> list[Sentence]:
    worst = max(items, key=lambda item: item.deleted_30d_bp or 0, default=None)
    if worst is None or (worst.deleted_30d_bp or 0) < LEAKING_BP or worst.cac_fen is None:
        return []
    params = {
        "source": worst.name, "deleted_bp": worst.deleted_30d_bp, "cac_fen": worst.cac_fen,
    }
    return [Sentence("source_leaks", params)]


def _pays(items: list[Economics]) -> list[Sentence]:
    """Name the source whose people bring most above their cost, among those that paid back."""
    paying = [item for item in items if item.payback_days is not None and item.matured_90d]
    best = max(
        paying, key=lambda item: (item.margin_90d_fen or 0) - (item.cac_fen or 0), default=None
    )
    if best is None:
        return []
    params = {"source": best.name, "days": best.payback_days, "cac_fen": best.cac_fen}
    return [Sentence("source_pays", params)]


def _buys_again(items: list[Economics]) -> list[Sentence]:
    best = max(items, key=lambda item: item.repurchase_30d_bp or 0, default=None)
    if best is None or not best.repurchase_30d_bp:
        return []
    params = {
        "source": best.name, "repurchase_bp": best.repurchase_30d_bp,
        "matured": best.repurchase_base_30d,
    }
    return [Sentence("repurchase", params)]
