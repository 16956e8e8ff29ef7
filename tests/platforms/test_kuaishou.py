"""Kuaishou: logins, messages people asked for, webhooks and figures.

Shapes from https://open.kuaishou.com/docs/develop/server and clients of others (one source each).
"""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.small_stage import Brand, brand_on

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import (
    CallbackRejected,
    ChannelAccess,
    SendRefused,
    SendUnknown,
    Wire,
)
from pondkeeper.platforms.kuaishou.callbacks import KuaishouDoor, sign
from pondkeeper.platforms.kuaishou.login import KuaishouAccountLogin

DOOR = KuaishouDoor()
ACCESS = ChannelAccess(
    workspace_id=1,
    channel_id=7,
    kind="kuaishou",
    base_url="http://127.0.0.1:9",
    public_key="pk",
    settings={"app_id": "ks1"},
    secrets={"app_secret": "s"},
)
SUBSCRIBE = "/openapi/mp/developer/message/template/send"


@pytest.fixture
async def brand(tmp_path: Path) -> AsyncIterator[Brand]:
    async with brand_on(tmp_path, "kuaishou", "app_id", "app_secret") as made:
        await made.connect()
        yield made


def note(open_id: str) -> Wire:
    body = {"open_id": open_id, "template_id": "T1", "page": "p", "data": {"活动": "上新"}}
    return Wire("subscribe", body, "k")


async def consented(brand: Brand) -> str:
    """An account of ours has said yes; its figures may be read."""
    login = brand.platform.account_login
    assert login is not None
    owner = await brand.person("演示账号")
    grant = await login.grant(brand.access, await brand.code(owner))
    assert (grant.account_id, "user_video_info" in grant.scopes) == (owner, True)
    secrets = {**brand.access.secrets, "refresh_token": grant.refresh_token}
    brand.access = replace(brand.access, secrets=secrets)
    return owner


async def test_who_opens_the_program(brand: Brand) -> None:
    login = brand.platform.program_login
    assert login is not None
    an = await brand.person()
    code = await brand.code(an)
    session = await login.login(brand.access, code)
    assert (session.external_id, session.unionid) == (an, "")
    for spent in (code, await brand.code(an, life_s=-1)):
        with pytest.raises(SendRefused) as caught:
            await login.login(brand.access, spent)
        assert caught.value.code == "100200105"


async def test_a_message_goes_to_who_asked_for_it_once(brand: Brand) -> None:
    an = await brand.person()
    await brand.act(an, "agree", template_id="T1")
    await brand.platform.adapter.send(brand.access, note(an))
    sent = (await brand.things("notified"))[0]
    assert (sent["open_id"], sent["data"]) == (an, {"活动": {"value": "上新"}})
    with pytest.raises(SendRefused) as caught:
        await brand.platform.adapter.send(brand.access, note(an))
    assert caught.value.kind == "permanent"


async def test_a_lost_answer_is_unknown_and_not_repeated(brand: Brand) -> None:
    an = await brand.person()
    await brand.act(an, "agree", template_id="T1")
    fault = {"kind": "drop", "prefix": SUBSCRIBE, "count": 1}
    await brand.control.post("/emulator/faults", json=fault)
    with pytest.raises(SendUnknown):
        await brand.platform.adapter.send(brand.access, note(an))
    assert len(await brand.calls(SUBSCRIBE)) == 1


async def test_what_cannot_be_sent(brand: Brand) -> None:
    for wire in (Wire("message", {}, "k"), Wire("subscribe", {"open_id": "x"}, "k")):
        with pytest.raises(SendRefused) as caught:
            await brand.platform.adapter.send(brand.access, wire)
        assert caught.value.kind == "permanent"
    assert await brand.calls(SUBSCRIBE) == []


async def test_a_stale_token_is_renewed_once(brand: Brand) -> None:
    an = await brand.person()
    for _ in range(2):
        await brand.act(an, "agree", template_id="T1")
        await brand.platform.adapter.send(brand.access, note(an))
        brand.world.store.run("update small_token set expires = 0")
    assert len(await brand.calls("/oauth2/access_token")) == 2


async def test_figures_of_the_account_and_its_videos(brand: Brand) -> None:
    owner = await consented(brand)
    figures = brand.platform.figures
    assert figures is not None
    made = [
        (await brand.act(owner, "publish", caption=f"v{n}", views=n, likes=1, comments=2))["photo_id"]
        for n in range(3)
    ]
    assert await figures.account(brand.access) == social.AccountFigures("演示账号", 1200, 8, 3)
    walked = [work async for work in figures.works(brand.access)]
    assert [work.work_id for work in walked] == made[::-1]
    one = await figures.work(brand.access, made[2])
    assert (one.title, one.views, one.likes, one.comments) == ("v2", 2, 1, 2)
    assert one.at is not None
    with pytest.raises(SendRefused):
        await figures.work(brand.access, "nobody's")


async def test_a_walk_goes_over_all_pages(brand: Brand) -> None:
    owner = await consented(brand)
    figures = brand.platform.figures
    assert figures is not None
    for n in range(101):
        await brand.act(owner, "publish", caption=f"v{n}")
    assert len([work async for work in figures.works(brand.access)]) == 101


async def test_the_long_token_changes_with_every_renewal_and_ends_with_consent(
    brand: Brand,
) -> None:
    owner = await consented(brand)
    figures = brand.platform.figures
    assert figures is not None
    for _ in range(3):
        await figures.account(brand.access)
        brand.world.store.run("update small_token set expires = 0 where kind = 'user'")
    await brand.act(owner, "withdraw")
    assert (await brand.told(facts.UnknownFact)).kind == "unauthorize"
    with pytest.raises(SendRefused) as caught:
        await figures.account(brand.access)
    assert (caught.value.kind, caught.value.code) == ("permanent", "100200106")


async def test_a_webhook_comes_again_until_it_is_answered_with_one(brand: Brand) -> None:
    owner = await consented(brand)
    brand.refusing = 4
    await brand.act(owner, "withdraw")
    await brand.told(facts.UnknownFact)
    assert len(brand.facts) == 1
    assert len(brand.listener.asked) == 5


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=3))
def test_a_webhook_opens_with_its_sign_alone(body: bytes, more: bytes) -> None:
    headers = {"kwaisign": hashlib.md5(body + b"s").hexdigest().upper()}
    assert DOOR.open(ACCESS, {}, headers, body) == body
    for wrong in ({}, {"kwaisign": sign("other", body)}):
        with pytest.raises(CallbackRejected):
            DOOR.open(ACCESS, {}, wrong, body)
    with pytest.raises(CallbackRejected):
        DOOR.open(ACCESS, {}, headers, body + more)


@pytest.mark.parametrize(
    "said, expected",
    [
        (
            {"biz_type": "PAYMENT", "timestamp": 1772424000000, "message_id": "m"},
            facts.UnknownFact("PAYMENT", datetime(2026, 3, 2, 4, 0, tzinfo=UTC)),
        ),
        (
            {"event": "authorize", "timestamp": 1772424000},
            facts.UnknownFact("authorize", datetime(2026, 3, 2, 4, 0, tzinfo=UTC)),
        ),
        ({"timestamp": "soon"}, facts.UnknownFact("nameless")),
    ],
)
def test_every_webhook_is_kept(said: Any, expected: facts.Fact) -> None:
    assert DOOR.parse(json.dumps(said).encode()) == [expected]


def test_what_is_no_webhook_is_refused() -> None:
    with pytest.raises(CallbackRejected):
        DOOR.parse(b"[]")
    with pytest.raises(CallbackRejected):
        DOOR.verify_url(ACCESS, {})


async def test_the_channel_test(brand: Brand) -> None:
    adapter = brand.platform.adapter
    assert [step.ok for step in await adapter.test(brand.access)] == [True, True]
    await consented(brand)
    assert [step.name for step in await adapter.test(brand.access)] == [
        "settings",
        "token",
        "account",
    ]
    wrong = replace(brand.access, secrets={"app_secret": "wrong"})
    assert "100200101" in (await adapter.test(wrong))[-1].detail
    assert not (await adapter.test(replace(brand.access, secrets={})))[-1].ok


def test_where_the_account_says_yes() -> None:
    nobody: Any = None
    url = KuaishouAccountLogin(nobody).url(ACCESS, "https://x.test/back", "st")
    assert url.startswith("http://127.0.0.1:9/oauth2/authorize?app_id=ks1&scope=user_info")
