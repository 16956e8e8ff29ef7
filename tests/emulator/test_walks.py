"""People who act by chance and a seed: the same seed tells the same story."""

import json
from typing import Any

import httpx
from tests.emulator.stage import Corp, served, until

from pond_emulator.kit.outside import session
from pond_emulator.people.shop import Shop
from pond_emulator.people.walker import RATES, Walker


async def run(corp: Corp, **more: Any) -> dict[str, Any]:
    body = {"corpid": corp.app["corpid"], "seed": 7, "count": 12, "days": 6, **more}
    made = await corp.control("POST", "people/run", body)
    path = f"people/runs/{made['run_id']}"
    over = "select 1 from walk where id = ? and state = 'over'"
    await until(lambda: corp.world.store.value(over, made["run_id"]))
    return dict(await corp.control("GET", path))


def deeds(told: dict[str, Any]) -> list[tuple[int, int, str]]:
    return [(step["day"], step["number"], step["act"]) for step in told["steps"]]


async def test_the_same_seed_gives_the_same_days(corp: Corp) -> None:
    await corp.code()
    first, again, other = await run(corp), await run(corp), await run(corp, seed=8)
    assert deeds(first) == deeds(again)
    assert deeds(first) != deeds(other)
    assert first["acts"]["add"] >= 10
    assert first["acts"]["chat"] >= 1


async def test_everybody_comes_and_everybody_goes_with_an_event_each(corp: Corp) -> None:
    await corp.code()
    rates = dict.fromkeys(("read", "chat", "buy", "refund", "share", "leave", "join"), 0)
    told = await run(corp, days=2, rates=rates | {"add": 1, "block": 1})
    assert told["people"] == {"gone": 12}
    await until(lambda: len(corp.listener.named("del_follow_user")) == 12)
    assert len(corp.listener.named("add_external_contact")) == 12


async def test_who_shares_brings_somebody_by_the_same_code(corp: Corp) -> None:
    await corp.code("parcel")
    await corp.code("live")
    told = await run(corp, count=1, days=4, rates={"add": 1, "share": 1, "block": 0})
    assert sum(told["people"].values()) > 3
    states = corp.world.store.all("select distinct state from follow")
    assert len(states) == 1


async def test_reading_buying_and_joining(corp: Corp) -> None:
    await corp.code()
    base = f"corps/{corp.app['corpid']}"
    made = await corp.control("POST", f"{base}/groups", {"owner": "lan", "name": "群"})
    way = {"scene": 2, "chat_id_list": [made["chat_id"]]}
    assert (await corp.post("externalcontact/groupchat/add_join_way", way))["errcode"] == 0
    rates = dict.fromkeys(("add", "join", "read"), 1) | {"block": 0, "leave": 0, "share": 0}
    told = await run(corp, days=3, rates=rates)
    assert told["acts"]["join"] == 24
    assert told["people"] == {"friend": 12}
    seen = await corp.control("GET", f"{base}/groups")
    assert seen["groups"][0]["members"] == 13
    assert "buy" not in told["acts"]  # nobody had an order that waits


async def test_a_run_is_refused_when_it_makes_no_sense(corp: Corp) -> None:
    for body in ({"corpid": "ww0"}, {"rates": {"fly": 1}}, {"count": 10**6}):
        asked = {"corpid": corp.app["corpid"]} | body
        answer = await corp.client.post("/emulator/people/run", json=asked)
        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY


class Till:
    """A shop of one product that remembers what was ordered and given back."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for word in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{word}.complete"})
            return
        body = json.loads((await receive()).get("body") or b"{}")
        self.heard.append((scope["path"], body))
        home = {"products": [{"sku_id": "7"}]}
        told = home if scope["path"].endswith("/home") else {"order_no": "PK1"}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(told).encode()})


async def test_they_buy_behind_their_link_and_give_it_back(corp: Corp) -> None:
    added = await corp.scan(await corp.person(), await corp.code(users=("lan",)))
    rates = dict.fromkeys(RATES, 0.0)
    store = corp.world.store
    store.run(
        "insert into walk (id, corpid, seed, days, rates, state) values (1, ?, 1, 9, ?, 'over')",
        *(corp.app["corpid"], json.dumps(rates)),
    )
    store.run("insert into walker (walk_id, number, person_id, state) values (1, 0, 1, 'friend')")
    store.run(
        "insert into message (corpid, external_userid, userid, direction, at_real, at, body)"
        " values (?, ?, 'lan', 'to_person', 1, 1, '{\"text\": \"http://shop/l/k1/tok\"}')",
        *(corp.app["corpid"], added["external_userid"]),
    )
    till = Till()
    async with served(till) as address, session(address, 5.0, 1) as client:
        assert await walker(corp, client).buy() == "PK1"
        assert await walker(corp, client).refund() == "PK1"
        assert await walker(corp, client).refund() == ""
    paths = [path.removeprefix("/api/store/k1") for path, _ in till.heard]
    assert paths == ["/home", "/orders", "/orders/PK1/refunds"]
    assert till.heard[1][1]["lines"] == [{"sku_id": "7", "quantity": 1}]


def walker(corp: Corp, client: Any) -> Walker:
    walk = corp.world.store.one("select * from walk")
    row = corp.world.store.one("select * from walker")
    assert walk is not None
    assert row is not None
    return Walker(corp.world, walk, row, Shop(client))
