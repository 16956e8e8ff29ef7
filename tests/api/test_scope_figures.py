"""A member of one store: sends without an answer, figures and runs stop where the list does."""

from typing import Any

import pytest
from tests.api.test_scope import (  # noqa: F401 - fixtures
    SEES,
    customers,
    places,
    staff_of,
)

from pondkeeper.domain import runs

BOUGHT_FEN = 100
COST_FEN = 90_000
MODEL = (
    '{"terms": {"weeks": 26}, "cost_known": true, "people": 5, "repeaters": 2, "bgnbd": {},'
    ' "gamma_gamma": {}, "backtest": null}'
)


async def send_without_answer(tx: Any, number: int, *contact_ids: int) -> int:
    """A call that was on the wire when its process died, to these customers."""
    channel_id = await tx.raw.fetchval("select id from channel")
    now = tx.clock.now()
    delivery_id: int = await tx.raw.fetchval(
        "insert into delivery (workspace_id, channel_id, lane, kind, body, client_key, state,"
        " epoch, not_before, created_at, wire_at) values ($1, $2, 'welcome', 'welcome', '{}', $3,"
        " 'unknown', 1, $4, $4, $4) returning id",
        tx.workspace_id, channel_id, f"call{number}", now,
    )
    for contact_id in contact_ids:
        await tx.raw.execute(
            "insert into touch (workspace_id, contact_id, delivery_id, purpose, source_kind,"
            " source_id, created_at) values ($1, $2, $3, 'welcome', 'test', $4, $5)",
            tx.workspace_id, contact_id, delivery_id, str(delivery_id), now,
        )
    return delivery_id


@pytest.fixture
async def sends(owner, database, customers) -> dict[str, int]:  # noqa: F811
    """One send to each customer, and one to two of different stores."""
    async with database.tx(int(owner.me["workspace"]["id"])) as tx:
        made = {
            name: await send_without_answer(tx, number, contact_id)
            for number, (name, contact_id) in enumerate(customers.items())
        }
        made["安冬"] = await send_without_answer(tx, 99, customers["安"], customers["冬"])
    return made


async def test_a_send_is_seen_and_settled_by_who_sees_everybody_it_went_to(
    staff_of, sends, owner, database  # noqa: F811
):
    for scope, person in staff_of.items():
        seen = {name for name in sends if set(name) <= set(SEES[scope])}
        page = (await person.get("/api/deliveries/unknown")).json()
        assert {int(row["id"]) for row in page["items"]} == {sends[name] for name in seen}
        waiting = (await person.get("/api/insight/today")).json()["todos"]
        counts = {one["key"]: one["count"] for one in waiting}
        assert counts["touch_unknown"] == sum(len(name) for name in seen)
        for name, delivery_id in sends.items():
            path, mine = f"/api/deliveries/{delivery_id}", name in seen
            again = await person.send("POST", f"{path}/resend")
            assert again.status_code == (204 if mine else 404), again.text
            settled = await person.send("POST", f"{path}/settlement", {"outcome": "sent"})
            assert settled.status_code == (409 if mine else 404), settled.text
        left = (await owner.get("/api/deliveries/unknown")).json()["items"]
        assert {int(row["id"]) for row in left} == {sends[name] for name in sends.keys() - seen}
        async with database.tx(int(owner.me["workspace"]["id"])) as tx:
            await tx.raw.execute("update delivery set state = 'unknown'")


@pytest.fixture
async def paid(owner, database, customers) -> None:  # noqa: F811
    """Everybody came through one source, bought once, and the source cost something."""
    source = (await owner.send("POST", "/api/sources", {"name": "包裹卡", "kind": "parcel"})).json()
    brand = int(owner.me["workspace"]["id"])
    async with database.tx(brand) as tx:
        today = tx.clock.now()
        await tx.raw.execute("update contact_state set source_id = $1", int(source["id"]))
        await tx.raw.execute(
            'update "order" set state = \'paid\', paid_fen = $1, paid_at = $2', BOUGHT_FEN, today
        )
        await tx.raw.execute(
            "insert into contact_day (workspace_id, contact_id, day, orders, revenue_fen,"
            " refund_fen, touches, messages, first_at, last_at) select workspace_id, contact_id,"
            " cast($2::timestamptz at time zone 'Asia/Shanghai' as date), 1, $1, 0, 0, 0, $2, $2"
            " from contact_state on conflict (workspace_id, contact_id, day) do update set"
            " orders = 1, revenue_fen = $1",
            BOUGHT_FEN, today,
        )
    cost = {"amount_fen": COST_FEN, "day": today.date().isoformat(), "kind": "ads"}
    assert (
        await owner.send("POST", f"/api/sources/{source['id']}/costs", cost)
    ).status_code == 201


async def test_figures_count_the_customers_of_the_list(staff_of, paid):  # noqa: F811
    for scope, person in staff_of.items():
        many = len(SEES[scope])
        today = (await person.get("/api/insight/today")).json()
        assert today["reachable"]["figure"]["value"] == many
        assert sum(carrier["people"] for carrier in today["carriers"]["items"]) == many
        assert sum(stage["count"] for stage in today["lifecycle"]) == many
        assert sum(day["added"] for day in today["days"]) == many
        assert sum(day["orders"] for day in today["days"]) == many
        assert sum(day["revenue_fen"] for day in today["days"]) == many * BOUGHT_FEN
        told = (await person.get("/api/insight/sources")).json()
        for figures in (*told["items"], told["total"]):
            assert (figures["added"], figures["revenue_fen"]) == (many, many * BOUGHT_FEN)
            assert sum(week["added"] for week in figures["weeks"]) == many
            assert figures["curve"][0]["contacts"] == many
        for by in ("week", "source"):
            for measure in ("reachable", "repurchase", "margin_fen"):
                cohorts = (await person.get("/api/insight/cohorts", by=by, measure=measure)).json()
                assert sum(one["contacts"] for one in cohorts["rows"]) == many


async def test_what_only_adds_up_over_all_is_told_to_who_sees_all(
    staff_of, paid, owner, database  # noqa: F811
):
    async with database.tx(int(owner.me["workspace"]["id"])) as tx:
        await tx.raw.execute(
            "insert into score_model (workspace_id, kind, fitted_at, fitted, params)"
            " values ($1, 'ltv', $2, true, $3)", tx.workspace_id, tx.clock.now(), MODEL,
        )
        await tx.raw.execute(
            "update contact_state set ltv_fen = 5, ltv_low_fen = 1, ltv_high_fen = 9"
        )
    for scope, person in staff_of.items():
        told = (await person.get("/api/insight/sources")).json()
        [row] = told["items"]
        weekly = [week["cost_fen"] for week in row["weeks"]]
        costs = (row["cost_fen"], row["cac_fen"], row["cost_by_kind"].get("ads"), weekly)
        why = told["explain"]["cac_fen"]["key"]
        model = (await person.get("/api/insight/ltv")).json()
        assert [one["contacts"] for one in model["by_source"]] == [len(SEES[scope])]
        assert bool(model["figures"]) == ("people" in model["params"]) == (scope == "all")
        if scope == "all":
            assert costs == (COST_FEN, COST_FEN // len(SEES["all"]), COST_FEN, [COST_FEN])
            assert why == "cac_fen"
        else:
            assert costs == (None, None, None, [None])
            assert why == "cost_needs_all"


async def test_a_run_is_seen_by_who_began_it_and_by_who_sees_the_whole_brand(
    staff_of, customers, owner, services  # noqa: F811
):
    asked = {"filter": {"q": "安"}, "columns": ["name"]}
    began = {
        scope: (await person.send("POST", "/api/contacts/exports", asked)).json()["id"]
        for scope, person in staff_of.items()
    }
    alone = (await staff_of["all"].send("POST", f"/api/contacts/{customers['恩']}/export")).json()
    while await runs.consume(services, int(owner.me["workspace"]["id"])):
        pass
    for scope, person in staff_of.items():
        listed = (await person.get("/api/runs")).json()["items"]
        mine = {began[scope]} | ({alone["id"]} if scope == "all" else set())
        every = {*began.values(), alone["id"]}
        assert {one["id"] for one in listed} == (every if scope == "all" else mine)
        for one in listed:
            named = "filter" in one["params"] or "contact_id" in one["params"]
            assert named == (one["id"] in mine), one
    stranger, run = staff_of["store"], began["all"]
    for path in (f"/api/runs/{run}", f"/api/runs/{run}/artefact"):
        assert (await stranger.get(path)).status_code == 404
    assert (await stranger.send("POST", f"/api/runs/{run}/cancellation")).status_code == 404
