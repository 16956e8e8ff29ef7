"""What a source cost."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import get, post

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Items
from pondkeeper.domain import ledger


class Cost(msgspec.Struct):
    """An amount on a local day."""

    id: str
    source_id: str
    amount_fen: int
    day: date
    kind: str
    note: str | None


class CostRequest(msgspec.Struct):
    """An amount to write down; kinds: ads, bait, labour, other.

    The same kind with the same `idempotency_key` again writes nothing: what stands is answered.
    """

    amount_fen: int
    day: date
    kind: str
    note: str | None = None
    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None


@get("/api/sources/{source_id:int}/costs")
async def list_costs(door: Door, source_id: int) -> Items[Cost]:
    """List what a source cost, the newest day first."""
    async with door.tx("insight.read") as tx:
        return Items([_cost(cost) for cost in await ledger.costs_of(tx, source_id)])


@post("/api/sources/{source_id:int}/costs")
async def add_cost(door: Door, source_id: int, data: CostRequest) -> Cost:
    """Write down what a source cost on a day."""
    door.about("source", source_id, amount_fen=data.amount_fen, kind=data.kind)
    async with door.tx("sources.write") as tx:
        cost = await ledger.add_cost(
            tx,
            source_id,
            amount_fen=data.amount_fen,
            day=data.day,
            kind=data.kind,
            note=data.note or "",
            ref_id=f"key:{data.idempotency_key}" if data.idempotency_key else None,
        )
    return _cost(cost)


def _cost(cost: ledger.Cost) -> Cost:
    return Cost(
        id=str(cost.id),
        source_id=str(cost.source_id),
        amount_fen=cost.amount_fen,
        day=cost.day,
        kind=cost.kind,
        note=cost.note or None,
    )


ROUTES = (list_costs, add_cost)
