"""QQ, Douyin and Kuaishou connected in the console, and what their people do; Bilibili connected."""

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

KEYS = {
    "qq": ("app_id", "secret"),
    "douyin": ("client_key", "client_secret"),
    "kuaishou": ("app_id", "app_secret"),
    "bilibili": ("client_id", "client_secret"),
}
DONE: dict[str, list[tuple[dict[str, Any], str]]] = {
    "qq": [
        ({"act": "add"}, "person.followed"),
        ({"act": "write", "text": "在吗"}, "person.messaged"),
        ({"act": "reject"}, "person.consent"),
        ({"act": "group_add"}, "GROUP_ADD_ROBOT"),
        ({"act": "delete"}, "person.unfollowed"),
    ],
    "douyin": [
        ({"act": "follow"}, "person.followed"),
        ({"act": "write", "text": "在吗"}, "person.messaged"),
        ({"act": "allow"}, "person.consent"),
        ({"act": "tap", "what": "dial_phone"}, "person.lead"),
        ({"act": "enter"}, "im_enter_direct_msg"),
    ],
    "kuaishou": [({"act": "withdraw"}, "unauthorize")],
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


async def connect(owner, control, kind: str) -> tuple[dict[str, Any], str]:
    """The channel, and where its app's doors of the emulator are."""
    app = await do(control, "POST", f"{kind}/apps", {})
    id_name, secret_name = KEYS[kind]
    settings = {id_name: app["app_id"], secret_name: app["secret"]}
    address = str(control.base_url).rstrip("/")
    request = {"kind": kind, "name": "塘边", "base_url": address, "settings": settings}
    answer = await owner.send("POST", "/api/channels", request)
    assert answer.status_code == 201, answer.text
    return answer.json(), f"{kind}/apps/{app['app_id']}"


async def log_of(owner, services, channel: dict[str, Any]) -> list[str]:
    """The kinds of all callbacks kept, the oldest first."""
    [mine] = owner.me["workspaces"]
    while await inbox.consume(services, int(mine["id"])):
        pass
    kept = (await owner.get(f"/api/channels/{channel['id']}/callbacks")).json()["items"]
    return [one["event"] for one in reversed(kept)]


@pytest.mark.parametrize("kind", DONE)
async def test_an_app_is_connected_and_what_its_people_do_is_kept(
    owner, world, services, doorstep, kind
):
    control, inside = world
    channel, app = await connect(owner, control, kind)
    # The platform checks the address, where it has a check, and nothing is kept of that.
    url = f"{doorstep}/callbacks/{channel['public_key']}"
    assert (await do(control, "PUT", f"{app}/callback", {"url": url}))["ok"]
    assert await log_of(owner, services, channel) == []
    person = await do(control, "POST", "people", {"name": "安然"})
    open_id = (await do(control, "POST", f"{app}/people", person))["open_id"]
    for act, _ in DONE[kind]:
        await do(control, "POST", f"{app}/acts", {"open_id": open_id, **act})
        await until(lambda: not inside.notices.pending())
    assert await log_of(owner, services, channel) == [named for _, named in DONE[kind]]


@pytest.mark.parametrize("kind", DONE)
async def test_a_stranger_gets_nowhere(owner, world, services, doorstep, kind):
    control, _ = world
    channel, _ = await connect(owner, control, kind)
    url = f"{doorstep}/callbacks/{channel['public_key']}"
    forged = {"x-signature-ed25519": "00" * 64, "x-signature-timestamp": "1", "kwaisign": "0" * 32}
    forged["x-douyin-signature"] = "0" * 40
    body = {"op": 0, "t": "FRIEND_ADD", "event": "new_follow_action", "from_user_id": "x", "d": {}}
    assert (await control.post(url, json=body, headers=forged)).status_code == 401
    assert (await control.post(url, content=b"")).status_code == 401
    assert (await control.get(url)).status_code == 403
    asked = {"op": 13, "d": {"plain_token": '{"op":0}', "event_ts": "1"}, "event": "verify_webhook"}
    assert (await control.post(url, json=asked)).status_code == 401
    assert await log_of(owner, services, channel) == []


@pytest.mark.parametrize("kind", KEYS)
async def test_the_channel_test_of_the_console(owner, world, kind):
    control, _ = world
    channel, _ = await connect(owner, control, kind)
    tested = (await owner.send("POST", f"/api/channels/{channel['id']}/test")).json()
    # Bilibili is of no use before an account has said yes.
    assert tested["ok"] == (kind != "bilibili"), tested


@pytest.mark.parametrize("kind", ["douyin", "kuaishou", "bilibili"])
async def test_an_account_says_yes_once_and_the_channel_may_read(owner, world, kind):
    control, _ = world
    channel, app = await connect(owner, control, kind)
    path = f"/api/channels/{channel['id']}/consent"
    place = (await owner.get(path)).json()
    assert app.rpartition("/")[2] in place["url"]
    person = await do(control, "POST", "people", {"name": "演示账号"})
    open_id = (await do(control, "POST", f"{app}/people", person))["open_id"]
    code = (await do(control, "POST", f"{app}/codes", {"open_id": open_id}))["code"]
    given = await owner.send("POST", path, {"code": code})
    assert given.status_code == 200, given.text
    assert given.json()["scopes"]
    tested = (await owner.send("POST", f"/api/channels/{channel['id']}/test")).json()
    assert [step["name"] for step in tested["steps"]][-1] == "account"
    assert tested["ok"], tested
    again = await owner.send("POST", path, {"code": code})
    assert again.status_code == 409
    [shown] = (await owner.get("/api/channels")).json()["items"]
    assert "refresh_token" not in shown["settings"]


async def test_a_platform_without_consent_says_so(owner, world):
    control, _ = world
    channel, _ = await connect(owner, control, "qq")
    assert (await owner.get(f"/api/channels/{channel['id']}/consent")).status_code == 409
