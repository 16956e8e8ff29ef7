"""Fitting the value models on the workspace's own orders and scoring every buyer.

Imports numpy and scipy: only the worker's job does so, when it runs.
"""

import asyncio
import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from pondkeeper.domain import profiles
from pondkeeper.domain.insight import bgnbd, gamma_gamma, ltv
from pondkeeper.domain.insight.cells import Cells, Spend
from pondkeeper.domain.insight.fitted import BgNbd, GammaGamma, NotFitted
from pondkeeper.domain.profiles import Score
from pondkeeper.kit.db import Database, SqlFolder, Tx

SQL = SqlFolder(__package__)
KIND: Final = "ltv"
WEEKS: Final = 26
HELD_BACK_WEEKS: Final = 13
DISCOUNT_BP: Final = 1_000
WHOLE_BP: Final = 10_000
BATCH: Final = 20_000
# An interval of the log-normal kind narrows from 95 % to 80 % by the ratio of the two quantiles.
NARROWED: Final = 1.281552 / 1.959964


@dataclass(frozen=True, slots=True)
class Ground:
    """What is fitted on. `held` are histories as of the cut, `later` what followed it."""

    today: date
    terms: ltv.Terms
    cost_known: bool
    cells: Cells
    spend: Spend
    held: Cells
    later: int
    held_weeks: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Both models, or the reason why there is none, as it is kept."""

    buying: BgNbd | NotFitted
    spending: GammaGamma | NotFitted
    params: dict[str, Any]

    @property
    def ready(self) -> bool:
        """Whether people can be scored."""
        return isinstance(self.buying, BgNbd) and isinstance(self.spending, GammaGamma)


async def fit_workspace(database: Database, workspace_id: int) -> Fit:
    """Fit, back-test, keep the models, score all buyers in batches; the fit itself runs outside.

    Where the models can not be fitted, that is kept with its reason and old scores are dropped.
    """
    await profiles.keep_cuts(database, workspace_id)
    async with database.tx(workspace_id) as tx:
        started = tx.clock.now()
        ground = await read_ground(tx)
    fit = await asyncio.to_thread(fit_ground, ground)
    if fit.ready:
        await _score_all(database, workspace_id, ground, fit, started)
    async with database.tx(workspace_id) as tx:
        await profiles.drop_scores(tx, started)
        params = {**fit.params, "real_at": tx.clock.real().isoformat()}
        await profiles.write_model(tx, KIND, fitted_at=started, fitted=fit.ready, params=params)
    return fit


async def read_ground(tx: Tx) -> Ground:
    """Read histories up to yesterday, and up to a cut 13 weeks (or half the history) before."""
    mine = {"workspace_id": tx.workspace_id}
    row = await tx.row(SQL.fit_ground, **mine, now=tx.clock.now())
    if row is None:
        raise LookupError(f"there is no workspace {tx.workspace_id}")
    until = row["today"] - timedelta(days=1)
    observed = 0 if row["first_day"] is None else max((until - row["first_day"]).days // 7, 0)
    weeks = min(HELD_BACK_WEEKS, observed // 2)
    cut = until - timedelta(weeks=weeks)
    cells, spend = await _cells(tx, until)
    held, _ = await _cells(tx, cut)
    later = await tx.value(SQL.later, **mine, cut=cut, until=until)
    net, cost = row["net_fen"], row["cost_fen"]
    margin_bp = WHOLE_BP if net <= 0 else round(WHOLE_BP * max(net - cost, 1) / net)
    terms = ltv.Terms(weeks=WEEKS, discount_bp=DISCOUNT_BP, margin_bp=max(margin_bp, 1))
    return Ground(until, terms, cost > 0, cells, spend, held, later, weeks)


def fit_ground(ground: Ground) -> Fit:
    """Fit both models and the back-test: seconds of computing, no database."""
    buying = bgnbd.fit(ground.cells)
    spending = gamma_gamma.fit(ground.spend)
    params: dict[str, Any] = {
        "terms": msgspec.to_builtins(ground.terms), "cost_known": ground.cost_known,
        "people": ground.cells.people, "repeaters": ground.cells.repeaters,
        "bgnbd": msgspec.to_builtins(buying), "gamma_gamma": msgspec.to_builtins(spending),
        "backtest": None,
    }
    if ground.held_weeks and isinstance(buying, BgNbd):
        held = ltv.backtest(ground.held, ground.later, ground.held_weeks)
        params["backtest"] = msgspec.to_builtins(held)
    return Fit(buying, spending, params)


async def _score_all(
    database: Database, workspace_id: int, ground: Ground, fit: Fit, scored_at: datetime
) -> None:
    after = 0
    while True:
        async with database.tx(workspace_id) as tx:
            rows = await tx.rows(
                SQL.histories, workspace_id=workspace_id, until=ground.today, after=after,
                how_many=BATCH,
            )
        if not rows:
            return
        after = rows[-1]["contact_id"]
        known = [row for row in rows if row["frequency"] >= 0]
        scores = await asyncio.to_thread(score, fit, ground.terms, known) if known else []
        async with database.tx(workspace_id) as tx:
            await profiles.write_scores(tx, scored_at, scores)


def score(fit: Fit, terms: ltv.Terms, rows: list[Any]) -> list[Score]:
    """Return what each of these histories is worth, with an 80 % interval."""
    buying, spending = fit.buying, fit.spending
    if isinstance(buying, NotFitted) or isinstance(spending, NotFitted):
        return []
    frequency = [row["frequency"] for row in rows]
    cells = Cells.of(frequency, [row["last"] for row in rows], [row["age"] for row in rows])
    spend = Spend.of(frequency, [row["total"] for row in rows])
    worth = ltv.value(buying, spending, cells, spend, terms)
    alive = bgnbd.alive(buying, cells)
    expected = bgnbd.expected_purchases(buying, cells, terms.weeks)
    return [
        Score(
            contact_id=row["contact_id"],
            alive=None if math.isnan(alive[place]) else float(alive[place]),
            expected_orders=float(expected[place]),
            ltv_fen=round(float(worth.value[place])),
            ltv_low_fen=_narrowed(worth.value[place], worth.low[place]),
            ltv_high_fen=_narrowed(worth.value[place], worth.high[place]),
        )
        for place, row in enumerate(rows)
    ]


def _narrowed(value: float, end: float) -> int:
    if value <= 0 or end <= 0:
        return 0
    return round(float(value * (end / value) ** NARROWED))


async def _cells(tx: Tx, until: date) -> tuple[Cells, Spend]:
    rows = await tx.rows(SQL.cells, workspace_id=tx.workspace_id, until=until)
    histories = [row for row in rows if row["is_history"]]
    sums = [row for row in rows if not row["is_history"]]
    cells = Cells.of(
        _column(histories, "frequency"), _column(histories, "last"), _column(histories, "age"),
        _column(histories, "people"),
    )
    spend = Spend.of(
        _column(sums, "frequency"), _column(sums, "total"), _column(sums, "people")
    )
    return cells, spend


def _column(rows: list[Any], name: str) -> list[int]:
    return [row[name] for row in rows]
