"""The demo's drive against a little product: half a year at a twentieth of its size."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.emulator.little_brand import LittleBrand
from tests.emulator.stage import open_test_world, served, until
from tests.support import net
from tests.support.net import free_port

from pond_emulator.app import App
from pond_emulator.demo import cast
from pond_emulator.demo.state import progress
from pond_emulator.people import table
from pond_emulator.world import World

HALF_YEAR_S = 26 * 7 * 86400
ADD = "add_external_contact"


@asynccontextmanager
async def telling(home: Path, scale: float, brand: LittleBrand) -> AsyncIterator[World]:
    """A story that is being told to `brand`; a second call in the same home goes on with it."""
    ports = brand.ports = brand.ports or (free_port(), free_port())
    world = open_test_world(home, f"http://127.0.0.1:{ports[0]}")
    (home / "key").write_text("pk_test")
    (home / "steer").write_text("steer-token\n")
    brand.client = net.client()
    async with served(brand, ports[1]) as product, served(App(world), ports[0]) as base:
        brand.address = product
        body = {
            "product": product,
            "api_key_file": str(home / "key"),
            "steer_token_file": str(home / "steer"),
            "seed": 5,
            "scale": scale,
        }
        async with net.client(base) as client:
            answer = await client.post("/emulator/demo", json=body)
            assert answer.status_code == 202
        try:
            yield world
        finally:
            await until(lambda: not brand.tasks)
            await brand.client.aclose()
    world.store.close()


async def test_half_a_year_is_told_in_order_and_catches_up_with_today(tmp_path: Path) -> None:
    brand = LittleBrand(start=time.time() - HALF_YEAR_S)
    async with telling(tmp_path, 0.05, brand) as world:
        await until(lambda: progress(world)["state"] == "told", 600)
        told = progress(world)
        failed = world.store.all("select kind, note from agenda where state = 2")
    assert told["fraction"] == 1.0
    assert told["note"] == ""
    assert brand.ended
    assert brand.steps == sorted(brand.steps)
    adds = len(brand.named(ADD))
    least = sum(source.adds[0] for source in table.SOURCES) * 0.05
    most = sum(source.adds[1] for source in table.SOURCES) * 0.05
    # second members of staff make up to a quarter more relations than people
    assert least * 0.97 <= adds <= most * 1.3
    assert len(brand.named("del_follow_user")) > 0.08 * adds
    assert brand.named("edit_external_contact")
    assert brand.named("delete_user")[0]["UserID"] == cast.member_id(cast.LEAVER)
    assert [h["from_member_id"] for h in brand.handovers] == [cast.member_id(cast.LEAVER)]
    paid = len(brand.notifies)
    assert 0.80 * len(brand.orders) <= paid < len(brand.orders)
    basket = sum(order["total"] for order in brand.orders.values()) / len(brand.orders)
    assert 7900 <= basket <= 12900
    kinds = {cost["kind"] for cost in brand.costs}
    assert "labour" in kinds
    assert {note["kind"] for note in map(dict, failed)} <= {"buy"}
    names = {staff["login"] for staff in brand.lists["/api/staff"]}
    assert len(names) == 14


async def test_a_story_goes_on_after_a_stop_without_telling_anything_twice(
    tmp_path: Path,
) -> None:
    brand = LittleBrand(start=time.time() - HALF_YEAR_S)
    async with telling(tmp_path, 0.02, brand) as world:
        await until(lambda: progress(world)["fraction"] > 0.3, 600)
        assert progress(world)["state"] == "living"
    async with telling(tmp_path, 0.02, brand) as world:
        await until(lambda: progress(world)["state"] == "told", 600)
        scans = world.store.value("select count(*) from follow")
        doubled = world.record.doubled("/cgi-bin/externalcontact/send_welcome_msg")
        paid = world.store.value("select count(*) from pay_order where state != 'NOTPAY'")
    added = [(event["ExternalUserID"], event["UserID"]) for event in brand.named(ADD)]
    assert len(added) == len(set(added)) == scans
    assert doubled == []
    assert len(brand.notifies) == paid
    assert len(brand.keys) == len(brand.orders)
    assert len(brand.lists["/api/staff"]) == 14
    assert len(brand.lists["/api/codes"]) == 10


@pytest.mark.parametrize("missing", ["product", "api_key_file", "steer_token_file"])
async def test_a_story_needs_its_addresses(tmp_path: Path, missing: str) -> None:
    world = open_test_world(tmp_path)
    body = {"product": "http://127.0.0.1:1", "api_key_file": "k", "steer_token_file": "s"}
    del body[missing]
    async with (
        served(App(world)) as base,
        net.client(base) as client,
    ):
        answer = await client.post("/emulator/demo", json=body)
        assert (answer.status_code, answer.json()) == (422, {"error": f"{missing} is missing"})
        assert (await client.get("/emulator/progress")).json()["state"] == "none"
    world.store.close()
