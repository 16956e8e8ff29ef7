"""An official account and a mini program connected in the console, and what their people do."""

from functools import partial
from typing import Any

import pytest
from tests.emulator.stage import open_test_world
from tests.emulator.stage import served as emulator_served
from tests.platforms.emulated import until
from tests.support import net
from tests.support.pond import served

from pond_emulator.app import App
from pondkeeper.api.callbacks import callbacks, flush
from pondkeeper.platforms import inbox

WRITE = ("write", {"text": "在吗"})
DONE = {
    "official_account": [
        (("follow", {}), "person.followed"),
        (WRITE, "person.messaged"),
        (("unfollow", {}), "person.unfollowed"),
    ],
    "mini_program": [
        (("session", {"source": "order"}), "session.entered"),
        (WRITE, "person.messaged"),
        (("revoke", {}), "person.consent"),
    ],
}


@pytest.fixture
async def world(tmp_path):
    inside = open_test_world(tmp_path)
    async with emulator_served(App(inside)) as base, net.client(base) as control:
        yield control, inside
    inside.store.close()


@pytest.fixture
async def doorstep(services):
    """Where the platforms' callbacks come in: in front of the web app."""
    async with served(partial(callbacks, services=services)) as address:
        yield address
    await flush(services)


async def do(control, method: str, path: str, body: Any) -> Any:
    answer = await control.request(method, f"/emulator/{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def connect(
    owner, control, doorstep: str, kind: str, mode: str
) -> tuple[dict[str, Any], str]:
    """The channel, and the account's number at the platform."""
    made = await do(control, "POST", "accounts", {"kind": kind, "mode": mode})
    settings = {
        "app_id": made["appid"],
        "app_secret": made["secret"],
        "callback_token": made["token"],
    }
    if mode == "safe":
        settings["encoding_aes_key"] = made["encoding_aes_key"]
    address = str(control.base_url).rstrip("/")
    request = {"kind": kind, "name": "塘边", "base_url": address, "settings": settings}
    answer = await owner.send("POST", "/api/channels", request)
    assert answer.status_code == 201, answer.text
    channel = answer.json()
    url = f"{doorstep}/callbacks/{channel['public_key']}"
    await do(control, "PUT", f"accounts/{made['appid']}/callback", {"url": url})
    return channel, made["appid"]


@pytest.mark.parametrize("mode", ["safe", "plain"])
@pytest.mark.parametrize("kind", DONE)
async def test_an_account_is_connected_and_what_its_people_do_is_kept(
    owner, world, services, doorstep, kind, mode
):
    control, inside = world
    channel, appid = await connect(owner, control, doorstep, kind, mode)
    tested = (await owner.send("POST", f"/api/channels/{channel['id']}/test")).json()
    assert tested["ok"], tested
    person = (await do(control, "POST", "people", {"name": "安然"}))["person_id"]
    for (act, body), _ in DONE[kind]:
        await do(control, "POST", f"people/{person}/weixin/{act}", {"appid": appid, **body})
        await until(lambda: not inside.notices.pending())
    [mine] = owner.me["workspaces"]
    while await inbox.consume(services, int(mine["id"])):
        pass
    path = f"/api/channels/{channel['id']}/callbacks"
    kept = (await owner.get(path)).json()["items"]
    assert [one["event"] for one in reversed(kept)] == [word for _, word in DONE[kind]]
    assert {one["state"] for one in kept} == {"done"}
