"""Every row of WeCom's endpoints is called once over HTTP, and its limits are what they say."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.platforms.cast import MemoryTokens, Pauses, StandingClock, wecom_access
from tests.platforms.loopback import Asked, Loopback, Reply, loopback, ok
from tests.platforms.wecom_desk import Counting

from pondkeeper.domain.channels.ports import ChannelAccess, Demand
from pondkeeper.kit.http import Http
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.wecom import client
from pondkeeper.platforms.wecom import endpoints as e

SOURCES = Path(__file__).parents[2] / "src"
LIMITS = load("pondkeeper.platforms.wecom", account="corp_id")


class Scene:
    def __init__(self, http: Http) -> None:
        self.quota = Counting()
        ground = Ground(http, MemoryTokens(), StandingClock(), self.quota, Pauses())
        self.caller: Caller = client.build(ground)
        self.replies: list[Reply] = []
        self.server: Loopback

    async def __call__(self, asked: Asked) -> Reply:
        if asked.path == e.TOKEN.path:
            return ok(access_token="t-1", expires_in=7200)
        return self.replies.pop(0)

    @property
    def access(self) -> ChannelAccess:
        return wecom_access(self.server.base_url)

    def asked(self) -> list[Asked]:
        return [one for one in self.server.asked if one.path != e.TOKEN.path]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with Http() as http:
        made = Scene(http)
        async with loopback(made) as made.server:
            yield made


def given(endpoint: Endpoint, asked: Asked) -> dict[str, Any]:
    """What a request carried besides its token."""
    if endpoint.method == "GET":
        return {name: text for name, text in asked.query.items() if name != "access_token"}
    return dict(asked.json)


@pytest.mark.parametrize(
    "row", [row for row in e.ALL if row.auth != "none"], ids=lambda row: row.name
)
async def test_a_row_is_called_as_it_says(scene: Scene, row: Endpoint) -> None:
    file = Reply(b"\x89PNG", headers={"content-type": "image/png"})
    scene.replies = [file if row.raw else ok(mark="seen")]
    request = get(row, word="w") if row.method == "GET" else post(row, {"word": "w"})
    answer = await scene.caller.call(scene.access, row, request)
    (asked,) = scene.asked()
    assert (asked.method, asked.path) == (row.method, row.path)
    assert asked.query["access_token"] == "t-1"
    assert given(row, asked) == {"word": "w"}
    assert answer.get("content" if row.raw else "mark") == (b"\x89PNG" if row.raw else "seen")
    assert scene.quota.taken[-1] == Demand(row.name, row.quota)


@pytest.mark.parametrize("row", [row for row in e.ALL if row.cursor], ids=lambda row: row.name)
async def test_a_paged_row_is_walked_to_its_end(scene: Scene, row: Endpoint) -> None:
    scene.replies = [ok(**{row.items: [1, 2], row.cursor: "c-2"}), ok(**{row.items: [3]})]

    def ask(cursor: str) -> Any:
        return get(row, cursor=cursor) if row.method == "GET" else post(row, {"cursor": cursor})

    assert [one async for one in scene.caller.pages(scene.access, row, ask)] == [1, 2, 3]
    assert [given(row, one).get("cursor", "") for one in scene.asked()] == ["", "c-2"]


async def test_a_refused_file_is_a_refusal(scene: Scene) -> None:
    scene.replies = [Reply(b'{"errcode": 40007, "errmsg": "invalid media_id"}')]
    with pytest.raises(Exception, match="40007"):
        await scene.caller.call(scene.access, e.MEDIA_GET, get(e.MEDIA_GET, media_id="m"))


def test_each_row_has_a_name_and_a_page_of_its_own() -> None:
    assert len({row.name for row in e.ALL}) == len(e.ALL) == len({row.path for row in e.ALL})
    assert all(row.path == f"/cgi-bin/{row.name}" for row in e.ALL)
    pages = {
        row.page.removeprefix("https://developer.work.weixin.qq.com/document/path/")
        for row in e.ALL
    }
    assert all(page.isdigit() for page in pages)


def test_what_would_happen_twice_is_not_repeated() -> None:
    twice = {row.name.rsplit("/", 1)[-1] for row in e.ALL if not row.repeat}
    for verb in (
        "add_msg_template",
        "add_moment_task",
        "send_msg",
        "add_contact_way",
        "create_link",
    ):
        assert verb in twice


def test_the_emulator_keeps_the_same_limits() -> None:
    ours = (SOURCES / "pondkeeper/platforms/wecom/limits.toml").read_bytes()
    assert (SOURCES / "pond_emulator/wecom/limits.toml").read_bytes() == ours


def test_a_limit_counts_what_some_endpoint_or_recipient_uses() -> None:
    buckets = {row.quota for row in e.ALL}
    for limit in LIMITS.rows:
        assert limit.bucket in {"", "*"} | buckets or "/" in limit.bucket, limit.rule
        assert limit.rule.startswith("wecom.")
        assert limit.source.startswith("https://")


def test_mass_messages_a_month_by_preset_and_day() -> None:
    rule = "wecom.mass.customer"
    february, before = date(2026, 2, 3), date(2024, 5, 1)
    strict, current = LIMITS.row(rule, "strict", february), LIMITS.row(rule, "current", february)
    assert strict is not None
    assert strict.count == 4
    assert current is not None
    assert current.count == "month_days"
    former = LIMITS.row(rule, "current", before)
    assert former is not None
    assert former.count == 4
