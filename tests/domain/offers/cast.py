"""A brand with three customers, and an offer."""

from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from pondkeeper.domain import offers
from pondkeeper.domain.offers import OfferRules
from pondkeeper.kit.db import Database

NOW = datetime.now(UTC).replace(microsecond=0)  # events have partitions from this month on


@dataclass(frozen=True, slots=True)
class Brand:
    """One workspace with people in it."""

    id: int
    lin: int
    mei: int
    tao: int


async def make_brand(owner_url: str, name: str = "拾木") -> Brand:
    owner = await asyncpg.connect(owner_url)
    workspace_id = await owner.fetchval(
        "insert into workspace (name, timezone, created_at) values ($1, 'Asia/Shanghai', $2)"
        " returning id",
        name,
        NOW,
    )
    people = await add_contacts(owner, workspace_id, 3)
    await owner.close()
    return Brand(workspace_id, *people)


async def add_contacts(owner: asyncpg.Connection, workspace_id: int, how_many: int) -> list[int]:
    rows = await owner.fetch(
        "insert into contact (workspace_id, name, added_at, last_seen_at)"
        " select $1, '客户' || n, $2, $2 from generate_series(1, $3) n returning id",
        workspace_id,
        NOW,
        how_many,
    )
    return [row["id"] for row in rows]


def rules(**changes) -> OfferRules:
    given = {"name": "新人立减 10 元", "value_fen": 1000, "threshold_fen": 5000, "valid_days": 14}
    return OfferRules(**(given | changes))


async def live_offer(database: Database, brand: Brand, **changes) -> int:
    async with database.tx(brand.id) as tx:
        offer = await offers.create(tx, rules(**changes))
        await offers.publish(tx, offer.id)
        return offer.id


async def steer(owner_url: str, moment: datetime) -> None:
    """Business time stands at `moment` from here on."""
    owner = await asyncpg.connect(owner_url)
    await owner.execute("update installation set steered_at = $1", moment)
    await owner.close()
