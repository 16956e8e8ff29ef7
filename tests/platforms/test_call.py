"""The one way out: tokens, tries, and telling 'no' from 'nobody knows'."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.platforms.cast import MemoryTokens, Pauses, StandingClock, Unmetered, wecom_access
from tests.platforms.loopback import Asked, HangUp, Loopback, Reply, loopback, ok, refused

from pondkeeper.domain.channels.ports import SendRefused, SendUnknown
from pondkeeper.kit.http import Http
from pondkeeper.platforms.common.call import Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.wecom import client
from pondkeeper.platforms.wecom import endpoints as e

TOKEN = "/cgi-bin/gettoken"
GET = "/cgi-bin/externalcontact/get_follow_user_list"
ADD = "/cgi-bin/externalcontact/add_contact_way"


class Desk:
    """A WeCom that answers from a script per path; the last line of a script repeats."""

    def __init__(self) -> None:
        self.tokens = 0
        self.lines: dict[str, list[Reply | None]] = {}
        self.good = ""

    async def __call__(self, asked: Asked) -> Reply:
        if asked.path == TOKEN and TOKEN not in self.lines:
            self.tokens += 1
            self.good = f"token-{self.tokens}"
            return ok(access_token=self.good, expires_in=7200)
        script = self.lines[asked.path]
        line = script.pop(0) if len(script) > 1 else script[0]
        if line is None:
            raise HangUp
        return line


class Scene:
    def __init__(self, desk: Desk, server: Loopback, http: Http) -> None:
        self.desk, self.server = desk, server
        self.tokens, self.pauses = MemoryTokens(), Pauses()
        self.caller = client.build(
            Ground(http, self.tokens, StandingClock(), Unmetered(), self.pauses)
        )
        self.access = wecom_access(server.base_url)

    async def read(self) -> dict[str, Any]:
        return await self.caller.call(self.access, e.FOLLOWERS)

    async def add(self) -> dict[str, Any]:
        return await self.caller.call(self.access, e.WAY_ADD, post(e.WAY_ADD, {"type": 1}))


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    desk = Desk()
    async with loopback(desk) as server, Http() as http:
        yield Scene(desk, server, http)


async def test_the_token_is_fetched_once_and_travels_in_the_query(scene: Scene) -> None:
    scene.desk.lines[GET] = [ok(follow_user=["mei"])]
    assert (await scene.read())["follow_user"] == ["mei"]
    await scene.read()
    assert scene.server.paths() == [TOKEN, GET, GET]
    assert scene.server.asked[0].query == {"corpid": "wwpond0001", "corpsecret": "app-secret"}
    assert scene.server.asked[1].query == {"access_token": "token-1"}


async def test_many_callers_with_a_stale_token_refresh_it_once(scene: Scene) -> None:
    async def only_the_new_token(asked: Asked) -> Reply:
        if asked.path == TOKEN:
            return ok(access_token="new", expires_in=7200)
        return ok() if asked.query["access_token"] == "new" else refused(42001)

    scene.server.answer = only_the_new_token
    scene.tokens.kept[7, "app"] = "old"
    await asyncio.gather(*(scene.read() for _ in range(12)))
    assert scene.server.paths().count(TOKEN) == 1


async def test_a_fresh_token_that_is_refused_too_ends_it(scene: Scene) -> None:
    scene.desk.lines[GET] = [refused(40014)]
    with pytest.raises(SendRefused) as caught:
        await scene.read()
    assert (caught.value.kind, caught.value.code) == ("retry", "40014")
    assert scene.server.paths() == [TOKEN, GET, TOKEN, GET]


async def test_a_renewal_does_not_use_up_a_try(scene: Scene) -> None:
    scene.desk.lines[GET] = [refused(-1), refused(-1), refused(42001), ok(follow_user=["mei"])]
    assert (await scene.read())["follow_user"] == ["mei"]


async def test_a_wrong_secret_is_permanent_and_not_asked_twice(scene: Scene) -> None:
    scene.desk.lines[TOKEN] = [refused(40001, "invalid credential")]
    with pytest.raises(SendRefused) as caught:
        await scene.read()
    assert (caught.value.kind, caught.value.code) == ("permanent", "40001")
    assert scene.server.paths() == [TOKEN]
    assert "203.0.113.7" not in caught.value.hint


async def test_busy_is_tried_three_times_in_all(scene: Scene) -> None:
    scene.desk.lines[GET] = [refused(-1)]
    with pytest.raises(SendRefused) as caught:
        await scene.read()
    assert (caught.value.kind, caught.value.code) == ("retry", "-1")
    assert scene.server.paths().count(GET) == 3
    assert scene.pauses.seconds == [0.2, 0.8]


async def test_busy_once_is_not_noticed_even_by_what_may_not_repeat(scene: Scene) -> None:
    scene.desk.lines[ADD] = [refused(-1), ok(config_id="c1")]
    assert (await scene.add())["config_id"] == "c1"


@pytest.mark.parametrize(
    "code, kind, wait_s",
    [
        (84061, "retry", 5),
        (45009, "quota", 60),
        (45033, "quota", 1),
        (41051, "done", None),
        (40058, "permanent", None),
        (987654, "permanent", None),
    ],
)
async def test_codes_are_sorted_and_asked_once(
    scene: Scene, code: int, kind: str, wait_s: int | None
) -> None:
    scene.desk.lines[GET] = [refused(code)]
    with pytest.raises(SendRefused) as caught:
        await scene.read()
    found = caught.value
    assert (found.kind, found.code, found.wait_s) == (kind, str(code), wait_s)
    assert scene.server.paths().count(GET) == 1


async def test_a_dropped_connection_is_retried_when_repeating_is_harmless(scene: Scene) -> None:
    scene.desk.lines[GET] = [None, ok(follow_user=[])]
    assert (await scene.read())["errcode"] == 0
    assert scene.server.paths().count(GET) == 2


async def test_a_dropped_connection_is_unknown_when_it_is_not(scene: Scene) -> None:
    scene.desk.lines[ADD] = [None]
    with pytest.raises(SendUnknown):
        await scene.add()
    assert scene.server.paths().count(ADD) == 1


@pytest.mark.parametrize("broken", [Reply(status=502), Reply(b"<html>"), Reply(b"[1]")])
async def test_what_is_no_answer_counts_as_lost(scene: Scene, broken: Reply) -> None:
    scene.desk.lines[ADD] = scene.desk.lines[GET] = [broken]
    with pytest.raises(SendUnknown):
        await scene.add()
    with pytest.raises(SendUnknown):
        await scene.read()
    assert (scene.server.paths().count(ADD), scene.server.paths().count(GET)) == (1, 3)


async def test_nobody_listening_is_retry_because_nothing_left(scene: Scene) -> None:
    scene.tokens.kept[7, "app"] = "t"
    async with loopback(scene.desk) as closed:
        address = closed.base_url
    call = scene.caller.call(wecom_access(address), e.WAY_ADD, post(e.WAY_ADD, {}))
    with pytest.raises(SendRefused) as caught:
        await call
    assert (caught.value.kind, caught.value.code) == ("retry", "no_connection")


async def test_silence_is_unknown(scene: Scene) -> None:
    asleep = asyncio.Event()

    async def silent(asked: Asked) -> Reply:
        await asleep.wait()
        raise HangUp

    scene.server.answer, scene.tokens.kept[7, "app"] = silent, "t"
    hasty = Endpoint("x", "POST", "/x", "", repeat=False, timeout_s=0.05)
    with pytest.raises(SendUnknown, match="TimeoutError"):
        await scene.caller.call(scene.access, hasty)
    asleep.set()


@pytest.mark.parametrize(
    "status, kind, code", [(404, "permanent", "http_404"), (429, "quota", "http_429")]
)
async def test_http_refusals(scene: Scene, status: int, kind: str, code: str) -> None:
    scene.desk.lines[GET] = [Reply(status=status)]
    with pytest.raises(SendRefused) as caught:
        await scene.read()
    assert (caught.value.kind, caught.value.code) == (kind, code)


async def test_a_missing_setting_is_told_before_anything_is_sent(scene: Scene) -> None:
    with pytest.raises(SendRefused, match="secret"):
        await scene.caller.call(wecom_access(scene.server.base_url, secret=" "), e.FOLLOWERS)
    assert scene.server.asked == []


async def test_an_address_that_is_no_address_is_permanent(scene: Scene) -> None:
    with pytest.raises(SendRefused) as caught:
        await scene.caller.call(wecom_access("ftp://x"), e.TOKEN)
    assert (caught.value.kind, caught.value.code) == ("permanent", "base_url")


async def test_pages_are_walked_to_the_end(scene: Scene) -> None:
    scene.desk.lines[e.UNASSIGNED.path] = [
        ok(info=[1, 2], next_cursor="a"),
        ok(info=[3], next_cursor="b"),
        ok(info=None, next_cursor=""),
    ]
    asks: list[str] = []

    def ask(cursor: str) -> Request:
        asks.append(cursor)
        return post(e.UNASSIGNED, {"cursor": cursor or None})

    walked = [row async for row in scene.caller.pages(scene.access, e.UNASSIGNED, ask)]
    assert (walked, asks) == ([1, 2, 3], ["", "a", "b"])


async def test_a_cursor_that_comes_back_does_not_walk_for_ever(scene: Scene) -> None:
    scene.desk.lines[e.UNASSIGNED.path] = [ok(info=[1], next_cursor="same")]
    ask = post(e.UNASSIGNED, {})
    pages = scene.caller.pages(scene.access, e.UNASSIGNED, lambda _: ask)
    assert [row async for row in pages] == [1, 1]
