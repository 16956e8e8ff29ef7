"""What the first page says, and that each thing it asks for really waits."""

from tests.domain.insight.crowd import NOON, Buy, Person, ago

from pondkeeper.domain import insight


async def said(crowd) -> list[str]:
    await crowd.settle()
    async with crowd.database.tx(crowd.id) as tx:
        pool = await insight.pool_count(tx)
        found = insight.sentences(pool, await insight.source_economics(tx), NOON)
    return [one.key for one in found]


async def waiting(crowd) -> dict[str, int]:
    await crowd.settle()
    async with crowd.database.tx(crowd.id) as tx:
        return {one.key: one.count for one in await insight.waiting(tx)}


async def test_an_empty_pool_a_young_one_and_an_old_one(crowd):
    assert await said(crowd) == ["empty"]
    packet, article = await crowd.source("加好友领红包"), await crowd.source("教程文章")
    await crowd.people(packet, Person(ago(3)))
    assert await said(crowd) == ["reachable", "pond_only_new"]
    await crowd.people(packet, *[Person(ago(100), lost=ago(95))] * 30)
    await crowd.people(article, *[Person(ago(100), [Buy(ago(99)), Buy(ago(90))])] * 30)
    await crowd.cost(packet, 15_000)
    await crowd.cost(article, 30_000)
    assert await said(crowd) == ["reachable", "source_leaks", "source_pays", "repurchase"]


async def test_what_waits(crowd):
    assert await waiting(crowd) == {}
    card = await crowd.source("包裹卡")
    [mei] = await crowd.people(card, Person(ago(3), [Buy(ago(2))]))
    await crowd.owner.execute(
        "insert into task (workspace_id, kind, once_key, contact_id, params, due_at, created_at)"
        " values ($1, 'welcome_late', '1', $2, '{}', $3, $3), ($1, 'call', '2', $2, '{}', $3, $3)",
        crowd.id, mei, NOON,
    )
    await crowd.owner.execute(
        "insert into run (workspace_id, kind, state, params, created_at, finished_at)"
        " values ($1, 'import.contacts', 'failed', '{}', $2, clock_timestamp())",
        crowd.id, NOON,
    )
    await crowd.owner.execute(
        "update channel set test_result = '{\"ok\": false}' where workspace_id = $1", crowd.id
    )
    await crowd.owner.execute(
        "insert into approval (workspace_id, kind, noun_id, payload, requested_at)"
        " values ($1, 'export.contacts', '1', '{}', $2)",
        crowd.id, NOON,
    )
    assert await waiting(crowd) == {
        "welcome_late": 1, "channel_failing": 1, "run_failed": 1, "approval_waiting": 1,
        "task_open": 1, "source_without_cost": 1,
    }
    await crowd.cost(card, 1_000)
    await crowd.owner.execute("update task set done_at = $1", NOON)
    left = await waiting(crowd)
    assert left.keys() == {"channel_failing", "run_failed", "approval_waiting"}


async def test_deletions_far_above_the_month(crowd):
    card = await crowd.source("包裹卡")
    await crowd.cost(card, 1)
    await crowd.people(card, *[Person(ago(60), lost=ago(1))] * 12)
    assert (await waiting(crowd))["deletions_high"] == 12
    await crowd.people(card, *[Person(ago(60), lost=ago(9))] * 112)
    assert "deletions_high" not in await waiting(crowd)


async def test_steps_of_setting_up(crowd):
    async with crowd.database.tx(crowd.id) as tx:
        assert await insight.steps_done(tx) == {
            "channel": True, "callback": False, "contacts": False, "code": False, "offer": False,
            "cost": False,
        }


async def carriers(crowd) -> list[insight.CarrierCount]:
    await crowd.settle()
    async with crowd.database.tx(crowd.id) as tx:
        return await insight.carrier_values(tx)


async def test_what_a_carrier_holds_and_what_those_it_reaches_brought(crowd):
    card = await crowd.source("包裹卡")
    await crowd.people(card, *[Person(ago(90), [Buy(ago(5), refunded=1_000)])] * 10)
    await crowd.people(card, *[Person(ago(90), [Buy(ago(40)), Buy(ago(0.1))])] * 30)
    await crowd.people(card, *[Person(ago(90), [Buy(ago(5))], lost=ago(2))] * 10)
    [friends] = await carriers(crowd)
    # Not counted: what was bought before the 28 days or today, and by those who left.
    assert friends == insight.CarrierCount("wecom", 50, 40, 0, 10, 90_000)
    assert friends.per_thousand(friends.net_fen) == 2_250_000
    assert friends.bought is not None
    assert friends.bought.value_bp == 2_500


async def test_somebody_held_twice_counts_once_on_each_carrier_and_the_unheld_apart(crowd):
    card = await crowd.source("包裹卡")
    mei, _ = await crowd.people(card, Person(ago(9), [Buy(ago(5))]), Person(ago(9)))
    crowd.channel_id = await crowd.channel("official_account")
    await crowd.befriend(mei, Person(ago(8), lost=ago(3)))
    await crowd.befriend(mei, Person(ago(2)))
    await crowd.known(card)
    friends, readers, unheld = await carriers(crowd)
    assert friends == insight.CarrierCount("wecom", 2, 2, 0, 1, 10_000)
    assert readers == insight.CarrierCount("official_account", 1, 1, 0, 1, 10_000)
    assert unheld == insight.CarrierCount(None, 1, 0, 0, 0, 0)
    assert (friends.bought, friends.per_thousand(1)) == (None, None)  # too few to say
