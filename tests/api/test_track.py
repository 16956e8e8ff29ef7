"""The tracking door: what Segment's clients send becomes events, once each, with who did it."""

import gzip
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import net
from tests.support.pond import served

from pondkeeper.api import track
from pondkeeper.domain import channels, contacts, staff, timeline
from pondkeeper.platforms.own_app.callbacks import (
    BATCH_BYTES,
    EVENT_BYTES,
    BadEvent,
    events,
    read,
)

NOW = datetime.now(UTC)


def basic(key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode()}


class App:
    """A brand's own app: its write key, and what came of what it sent."""

    def __init__(self, services, workspace_id: int, channel_id: int, key: str, address: str):
        self.services, self.workspace_id, self.channel_id = services, workspace_id, channel_id
        self.key, self.http = key, net.client(address)

    async def send(self, call: str, body: Any, **more: Any) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = basic(self.key) | more.pop("headers", {})
        return await self.http.post(call, content=content, headers=headers, **more)

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        async with self.services.database.tx(self.workspace_id) as tx:
            return list(await tx.raw.fetch(sql, *values))

    async def events(self) -> list[Any]:
        return await self.rows(
            "select kind, contact_id, identity_id, origin, at, received_at, props from event"
            " where kind like 'app.%' order by id"
        )


@pytest.fixture
async def app(services) -> AsyncIterator[App]:
    database = services.database
    async with database.tx() as tx:
        account = await staff.create_account(tx, login="lin", name="林", password="long enough pw")
    async with database.tx(account_id=account) as tx:
        brand, _ = await staff.create_workspace(
            tx, name="拾木", timezone="Asia/Shanghai", account_id=account
        )
        draft = channels.ChannelDraft("小程序商城", "", {})
        channel_id = await channels.add(tx, services.adapters.of("own_app"), draft)
        key = (await channels.access(tx, channel_id)).public_key
    async with served(partial(track.track, services=services)) as address:
        made = App(services, brand, channel_id, key, address)
        yield made
        await made.http.aclose()
    await track.flush(services)


async def test_a_visitor_is_nobody_until_a_name_and_then_always_that_person(app):
    look = {"anonymousId": "device-1", "event": "商品浏览", "properties": {"sku": "A1"}}
    assert (await app.send("/v1/track", look)).json() == {"success": True}
    known = {"anonymousId": "device-1", "userId": "u1", "traits": {"name": "小满"}}
    assert (await app.send("/v1/identify", known)).status_code == 200
    await app.send("/v1/track", look)
    await app.send("/v1/track", {"userId": "u1", "event": "加购"})
    before, identified, after, added = await app.events()
    assert (before["kind"], before["contact_id"]) == ("app.商品浏览", None)
    assert before["props"]["properties"] == {"sku": "A1"}
    assert identified["contact_id"] == after["contact_id"] == added["contact_id"] is not None
    [person] = await app.rows("select id, name from contact")
    assert (person["id"], person["name"]) == (identified["contact_id"], "小满")


async def test_the_timeline_tells_a_person_s_past_as_a_visitor(app):
    async with app.services.database.tx(app.workspace_id) as tx:
        for name in ("浏览", "加购"):
            told = {"anonymousId": "d1", "event": name}
            assert (await app.send("/v1/track", told)).status_code == 200
        await app.send("/v1/identify", {"anonymousId": "d1", "userId": "u1"})
        person = (await tx.raw.fetchrow("select id from contact"))["id"]
        past = await contacts.visitors(tx, [person])
        every = await timeline.of_contact(tx, [person], visitor_ids=past)
        assert [event.kind for event in every] == ["app.identify", "app.加购", "app.浏览"]
        before = (every[0].at, every[0].id)
        older = await timeline.of_contact(
            tx, [person], visitor_ids=past, before=before, but=["app.加购"]
        )
        assert [event.kind for event in older] == ["app.浏览"]


async def test_a_device_that_changes_hands_joins_nobody(app):
    for user in ("u1", "u2"):
        await app.send("/v1/identify", {"anonymousId": "shared", "userId": user})
    assert len(await app.rows("select id from contact where merged_into is null")) == 2
    [device] = await app.rows("select contact_id from identity where kind = 'app_visitor'")
    [first] = await app.rows("select contact_id from identity where key = 'u1'")
    assert device["contact_id"] == first["contact_id"]


async def test_what_an_app_says_of_people_goes_where_it_belongs_and_joins_nobody(app):
    async with app.services.database.tx(app.workspace_id) as tx:
        face = contacts.Face("external_userid", "corp", "wm1")
        new = contacts.NewContact(face, app.channel_id, "mei", tx.clock.now())
        friend = (await contacts.add(tx, new)).contact_id
        await contacts.link_phone(tx, friend, "13812345678", verified=True)
    traits = {
        "firstName": "Ada", "lastName": "L", "phone": "138 1234 5678", "email": " Ada@X.cn ",
        "gender": "F", "address": {"street": "secret road"}, "plan": "pro",
    }
    context = {"ip": "1.2.3.4", "page": {"path": "/a", "url": "https://x/?token=1"}, "locale": "zh"}
    await app.send("/v1/identify", {"userId": "u1", "traits": traits, "context": context})
    [event] = await app.events()
    assert event["props"]["traits"] == {"plan": "pro"}
    assert event["props"]["context"] == {"page": {"path": "/a"}, "locale": "zh"}
    assert not {"secret road", "1.2.3.4"} & set(str(event).split("'"))
    [person] = await app.rows("select name, gender from contact where id <> $1", friend)
    assert (person["name"], person["gender"]) == ("Ada L", 2)
    faces = await app.rows("select kind, key, contact_id, verified from identity order by kind")
    email, phone = ([row for row in faces if row["kind"] == kind] for kind in ("email", "phone"))
    assert [row["contact_id"] for row in phone] == [friend]  # a number merely said proves nothing
    assert [row["verified"] for row in email] == [False]
    assert "ada" not in email[0]["key"].lower()
    async with app.services.database.tx(app.workspace_id) as tx:
        told = await contacts.export(tx, event["contact_id"])
    assert "ada@x.cn" in str(told["identity"])


async def test_twice_is_once(app):
    call = {"userId": "u1", "event": "支付", "messageId": "m-1"}
    for _ in range(2):
        assert (await app.send("/v1/track", call)).status_code == 200
    batch = [call | {"type": "track"}, call | {"type": "track", "messageId": "m-2"}] * 2
    assert (await app.send("/v1/batch", {"batch": batch})).status_code == 200
    assert len(await app.events()) == 2


async def test_a_clock_that_is_wrong_is_set_right(app):
    ahead = NOW + timedelta(days=400)
    call = {
        "userId": "u1", "event": "x", "timestamp": (ahead - timedelta(minutes=5)).isoformat(),
        "sentAt": ahead.isoformat(),
    }
    await app.send("/v1/track", call)
    [event] = await app.events()
    ago = event["received_at"] - event["at"]
    assert timedelta(minutes=5) <= ago < timedelta(minutes=6)
    assert event["origin"] == "live"


async def test_the_future_is_now_and_the_long_past_sets_nothing_in_motion(app):
    def call(at: datetime) -> dict[str, Any]:
        return {"userId": "u1", "event": "x", "timestamp": at.isoformat()}

    await app.send("/v1/track", call(NOW + timedelta(days=1)))
    await app.send("/v1/track", call(NOW - timedelta(days=30)))
    future, past = await app.events()
    assert future["at"] <= future["received_at"]
    assert (future["origin"], past["origin"]) == ("live", "backfill")
    assert past["received_at"] - past["at"] > timedelta(days=29)


@pytest.mark.parametrize("path", sorted(track.PATHS))
async def test_every_path_that_clients_use(app, path):
    kind = track.PATHS[path]
    call = {"userId": "u1", "event": "x", "previousId": "p1", "groupId": "g1", "name": "n"}
    body = {"batch": [call | {"type": "track"}]} if kind == "batch" else call
    assert (await app.send(path, body)).status_code == 200
    [event] = await app.events()
    assert event["kind"] == ("app.x" if kind in {"batch", "track"} else f"app.{kind}")


async def test_the_key_in_the_body_a_packed_body_and_a_page_of_another_origin(app):
    body = json.dumps({"writeKey": app.key, "batch": [
        {"type": "page", "anonymousId": "d", "name": "首页"}
    ]}).encode()
    headers = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    answer = await app.http.post("/v1/b", content=gzip.compress(body), headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = await app.http.options("/v1/t", headers={"Origin": "https://shop.example"})
    assert asked.status_code == 204
    assert "authorization" in asked.headers["access-control-allow-headers"]
    [event] = await app.events()
    assert (event["kind"], event["props"]["name"]) == ("app.page", "首页")


GOOD = {"type": "track", "userId": "u1", "event": "x"}
BAD: dict[str, Any] = {
    "no type": {"userId": "u1", "event": "x"},
    "a type of our own": GOOD | {"type": "dance"},
    "nobody": {"type": "track", "event": "x"},
    "no name": {"type": "track", "userId": "u1"},
    "no object": 1,
    "properties that are none": GOOD | {"properties": [1]},
    "a time that is none": GOOD | {"timestamp": "yesterday"},
    "another millennium": GOOD | {"timestamp": "0001-01-01T00:00:00Z"},
    "a long id": GOOD | {"userId": "u" * 201},
    "too large": GOOD | {"properties": {"x": "y" * EVENT_BYTES}},
    "a NUL": GOOD | {"properties": {"x": "a\0b"}},
    "half of an alias": {"type": "alias", "userId": "u1"},
}


@pytest.mark.parametrize("wrong", BAD)
async def test_one_bad_event_and_nothing_is_done(app, wrong):
    answer = await app.send("/v1/batch", {"batch": [GOOD, BAD[wrong]]})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert await app.events() == []
    assert await app.rows("select 1 from identity") == []


async def test_bodies_that_are_none(app):
    deep = b'{"batch":[{"type":"track","userId":"u","event":"x","properties":' + b'{"a":' * 5_000
    for body in (b"", b"[]", b"{", b"\xff", b'{"batch":1}', deep, b'{"batch":["\\ud800"]}'):
        answer = await app.send("/v1/batch", body)
        assert answer.status_code == 400, (body[:40], answer.text)
    packed = {"Content-Encoding": "gzip"}
    assert (await app.send("/v1/batch", b"no gzip", headers=packed)).status_code == 400
    bomb = gzip.compress(b" " * (BATCH_BYTES + 1))
    assert (await app.send("/v1/batch", bomb, headers=packed)).status_code == 413
    assert (await app.send("/v1/batch", b" " * (BATCH_BYTES + 1))).status_code == 413
    brotli = {"Content-Encoding": "br"}
    assert (await app.send("/v1/batch", b"", headers=brotli)).status_code == 415
    assert await app.events() == []


async def test_strangers_get_nowhere(app):
    for headers in (basic("nobody"), basic("a\0b"), {"Authorization": "Basic ?"}, {}):
        answer = await app.http.post("/v1/batch", json={"batch": [GOOD]}, headers=headers)
        assert answer.status_code == 401
    assert (await app.http.get("/v1/batch")).status_code == 405
    assert await app.events() == []


async def test_a_key_of_another_kind_of_channel_opens_nothing(app):
    async with app.services.database.tx(app.workspace_id) as tx:
        settings = {
            "corp_id": "ww1", "secret": "s", "callback_token": "t", "encoding_aes_key": "a" * 43
        }
        draft = channels.ChannelDraft("企业微信", "", settings)
        other = await channels.add(tx, app.services.adapters.of("wecom"), draft)
        key = (await channels.access(tx, other)).public_key
    answer = await app.http.post("/v1/batch", json={"batch": [GOOD]}, headers=basic(key))
    assert answer.status_code == 401


async def test_who_comes_while_too_many_wait_is_told_when_to_come_again(app, monkeypatch):
    monkeypatch.setattr(track, "MOST_WAITING", 0)
    answer = await app.send("/v1/batch", {"batch": [GOOD]})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_an_erased_person_s_past_as_a_visitor_goes_too(app):
    look = {"anonymousId": "d1", "event": "浏览", "properties": {"note": "私密"}}
    await app.send("/v1/track", look)
    await app.send("/v1/identify", {"anonymousId": "d1", "userId": "u1"})
    await app.send("/v1/track", look)
    async with app.services.database.tx(app.workspace_id) as tx:
        person = (await tx.raw.fetchrow("select id from contact"))["id"]
        assert str((await contacts.export(tx, person))["event"]).count("私密") == 2
        await contacts.erase(tx, person)
    assert "私密" not in str(await app.events())


@given(st.binary(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["batch", "type", "userId", "timestamp", "x"]), inner),
).map(lambda tree: json.dumps(tree).encode()))
def test_any_body_is_read_or_refused(body):
    for kind in ("track", "batch"):
        with suppress(BadEvent):
            events(read(kind, body), 1, NOW)
