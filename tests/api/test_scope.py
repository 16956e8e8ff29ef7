"""Whose customers a member of staff sees: the same answer at every door that shows customers."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from tests.api.conftest import Person
from tests.support import net

from pondkeeper.domain import contacts, profiles, runs, shop
from pondkeeper.domain.contacts import Face, NewContact
from pondkeeper.domain.shop import Placing, ProductDraft, SkuDraft, Wanted

PEOPLE = {"安": "east", "宝": "east", "晨": "below", "冬": "west", "恩": None}
"""Customers by name, and the store each belongs to; 宝 is Mei's own."""
SEES = {"own": "宝", "store": "安宝", "department": "安宝晨", "all": "安宝晨冬恩"}


@pytest.fixture
async def places(owner) -> dict[str, str]:
    """East and, below it, a corner; West apart. So many that 1 and 10 could be mixed up."""
    made: dict[str, str] = {}

    async def add(noun: str, name: str, **more: Any) -> str:
        answer = await owner.send("POST", f"/api/{noun}", {"name": name, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    made["east_dept"] = await add("departments", "东区")
    made["below_dept"] = await add("departments", "东区一角", parent_id=made["east_dept"])
    for number in range(10):
        made["west_dept"] = await add("departments", f"西区 {number}")
    for name, dept in (("east", "east_dept"), ("below", "below_dept"), ("west", "west_dept")):
        made[name] = await add("stores", name, department_id=made[dept])
    return made


@pytest.fixture
async def staff_of(owner, address, places):
    """One person for each scope, all in the East store and its department."""
    async with AsyncExitStack() as stack:
        people = {}
        for scope in SEES:
            person = Person(await stack.enter_async_context(net.client(address)))
            place = {"store_id": places["east"], "department_id": places["east_dept"]}
            request = {"login": scope, "name": scope, "role": "operator", "scope": scope, **place}
            invited = (await owner.send("POST", "/api/staff", request)).json()
            await person.sign_in(scope, invited["initial_password"])
            people[scope] = person
        yield people


@pytest.fixture
async def customers(owner, database, places, staff_of) -> dict[str, int]:
    brand = int(owner.me["workspace"]["id"])
    mei = int(staff_of["own"].me["staff"]["id"])
    ids = {}
    async with database.tx(brand) as tx:
        channel_id = await tx.raw.fetchval(
            "insert into channel (workspace_id, kind, name, public_key, base_url, settings,"
            " secrets_sealed, created_at) values ($1, 'wecom', '企微', 'key',"
            " 'http://127.0.0.1', '{}', '', $2) returning id", brand, tx.clock.now(),
        )
        product = await shop.add_product(tx, ProductDraft("刷", (SkuDraft("小", 100),)))
        sku = await tx.raw.fetchval("select id from sku where product_id = $1", product)
        for name, store in PEOPLE.items():
            new = NewContact(
                Face("external_userid", "corp", name), channel_id, "mei", tx.clock.now(),
                name=name, store_id=int(places[store]) if store else None,
            )
            ids[name] = (await contacts.add(tx, new)).contact_id
            await shop.place_order(tx, Placing(ids[name], (Wanted(sku, 1),), name))
        await tx.raw.execute("update contact set owner_id = $1 where name = '宝'", mei)
    await profiles.rebuild(database, brand)
    return ids


@pytest.mark.parametrize("scope", SEES)
async def test_every_door_shows_the_same_customers(scope, staff_of, customers, services):
    person, seen = staff_of[scope], set(SEES[scope])
    page = (await person.get("/api/contacts")).json()
    assert ({row["name"] for row in page["items"]}, page["count"]) == (seen, len(seen))
    page = (await person.get("/api/orders")).json()
    assert ({row["contact"]["name"] for row in page["items"]}, page["count"]) == (seen, len(seen))
    orders = {row["contact"]["name"]: row["id"] for row in page["items"]}
    whole = (await staff_of["all"].get("/api/orders")).json()
    every = {row["contact"]["name"]: row["id"] for row in whole["items"]}
    for name, contact_id in customers.items():
        wanted = 200 if name in seen else 404
        for path in ("", "/timeline"):
            assert (await person.get(f"/api/contacts/{contact_id}{path}")).status_code == wanted
        assert (await person.get(f"/api/orders/{every[name]}")).status_code == wanted
        edit = await person.send("PUT", f"/api/contacts/{contact_id}", {"remark": scope})
        assert edit.status_code == wanted, edit.text
        asked = await person.send("POST", f"/api/contacts/{contact_id}/export")
        assert asked.status_code == (202 if name in seen else 404)
        back = {"amount_fen": 1, "reason": "x"}
        refund = await person.send("POST", f"/api/orders/{every[name]}/refunds", back)
        assert refund.status_code == (409 if name in seen else 404), refund.text
    assert orders.keys() == seen


@pytest.mark.parametrize("scope", SEES)
async def test_many_at_once_stop_at_the_scope(scope, staff_of, customers, services, owner):
    person, seen = staff_of[scope], SEES[scope]
    vip = (await owner.send("POST", "/api/tags", {"name": "vip"})).json()["id"]
    named = {"filter": {}, "add": [vip], "remove": []}
    tagged = await person.send("POST", "/api/contacts/tags", named)
    assert tagged.json() == {"changed": len(seen)}
    ids = {"ids": [str(one) for one in customers.values()], "add": [vip], "remove": []}
    whole = await person.send("POST", "/api/contacts/tags", ids)
    assert whole.status_code == (200 if scope == "all" else 404)
    asked = {"filter": {}, "columns": ["name"]}
    run = (await person.send("POST", "/api/contacts/exports", asked)).json()
    assert run["params"]["count"] == len(seen)
    while await runs.consume(services, int(owner.me["workspace"]["id"])):
        pass
    done = (await person.get(f"/api/runs/{run['id']}")).json()
    assert (done["state"], done["done"]) == ("done", len(seen)), done


async def test_a_file_with_customers_is_for_those_who_may_export(
    owner, staff_of, customers, services, address
):
    asked = {"filter": {}, "columns": ["name"]}
    run = (await owner.send("POST", "/api/contacts/exports", asked)).json()
    person = (await owner.send("POST", f"/api/contacts/{customers['恩']}/export")).json()
    while await runs.consume(services, int(owner.me["workspace"]["id"])):
        pass
    login = {"login": "shenji", "name": "审计", "role": "auditor", "scope": "all"}
    invited = (await owner.send("POST", "/api/staff", login)).json()
    async with net.client(address) as http:
        shenji = Person(http)
        await shenji.sign_in("shenji", invited["initial_password"])
        for one in (run, person):
            path = f"/api/runs/{one['id']}/artefact"
            assert (await shenji.get(f"/api/runs/{one['id']}")).status_code == 200
            assert (await shenji.get(path)).status_code == 403
            assert (await staff_of["store"].get(path)).status_code == 404
            assert (await staff_of["all"].get(path)).status_code == 200
    audit = (await owner.get("/api/audit", action="run.artefact.read")).json()["items"]
    assert {(row["object"]["id"], row["actor"]["name"]) for row in audit} == {
        (run["id"], "all"), (person["id"], "all"),
    }
