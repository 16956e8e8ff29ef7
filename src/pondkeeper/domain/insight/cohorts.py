"""People who came together, followed by age: by the week they came, or by source."""

from dataclasses import dataclass
from typing import Final, Literal

from pondkeeper.domain.insight.rates import WHOLE
from pondkeeper.domain.insight.scope import seen
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
By = Literal["week", "source"]
Measure = Literal["reachable", "repurchase", "margin_fen"]
AGES: Final = (7, 14, 28, 56, 84, 112, 140, 168)


@dataclass(frozen=True, slots=True)
class Cohort:
    """A week's Monday or a source's name, its people, and a value per age of AGES.

    Basis points for reachable and repurchase, fen per person for margin_fen; None while nobody
    is old enough (by week: while the week's last people are not).
    """

    label: str
    contacts: int
    values: list[int | None]


async def cohort_table(tx: Tx, by: By, measure: Measure) -> list[Cohort]:
    """Return the cohorts, oldest week first or sources by name.

    Each value counts only people (repurchase: buyers since their first order) of at least that
    age, and only those whom the actor sees. In a week's row an age is filled once everybody of
    the week has reached it.
    """
    statements = {
        "reachable": SQL.cohort_reachable,
        "repurchase": SQL.cohort_repurchase,
        "margin_fen": SQL.cohort_margin,
    }
    asked = {"workspace_id": tx.workspace_id, "now": tx.clock.now(), "by": by, **seen(tx)}
    people = await tx.rows(SQL.cohort_people, **asked)
    cells = await tx.rows(statements[measure], **asked, ages=list(AGES))
    scale = 1 if measure == "margin_fen" else WHOLE
    whole_week = by == "week" and measure != "repurchase"
    found = {(cell["label"], cell["age"]): (cell["amount"], cell["base"]) for cell in cells}
    return [
        Cohort(
            row["label"],
            row["contacts"],
            [
                _value(found.get((row["label"], age)), scale, row["contacts"] if whole_week else 1)
                for age in AGES
            ],
        )
        for row in people
    ]


def _value(cell: tuple[int, int] | None, scale: int, at_least: int) -> int | None:
    if cell is None or cell[1] < at_least:
        return None
    amount, base = cell
    return round(amount * scale / base)
