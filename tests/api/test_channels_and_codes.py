"""Channels and codes through the console's doors, against the emulated WeCom."""

import io

import pytest
from PIL import Image
from tests.platforms.emulated import Emulated, emulated

from pondkeeper.domain import runs
from pondkeeper.domain.channels import code_sync


@pytest.fixture
async def wecom(tmp_path):
    async with emulated(tmp_path) as world:
        yield world


@pytest.fixture
async def connected(owner, wecom: Emulated):
    """The owner has connected a WeCom account in which Mei and Bo work."""
    corpid = (await wecom.do("POST", "corps", {"name": "拾木"}))["corpid"]
    app = await wecom.do("POST", f"corps/{corpid}/apps", {})
    members = [{"userid": "mei", "name": "梅"}, {"userid": "bo", "name": "波"}]
    await wecom.do("POST", f"corps/{corpid}/members", {"members": members})
    request = {
        "kind": "wecom",
        "name": "企业微信",
        "base_url": wecom.base_url,
        "settings": {
            "corp_id": corpid,
            "secret": app["secret"],
            "callback_token": app["token"],
            "encoding_aes_key": app["encoding_aes_key"],
        },
    }
    answer = await owner.send("POST", "/api/channels", request)
    assert answer.status_code == 201, answer.text
    return answer.json(), request


async def test_a_channel_shows_no_secret_and_passes_its_test(owner, connected):
    channel, request = connected
    shown = (await owner.get("/api/channels")).text
    assert request["settings"]["secret"] not in shown
    assert channel["secrets_set"] == ["callback_token", "encoding_aes_key", "secret"]
    assert channel["state"] == "untested"

    tested = await owner.send("POST", f"/api/channels/{channel['id']}/test")
    assert tested.json()["ok"], tested.text
    [now] = (await owner.get("/api/channels")).json()["items"]
    assert now["state"] == "ok"


async def test_a_secret_left_out_stays(owner, connected):
    channel, request = connected
    fewer = {"corp_id": request["settings"]["corp_id"]}
    path = f"/api/channels/{channel['id']}"
    changed = await owner.send("PUT", path, request | {"name": "门店微信", "settings": fewer})
    assert changed.status_code == 200, changed.text
    assert (await owner.send("POST", f"{path}/test")).json()["ok"]


async def test_a_channel_without_what_it_needs_is_refused_by_field(owner, connected):
    _, request = connected
    answer = await owner.send(
        "POST", "/api/channels", request | {"name": "空", "settings": {"corp_id": "ww1"}}
    )
    assert answer.status_code == 422
    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {"secret", "callback_token", "encoding_aes_key"}


async def test_what_is_compared_by_a_run_and_what_it_found_is_told(owner, connected, services):
    channel, _ = connected
    path = f"/api/channels/{channel['id']}/syncs"
    before = (await owner.get(path)).json()["items"]
    assert {one["what"] for one in before} >= {"members", "tags", "friends"}
    assert all(one["run"] is None for one in before)
    asked = await owner.send("POST", path, {"what": "friends"})
    assert asked.status_code == 202, asked.text
    assert asked.json()["params"]["channel"] == channel["name"]
    assert (await owner.send("POST", path, {"what": "friends"})).json()["id"] == asked.json()["id"]
    assert (await owner.send("POST", path, {"what": "members"})).status_code == 202
    assert (await owner.send("POST", path, {"what": "nonsense"})).status_code == 422
    workspace_id = (await owner.get("/api/me")).json()["workspace"]["id"]
    while await runs.consume(services, int(workspace_id)):
        pass
    told = {one["what"]: one for one in (await owner.get(path)).json()["items"]}
    friends = told["friends"]
    assert (friends["run"]["state"], friends["steps"], friends["read"]) == ("done", 2, 0)
    assert (friends["skipped"], friends["unread"]) == ([], [])
    assert told["members"]["added"] == 2
    members = (await owner.get(f"/api/channels/{channel['id']}/members")).json()["items"]
    assert [(one["member_id"], one["friends"], one["staff"]) for one in members] == [
        ("mei", 0, None), ("bo", 0, None),
    ]


async def test_limits_are_shown_with_what_is_used_and_chosen(owner, connected):
    channel, _ = connected
    path = f"/api/channels/{channel['id']}/limits"
    minute = "wecom.rate.cgi.minute"

    def row(shown):
        return next(one for one in shown["limits"] if one["rule"] == minute)

    before = (await owner.get(path)).json()
    assert before["preset"] == "strict"
    assert (row(before)["count"], row(before)["own"], row(before)["used"]) == (10_000, False, 0)
    assert row(before)["source"].startswith("https://")

    await owner.send("POST", f"/api/channels/{channel['id']}/test")
    assert row((await owner.get(path)).json())["used"] >= 1

    own = {"preset": "current", "own": [{"rule": minute, "count": 500}]}
    chosen = (await owner.send("PUT", path, own)).json()
    assert (chosen["preset"], row(chosen)["count"], row(chosen)["own"]) == ("current", 500, True)
    wrong = await owner.send("PUT", path, {"preset": "current", "own": [{"rule": "x", "count": 1}]})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "counts.x")


async def test_what_the_platforms_codes_mean_can_be_looked_up(owner, connected):
    channel, _ = connected
    found = (await owner.get(f"/api/channels/{channel['id']}/answers")).json()["items"]
    limit = next(one for one in found if one["code"] == "45009")
    assert limit["kind"] == "quota"
    assert limit["zh"]
    assert len(found) > 200


async def test_a_code_is_made_at_the_platform_and_printed(owner, connected, services):
    channel, _ = connected
    source = (await owner.send("POST", "/api/sources", {"name": "包裹卡", "kind": "parcel"})).json()
    request = {
        "name": "包裹卡 A",
        "source_id": source["id"],
        "channel_id": channel["id"],
        "member_ids": ["mei", "bo"],
        "strategy": "all",
        "working_hours": {"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "23:59"},
        "tag_ids": [],
        "welcome_template": {"text": "你好"},
        "cost_per_add_fen": 300,
    }
    made = await owner.send("POST", "/api/codes", request)
    assert made.status_code == 201, made.text
    code = made.json()
    early = await owner.get(f"/api/codes/{code['id']}/qr.png")
    assert early.status_code == 409

    workspace_id = int(owner.me["workspace"]["id"])
    while await code_sync.consume(services, workspace_id):
        pass
    for name, least in (("qr", 200), ("poster", 900)):
        picture = await owner.get(f"/api/codes/{code['id']}/{name}.png")
        assert picture.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(picture.content)).width >= least
    results = (await owner.get(f"/api/codes/{code['id']}/results")).json()
    assert {one["key"]: one["value"] for one in results["figures"]}["added"] == 0
    assert (await owner.get("/api/codes")).json()["items"][0]["working_hours"]["from"] == "00:00"

    free = await owner.send("PUT", f"/api/codes/{code['id']}", request | {"cost_per_add_fen": 0})
    assert free.status_code == 200, free.text
    results = (await owner.get(f"/api/codes/{code['id']}/results")).json()
    unknown = {one["key"]: one for one in results["figures"]}["cost_fen"]
    assert (unknown["value"], unknown["params"]["reason"]) == (None, "not_set"), "not ¥0: not known"

    gone = await owner.send("DELETE", f"/api/codes/{code['id']}")
    assert gone.status_code == 204
    assert (await owner.get(f"/api/codes/{code['id']}")).json()["state"] == "retired"


async def test_a_link_is_made_changed_and_counted(owner, connected, services, wecom):
    channel, _ = connected
    source = (await owner.send("POST", "/api/sources", {"name": "直播", "kind": "ads"})).json()
    request = {
        "name": "直播间", "form": "link", "source_id": source["id"], "channel_id": channel["id"],
        "member_ids": ["mei"], "strategy": "all", "tag_ids": [],
        "welcome_template": {"text": "你好"},
    }  # fmt: skip
    made = await owner.send("POST", "/api/codes", request)
    assert made.status_code == 201, made.text
    path = f"/api/codes/{made.json()['id']}"
    assert (await owner.get(f"{path}/link")).status_code == 409
    workspace_id = (await owner.get("/api/me")).json()["workspace"]["id"]
    while await code_sync.consume(services, int(workspace_id)):
        pass
    [link] = (await owner.get("/api/codes", form="link")).json()["items"]
    assert (await owner.get("/api/codes", form="way")).json()["items"] == []
    assert link["address"].startswith(f"{wecom.base_url}/ca/")
    assert (await owner.get(f"{path}/qr.png")).status_code == 200
    standing = (await owner.get(f"{path}/link")).json()
    assert (standing["opened"], standing["added"]) == (0, 0)
    quota = (await owner.get(f"/api/channels/{channel['id']}/link-quota")).json()
    assert (quota["total"], quota["left"], len(quota["expiring"])) == (1000, 1000, 1)
    changed = await owner.send("PUT", path, request | {"member_ids": ["bo"]})
    assert changed.json()["form"] == "link"
