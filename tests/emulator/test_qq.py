"""The emulated QQ as a foreign bot meets it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.emulator.stage import open_test_world, served
from tests.support import net

from pond_emulator.app import App
from pond_emulator.qq.events import key_of


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    world = open_test_world(tmp_path)
    async with served(App(world)) as base, net.client(base) as made:
        yield made
    world.store.close()


async def bot(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await client.post("/emulator/qq/apps", json={})).json()


async def test_a_token_stays_the_same_and_opens_the_door(client: httpx.AsyncClient) -> None:
    app = await bot(client)
    asked = {"appId": app["app_id"], "clientSecret": app["secret"]}
    first = (await client.post("/app/getAppAccessToken", json=asked)).json()
    again = (await client.post("/app/getAppAccessToken", json=asked)).json()
    assert first["access_token"] == again["access_token"]
    assert first["expires_in"] == "7200"
    headers = {"Authorization": f"QQBot {first['access_token']}"}
    assert (await client.get("/users/@me", headers=headers)).json()["id"] == app["app_id"]


@pytest.mark.parametrize(
    "header, code", [("", 11241), ("Bearer x", 11241), ("QQBot x", 11243)]
)
async def test_wrong_tokens(client: httpx.AsyncClient, header: str, code: int) -> None:
    answer = await client.get("/users/@me", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, code)


async def test_what_is_not_emulated_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.post("/channels/1/messages", json={"content": "x"})
    assert answer.status_code == 404
    assert "not emulated" in answer.json()["message"]


async def test_messages_of_ones_own_accord_are_refused(client: httpx.AsyncClient) -> None:
    app = await bot(client)
    asked = {"appId": app["app_id"], "clientSecret": app["secret"]}
    token = (await client.post("/app/getAppAccessToken", json=asked)).json()["access_token"]
    person = (await client.post("/emulator/people", json={"name": "安然"})).json()
    base = f"/emulator/qq/apps/{app['app_id']}"
    an = (await client.post(f"{base}/people", json=person)).json()["open_id"]
    await client.post(f"{base}/acts", json={"open_id": an, "act": "add"})
    headers = {"Authorization": f"QQBot {token}"}
    body = {"content": "上新", "msg_type": 0}
    answer = await client.post(f"/v2/users/{an}/messages", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, 22009)


def test_the_key_of_the_published_secret() -> None:
    # bot.q.qq.com/wiki/develop/api-v2/dev-prepare/interface-framework/sign.html
    public = key_of("naOC0ocQE3shWLAfffVLB1rhYPG7").public_key().public_bytes_raw().hex()
    assert public == "d7c362fe78aef81ff23287b493628b5db02a3c4fe30b215e4d19609b5d76673a"
