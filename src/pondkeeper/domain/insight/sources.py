"""What each source cost and brought: the economics table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from pondkeeper.domain.insight.payback import LONGEST, SHOWN, Margins, Point, curve, payback_day
from pondkeeper.domain.insight.rates import MIN_BASE, per_head, share, share_bp
from pondkeeper.domain.insight.scope import seen, sees_all
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
COST_KINDS: Final = ("ads", "bait", "labour", "other")
TOTAL: Final = "total"


class Week(msgspec.Struct, frozen=True):
    """A source's week by its Monday: people added, what it cost, how many of them are gone."""

    week: date
    added: int
    cost_fen: int | None
    lost: int


class SourceFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a source at every door.

    Rates in basis points and money in fen; None where nobody is old enough or too few are, and
    for costs where the actor sees only some of the customers that a source brought.
    """

    added: int
    reachable: int
    cost_fen: int | None
    cost_by_kind: dict[str, int]
    cac_fen: int | None
    cash_cac_fen: int | None
    deleted_30d_bp: int | None
    matured_30d: int
    first_orders: int
    first_order_bp: int | None
    repurchase_30d_bp: int | None
    repurchase_30d_low_bp: int | None
    repurchase_30d_high_bp: int | None
    repurchase_90d_bp: int | None
    revenue_fen: int
    refunded_fen: int
    margin_fen: int
    margin_90d_fen: int | None
    matured_90d: int
    payback_days: int | None
    ltv_fen: int | None
    ltv_low_fen: int | None
    ltv_high_fen: int | None


class Economics(SourceFigures, frozen=True, kw_only=True):
    """One source (or all of them, or the people of no known source)."""

    source_id: int | None
    name: str | None
    repurchase_base_30d: int
    weeks: list[Week]
    curve: list[Point]


@dataclass(frozen=True, slots=True)
class Pool:
    """All sources, largest first, and their total."""

    items: list[Economics]
    total: Economics


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the statements returned, by source id; `TOTAL` is all of them."""

    names: dict[int, str]
    costs: list[Any] | None
    weeks: list[Any]
    margins: dict[Any, Margins]

    def costs_of(self, key: Any) -> list[Any] | None:
        if self.costs is None:
            return None
        return [row for row in self.costs if key in {TOTAL, row["source_id"]}]

    def weeks_of(self, key: Any) -> list[Any]:
        return [row for row in self.weeks if key in {TOTAL, row["source_id"]}]


async def source_economics(
    tx: Tx, added_from: date | None = None, added_to: date | None = None
) -> Pool:
    """Return what each source cost and brought, of people added in these local days (or ever).

    Rates count only people who can be observed for the whole window. Costs are those of the same
    days. Days are the workspace's; several orders of one day are one purchase. Counts the people
    whom the actor sees. Costs are written down for all of a source's people together, so who sees
    only some of them is told no cost, rather than one divided by the wrong number.
    """
    asked = {
        "workspace_id": tx.workspace_id, "added_from": added_from, "added_to": added_to,
    }
    people = asked | seen(tx)
    now = tx.clock.now()
    found = await tx.rows(SQL.sources, **people, now=now)
    named = await tx.rows(SQL.source_names, workspace_id=tx.workspace_id)
    ground = _Ground(
        names={row["id"]: row["name"] for row in named},
        costs=await tx.rows(SQL.costs, **asked) if sees_all(tx) else None,
        weeks=await tx.rows(SQL.weeks, **people),
        margins=_margins(await tx.rows(SQL.margins, **people, now=now, longest=LONGEST)),
    )
    rows = {TOTAL if row["total"] else row["source_id"]: row for row in found}
    spent = {row["source_id"] for row in ground.costs or ()} - rows.keys()
    items = [_economics(key, row, ground) for key, row in rows.items() if key != TOTAL]
    items += [_economics(key, NOBODY, ground) for key in spent]
    items.sort(key=lambda item: (-item.added, item.name or ""))
    return Pool(items, _economics(TOTAL, rows.get(TOTAL, NOBODY), ground))


COUNTED: Final = (
    "added", "reachable", "matured_30", "deleted_30", "first_orders", "buyers_30", "again_30",
    "buyers_90", "again_90", "revenue_fen", "refunded_fen", "margin_fen", "matured_90",
    "margin_90_fen",
)
NOBODY: Final[dict[str, int | None]] = {
    **dict.fromkeys(COUNTED, 0),
    **dict.fromkeys(("ltv_fen", "ltv_low_fen", "ltv_high_fen")),
}


def _economics(key: Any, row: Any, ground: _Ground) -> Economics:
    costs = ground.costs_of(key)
    by_kind = {kind: _sum(costs or (), "cost_fen", kind=kind) for kind in COST_KINDS}
    cost = sum(by_kind.values())
    points = curve(ground.margins.get(key, Margins()))
    exact = cost / row["added"] if costs and row["added"] else None
    again = share(row["again_30"], row["buyers_30"])
    return Economics(
        source_id=None if key == TOTAL else key,
        name=ground.names.get(key),
        added=row["added"],
        reachable=row["reachable"],
        cost_fen=None if costs is None else cost,
        cost_by_kind={} if costs is None else by_kind,
        cac_fen=None if exact is None else round(exact),
        cash_cac_fen=per_head(cost - by_kind["labour"], row["added"]) if costs else None,
        deleted_30d_bp=share_bp(row["deleted_30"], row["matured_30"]),
        matured_30d=row["matured_30"],
        first_orders=row["first_orders"],
        first_order_bp=share_bp(row["first_orders"], row["added"]),
        repurchase_30d_bp=again.value_bp if again else None,
        repurchase_30d_low_bp=again.low_bp if again else None,
        repurchase_30d_high_bp=again.high_bp if again else None,
        repurchase_90d_bp=share_bp(row["again_90"], row["buyers_90"]),
        repurchase_base_30d=row["buyers_30"],
        revenue_fen=row["revenue_fen"],
        refunded_fen=row["refunded_fen"],
        margin_fen=row["margin_fen"],
        margin_90d_fen=(
            per_head(row["margin_90_fen"], row["matured_90"])
            if row["matured_90"] >= MIN_BASE
            else None
        ),
        matured_90d=row["matured_90"],
        payback_days=payback_day(points, exact),
        ltv_fen=row["ltv_fen"],
        ltv_low_fen=row["ltv_low_fen"],
        ltv_high_fen=row["ltv_high_fen"],
        weeks=_weeks(ground.weeks_of(key), costs),
        curve=[point for point in points if point.day in SHOWN],
    )


def _margins(rows: Iterable[Any]) -> dict[Any, Margins]:
    found: dict[Any, Margins] = {}
    for row in rows:
        for key in (row["source_id"], TOTAL):
            margins = found.setdefault(key, Margins())
            if row["at_age"] is None:
                margins.count(row["age"], row["people"])
            else:
                margins.earn(row["at_age"], row["age"], row["margin_fen"])
    return found


def _weeks(people: list[Any], costs: list[Any] | None) -> list[Week]:
    mondays = sorted({row["week"] for row in (*people, *(costs or ()))})
    return [
        Week(
            monday,
            _sum(people, "added", week=monday),
            None if costs is None else _sum(costs, "cost_fen", week=monday),
            _sum(people, "lost", week=monday),
        )
        for monday in mondays
    ]


def _sum(rows: Iterable[Any], of: str, **where: Any) -> int:
    """Add up a column of the rows whose other columns are as given."""
    wanted = where.items()
    return sum(row[of] for row in rows if all(row[name] == value for name, value in wanted))
