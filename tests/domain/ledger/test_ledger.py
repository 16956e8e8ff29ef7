"""Money is written down once, on the workspace's own day."""

from datetime import UTC, date, datetime

import asyncpg
import pytest
from tests.domain.offers.cast import NOW, make_brand

from pondkeeper.domain import ledger, timeline
from pondkeeper.domain.ledger import NewEntry
from pondkeeper.domain.ledger.jobs import post_add_cost
from pondkeeper.kit.errors import InvalidInput, NotFound


@pytest.fixture
async def brand(urls):
    return await make_brand(urls.owner)


async def owner_gets(urls, question, *values):
    owner = await asyncpg.connect(urls.owner)
    found = await owner.fetchval(question, *values)
    await owner.close()
    return found


async def make_source(urls, brand) -> int:
    question = (
        "insert into source (workspace_id, name, created_at) values ($1, '包裹卡', $2) returning id"
    )
    return await owner_gets(urls, question, brand.id, NOW)


async def test_an_entry_is_posted_once_on_its_local_day(database, brand, urls):
    late = datetime(2026, 3, 1, 17, tzinfo=UTC)  # already the 2nd in Shanghai
    entry = NewEntry("revenue", 14_900, "order", "S1", late)
    async with database.tx(brand.id) as tx:
        assert await ledger.post(tx, [entry]) == 1
        assert await ledger.post(tx, [entry]) == 0
        assert await ledger.post(tx, [NewEntry("goods", -4_000, "order", "S1", late)]) == 1
        assert await ledger.post(tx, []) == 0
    assert await owner_gets(urls, "select day from ledger_entry limit 1") == date(2026, 3, 2)


async def test_a_cost_of_a_source_is_money_spent(database, brand, urls):
    source_id = await make_source(urls, brand)
    async with database.tx(brand.id) as tx:
        cost = await ledger.add_cost(
            tx, source_id, amount_fen=80_000, day=date(2026, 3, 1), kind="ads", note="三月"
        )
        assert (cost.amount_fen, cost.kind, cost.note) == (80_000, "ads", "三月")
        for _ in range(2):
            await ledger.add_cost(
                tx, source_id, amount_fen=500, day=date(2026, 3, 2), kind="bait", ref_id="row-7"
            )
        assert [one.amount_fen for one in await ledger.costs_of(tx, source_id)] == [500, 80_000]
    assert await owner_gets(urls, "select sum(amount_fen) from ledger_entry") == -80_500


async def test_costs_that_make_no_sense_are_refused(database, brand, urls):
    source_id = await make_source(urls, brand)
    day = date(2026, 3, 1)
    async with database.tx(brand.id) as tx:
        with pytest.raises(InvalidInput):
            await ledger.add_cost(tx, source_id, amount_fen=0, day=day, kind="ads")
        with pytest.raises(InvalidInput):
            await ledger.add_cost(tx, source_id, amount_fen=1, day=day, kind="revenue")
        with pytest.raises(NotFound):
            await ledger.add_cost(tx, source_id + 1, amount_fen=1, day=day, kind="ads")


async def test_a_code_that_costs_per_person_is_posted_once_per_person(database, brand, urls):
    source_id = await make_source(urls, brand)
    channel_id = await owner_gets(
        urls,
        "insert into channel (workspace_id, kind, name, public_key, base_url, settings,"
        " secrets_sealed, created_at) values ($1, 'wecom', 'c', 'k', 'u', '{}', '', $2)"
        " returning id",
        brand.id,
        NOW,
    )
    code_id = await owner_gets(
        urls,
        "insert into channel_code (workspace_id, name, channel_id, source_id, state, member_ids,"
        " cost_per_add_fen, created_at) values ($1, 'a', $2, $3, 's', '{}', 120, $4) returning id",
        brand.id,
        channel_id,
        source_id,
        NOW,
    )

    class Doors:
        pass

    doors = Doors()
    doors.database = database
    for contact_id in (brand.lin, brand.lin, brand.mei):
        async with database.tx(brand.id) as tx:
            event = await timeline.record(
                tx, "contact.added", contact_id, code_id=str(code_id), first=True
            )
            received_at = await tx.raw.fetchval(
                "select received_at from event where id = $1", event.id
            )
        payload = {
            "workspace_id": brand.id,
            "received_at": received_at.isoformat(),
            "event_ids": [event.id],
        }
        await post_add_cost(doors, payload)
        await post_add_cost(doors, payload)
    assert await owner_gets(urls, "select count(*) from ledger_entry") == 2
    assert await owner_gets(urls, "select sum(amount_fen) from ledger_entry") == -240
    assert await owner_gets(urls, "select min(source_id) from ledger_entry") == source_id
