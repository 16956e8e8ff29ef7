"""The emulated Douyin as a foreign app meets it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.emulator.stage import open_test_world, served
from tests.support import net

from pond_emulator.app import App
from pond_emulator.douyin.door import pay_sign


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    world = open_test_world(tmp_path)
    async with served(App(world)) as base, net.client(base) as made:
        yield made
    world.store.close()


async def app_of(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await client.post("/emulator/douyin/apps", json={})).json()


async def test_tokens_come_in_their_envelopes(client: httpx.AsyncClient) -> None:
    app = await app_of(client)
    keys = {"client_key": app["app_id"], "client_secret": app["secret"]}
    asked = {**keys, "grant_type": "client_credential"}
    good = (await client.post("/oauth/client_token/", json=asked)).json()
    assert (good["message"], good["data"]["error_code"]) == ("success", "0")
    wrong = (await client.post("/oauth/client_token/", json={**asked, "client_secret": "x"})).json()
    assert wrong["data"]["error_code"] == wrong["extra"]["error_code"] == 10013
    mini = {"appid": app["app_id"], "secret": app["secret"], "grant_type": "client_credential"}
    assert (await client.post("/api/apps/v2/token", json=mini)).json()["err_no"] == 0


async def test_a_token_of_one_kind_opens_no_other_door(client: httpx.AsyncClient) -> None:
    app = await app_of(client)
    keys = {"client_key": app["app_id"], "client_secret": app["secret"]}
    asked = {**keys, "grant_type": "client_credential"}
    token = (await client.post("/oauth/client_token/", json=asked)).json()["data"]["access_token"]
    headers = {"access-token": token}
    events = (await client.get("/event/status/list", headers=headers)).json()
    assert events["extra"]["error_code"] == 0
    cards = (await client.get("/im/get/retain_consult_card/?open_id=x", headers=headers)).json()
    assert cards["extra"]["error_code"] == 28001003


async def test_pay_wants_its_sign(client: httpx.AsyncClient) -> None:
    app = await app_of(client)
    order = {"app_id": app["app_id"], "out_order_no": "o1", "total_amount": 1, "subject": "s"}
    path = "/api/apps/ecpay/v1/create_order"
    assert (await client.post(path, json={**order, "sign": "x"})).json()["err_no"] == 2000
    sign = pay_sign(app["props"]["pay_salt"], order)
    assert (await client.post(path, json={**order, "sign": sign})).json()["err_no"] == 0


@pytest.mark.parametrize("path", ["/api/apps/trade/v2/create_order", "/im/message/x", "/item/x"])
async def test_what_is_not_emulated_says_so(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, json={})
    assert answer.status_code == 404
    assert "not emulated" in answer.text


def test_the_sign_as_the_page_explains_it() -> None:
    body = {"app_id": "x", "sign": "y", "b": 2, "a": " 1 ", "empty": "", "thirdparty_id": "z"}
    # md5 of "1&2&salt"
    assert pay_sign("salt", body) == "6959fe652fc8700ec7677c3aee143afb"
