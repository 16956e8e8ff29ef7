"""What the product knows of a person follows from the facts, and from nothing else."""

from datetime import timedelta
from random import Random

import pytest
from tests.domain.profiles.cast import NOW

from pondkeeper.domain import profiles


async def test_a_person_who_was_added_bought_twice_and_returned_one_thing(pond):
    mei = await pond.add(days_ago=10)
    await pond.order(mei, 9_900, days_ago=8)
    second = await pond.order(mei, 12_900, days_ago=2)
    await pond.refund(second, 2_900, days_ago=1)
    await pond.settle()
    state = await pond.state(mei)
    assert (state["orders"], state["order_days"]) == (2, 2)
    assert (state["revenue_fen"], state["refund_fen"]) == (22_800, 2_900)
    assert state["lifecycle"] == "new"
    assert state["reachable"]
    assert state["last_seen_at"] == NOW - timedelta(days=2)
    _, days = await pond.profiles()
    assert [(day["revenue_fen"], day["refund_fen"]) for day in days] == [
        (9_900, 0), (12_900, 0), (0, 2_900),
    ]


async def test_refunds_of_imported_orders_count_on_the_day_of_the_order(pond):
    mei = await pond.add(days_ago=40)
    await pond.order(mei, 9_900, days_ago=30, refunded=1_000)
    await pond.settle()
    _, days = await pond.profiles()
    assert [(day["revenue_fen"], day["refund_fen"]) for day in days] == [(9_900, 1_000)]


async def test_who_deletes_the_last_friend_is_lost_and_who_has_another_is_not(pond):
    mei = await pond.add(days_ago=20)
    tao = await pond.add(days_ago=20)
    await pond.lose(mei, days_ago=3)
    await pond.settle()
    assert (await pond.state(mei))["lifecycle"] == "lost"
    assert (await pond.state(mei))["lost_by"] == "customer"
    assert not (await pond.state(mei))["reachable"]
    assert (await pond.state(tao))["lost_at"] is None


@pytest.mark.parametrize(
    ("added", "stage"), [(29, "new"), (31, "active"), (61, "dormant"), (181, "lost")]
)
async def test_stages_by_silence(pond, added, stage):
    someone = await pond.add(days_ago=added)
    await pond.settle()
    assert (await pond.state(someone))["lifecycle"] == stage


async def test_a_stage_ends_by_the_clock_alone(pond):
    someone = await pond.add(days_ago=29)
    await pond.settle()
    later = NOW + timedelta(days=2)
    await pond.owner.execute("update installation set steered_at = $1", later)
    await pond.settle()
    assert (await pond.state(someone))["lifecycle"] == "active"


async def test_merged_people_are_one_and_split_again_two(pond):
    mei, also_mei = await pond.add(days_ago=9), await pond.add(days_ago=5)
    await pond.order(mei, 1_000, days_ago=4)
    await pond.order(also_mei, 500, days_ago=3)
    merge_id = await pond.merge(mei, also_mei)
    await pond.settle()
    assert await pond.state(also_mei) is None
    together = await pond.state(mei)
    assert (together["orders"], together["revenue_fen"], together["follows"]) == (2, 1_500, 2)
    await pond.unmerge(merge_id)
    await pond.settle()
    assert (await pond.state(mei))["revenue_fen"] == 1_000
    assert (await pond.state(also_mei))["revenue_fen"] == 500


async def test_equal_buyers_are_always_in_one_group(pond):
    for fen in (100, 100, 100, 100, 100, 100, 100, 900):
        await pond.order(await pond.add(days_ago=50), fen, days_ago=40)
    await pond.settle()
    await profiles.keep_cuts(pond.database, pond.id)
    states, _ = await pond.profiles()
    by_money: dict[int, set[int]] = {}
    for state in states:
        by_money.setdefault(state["revenue_fen"], set()).add(state["money_score"])
    assert {fen: len(scores) for fen, scores in by_money.items()} == {100: 1, 900: 1}


@pytest.mark.parametrize("seed", range(6))
async def test_small_steps_end_where_a_full_rebuild_ends(pond, seed):
    """Orders, late facts, losses, merges and splits in any order: incremental equals full."""
    draw = Random(seed)
    for _ in range(6):
        await pond.add(days_ago=draw.uniform(0, 200))
    for _ in range(40):
        await _one_thing(pond, draw)
        if draw.random() < 0.4:
            await pond.settle()
    await pond.settle()
    in_steps = await pond.profiles()
    await pond.owner.execute("delete from contact_state; ")
    await pond.owner.execute("delete from contact_day")
    await profiles.rebuild(pond.database, pond.id)
    await profiles.keep_cuts(pond.database, pond.id)
    whole = await pond.profiles()
    scores = ("recency_score", "frequency_score", "money_score")
    assert _without(in_steps[0], scores) == _without(whole[0], scores)
    assert in_steps[1] == whole[1]
    assert whole[1], "nothing was bought: the comparison says nothing"


async def _one_thing(pond, draw: Random) -> None:
    someone = draw.choice(pond.people)
    chance = draw.random()
    if chance < 0.15:
        await pond.add(days_ago=draw.uniform(0, 200))
    elif chance < 0.55:
        await pond.order(someone, draw.randrange(100, 20_000), days_ago=draw.uniform(0, 200))
    elif chance < 0.65 and pond.orders:
        await pond.refund(draw.choice(pond.orders), 1, days_ago=draw.uniform(0, 200))
    elif chance < 0.75:
        await pond.lose(someone, days_ago=0)
    elif chance < 0.9:
        await _merge_if_two(pond, someone, draw.choice(pond.people))
    elif pond.merges:
        await pond.unmerge(draw.choice(pond.merges))


async def _merge_if_two(pond, one: int, other: int) -> None:
    speakers = await pond.owner.fetch(
        "select distinct canonical_id from contact where id = any ($1::bigint[])", [one, other]
    )
    if len(speakers) == 2:
        await pond.merge(one, other)


def _without(rows: list[dict], columns: tuple[str, ...]) -> list[dict]:
    return [{name: row[name] for name in row if name not in columns} for row in rows]


async def test_a_brand_sees_only_its_own_profiles(pond, urls, database):
    mei = await pond.add(days_ago=1)
    await pond.settle()
    stranger = await pond.owner.fetchval(
        "insert into workspace (name, timezone, created_at) values ('别家', 'UTC', $1)"
        " returning id",
        NOW,
    )
    async with database.tx(stranger) as tx:
        await profiles.mark_dirty(tx, [mei])
        found = await profiles.find_contacts(tx, profiles.ContactFilters())
    assert found.items == []
