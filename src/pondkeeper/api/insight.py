"""Figures: today, sources, cohorts, predicted value. Every one says how it was computed."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import QueryParameter

from pondkeeper.api.door import Door
from pondkeeper.api.insight_today import Today, build_today
from pondkeeper.api.shapes import Figure, Ref, ref
from pondkeeper.domain import insight
from pondkeeper.domain.insight import Economics, Measure
from pondkeeper.domain.insight.payback import LONGEST
from pondkeeper.domain.insight.rates import MIN_BASE
from pondkeeper.domain.insight.scope import sees_all
from pondkeeper.domain.insight.sources import SourceFigures, Week

DAYS_PER_WEEK = 7
COLUMNS: dict[str, dict[str, Any]] = {
    "added": {}, "reachable": {}, "cost_fen": {}, "cac_fen": {},
    "deleted_30d_bp": {"days": 30, "min_base": MIN_BASE},
    "first_order_bp": {"min_base": MIN_BASE},
    "repurchase_30d_bp": {"days": 30, "min_base": MIN_BASE},
    "repurchase_90d_bp": {"days": 90, "min_base": MIN_BASE},
    "margin_fen": {}, "margin_90d_fen": {"days": 90, "min_base": MIN_BASE},
    "payback_days": {"longest": LONGEST, "min_base": MIN_BASE},
    "ltv_fen": {"days": 182},
}


NEEDS_ALL = ("cost_fen", "cac_fen", "payback_days")
"""Columns that only add up over everybody a source brought."""


class Explained(msgspec.Struct):
    """A key of a text that says how a column is computed, and what fills it."""

    key: str
    params: dict[str, Any]


class CurvePoint(msgspec.Struct):
    """Cumulative margin per person by a day since being added."""

    day: int
    margin_fen: int
    contacts: int


class SourceEconomicsRow(SourceFigures, frozen=True, kw_only=True):
    """What one source cost and brought; rates in basis points.

    No costs for who sees only some customers: they are written down for all together.
    """

    source: Ref | None
    weeks: list[Week]
    curve: list[CurvePoint]


class SourceEconomics(msgspec.Struct):
    """The economics of every source, and of all together."""

    as_of: datetime
    explain: dict[str, Explained]
    items: list[SourceEconomicsRow]
    total: SourceEconomicsRow


class CohortRow(msgspec.Struct):
    """People who came together; a value per age, null while they are not old enough."""

    label: str
    contacts: int
    values: list[int | None]


class Cohorts(msgspec.Struct):
    """The cohort table."""

    as_of: datetime
    by: str
    measure: str
    explain: str
    params: dict[str, Any]
    ages: list[int]
    rows: list[CohortRow]


class SourceValue(msgspec.Struct):
    """What the buyers of a source are worth, each."""

    source: Ref
    contacts: int
    expected_fen: int
    low_fen: int
    high_fen: int


class LtvModel(msgspec.Struct):
    """The newest fit of the value models, or why there is none."""

    as_of: datetime
    state: str
    explain: str
    params: dict[str, Any]
    horizon_days: int
    fitted_at: datetime | None
    model: dict[str, float]
    figures: list[Figure]
    by_source: list[SourceValue]


@get("/api/insight/today")
async def today(door: Door) -> Today:
    """What an operator should know this morning."""
    async with door.tx("insight.read") as tx:
        return await build_today(tx)


@get("/api/insight/sources")
async def sources(
    door: Door,
    added_from: Annotated[date | None, QueryParameter(name="from")] = None,
    added_to: Annotated[date | None, QueryParameter(name="to")] = None,
) -> SourceEconomics:
    """What each source cost and brought, of the people I may see added in these local days."""
    async with door.tx("insight.read") as tx:
        found = await insight.source_economics(tx, added_from, added_to)
        as_of, all_seen = tx.clock.now(), sees_all(tx)
    return SourceEconomics(
        as_of=as_of,
        explain={
            name: Explained(_column_text(name, all_seen=all_seen), params)
            for name, params in COLUMNS.items()
        },
        items=[_economics(item) for item in found.items],
        total=_economics(found.total),
    )


@get("/api/insight/cohorts")
async def cohorts(
    door: Door, by: insight.By = "week", measure: Measure = "reachable"
) -> Cohorts:
    """People I may see who came together, followed by age."""
    async with door.tx("insight.read") as tx:
        rows = await insight.cohort_table(tx, by, measure)
        as_of = tx.clock.now()
    return Cohorts(
        as_of, by, measure, f"cohort_{measure}", {}, list(insight.AGES),
        [CohortRow(row.label, row.contacts, row.values) for row in rows],
    )


@get("/api/insight/ltv")
async def ltv(door: Door) -> LtvModel:
    """What the people I may see are predicted to bring, and how far to trust it.

    The model is fitted on the whole brand: how many it saw is told to who sees all of them.
    """
    async with door.tx("insight.read") as tx:
        as_of, all_seen = tx.clock.now(), sees_all(tx)
        fit = await insight.latest_fit(tx)
        values = await insight.values_by_source(tx) if fit and fit.fitted else []
    params = fit.params if fit else {}
    terms = params.get("terms", {})
    return LtvModel(
        as_of=as_of,
        state="ready" if fit and fit.fitted else "too_early",
        explain="ltv_model",
        params=_ltv_params(params, all_seen=all_seen),
        horizon_days=terms.get("weeks", 26) * DAYS_PER_WEEK,
        fitted_at=fit.fitted_at if fit else None,
        model=_parameters(params),
        figures=_ltv_figures(params, as_of) if fit and all_seen else [],
        by_source=[
            SourceValue(
                Ref(str(one.source_id), one.name), one.contacts, one.ltv_fen, one.ltv_low_fen,
                one.ltv_high_fen,
            )
            for one in values
        ],
    )


def _economics(item: Economics) -> SourceEconomicsRow:
    figures = {name: getattr(item, name) for name in SourceFigures.__struct_fields__}
    return SourceEconomicsRow(
        source=ref(item.source_id, item.name),
        weeks=item.weeks,
        curve=[CurvePoint(one.day, round(one.margin_fen), one.contacts) for one in item.curve],
        **figures,
    )


def _column_text(name: str, *, all_seen: bool) -> str:
    if name in NEEDS_ALL and not all_seen:
        return "cost_needs_all"
    return "added_by_source" if name == "added" else name


def _ltv_params(params: dict[str, Any], *, all_seen: bool) -> dict[str, Any]:
    """Return the terms and, where there is no fit, the reason: its code and its sentence."""
    if not params:
        return {"reason": "no_data"}
    said = {**params["terms"], "cost_known": params["cost_known"], "interval_bp": 8_000}
    if all_seen:
        said |= {"people": params["people"], "repeaters": params["repeaters"]}
    for name in ("bgnbd", "gamma_gamma"):
        if "code" in params[name]:
            said |= {"reason": params[name]["code"], "text": params[name]["text"]}
    return said


def _parameters(params: dict[str, Any]) -> dict[str, float]:
    named = (("bgnbd", ("r", "alpha", "a", "b")), ("gamma_gamma", ("p", "q", "v")))
    return {
        name: params[model][name]
        for model, names in named
        for name in names
        if name in params.get(model, {})
    }


def _ltv_figures(params: dict[str, Any], as_of: datetime) -> list[Figure]:
    people, repeaters = params["people"], params["repeaters"]
    held = params["backtest"] or {}
    missed = held["predicted"] / held["actual"] - 1 if held.get("actual") else None
    return [
        Figure("contacts", "count", people, "ltv_model", {}, as_of),
        Figure(
            "repeat_bp", "bp", round(repeaters * 10_000 / people) if people else None,
            "ltv_model", {} if people else {"reason": "no_data"}, as_of,
        ),
        Figure(
            "calibration_bp", "bp", None if missed is None else round(missed * 10_000),
            "ltv_model", {"reason": "not_matured"} if missed is None else held, as_of,
        ),
    ]


ROUTES = (today, sources, cohorts, ltv)
