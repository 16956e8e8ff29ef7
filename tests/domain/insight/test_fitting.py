"""The value models fitted from the workspace's own orders, end to end."""

from datetime import timedelta
from random import Random
from types import SimpleNamespace

from tests.domain.insight.crowd import Buy, Person, ago

from pondkeeper.domain import insight
from pondkeeper.domain.insight import jobs


async def fit(crowd):
    await crowd.settle()
    await jobs.fit(SimpleNamespace(database=crowd.database), {"workspace_id": crowd.id})
    async with crowd.database.tx(crowd.id) as tx:
        return await insight.latest_fit(tx), await insight.values_by_source(tx)


async def test_too_few_repeat_buyers_are_said_to_be_too_few(crowd):
    card = await crowd.source("包裹卡")
    await crowd.people(card, *[Person(ago(90), [Buy(ago(80)), Buy(ago(40))])] * 5)
    found, values = await fit(crowd)
    assert not found.fitted
    assert found.params["bgnbd"]["code"] == "too_few_repeaters"
    assert values == []


async def test_nobody_at_all_is_not_an_error(crowd):
    found, values = await fit(crowd)
    assert (found.fitted, found.params["people"], values) == (False, 0, [])


async def test_buyers_are_scored_with_an_interval_around_their_value(crowd):
    draw = Random(7)
    card = await crowd.source("包裹卡")
    await crowd.people(card, *[_buyer(draw) for _ in range(700)])
    await crowd.people(card, Person(ago(50)))
    found, values = await fit(crowd)
    assert found.fitted, found.params
    assert found.params["terms"]["margin_bp"] == 6_000
    assert found.params["backtest"]["actual"] > 0
    rows = await crowd.owner.fetch("select * from contact_state")
    buyers = [row for row in rows if row["orders"]]
    assert all(row["ltv_low_fen"] <= row["ltv_fen"] <= row["ltv_high_fen"] for row in buyers)
    assert all((row["alive"] is None) == (row["order_days"] == 1) for row in buyers)
    assert [row["ltv_fen"] for row in rows if not row["orders"]] == [None]
    assert values[0].contacts == 700


def _buyer(draw: Random) -> Person:
    """Buys by chance at a pace of their own, and stops by chance after an order."""
    at, pace, stop = ago(draw.uniform(100, 300)), draw.gammavariate(1, 1 / 30), draw.random() * 0.4
    level = draw.lognormvariate(0, 0.5) * 8_000
    buys = []
    while at < ago(1):
        fen = round(level * draw.uniform(0.6, 1.4))
        buys.append(Buy(at, fen=fen, cost=round(fen * 0.4)))
        at += timedelta(days=1 + draw.expovariate(pace))
        if draw.random() < stop:
            break
    return Person(buys[0].at, buys)
