"""Customers through the console's doors."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from pondkeeper.domain import contacts, profiles, runs, timeline
from pondkeeper.domain.channels.models import Channel
from pondkeeper.domain.contacts import Details, Face, NewContact
from pondkeeper.domain.staff.models import Audit
from pondkeeper.domain.tasks import NewTask, open_many
from pondkeeper.kit.db import Actor

WHEN = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
async def brand(owner) -> int:
    return int(owner.me["workspace"]["id"])


@pytest.fixture
async def anna(database, brand) -> int:
    return await person(database, brand, "anna", "安娜", "13812345678")


@pytest.fixture
async def bob(database, brand) -> int:
    return await person(database, brand, "bob", "鲍勃", "13987654321")


async def person(database, brand, key, name, phone) -> int:
    async with database.tx(brand) as tx:
        found = (await tx.execute(select(Channel.id))).scalars().first()
        channel_id = found or (await tx.execute(
            insert(Channel).values(
                workspace_id=brand, kind="wecom", name="us", public_key="k", base_url="http://x",
                settings={}, secrets_sealed=b"", created_at=WHEN,
            ).returning(Channel.id)
        )).scalar_one()
        face = Face("external_userid", "corp", key)
        added = await contacts.add(tx, NewContact(face, channel_id, "mei", WHEN))
        await contacts.detail(tx, face, Details(name, gender=2, verified_phones=(phone,)))
        await profiles.mark_dirty(tx, [added.contact_id])
        return added.contact_id


async def profiled(database, services, brand) -> None:
    while await profiles.consume(services, brand):
        pass


async def finished_run(database, services, brand, run_id):
    while await runs.consume(services, brand):
        pass
    async with database.tx(brand) as tx:
        return await runs.run(tx, int(run_id))


async def test_a_customer_is_seen_whole_and_edited(owner, anna, database, services, brand):
    await profiled(database, services, brand)
    seen = (await owner.get(f"/api/contacts/{anna}")).json()
    assert (seen["name"], seen["gender"], seen["phone_masked"]) == ("安娜", "f", "138****5678")
    assert seen["reachable"]
    assert [one["staff"]["name"] for one in seen["followers"]] == ["mei"]
    assert {one["kind"] for one in seen["identities"]} == {"external_userid", "phone"}
    assert "13812345678" not in json.dumps(seen)
    assert seen["ltv"]["state"] == "no_orders"
    edit = {"remark": "likes tea", "birthday": "1990-05-01", "city": None}
    changed = await owner.send("PUT", f"/api/contacts/{anna}", edit)
    assert (changed.json()["remark"], changed.json()["birthday"]) == ("likes tea", "1990-05-01")
    missing = await owner.get("/api/contacts/999999")
    assert missing.status_code == 404


async def test_reading_a_phone_is_written_down(owner, anna, database, brand):
    answer = await owner.send("POST", f"/api/contacts/{anna}/phone-readings", {"reason": "call"})
    assert answer.json() == {"phone": "13812345678"}
    async with database.tx(brand) as tx:
        rows = (await tx.execute(select(Audit.verb, Audit.noun_id, Audit.detail))).all()
    read = [row for row in rows if row.verb == "contact.phone.read"]
    assert [(row.noun_id, row.detail["reason"]) for row in read] == [(str(anna), "call")]


async def test_tags_by_hand_by_ids_and_by_filter(owner, anna, bob, database, services, brand):
    await profiled(database, services, brand)
    vip = (await owner.send("POST", "/api/tags", {"name": "vip", "group": "level"})).json()["id"]
    put = await owner.send("POST", f"/api/contacts/{anna}/tags", {"add": [vip], "remove": []})
    assert [(tag["name"], tag["origin"]) for tag in put.json()["items"]] == [("vip", "hand")]
    both = {"ids": [str(anna), str(bob)], "add": [vip], "remove": []}
    assert (await owner.send("POST", "/api/contacts/tags", both)).json() == {"changed": 1}
    named = {"filter": {"q": "鲍勃"}, "add": [], "remove": [vip]}
    assert (await owner.send("POST", "/api/contacts/tags", named)).json() == {"changed": 1}
    [tag] = (await owner.get("/api/tags")).json()["items"]
    assert (tag["name"], tag["group"], tag["contacts"]) == ("vip", "level", 1)
    neither = await owner.send("POST", "/api/contacts/tags", {"add": [vip], "remove": []})
    assert neither.status_code == 422


async def test_many_are_tagged_by_a_run_as_the_one_who_asked(
    owner, anna, bob, database, services, brand, monkeypatch
):
    await profiled(database, services, brand)
    monkeypatch.setattr("pondkeeper.api.contacts_bulk.AT_ONCE", 1)
    vip = (await owner.send("POST", "/api/tags", {"name": "vip"})).json()["id"]
    answer = await owner.send("POST", "/api/contacts/tags", {"filter": {}, "add": [vip]})
    assert answer.status_code == 202, answer.text
    run = await finished_run(database, services, brand, answer.json()["id"])
    assert (run["state"], run["result"]) == ("done", {"changed": 2}), run["error"]
    assert run["params"]["actor"]["scope"] == "all"


async def test_merge_and_split_through_the_door(owner, anna, bob):
    refused = {"into_id": str(anna), "from_id": str(bob), "evidence": " "}
    assert (await owner.send("POST", "/api/contacts/merges", refused)).status_code == 422
    made = await owner.send("POST", "/api/contacts/merges", refused | {"evidence": "one address"})
    assert made.status_code == 201, made.text
    merge = made.json()
    assert (merge["from_contact"]["name"], merge["evidence"]["note"]) == ("鲍勃", "one address")
    seen = (await owner.get(f"/api/contacts/{bob}")).json()
    assert (seen["id"], len(seen["identities"]), len(seen["merges"])) == (str(anna), 4, 1)
    assert (await owner.send("POST", "/api/contacts/merges", refused | {"evidence": "again"})
            ).status_code == 409
    assert (await owner.send("DELETE", f"/api/contacts/merges/{merge['id']}")).status_code == 204
    assert (await owner.get(f"/api/contacts/{bob}")).json()["id"] == str(bob)


async def test_the_timeline_pages_and_groups(owner, anna, database, brand):
    async with database.tx(brand) as tx:
        await timeline.record(tx, "order.paid", anna, order_no="n1", paid_fen=100)
    path = f"/api/contacts/{anna}/timeline"
    first = (await owner.get(path, limit=1)).json()
    assert [event["kind"] for event in first["items"]] == ["order.paid"]
    rest = (await owner.get(path, cursor=first["next_cursor"])).json()
    assert [event["kind"] for event in rest["items"]] == ["contact.detailed", "contact.added"]
    assert rest["items"][1]["props"]["staff"] == "mei"
    trade = (await owner.get(path, group="trade")).json()
    assert [event["group"] for event in trade["items"]] == ["trade"]


async def test_the_timeline_names_who_did_it(owner, anna, bob, database, brand):
    me = {"id": owner.me["staff"]["id"], "name": "林"}
    tag = (await owner.send("POST", "/api/tags", {"name": "vip"})).json()["id"]
    named = {"ids": [str(anna)], "add": [tag], "remove": []}
    await owner.send("POST", "/api/contacts/tags", named)
    await owner.send("PUT", f"/api/contacts/{anna}", {"remark": "asks for samples"})
    pair = {"into_id": str(anna), "from_id": str(bob), "evidence": "one address"}
    await owner.send("POST", "/api/contacts/merges", pair)
    async with database.tx(brand, Actor("customer", anna)) as tx:
        await contacts.consent(tx, anna, "marketing", granted=True, evidence={})
    page = (await owner.get(f"/api/contacts/{anna}/timeline", group="profile")).json()
    by_kind = {event["kind"]: (event["actor"], event["origin"]) for event in page["items"]}
    assert by_kind == {
        "contact.tagged": (me, "console"),
        "contact.edited": (me, "console"),
        "contact.merged": (me, "console"),
        "contact.consented": (None, "customer"),
        "contact.detailed": (None, "system"),
    }
    assert "by_actor" not in {name for event in page["items"] for name in event["props"]}


async def test_erase_and_export_through_the_door(owner, anna, database, services, brand):
    asked = await owner.send("POST", f"/api/contacts/{anna}/export")
    assert asked.status_code == 202, asked.text
    run = await finished_run(database, services, brand, asked.json()["id"])
    assert run["state"] == "done", run["error"]
    file = await owner.get(f"/api/runs/{run['id']}/artefact")
    assert file.json()["contact"][0]["name"] == "安娜"
    path = f"/api/contacts/{anna}/erasure"
    assert (await owner.send("POST", path, {"reason": " "})).status_code == 422
    erased = await owner.send("POST", path, {"reason": "by letter"})
    assert (erased.status_code, erased.json()["state"]) == (202, "done")
    assert erased.json()["places"]["identity"] == 2
    [journal] = (await owner.get("/api/privacy/erasures")).json()["items"]
    assert (journal["contact_id"], journal["reason"]) == (str(anna), "by letter")
    seen = (await owner.get(f"/api/contacts/{anna}")).json()
    assert (seen["name"], seen["has_phone"], seen["reachable"]) == ("", False, False)
    assert seen["erasure"]["state"] == "done"
    assert (await owner.send("POST", path, {"reason": "again"})).status_code == 409


async def test_sources_views_and_tasks(owner, anna, database, brand):
    made = await owner.send("POST", "/api/sources", {"name": "Parcel card", "kind": "parcel"})
    assert made.status_code == 201, made.text
    source = made.json()
    assert (source["codes"], source["contacts"]) == (0, 0)
    taken = await owner.send("POST", "/api/sources", {"name": "Parcel card", "kind": "ads"})
    assert taken.status_code == 409
    odd = await owner.send("PUT", f"/api/sources/{source['id']}", {"name": "", "kind": "odd"})
    assert {one["field"] for one in odd.json()["errors"]} == {"name", "kind"}
    view = {"page": "contacts", "name": "new", "query": "lifecycle=new"}
    saved = (await owner.send("POST", "/api/saved-views", view)).json()
    assert (await owner.get("/api/saved-views", page="contacts")).json()["items"] == [saved]
    assert (await owner.send("POST", "/api/saved-views", view)).status_code == 409
    assert (await owner.send("DELETE", f"/api/saved-views/{saved['id']}")).status_code == 204
    async with database.tx(brand) as tx:
        await open_many(tx, [NewTask("welcome.late", "1", contact_id=anna)])
    [task] = (await owner.get("/api/tasks")).json()["items"]
    assert task["contact"]["name"] == "安娜"
    done = f"/api/tasks/{task['id']}/completion"
    assert (await owner.send("POST", done)).status_code == 204
    assert (await owner.send("POST", done)).status_code == 404
    assert (await owner.get("/api/tasks")).json()["items"] == []
