"""Bilibili: consent, signed requests and figures; nothing is sent and nothing is taken.

Shapes from https://open.bilibili.com/doc and the platform's own demonstration programs.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.small_stage import Brand, brand_on

from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import CallbackRejected, SendRefused, Wire
from pondkeeper.platforms.bilibili import seals
from pondkeeper.platforms.bilibili.callbacks import BilibiliDoor


@pytest.fixture
async def brand(tmp_path: Path) -> AsyncIterator[Brand]:
    """An account of ours has said yes."""
    async with brand_on(tmp_path, "bilibili", "client_id", "client_secret") as made:
        login = made.platform.account_login
        assert login is not None
        made.owner = await made.person("演示账号")  # type: ignore[attr-defined]
        grant = await login.grant(made.access, await made.code(made.owner))  # type: ignore[attr-defined]
        assert "USER_DATA" in grant.scopes
        secrets = {**made.access.secrets, "refresh_token": grant.refresh_token}
        made.access = replace(made.access, secrets=secrets)
        yield made


async def test_figures_of_the_account_and_its_videos(brand: Any) -> None:
    figures = brand.platform.figures
    made = [
        (await brand.act(brand.owner, "publish", title=f"v{n}", view=n, like=2, coin=3))["resource_id"]
        for n in range(51)
    ]
    assert await figures.account(brand.access) == social.AccountFigures("演示账号", 3400, 21, 51)
    walked = [work async for work in figures.works(brand.access)]
    assert [work.work_id for work in walked] == made[::-1]
    one = await figures.work(brand.access, made[7])
    assert (one.title, one.views, one.likes, one.comments, one.shares, one.favorites) == (
        "v7",
        7,
        2,
        0,
        0,
        0,
    )
    assert one.more == {"coin": 3, "danmaku": 0}
    with pytest.raises(SendRefused) as caught:
        await figures.work(brand.access, "BVnobody")
    assert caught.value.code == "-404"


async def test_each_long_token_serves_once_and_the_new_one_is_kept(brand: Any) -> None:
    for _ in range(3):
        await brand.platform.figures.account(brand.access)
        brand.world.store.run("update small_token set expires = 0 where kind = 'user'")
    assert len(await brand.calls("/x/account-oauth2/v1/refresh_token")) == 3
    brand.world.store.run("update small_token set expires = 0")
    with pytest.raises(SendRefused) as caught:
        await brand.platform.figures.account(brand.access)
    assert (caught.value.kind, caught.value.code) == ("permanent", "-400")


async def test_a_new_consent_is_used_at_once(brand: Any) -> None:
    await brand.platform.figures.account(brand.access)
    brand.world.store.run("delete from small_token")
    grant = await brand.platform.account_login.grant(brand.access, await brand.code(brand.owner))
    secrets = {**brand.access.secrets, "refresh_token": grant.refresh_token}
    again = replace(brand.access, secrets=secrets)
    assert (await brand.platform.figures.account(again)).name == "演示账号"


async def test_a_wrong_secret_or_a_wrong_clock_is_told(brand: Any) -> None:
    await brand.platform.figures.account(brand.access)
    wrong = replace(brand.access, secrets={**brand.access.secrets, "client_secret": "wrong"})
    with pytest.raises(SendRefused) as caught:
        await brand.platform.figures.account(wrong)
    assert caught.value.code == "4002"
    old = seals.headers(brand.app["app_id"], brand.app["secret"], "n1", 1, b"")
    answer = await brand.control.get("/arcopen/fn/user/account/info", headers=old)
    assert answer.json()["code"] == 4003


async def test_the_channel_test(brand: Any) -> None:
    adapter = brand.platform.adapter
    steps = await adapter.test(brand.access)
    assert [(step.name, step.ok, step.detail) for step in steps] == [
        ("settings", True, ""),
        ("account", True, "演示账号"),
    ]
    waiting = replace(brand.access, secrets={"client_secret": brand.app["secret"]})
    assert (await adapter.test(waiting))[-1].detail == "账号还没有授权"
    assert not (await adapter.test(replace(brand.access, secrets={})))[-1].ok
    banned = {"platform": "bilibili", "account": brand.app["app_id"], "why": "abuse"}
    await brand.control.post("/emulator/bans", json=banned)
    assert "quota -412" in (await adapter.test(brand.access))[-1].detail


async def test_nothing_is_sent(brand: Any) -> None:
    with pytest.raises(SendRefused) as caught:
        await brand.platform.adapter.send(brand.access, Wire("message", {}, "k"))
    assert (caught.value.kind, caught.value.code) == ("permanent", "wire_kind")


async def test_where_the_account_says_yes(brand: Any) -> None:
    url = brand.platform.account_login.url(brand.access, "https://x.test/b", "st")
    assert url.startswith("https://account.bilibili.com/pc/account-pc/auth/oauth?client_id=")
    assert "gourl=https%3A%2F%2Fx.test%2Fb&state=st" in url


async def test_nothing_is_taken(brand: Any) -> None:
    door = BilibiliDoor()
    for refuse in (
        lambda: door.verify_url(brand.access, {}),
        lambda: door.open(brand.access, {}, {}, b""),
        lambda: door.parse(b"{}"),
    ):
        with pytest.raises(CallbackRejected):
            refuse()


@given(st.text(max_size=20), st.binary(max_size=50))
def test_the_signature_as_the_page_explains_it(nonce: str, body: bytes) -> None:
    made = seals.headers("id", "secret", nonce, 1624594467, body)
    text = (
        "x-bili-accesskeyid:id\n"
        f"x-bili-content-md5:{hashlib.md5(body).hexdigest()}\n"
        "x-bili-signature-method:HMAC-SHA256\n"
        f"x-bili-signature-nonce:{nonce}\n"
        "x-bili-signature-version:2.0\n"
        "x-bili-timestamp:1624594467"
    )
    expected = hmac.new(b"secret", text.encode(), hashlib.sha256).hexdigest()
    assert made["authorization"] == expected
