"""Official account and mini program over the wire: our clients and doors against an emulator that
was written apart, from the same facts, and checks every request by rules of its own.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.emulator.stage import open_test_world, served
from tests.platforms.cast import MemoryTokens, Unmetered
from tests.platforms.emulated import Doors, Emulated, until
from tests.platforms.loopback import Asked, Reply, loopback
from tests.support import net

from pond_emulator.app import App
from pond_emulator.world import World
from pondkeeper.domain.channels.facts import account as a
from pondkeeper.domain.channels.facts import mini as m
from pondkeeper.domain.channels.facts import people as p
from pondkeeper.domain.channels.facts.account import PassiveReply
from pondkeeper.domain.channels.limits import ZONE
from pondkeeper.domain.channels.ports import ChannelAccess, Platform, SendRefused, Wire
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground, build

GREETING = "你好，小林为你服务 & <谢谢>"


class Greeting(Doors):
    """A door that answers 'hi' at once and everything else with success."""

    async def __call__(self, asked: Asked) -> Reply:
        reply = await super().__call__(asked)
        platform, access = self.channels[asked.path]
        if asked.method == "GET" or platform.replies is None:
            return reply
        plain = platform.door.open(access, asked.query, asked.headers, asked.body)
        [fact, *_] = platform.door.parse(plain)
        if not isinstance(fact, p.Messaged) or fact.text != "hi":
            return reply
        answer = PassiveReply("text", GREETING)
        return Reply(platform.replies.reply(access, asked.query, plain, answer, datetime.now(UTC)))


@dataclass
class Account:
    world: Emulated
    http: Http
    platform: Platform
    access: ChannelAccess
    inside: World

    @property
    def appid(self) -> str:
        return self.access.settings["app_id"]

    async def person(self, name: str = "安然", **more: Any) -> int:
        made = await self.world.do("POST", "people", {"name": name, **more})
        return int(made["person_id"])

    async def does(self, person: int, act: str, **body: Any) -> Any:
        path = f"people/{person}/weixin/{act}"
        return await self.world.do("POST", path, {"appid": self.appid, **body})

    async def fan(self, name: str = "安然") -> tuple[int, str]:
        person = await self.person(name)
        return person, (await self.does(person, "follow"))["openid"]

    async def shown(self, openid: str) -> list[dict[str, Any]]:
        told = await self.world.do("GET", f"accounts/{self.appid}/people")
        return [one for one in told["messages"] if one["openid"] == openid]

    async def send(self, kind: str, key: str = "k", **body: Any) -> str:
        wire = Wire(kind, body, key)
        return (await self.platform.adapter.send(self.access, wire)).provider_id

    async def refused(self, kind: str, **body: Any) -> str:
        with pytest.raises(SendRefused) as caught:
            await self.send(kind, **body)
        return caught.value.code


@asynccontextmanager
async def opened(home: Path, kind: str, **more: Any) -> AsyncIterator[Account]:
    """An account on the emulator, which runs in this process: its clock can be steered."""
    inside, doors = open_test_world(home), Greeting()
    async with (
        served(App(inside)) as base,
        net.client(base) as control,
        loopback(doors) as listener,
        Http() as http,
    ):
        world = Emulated(base, control, doors, listener)
        yield await _made(world, http, inside, kind, more)
    inside.store.close()


async def _made(
    world: Emulated, http: Http, inside: World, kind: str, more: dict[str, Any]
) -> Account:
    platform = build(Ground(http, MemoryTokens(), SystemClock(), Unmetered()))[kind]
    made = await world.do("POST", "accounts", {"kind": kind, "name": "塘边", **more})
    secrets = {"app_secret": made["secret"], "callback_token": made["token"]}
    if made["mode"] == "safe":
        secrets["encoding_aes_key"] = made["encoding_aes_key"]
    settings = {"app_id": made["appid"]}
    access = ChannelAccess(1, 7, kind, world.base_url, "pk", settings, secrets)
    world.doors.channels["/callbacks/wx"] = (platform, access)
    url = f"{world.listener.base_url}/callbacks/wx"
    await world.do("PUT", f"accounts/{made['appid']}/callback", {"url": url})
    return Account(world, http, platform, access, inside)


@pytest.fixture(params=["safe", "plain"])
async def oa(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Account]:
    mode = getattr(request, "param", "safe")
    async with opened(tmp_path, "official_account", mode=mode) as made:
        yield made


@pytest.fixture(params=["json", "xml"])
async def mini(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Account]:
    shape = getattr(request, "param", "json")
    async with opened(tmp_path, "mini_program", format=shape) as made:
        yield made


safe = pytest.mark.parametrize("oa", ["safe"], indirect=True)
in_json = pytest.mark.parametrize("mini", ["json"], indirect=True)


async def test_people_come_write_are_answered_and_go(oa: Account) -> None:
    assert oa.platform.followers
    assert all(step.ok for step in await oa.platform.adapter.test(oa.access))
    person, openid = await oa.fan()
    assert (await oa.world.doors.told(p.Followed)).external_id == openid
    await oa.does(person, "write", text="hi")
    wrote = await oa.world.doors.told(p.Messaged)
    assert (wrote.external_id, wrote.text, wrote.kind) == (openid, "hi", "text")
    await _shown(oa, openid, "passive")
    passive = [one for one in await oa.shown(openid) if one["kind"] == "passive"]
    assert passive[0]["body"]["text"] == {"content": GREETING}
    follower = await oa.platform.followers.get(oa.access, openid)
    assert (follower.follows, follower.scene) == (True, "ADD_SCENE_SEARCH")
    assert [one async for one in oa.platform.followers.ids(oa.access)] == [openid]
    await oa.does(person, "unfollow")
    assert (await oa.world.doors.told(p.Unfollowed)).external_id == openid
    assert (
        await oa.platform.followers.get_many(oa.access, [openid])
        == [a.Follower(openid, follows=False, unionid=follower.unionid)]
        or not (await oa.platform.followers.get(oa.access, openid)).follows
    )


async def _shown(oa: Account, openid: str, kind: str) -> None:
    for _ in range(500):
        if any(one["kind"] == kind for one in await oa.shown(openid)):
            return
    pytest.fail(f"nothing of the kind {kind} was shown")


@safe
async def test_a_code_brings_its_state_with_new_and_known_people(oa: Account) -> None:
    assert oa.platform.scene_codes
    code = await oa.platform.scene_codes.make(oa.access, "pond-a1", expires_in_s=600)
    assert code.expires_in_s == 600
    picture = await oa.http.request("GET", code.picture_url)
    assert picture.content.startswith(b"\x89PNG")
    person = await oa.person()
    await oa.does(person, "scan", ticket=code.ticket)
    assert (await oa.world.doors.told(p.Followed)).state == "pond-a1"
    await oa.does(person, "scan", ticket=code.ticket)
    assert (await oa.world.doors.told(a.CodeScanned)).state == "pond-a1"
    forever = await oa.platform.scene_codes.make(oa.access, "pond-a2")
    assert forever.expires_in_s is None


@safe
async def test_a_window_is_used_up_and_another_opens(oa: Account) -> None:
    person, openid = await oa.fan()
    hello: dict[str, Any] = {"openid": openid, "message": {"kind": "text", "text": "在"}}
    for _ in range(3):
        await oa.send("custom", **hello)
    assert await oa.refused("custom", **hello) == "45047"
    await oa.does(person, "write", text="在吗")
    await oa.send("custom", **hello)
    link = {"kind": "link", "title": "新品", "url": "https://pond.example/a"}
    choices = [{"id": "1", "text": "满意"}]
    for message in (link, {"kind": "menu", "head": "满意吗", "choices": choices}):
        await oa.send("custom", openid=openid, message=message)
    assert oa.platform.media
    media_id = await oa.platform.media.upload(oa.access, name="a.png", content=PNG)
    await oa.send("custom", openid=openid, message={"kind": "image", "media_id": media_id})
    await oa.does(person, "refuse")
    assert await oa.refused("custom", **hello) == "48002"


@safe
async def test_labels_menus_and_who_sees_which(oa: Account) -> None:
    followers, menus = oa.platform.followers, oa.platform.menus
    assert followers
    assert menus
    person, openid = await oa.fan()
    assert await menus.get(oa.access) == []
    new = a.Button("上新", "click", "NEW")
    site = a.Button("官网", "view", url="https://pond.example")
    await menus.set(oa.access, [new, a.Button("更多", below=(site,))])
    await oa.does(person, "click", name="上新")
    pressed = await oa.world.doors.told(a.MenuPressed)
    assert (pressed.external_id, pressed.kind, pressed.key) == (openid, "click", "NEW")
    tag = await followers.add_tag(oa.access, "老客")
    assert tag in await followers.tags(oa.access)
    menu_id = await menus.add_conditional(oa.access, [site], a.MenuRule(tag.tag_id))
    assert len(await menus.seen_by(oa.access, openid)) == 2
    await followers.mark(oa.access, tag.tag_id, [openid])
    assert [one async for one in followers.tagged(oa.access, tag.tag_id)] == [openid]
    assert await menus.seen_by(oa.access, openid) == (site,)
    [whole, some] = await menus.get(oa.access)
    assert whole.buttons == (new, a.Button("更多", below=(site,)))
    assert (some.menu_id, some.rule) == (menu_id, a.MenuRule(tag.tag_id))
    await menus.delete_conditional(oa.access, menu_id)
    await menus.delete(oa.access)
    await followers.unmark(oa.access, tag.tag_id, [openid])
    await followers.remark(oa.access, openid, "安然")
    known = await followers.get(oa.access, openid)
    assert (known.remark, known.tag_ids) == ("安然", ())
    await followers.delete_tag(oa.access, tag.tag_id)


@safe
async def test_notices_prompts_and_what_became_of_them(oa: Account) -> None:
    assert oa.platform.templates
    person, openid = await oa.fan()
    template = await add_template(oa, "402")
    [known] = await oa.platform.templates.templates(oa.access)
    assert (known.template_id, known.use) == (template, "once")
    data = {"character_string1": "P1", "thing2": "粉底刷"}
    body: dict[str, Any] = {"openid": openid, "template_id": template, "data": data}
    assert await oa.refused("subscribe", **body) == "43101"
    await oa.does(person, "prompt", answers={template: "accept"})
    asked = await oa.world.doors.told(a.PromptAnswered)
    assert (asked.external_id, asked.template_id, asked.accepted) == (openid, template, True)
    await oa.send("subscribe", **body)
    outcome = await oa.world.doors.told(a.MessageOutcome)
    assert (outcome.external_id, outcome.state, outcome.template_id) == (openid, "sent", template)
    await oa.does(person, "withdraw", template_id=template)
    await until(lambda: not last(oa, a.PromptAnswered).accepted)


@safe
async def test_a_message_to_many_is_found_again_by_our_number(oa: Account) -> None:
    fans = [(await oa.fan(name))[1] for name in ("甲", "乙")]
    body: dict[str, Any] = {"to": {"all": True}, "message": {"kind": "text", "text": "上新"}}
    first = await oa.send("mass", "m-1", **body)
    assert await oa.send("mass", "m-1", **body) == first
    ended = await oa.world.doors.told(a.MassFinished)
    assert (ended.provider_id, ended.ok, ended.total, ended.sent) == (first, True, 2, 2)
    await oa.world.do(
        "POST", "faults", {"kind": "drop", "prefix": "/cgi-bin/message/mass", "count": 1}
    )
    listed: dict[str, Any] = {"to": {"openids": fans}, "message": {"kind": "text", "text": "再来"}}
    second = await oa.send("mass", "m-2", **listed)
    assert (await oa.world.doors.told(a.MassFinished, 2)).provider_id == second
    assert [one["kind"] for one in await oa.shown(fans[0])].count("mass") == 2


@safe
async def test_an_article_from_draft_to_page(oa: Account) -> None:
    articles, files = oa.platform.articles, oa.platform.article_files
    assert articles
    assert files
    cover = await files.cover(oa.access, name="a.png", content=PNG)
    inside = await files.picture(oa.access, name="b.png", content=PNG)
    article = a.Article("敏感肌", f'<p><img src="{inside}"></p>', cover, "林美", "摘要")
    draft_id = await articles.add(oa.access, [article])
    [draft] = [one async for one in articles.drafts(oa.access)]
    assert (draft.draft_id, draft.articles[0].title) == (draft_id, "敏感肌")
    changed = a.Article("敏感肌怎么选", article.content, cover)
    await articles.update(oa.access, draft_id, 0, changed)
    assert (await articles.get(oa.access, draft_id)).articles[0].title == "敏感肌怎么选"
    publish_id = await articles.publish(oa.access, draft_id)
    told = (await oa.world.doors.told(a.PublishFinished)).publication
    assert (told.publish_id, told.state) == (publish_id, "done")
    assert await articles.publication(oa.access, publish_id) == told
    [shown] = [one async for one in articles.published(oa.access)]
    assert (shown.article_id, shown.title) == (told.article_id, "敏感肌怎么选")
    page = await oa.http.request("GET", told.urls[0])
    assert "敏感肌怎么选" in page.content.decode()
    await articles.withdraw(oa.access, told.article_id)
    spare = await articles.add(oa.access, [article])
    await articles.delete(oa.access, spare)


@safe
async def test_how_often_an_article_was_read_is_known_the_day_after(oa: Account) -> None:
    assert oa.platform.articles
    assert oa.platform.article_files
    person, _ = await oa.fan()
    cover = await oa.platform.article_files.cover(oa.access, name="a.png", content=PNG)
    draft_id = await oa.platform.articles.add(oa.access, [a.Article("敏感肌", "<p>…</p>", cover)])
    message = {"kind": "article", "draft_id": draft_id}
    await oa.send("mass", "m-1", to={"all": True}, message=message)
    assert (await oa.world.doors.told(a.MassFinished)).ok
    await oa.does(person, "read", media_id=draft_id, share=True)
    day = datetime.fromtimestamp(oa.inside.clock.world(), ZONE).date()
    with pytest.raises(SendRefused, match="6150"):
        await oa.platform.articles.totals(oa.access, day)
    oa.inside.clock.steer(oa.inside.clock.world() + 86400)
    [total] = await oa.platform.articles.totals(oa.access, day)
    assert (total.title, total.sent_on, total.day) == ("敏感肌", day, day)
    assert (total.readers, total.reads, total.shares) == (1, 1, 1)


@safe
async def test_who_opens_a_page_and_its_signature(oa: Account) -> None:
    assert oa.platform.web_login
    assert oa.platform.scripts
    person, openid = await oa.fan("木木")
    url = oa.platform.web_login.url(oa.access, "http://127.0.0.1:9/in", "s1", ask=True)
    there = url.split("#", 1)[0] + f"&person={person}"
    sent = await oa.http.request("GET", there)
    back = dict(parse_qsl(urlsplit(sent.headers["location"]).query))
    who = await oa.platform.web_login.person(oa.access, back["code"], ask=True)
    assert (back["state"], who.external_id, who.name) == ("s1", openid, "木木")
    with pytest.raises(SendRefused, match="40163"):
        await oa.platform.web_login.person(oa.access, back["code"])
    signed = await oa.platform.scripts.sign(oa.access, "https://pond.example/a", agent=False)
    assert len(signed.signature) == 40


async def test_a_mini_program_knows_who_opens_it(mini: Account) -> None:
    sessions = mini.platform.sessions
    assert sessions
    assert all(step.ok for step in await mini.platform.adapter.test(mini.access))
    person = await mini.person("木木", phone="13800138000")
    visit = await mini.does(person, "visit")
    who = await sessions.login(mini.access, visit["code"])
    assert who.external_id == visit["openid"]
    said = sessions.unseal(mini.access, who.session_key, visit["encrypted_data"], visit["iv"])
    assert (said["openId"], said["unionId"]) == (who.external_id, who.unionid)
    with pytest.raises(SendRefused, match="40163"):
        await sessions.login(mini.access, visit["code"])
    code = (await mini.does(person, "phone"))["code"]
    assert await sessions.phone(mini.access, code) == m.Phone("13800138000", "86")
    await mini.does(person, "session", source="order-1")
    assert (await mini.world.doors.told(a.SessionEntered)).state == "order-1"
    hello: dict[str, Any] = {"openid": who.external_id, "message": {"kind": "text", "text": "在"}}
    await mini.send("custom", **hello)
    await mini.send("custom", **hello)
    assert await mini.refused("custom", **hello) == "45047"
    await mini.does(person, "write", text="在吗")
    assert (await mini.world.doors.told(p.Messaged)).text == "在吗"
    await mini.does(person, "revoke")
    revoked = await mini.world.doors.told(p.ConsentChanged)
    assert (revoked.external_id, revoked.given) == (who.external_id, False)


async def test_prompts_are_used_up_one_by_one(mini: Account) -> None:
    assert mini.platform.templates
    person = await mini.person()
    openid = (await mini.does(person, "visit"))["openid"]
    template = await add_template(mini, "403")
    [known] = await mini.platform.templates.templates(mini.access)
    assert (known.template_id, known.fields) == (template, ("thing1", "amount2"))
    await mini.does(person, "prompt", answers={template: "accept"})
    assert (await mini.world.doors.told(a.PromptAnswered)).accepted
    data = {"thing1": "粉底刷", "amount2": "149.00元"}
    body: dict[str, Any] = {
        "openid": openid,
        "template_id": template,
        "page": "pages/a",
        "data": data,
    }
    await mini.send("subscribe", **body)
    outcome = await mini.world.doors.told(a.MessageOutcome)
    assert (outcome.external_id, outcome.state) == (openid, "sent")
    assert await mini.refused("subscribe", **body) == "43101"


@in_json
async def test_codes_links_and_checks(mini: Account) -> None:
    codes, check = mini.platform.mini_codes, mini.platform.content_check
    assert codes
    assert check
    code = await codes.code(mini.access, "a=1&b=2", page="pages/index/index")
    assert (code.content[:4], code.content_type) == (b"\x89PNG", "image/png")
    assert (await codes.code_of_path(mini.access, "pages/a?x=1")).content[:4] == b"\x89PNG"
    assert (await codes.url_link(mini.access, "/pages/shop", "c=1")).startswith("http")
    assert (await codes.scheme(mini.access, "/pages/shop", "c=2")).startswith("weixin://")
    openid = (await mini.does(await mini.person(), "visit"))["openid"]
    good = await check.text(mini.access, openid, "你好", "comment")
    bad = await check.text(mini.access, openid, "代开发票请加我", "comment")
    assert (good.suggest, bad.suggest) == ("pass", "risky")
    url = "https://pond.example/a.png"
    trace = await check.media(mini.access, openid, url, "image", "profile")
    assert (await mini.world.doors.told(m.MediaChecked)).trace_id == trace


@in_json
async def test_what_was_paid_is_told_as_sent(mini: Account) -> None:
    assert mini.platform.shipping
    openid = (await mini.does(await mini.person(), "visit"))["openid"]
    now = mini.inside.clock.world()
    mini.inside.store.run(
        "insert into pay_order (mchid, out_trade_no, prepay_id, appid, openid, description, total,"
        " notify_url, state, created, transaction_id, success_time) values"
        " ('1', 'P1', 'wx1', ?, ?, '粉底刷', 14900, '', 'SUCCESS', ?, 'T1', ?)",
        *(mini.appid, openid, now, now),
    )
    at = datetime.fromtimestamp(now, UTC)
    parcel = m.Parcel("粉底刷*1", "SF1", "SF", "138****8000")
    await mini.platform.shipping.ship(
        mini.access, m.Shipment("T1", openid, "express", (parcel,), at)
    )
    known = await mini.platform.shipping.order(mini.access, "T1")
    assert (known.state, known.paid_fen, known.out_trade_no) == ("shipped", 14900, "P1")
    day = timedelta(days=1)
    walk = mini.platform.shipping.orders(mini.access, since=at - day, until=at + day)
    assert [one.transaction_id async for one in walk] == ["T1"]


async def add_template(account: Account, tid: str) -> str:
    """Take a template out of the platform's library, by a row that has no code of its own."""
    token = await _token(account)
    address = f"{account.world.base_url}/wxaapi/newtmpl/addtemplate"
    body = json.dumps({"tid": tid, "kidList": [1, 2], "sceneDesc": "发货"}).encode()
    answer = await account.http.request(
        "POST", address, params={"access_token": token}, content=body
    )
    return str(json.loads(answer.content)["priTmplId"])


async def _token(account: Account) -> str:
    body = {
        "grant_type": "client_credential",
        "appid": account.appid,
        "secret": account.access.secrets["app_secret"],
    }
    address = f"{account.world.base_url}/cgi-bin/stable_token"
    answer = await account.http.request("POST", address, content=json.dumps(body).encode())
    return str(json.loads(answer.content)["access_token"])


def last(account: Account, kind: type[Any]) -> Any:
    return [fact for fact in account.world.doors.facts if isinstance(fact, kind)][-1]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8"
    "cf500f00038601805a347d6b0000000049454e44ae426082"
)
