"""The figures of a source, on people whose answers are known; each known trap is one of them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.domain.insight.crowd import Buy, Person, ago

from pondkeeper.domain import insight


async def economics(crowd, **window):
    await crowd.settle()
    async with crowd.database.tx(crowd.id) as tx:
        return await insight.source_economics(tx, **window)


async def test_nobody_who_never_came_back_is_taken_for_someone_who_did(crowd):
    """The traps of a null after the last order: neither counted as early nor left out."""
    card = await crowd.source("包裹卡")
    once = [Person(ago(120), [Buy(ago(110))]) for _ in range(30)]
    twice = [Person(ago(120), [Buy(ago(110)), Buy(ago(100))]) for _ in range(10)]
    late = [Person(ago(120), [Buy(ago(110)), Buy(ago(60))]) for _ in range(10)]
    await crowd.people(card, *once, *twice, *late)
    row = (await economics(crowd)).items[0]
    assert row.repurchase_30d_bp == 2_000
    assert row.repurchase_90d_bp == 4_000
    assert row.repurchase_30d_low_bp == 1_124  # Wilson, 10 of 50
    assert row.repurchase_30d_high_bp == 3_304


async def test_who_could_not_be_watched_for_the_whole_window_is_not_counted(crowd):
    card = await crowd.source("包裹卡")
    old = [Person(ago(60), [Buy(ago(40)), Buy(ago(35))]) for _ in range(15)]
    old += [Person(ago(60), [Buy(ago(40))]) for _ in range(15)]
    young = [Person(ago(29), [Buy(ago(29))]) for _ in range(100)]
    await crowd.people(card, *old, *young)
    row = (await economics(crowd)).items[0]
    assert row.repurchase_30d_bp == 5_000
    assert row.repurchase_base_30d == 30
    assert row.repurchase_90d_bp is None
    assert row.matured_30d == 30
    assert row.margin_90d_fen is None


async def test_deletions_within_thirty_days_of_people_that_old(crowd):
    packet = await crowd.source("加好友领红包")
    soon = [Person(ago(50), lost=ago(40)) for _ in range(12)]
    later = [Person(ago(50), lost=ago(20)) for _ in range(4)]
    stay = [Person(ago(50)) for _ in range(24)]
    new = [Person(ago(5), lost=ago(4)) for _ in range(50)]
    await crowd.people(packet, *soon, *later, *stay, *new)
    row = (await economics(crowd)).items[0]
    assert (row.added, row.reachable, row.matured_30d) == (90, 24, 40)
    assert row.deleted_30d_bp == 3_000


async def test_days_are_the_brands_own_and_not_elapsed_hours(crowd):
    """First order at 00:10 in Shanghai, second 29 days 23:55 hours later: on the 30th day."""
    card = await crowd.source("包裹卡")
    first = datetime(2026, 8, 31, 16, 10, tzinfo=UTC)
    thirtieth = first + timedelta(days=29, hours=23, minutes=55)
    last_in = first + timedelta(days=29, hours=23, minutes=40)
    people = [Person(ago(120), [Buy(first), Buy(thirtieth)]) for _ in range(30)]
    people += [Person(ago(120), [Buy(first), Buy(last_in)]) for _ in range(10)]
    await crowd.people(card, *people)
    assert (await economics(crowd)).items[0].repurchase_30d_bp == 2_500


async def test_two_orders_of_one_evening_are_one_purchase(crowd):
    card = await crowd.source("包裹卡")
    evening = ago(50)
    people = [
        Person(ago(60), [Buy(evening), Buy(evening + timedelta(hours=2))]) for _ in range(40)
    ]
    await crowd.people(card, *people)
    assert (await economics(crowd)).items[0].repurchase_30d_bp == 0


async def test_costs_margin_and_the_day_on_which_a_source_paid_back(crowd):
    article = await crowd.source("教程文章")
    people = [Person(ago(120), [Buy(ago(120)), Buy(ago(57), fen=5_000, cost=0)])] * 20
    people += [Person(ago(120))] * 20
    await crowd.people(article, *people)
    await crowd.cost(article, 160_000, "ads")
    await crowd.cost(article, 40_000, "labour")
    row = (await economics(crowd)).items[0]
    assert (row.cost_fen, row.cac_fen, row.cash_cac_fen) == (200_000, 5_000, 4_000)
    assert row.margin_90d_fen == 5_500  # half of 6,000 + 5,000
    assert row.payback_days == 63
    shown = [(point.day, round(point.margin_fen), point.contacts) for point in row.curve]
    assert shown == [
        (0, 3_000, 40), (7, 3_000, 40), (14, 3_000, 40), (30, 3_000, 40), (60, 3_000, 40),
        (90, 5_500, 40), (120, 5_500, 40),
    ]


async def test_a_source_without_cost_has_no_cac_and_one_without_people_has_its_cost(crowd):
    free, dear = await crowd.source("老带新"), await crowd.source("信息流广告")
    await crowd.people(free, *[Person(ago(40))] * 30)
    await crowd.people(None, Person(ago(40)))
    await crowd.cost(dear, 99_000)
    found = await economics(crowd)
    by_name = {item.name: item for item in found.items}
    assert by_name["老带新"].cac_fen is None
    assert (by_name["信息流广告"].added, by_name["信息流广告"].cost_fen) == (0, 99_000)
    assert by_name[None].added == 1
    assert (found.total.added, found.total.cost_fen) == (31, 99_000)


async def test_refunds_and_a_window_of_days(crowd):
    card = await crowd.source("包裹卡")
    await crowd.people(
        card,
        Person(ago(20), [Buy(ago(19), fen=9_000, refunded=2_000, cost=3_000)]),
        Person(ago(10), [Buy(ago(9), fen=5_000, cost=1_000)]),
    )
    whole = (await economics(crowd)).total
    assert (whole.revenue_fen, whole.refunded_fen, whole.margin_fen) == (14_000, 2_000, 8_000)
    some = (await economics(crowd, added_from=ago(12).date(), added_to=ago(8).date())).total
    assert (some.added, some.revenue_fen) == (1, 5_000)


async def test_merged_people_count_once(crowd):
    card = await crowd.source("包裹卡")
    one, other = await crowd.people(
        card, Person(ago(100), [Buy(ago(99))]), Person(ago(90), [Buy(ago(80))])
    )
    await crowd.owner.execute("update contact set merged_into = $1 where id = $2", one, other)
    total = (await economics(crowd)).total
    assert (total.added, total.first_orders, total.revenue_fen) == (1, 1, 20_000)


@pytest.mark.parametrize(
    ("measure", "values"),
    [
        ("reachable", [10_000, 7_500, 5_000, None]),
        ("repurchase", [0, 10_000, 10_000, None]),
        ("margin_fen", [1_500, 3_000, 3_000, None]),
    ],
)
async def test_a_cohort_by_week_is_blank_where_it_is_young(crowd, measure, values):
    card = await crowd.source("包裹卡")
    buyer = Person(ago(50), [Buy(ago(50)), Buy(ago(40))])
    people = [buyer, Person(ago(50)), Person(ago(50), lost=ago(40)), Person(ago(50), lost=ago(25))]
    await crowd.people(card, *people)
    await crowd.settle()
    async with crowd.database.tx(crowd.id) as tx:
        rows = await insight.cohort_table(tx, "week", measure)
        by_source = await insight.cohort_table(tx, "source", measure)
    assert [(row.label, row.contacts) for row in rows] == [("2026-09-28", 4)]
    assert rows[0].values[:4] == values
    assert by_source[0].label == "包裹卡"
    assert by_source[0].values == rows[0].values


async def test_yesterday_and_the_pool(crowd):
    card = await crowd.source("包裹卡")
    midnight = datetime(2026, 11, 20, 16, tzinfo=UTC)
    await crowd.people(
        card,
        Person(midnight, [Buy(midnight, fen=7_700)]),
        Person(midnight - timedelta(seconds=1), lost=midnight + timedelta(hours=5)),
    )
    await crowd.settle()
    async with crowd.database.tx(crowd.id) as tx:
        days = await insight.day_figures(tx)
        pool = await insight.pool_count(tx)
    assert [(day.added, day.lost, day.orders, day.revenue_fen) for day in days[-3:]] == [
        (1, 0, 0, 0), (1, 1, 1, 7_700), (0, 0, 0, 0),
    ]
    assert (len(days), days[-1].complete, days[-2].complete) == (29, False, True)
    assert (pool.added, pool.reachable, pool.lost_deleted) == (2, 1, 1)
