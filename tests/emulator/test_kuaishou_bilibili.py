"""The emulated Kuaishou and Bilibili as a foreign app meets them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.emulator.stage import open_test_world, served
from tests.support import net

from pond_emulator.app import App


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    world = open_test_world(tmp_path)
    async with served(App(world)) as base, net.client(base) as made:
        yield made
    world.store.close()


async def test_kuaishou_tokens_live_beside_one_another(client: httpx.AsyncClient) -> None:
    app = (await client.post("/emulator/kuaishou/apps", json={})).json()
    form = {"app_id": app["app_id"], "app_secret": app["secret"], "grant_type": "client_credentials"}
    first = (await client.post("/oauth2/access_token", data=form)).json()
    second = (await client.post("/oauth2/access_token", data=form)).json()
    assert (first["result"], first["expires_in"]) == (1, 48 * 3600)
    assert first["access_token"] != second["access_token"]
    wrong = (await client.post("/oauth2/access_token", data={**form, "app_secret": "x"})).json()
    assert wrong["result"] == 100200101
    odd = (await client.post("/oauth2/access_token", data={**form, "grant_type": "x"})).json()
    assert odd["result"] == 100200104


async def test_an_apps_token_opens_no_accounts_door(client: httpx.AsyncClient) -> None:
    app = (await client.post("/emulator/kuaishou/apps", json={})).json()
    form = {"app_id": app["app_id"], "app_secret": app["secret"], "grant_type": "client_credentials"}
    token = (await client.post("/oauth2/access_token", data=form)).json()["access_token"]
    query = {"app_id": app["app_id"], "access_token": token}
    assert (await client.get("/openapi/user_info", params=query)).json()["result"] == 100200107


async def test_bilibili_wants_its_signature(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/arcopen/fn/user/account/info")).json()
    assert answer["code"] == 4001
    app = (await client.post("/emulator/bilibili/apps", json={})).json()
    unsigned = {"x-bili-accesskeyid": app["app_id"], "access-token": "x"}
    answer = (await client.get("/arcopen/fn/user/account/info", headers=unsigned)).json()
    assert answer["code"] == 4002


@pytest.mark.parametrize(
    "path", ["/openapi/mp/developer/epay/create_order", "/arcopen/fn/archive/add-by-utoken"]
)
async def test_what_is_not_emulated_says_so(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, json={})
    assert answer.status_code == 404
    assert "not emulated" in answer.text


async def test_what_people_cannot_do_is_told(client: httpx.AsyncClient) -> None:
    app = (await client.post("/emulator/kuaishou/apps", json={})).json()
    base = f"/emulator/kuaishou/apps/{app['app_id']}"
    assert (await client.post(f"{base}/people", json={"person_id": 9})).status_code == 409
    assert (await client.post(f"{base}/acts", json={"act": "fly"})).status_code == 422
    assert (await client.post(f"{base}/codes", json={"open_id": "x"})).status_code == 409
