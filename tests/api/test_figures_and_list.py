"""Figures and the customer list through the console's doors."""

import pytest

from pondkeeper.domain import contacts, profiles
from pondkeeper.domain.contacts import Face, NewContact


@pytest.fixture
async def mei(owner, database, urls) -> int:
    workspace_id = int(owner.me["workspace"]["id"])
    async with database.tx(workspace_id) as tx:
        source = await contacts.make_source(tx, "包裹卡", kind="parcel")
        source_id = source if isinstance(source, int) else source.id
        channel_id = await tx.raw.fetchval(
            "insert into channel (workspace_id, kind, name, public_key, base_url, settings,"
            " secrets_sealed, created_at) values ($1, 'wecom', '企微', 'key',"
            " 'http://127.0.0.1', '{}', '', $2) returning id",
            workspace_id, tx.clock.now(),
        )
        new = NewContact(
            Face("external_userid", "corp", "wm1"), channel_id, "lin", tx.clock.now(),
            source_id=source_id, name="平安是福",
        )
        contact_id = (await contacts.add(tx, new)).contact_id
        await contacts.link_phone(tx, contact_id, "13800001234", verified=False)
    await profiles.rebuild(database, workspace_id)
    return contact_id


async def test_the_list_shows_masked_phones_and_finds_by_the_whole_number(owner, mei):
    page = (await owner.get("/api/contacts", phone="138 0000 1234", sort="-orders")).json()
    assert (page["count"], page["count_exact"], page["next_cursor"]) == (1, True, None)
    [row] = page["items"]
    assert (row["id"], row["phone_masked"], row["lifecycle"]) == (str(mei), "138****1234", "new")
    assert row["source"]["name"] == "包裹卡"
    assert (await owner.get("/api/contacts", q="王")).json()["items"] == []


async def test_nonsense_is_refused_in_words(owner, mei):
    for wrong in ({"sort": "name"}, {"source_id": "x"}, {"phone_tail": "12"}, {"cursor": "?"}):
        answer = await owner.get("/api/contacts", **wrong)
        assert answer.status_code in {400, 422}, wrong
        assert answer.headers["content-type"] == "application/problem+json"


async def test_today_of_a_first_day(owner, mei):
    today = (await owner.get("/api/insight/today")).json()
    assert [one["key"] for one in today["sentences"]] == ["reachable", "pond_only_new"]
    assert [one["key"] for one in today["figures"]] == [
        "added", "lost", "net", "orders", "revenue_fen", "refunds",
    ]
    assert today["reachable"]["figure"]["value"] == 1
    assert today["days"][-1] == {
        "day": today["days"][-1]["day"], "added": 1, "lost": 0, "orders": 0, "revenue_fen": 0,
        "complete": False,
    }
    assert {one["key"]: one["done"] for one in today["onboarding"]}["contacts"]
    assert "source_without_cost" in [one["key"] for one in today["todos"]]


async def test_sources_cohorts_and_value_say_when_it_is_too_early(owner, mei):
    sources = (await owner.get("/api/insight/sources", **{"from": "2020-01-01"})).json()
    assert sources["total"]["added"] == 1
    assert sources["items"][0]["repurchase_30d_bp"] is None
    assert sources["explain"]["payback_days"]["key"] == "payback_days"
    for by in ("week", "source"):
        for measure in ("reachable", "repurchase", "margin_fen"):
            cohorts = (await owner.get("/api/insight/cohorts", by=by, measure=measure)).json()
            assert cohorts["rows"][0]["values"] == [None] * len(cohorts["ages"])
    ltv = (await owner.get("/api/insight/ltv")).json()
    assert (ltv["state"], ltv["params"]["reason"]) == ("too_early", "no_data")
