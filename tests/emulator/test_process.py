"""The emulator as a process: started by its module's name, killed, started again."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from tests.support import net
from tests.support.net import free_port

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def process(
    home: Path, port: int
) -> AsyncIterator[tuple[asyncio.subprocess.Process, httpx.AsyncClient]]:
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pond_emulator", "serve"),
        *("--home", str(home), "--port", str(port)),
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    try:
        async with net.client(f"http://127.0.0.1:{port}") as client:
            for _ in range(1200):
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("/emulator/state")).status_code == 200:
                        break
                await asyncio.sleep(0.05)
            yield started, client
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGTERM)
        await started.wait()


async def test_nothing_that_was_answered_is_lost_by_a_kill(tmp_path: Path) -> None:
    port = free_port()
    async with process(tmp_path, port) as (emulator, client):
        corp = (await client.post("/emulator/corps", json={"name": "拾木"})).json()["corpid"]
        nowhere = {"callback_url": "http://127.0.0.1:9/callbacks/k"}
        app = (await client.post(f"/emulator/corps/{corp}/apps", json=nowhere)).json()
        members = {"members": [{"userid": "lan", "name": "阿兰"}]}
        await client.post(f"/emulator/corps/{corp}/members", json=members)
        secret = {"corpid": corp, "corpsecret": app["secret"]}
        token = (await client.get("/cgi-bin/gettoken", params=secret)).json()["access_token"]
        way = {"type": 1, "scene": 2, "user": ["lan"], "state": "s1"}
        code = (
            await client.post(
                "/cgi-bin/externalcontact/add_contact_way",
                params={"access_token": token},
                json=way,
            )
        ).json()["config_id"]
        people = []
        for number in range(20):
            made = await client.post("/emulator/people", json={"name": f"顾客{number}"})
            person = made.json()["person_id"]
            path = f"/emulator/people/{person}/scan"
            people.append((await client.post(path, json={"config_id": code})).json())
        emulator.kill()
        await emulator.wait()
    async with process(tmp_path, port) as (emulator, client):
        state = (await client.get("/emulator/state")).json()
        assert (state["people"], state["relations"]) == (20, 20)
        assert state["notices_waiting"] + state["notices_given_up"] == 21
        again = (await client.get("/cgi-bin/gettoken", params=secret)).json()
        assert again["access_token"] == token
        query = {"access_token": token, "external_userid": people[-1]["external_userid"]}
        told = (await client.get("/cgi-bin/externalcontact/get", params=query)).json()
        assert told["external_contact"]["name"] == "顾客19"
        emulator.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(emulator.wait(), 60) in (0, -signal.SIGTERM)


async def test_open_screens_end_when_the_emulator_ends(tmp_path: Path) -> None:
    async with process(tmp_path, free_port()) as (emulator, client):
        made = await client.post("/emulator/people", json={"name": "小满"})
        screen = f"/phone/people/{made.json()['person_id']}/news"
        async with client.stream("GET", screen) as news:
            parts = news.aiter_bytes()
            assert (await anext(parts)).startswith(b"data: ")
            emulator.send_signal(signal.SIGTERM)
            assert [part async for part in parts] == []  # a line that is cut raises instead
