"""Working out profiles: marked, taken, computed from the facts as a set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from pondkeeper.domain.profiles.lifecycle import boundaries
from pondkeeper.domain.profiles.models import ScoreModel
from pondkeeper.domain.profiles.scoring import Cuts, cuts_of, keep_cuts
from pondkeeper.kit.db import Database, SqlFolder, Tx
from pondkeeper.kit.doors import Doors
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
BATCH = 2_000
REBUILD_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Score:
    """What a model says of one person: money in fen over the model's horizon."""

    contact_id: int
    alive: float | None
    expected_orders: float
    ltv_fen: int
    ltv_low_fen: int
    ltv_high_fen: int


async def mark_dirty(tx: Tx, contact_ids: Iterable[int]) -> None:
    """Have these contacts worked out again soon; merged ones stand for their person."""
    ids = sorted(set(contact_ids))
    if ids:
        await tx.run(SQL.mark, workspace_id=tx.workspace_id, contact_ids=ids)
        await wake(tx, "profiles")


async def enter(tx: Tx, contact_ids: Iterable[int]) -> None:
    """Write the states of contacts that this very transaction made, of whom no fact is known yet.

    Spares a list that comes in the walk past all facts; whatever happens later marks them.
    """
    ids, now = sorted(contact_ids), tx.clock.now()
    if ids:
        await tx.run(
            SQL.newcomers, workspace_id=tx.workspace_id, contact_ids=ids, first_id=ids[0],
            last_id=ids[-1], as_of=now, **boundaries(now),
        )


async def consume(doors: Doors, workspace_id: int) -> bool:
    """Work out one batch of marked contacts; True when there may be more.

    One at a time per workspace: two that compute one person could overwrite new with old.
    """
    async with doors.database.tx(workspace_id, repeatable=True) as tx:
        if not await tx.value(SQL.lock, workspace_id=workspace_id):
            return False
        taken = await tx.rows(SQL.take_dirty, workspace_id=workspace_id, how_many=BATCH)
        aged = await tx.rows(
            SQL.aged, workspace_id=workspace_id, now=tx.clock.now(), how_many=BATCH
        )
        ids = {row["contact_id"] for row in (*taken, *aged)}
        if ids:
            await work_out(tx, sorted(ids), await cuts_of(tx))
        return BATCH in {len(taken), len(aged)}


async def work_out(tx: Tx, contact_ids: Sequence[int], cuts: Cuts) -> None:
    """Write days and state of the people these contacts are, from the facts as they stand."""
    if not contact_ids:
        return
    found = await tx.rows(
        SQL.canonical_of, workspace_id=tx.workspace_id, contact_ids=list(contact_ids)
    )
    await _write(tx, [row["contact_id"] for row in found], cuts)


async def rebuild(database: Database, workspace_id: int) -> int:
    """Work out everybody again, in batches by id, then the cut points; how many people.

    For after an import: the batches are transactions of their own, and a repeat is harmless.
    """
    after, people = 0, 0
    while True:
        async with database.tx(workspace_id) as tx:
            await tx.value(SQL.wait_lock, workspace_id=workspace_id)
            found = await tx.rows(
                SQL.next_people, workspace_id=workspace_id, after=after, how_many=REBUILD_BATCH
            )
            if not found:
                await tx.run(SQL.drop_strays, workspace_id=workspace_id)
                break
            ids = [row["id"] for row in found]
            await _write(tx, ids, await cuts_of(tx))
        after, people = ids[-1], people + len(ids)
    await keep_cuts(database, workspace_id)
    return people


async def write_model(
    tx: Tx, kind: str, *, fitted_at: datetime, fitted: bool, params: dict[str, Any]
) -> None:
    """Keep what a fit found, also when it found that it can not tell and why."""
    await tx.execute(
        insert(ScoreModel).values(
            workspace_id=tx.workspace_id, kind=kind, fitted_at=fitted_at, fitted=fitted,
            params=params,
        )
    )


async def write_scores(tx: Tx, scored_at: datetime, scores: Sequence[Score]) -> None:
    """Write a batch of scores beside the people's states."""
    await tx.run(
        SQL.write_scores,
        workspace_id=tx.workspace_id,
        scored_at=scored_at,
        contact_ids=[score.contact_id for score in scores],
        alive=[score.alive for score in scores],
        expected_orders=[score.expected_orders for score in scores],
        ltv_fen=[score.ltv_fen for score in scores],
        ltv_low_fen=[score.ltv_low_fen for score in scores],
        ltv_high_fen=[score.ltv_high_fen for score in scores],
    )


async def drop_scores(tx: Tx, before: datetime) -> None:
    """Take away scores older than `before`: the fit of that moment says nothing of them."""
    await tx.run(SQL.drop_scores, workspace_id=tx.workspace_id, scored_at=before)


async def _write(tx: Tx, ids: list[int], cuts: Cuts) -> None:
    now = tx.clock.now()
    mine = {"workspace_id": tx.workspace_id, "contact_ids": sorted(ids)}
    await tx.run(SQL.days, **mine)
    await tx.run(
        SQL.states, **mine, **boundaries(now), as_of=now,
        recency=cuts.recency, frequency=cuts.frequency, money=cuts.money,
    )
