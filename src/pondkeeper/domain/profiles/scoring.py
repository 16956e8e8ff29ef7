"""RFM: five groups of buyers each by recency, frequency and money, at cut points kept for a day.

Cut points are quantiles of the buyers' values (`percentile_disc`), and whoever reaches one is in
the group above: people with equal values are always in one group, which ranks in equal parts
(`ntile`) can not promise. A score is 1 to 5, and 0 for who never bought.
"""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import insert

from pondkeeper.domain.profiles.models import ScoreModel
from pondkeeper.kit.db import Database, SqlFolder, Tx

SQL = SqlFolder(__package__)
KIND = "rfm"
PARTS = 8


@dataclass(frozen=True, slots=True)
class Cuts:
    """Four ascending cut points for each; none before anybody bought."""

    recency: list[datetime] = field(default_factory=list)
    frequency: list[int] = field(default_factory=list)
    money: list[int] = field(default_factory=list)


async def cuts_of(tx: Tx) -> Cuts:
    """Return the cut points that hold now."""
    row = await tx.row(SQL.latest_model, workspace_id=tx.workspace_id, kind=KIND)
    return Cuts() if row is None else msgspec.convert(row["params"], Cuts)


async def keep_cuts(database: Database, workspace_id: int) -> Cuts:
    """Take new cut points from today's buyers and score everybody by them; a repeat is harmless.

    In parts, each a transaction of its own, of people who lie apart: the room that one part's old
    rows leave on a page takes the next part's new ones, so that no index is touched. All at once
    would fill the pages and write ten index entries to each person.
    """
    async with database.tx(workspace_id) as tx:
        cuts = await _take(tx)
    for part in range(PARTS) if cuts.recency else ():
        async with database.tx(workspace_id) as tx:
            await tx.run(
                SQL.rescore, workspace_id=workspace_id, part=part, parts=PARTS,
                recency=cuts.recency, frequency=cuts.frequency, money=cuts.money,
            )
    return cuts


async def _take(tx: Tx) -> Cuts:
    row = await tx.row(SQL.cuts, workspace_id=tx.workspace_id)
    if row is None or not row["buyers"]:
        return Cuts()
    cuts = Cuts(list(row["recency"]), list(row["frequency"]), list(row["money"]))
    await tx.execute(
        insert(ScoreModel).values(
            workspace_id=tx.workspace_id, kind=KIND, fitted_at=tx.clock.now(), fitted=True,
            params=msgspec.to_builtins(cuts),
        )
    )
    return cuts
