"""All of WeCom over the wire, against an emulator that was written apart from the same pages."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from tests.platforms.cast import MemoryTokens, Unmetered
from tests.platforms.emulated import DEADLINE_S, Doors, Emulated, emulated
from tests.platforms.loopback import Asked, Reply

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import group as g
from pondkeeper.domain.channels.facts import inside as i
from pondkeeper.domain.channels.facts import link as k
from pondkeeper.domain.channels.facts import reach as r
from pondkeeper.domain.channels.facts import rule as rules
from pondkeeper.domain.channels.facts import service as s
from pondkeeper.domain.channels.facts.people import Messaged
from pondkeeper.domain.channels.ports import ChannelAccess, Platform, SendRefused, Wire
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.http import Http
from pondkeeper.platforms import wecom
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.wecom import client
from pondkeeper.platforms.wecom import endpoints as e

pytestmark = pytest.mark.asyncio(loop_scope="module")

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
DAY = timedelta(days=1)


@dataclass
class Corp:
    """One corporation with an application, two members and a store department."""

    world: Emulated
    platform: Platform
    access: ChannelAccess
    corpid: str
    caller: Caller

    async def do(self, method: str, path: str, body: Any = None) -> Any:
        return await self.world.do(method, f"corps/{self.corpid}/{path}", body)

    async def person(self, name: str) -> int:
        made = await self.world.do("POST", "people", {"name": name, "gender": 2})
        return int(made["person_id"])

    async def friend(self, name: str) -> tuple[int, f.ContactAdded]:
        """Somebody new scans a code of Mei's."""
        assert self.platform.ways
        way = f.ContactWay(("mei",), "pond-a1", "包裹卡")
        code = await self.platform.ways.add(self.access, way)
        person = await self.person(name)
        known = sum(isinstance(fact, f.ContactAdded) for fact in self.world.doors.facts)
        path = f"people/{person}/scan"
        await self.world.do("POST", path, {"config_id": code.config_id})
        return person, await self.world.doors.told(f.ContactAdded, known + 1)

    async def dispatched(self, task_id: str) -> list[r.MemberTask]:
        """Return who must confirm; asked too soon, WeCom answers that it is still handing out."""
        assert self.platform.masses
        async with asyncio.timeout(DEADLINE_S):
            while True:
                try:
                    return [one async for one in self.platform.masses.members(self.access, task_id)]
                except SendRefused as refused:
                    if refused.code != "41063":
                        raise
                    await asyncio.sleep(0.05)

    async def send(self, kind: str, body: dict[str, Any], key: str = "key1") -> str:
        sent = await self.platform.adapter.send(self.access, Wire(kind, body, key))
        return sent.provider_id


@dataclass
class Street:
    """Takes each callback to the doors of the corporation it is for."""

    doors: dict[str, Doors] = field(default_factory=dict)

    async def __call__(self, asked: Asked) -> Reply:
        return await self.doors[asked.path](asked)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def emulator(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Emulated]:
    async with emulated(tmp_path_factory.mktemp("world")) as world:
        world.listener.answer = Street()
        yield world


@pytest_asyncio.fixture(loop_scope="module")
async def corp(emulator: Emulated) -> AsyncIterator[Corp]:
    street = emulator.listener.answer
    assert isinstance(street, Street)
    world = replace(emulator, doors=Doors())
    async with Http() as http:
        ground = Ground(http, MemoryTokens(), SystemClock(), Unmetered())
        platform = wecom.build(ground)
        corpid = (await world.do("POST", "corps", {"name": "塘边咖啡"}))["corpid"]
        app = await world.do("POST", f"corps/{corpid}/apps", {})
        secrets = {
            "secret": app["secret"],
            "callback_token": app["token"],
            "encoding_aes_key": app["encoding_aes_key"],
        }
        settings = {"corp_id": corpid, "agent_id": str(app["agentid"])}
        access = ChannelAccess(1, 1, "wecom", world.base_url, "pk", settings, secrets)
        path = f"/callbacks/{corpid}"
        world.doors.channels = {path: (platform, access)}
        street.doors[path] = world.doors
        made = Corp(world, platform, access, corpid, client.build(ground))
        url = f"{world.listener.base_url}{path}"
        await made.do("PUT", f"apps/{app['agentid']}/callback", {"url": url})
        members = [{"userid": "mei", "name": "梅"}, {"userid": "bo", "name": "波"}]
        await made.do("POST", "members", {"members": members})
        yield made


async def test_a_mass_message_is_confirmed_by_one_and_counted(corp: Corp) -> None:
    masses = corp.platform.masses
    assert masses
    await corp.do("POST", "habits", {"confirm": 0, "delay": 0, "seed": 1})
    _, an = await corp.friend("安然")
    task = await corp.send("mass", {"external_ids": [an.external_id], "text": "上新"})
    await masses.remind(corp.access, task)
    assert await corp.dispatched(task) == [r.MemberTask("mei", False)]
    (waits,) = [one async for one in masses.outcomes(corp.access, task, "mei")]
    assert (waits.state, waits.external_id) == ("waiting", an.external_id)
    await corp.do("POST", "members/mei/confirm", {"msgid": task})
    (done,) = [one async for one in masses.members(corp.access, task)]
    assert (done.member_id, done.done) == ("mei", True)
    (sent,) = [one async for one in masses.outcomes(corp.access, task, "mei")]
    assert sent.state == "sent"
    assert sent.at is not None
    now = datetime.now(UTC)
    found = [
        one async for one in masses.recent(corp.access, "single", since=now - DAY, until=now + DAY)
    ]
    assert [(one.task_id, one.text, one.maker) for one in found] == [(task, "上新", "company")]


async def test_a_fifth_mass_message_in_a_month_reaches_nobody(corp: Corp) -> None:
    masses = corp.platform.masses
    assert masses
    await corp.world.do("POST", "limits", {"platform": "wecom", "preset": "strict"})
    await corp.do("POST", "habits", {"confirm": 0, "delay": 0, "seed": 1})
    _, an = await corp.friend("安然")
    outcomes = []
    for _ in range(5):
        task = await corp.send("mass", {"external_ids": [an.external_id], "text": "上新"})
        await corp.dispatched(task)
        await corp.do("POST", "members/mei/confirm", {"msgid": task})
        (last,) = [one async for one in masses.outcomes(corp.access, task, "mei")]
        outcomes.append(last.state)
    await corp.world.do("POST", "limits", {"platform": "wecom", "preset": "current"})
    assert outcomes == ["sent", "sent", "sent", "sent", "limit"]


async def test_a_cancelled_mass_message_can_no_longer_be_confirmed(corp: Corp) -> None:
    masses = corp.platform.masses
    assert masses
    await corp.do("POST", "habits", {"confirm": 0, "delay": 0, "seed": 1})
    _, an = await corp.friend("安然")
    task = await corp.send("mass", {"external_ids": [an.external_id], "text": "上新"})
    await masses.cancel(corp.access, task)
    done = await corp.do("POST", "members/mei/confirm", {"msgid": task})
    assert done["confirmed"] == 0
    with pytest.raises(SendRefused) as caught:
        await masses.remind(corp.access, task)
    assert caught.value.code == "41093"


async def test_a_moment_is_published_seen_and_liked(corp: Corp) -> None:
    moments, attachments = corp.platform.moments, corp.platform.attachments
    assert moments
    assert attachments
    await corp.do("POST", "habits", {"confirm": 0, "delay": 0, "seed": 1})
    person, an = await corp.friend("安然")
    media = await attachments.upload(corp.access, name="春.png", content=PNG)
    body = {
        "text": "春天来了",
        "attachments": [{"kind": "image", "media_id": media}],
        "member_ids": ["mei"],
    }
    job_id = await corp.send("moment", body)
    job = await moments.job(corp.access, job_id)
    for _ in range(100):
        if job.state != "working":
            break
        job = await moments.job(corp.access, job_id)
    assert job.state == "done"
    (waits,) = [one async for one in moments.members(corp.access, job.moment_id)]
    assert (waits.member_id, waits.done) == ("mei", False)
    await corp.do("POST", "members/mei/confirm", {"msgid": job.moment_id})
    seen = [one async for one in moments.shown(corp.access, job.moment_id, "mei")]
    assert seen == [an.external_id]
    like = {"moment_id": job.moment_id, "kind": "like"}
    await corp.world.do("POST", f"people/{person}/moment", like)
    (reaction,) = await moments.reactions(corp.access, job.moment_id, "mei")
    assert (reaction.kind, reaction.external_id) == ("like", an.external_id)
    now = datetime.now(UTC)
    found = [one async for one in moments.recent(corp.access, since=now - DAY, until=now + DAY)]
    assert [(one.moment_id, one.text) for one in found] == [(job.moment_id, "春天来了")]


async def test_a_code_leads_into_a_group_that_is_read_and_left(corp: Corp) -> None:
    groups, ways = corp.platform.groups, corp.platform.join_ways
    assert groups
    assert ways
    made = await corp.do("POST", "groups", {"owner": "mei", "name": "老客群"})
    await corp.world.doors.told(g.GroupChanged)
    group_id = made["chat_id"]
    way = await ways.add(corp.access, g.JoinWay((group_id,), "pond-g1", "门店"))
    assert way.qr_url.startswith("http")
    person = await corp.person("安然")
    await corp.world.do("POST", f"people/{person}/join", {"config_id": way.config_id})
    joined = await corp.world.doors.told(g.GroupChanged, 2)
    assert (joined.group_id, joined.change, joined.count) == (group_id, "joined", 1)
    found = await groups.get(corp.access, group_id)
    (customer,) = [one for one in found.members if one.external_id]
    assert (found.owner_id, found.name) == ("mei", "老客群")
    assert (customer.name, customer.state, customer.way) == ("安然", "pond-g1", 3)
    listed = [one async for one in groups.walk(corp.access, owner_ids=["mei"])]
    assert listed == [g.GroupListed(group_id, "normal")]
    await corp.world.do("POST", f"people/{person}/leave", {"chat_id": group_id})
    left = await corp.world.doors.told(g.GroupChanged, 3)
    assert left.change == "left"
    await ways.update(corp.access, way.config_id, g.JoinWay((group_id,), "pond-g2"))
    await ways.delete(corp.access, way.config_id)
    with pytest.raises(SendRefused):
        await ways.delete(corp.access, way.config_id)


async def test_groups_are_counted_and_go_to_another_owner(corp: Corp) -> None:
    groups, handover = corp.platform.groups, corp.platform.group_handover
    assert groups
    assert handover
    chats = [await corp.do("POST", "groups", {"owner": "mei", "name": f"群{n}"}) for n in range(2)]
    ids = [one["chat_id"] for one in chats]
    failed = await handover.move(corp.access, [*ids, "wrNobody"], to_member_id="bo", left=False)
    assert [one.group_id for one in failed] == ["wrNobody"]
    assert (await groups.get(corp.access, ids[0])).owner_id == "bo"
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    span = {"since": today - DAY, "until": today, "owner_ids": ["bo"]}
    counts = [one async for one in groups.counts(corp.access, **span)]
    assert all(one.owner_id == "bo" for one in counts)
    await groups.daily_counts(corp.access, **span)


async def test_a_welcome_for_groups_and_labels_that_change(corp: Corp) -> None:
    welcomes, tagger, keeper = (
        corp.platform.group_welcomes,
        corp.platform.tagger,
        corp.platform.tag_keeper,
    )
    assert welcomes
    assert tagger
    assert keeper
    template = await welcomes.add(corp.access, {"text": "欢迎 %NICKNAME%"})
    await welcomes.update(corp.access, template, {"text": "你好"})
    await welcomes.delete(corp.access, template)
    tag = await tagger.add_tag(corp.access, "来源", "包裹卡")
    await keeper.rename(corp.access, tag.tag_id, "快递")
    assert [one.name for one in await tagger.tags(corp.access)] == ["快递"]
    told = {"change": "update", "id": tag.tag_id, "name": "卡片"}
    await corp.do("POST", "tags", told)
    fact = await corp.world.doors.told(i.LabelChanged)
    assert (fact.label_id, fact.change) == (tag.tag_id, "changed")
    await keeper.delete(corp.access, tag_ids=[tag.tag_id])
    assert await tagger.tags(corp.access) == []


async def test_a_link_brings_somebody_and_costs_quota(corp: Corp) -> None:
    links = corp.platform.links
    assert links
    await corp.do("POST", "acquisition", {"balance": 30})
    before = await links.quota(corp.access)
    made = await links.add(corp.access, k.LinkDraft("门店", ("mei",)))
    channel = parse_qs(urlsplit(links.with_state(made.url, "shelf-1")).query)["customer_channel"]
    person = await corp.person("安然")
    click = {"link_id": made.link_id, "customer_channel": channel[0]}
    came = await corp.world.do("POST", f"people/{person}/click", click)
    added = await corp.world.doors.told(f.ContactAdded)
    assert (added.external_id, added.state) == (came["external_userid"], "shelf-1")
    (customer,) = [one async for one in links.customers(corp.access, made.link_id)]
    assert (customer.external_id, customer.member_id) == (added.external_id, "mei")
    assert (await links.quota(corp.access)).left == before.left - 1
    today = datetime.now(UTC).date()
    counts = await links.counts(corp.access, made.link_id, since=today - DAY, until=today + DAY)
    assert (counts.opened, counts.added) == (1, 1)
    assert [one async for one in links.ids(corp.access)] == [made.link_id]
    await links.update(corp.access, made.link_id, k.LinkDraft("新名", ("bo",)))
    assert (await links.get(corp.access, made.link_id)).member_ids == ("bo",)
    await links.delete(corp.access, made.link_id)


async def test_a_conversation_in_customer_service(corp: Corp) -> None:
    service, media = corp.platform.service, corp.platform.media
    assert service
    assert media
    picture = await media.upload(corp.access, name="头像.png", content=PNG)
    account = await service.add_account(corp.access, "塘边客服", media_id=picture)
    (added,) = await service.add_servicers(corp.access, account, member_ids=["mei"])
    assert added.code == ""
    assert [one.member_id for one in await service.servicers(corp.access, account)] == ["mei"]
    assert [one.name async for one in service.accounts(corp.access)] == ["塘边客服"]
    assert (await service.entry(corp.access, account, scene="parcel")).startswith("http")

    person = await corp.person("安然")
    where = {"open_kfid": account, "scene": "parcel"}
    await corp.world.do("POST", f"people/{person}/kf/enter", where)
    called = await corp.world.doors.told(s.ServiceCalled)
    page = await service.sync(corp.access, account, token=called.token)
    (entered,) = [one for one in page.told if isinstance(one, s.ServiceEntered)]
    assert entered.scene == "parcel"
    await corp.send("kf_event", {"code": entered.welcome_code, "text": "欢迎"})
    with pytest.raises(SendRefused):
        await corp.send("kf_event", {"code": entered.welcome_code, "text": "欢迎"}, "key2")

    await corp.world.do("POST", f"people/{person}/kf", {"open_kfid": account, "text": "在吗"})
    called = await corp.world.doors.told(s.ServiceCalled, 2)
    page = await service.sync(corp.access, account, cursor=page.cursor, token=called.token)
    (asked,) = [one for one in page.told if isinstance(one, Messaged)]
    assert (asked.text, asked.conversation_id) == ("在吗", account)
    answer = {"account_id": account, "external_id": asked.external_id, "text": "在的"}
    for n in range(5):
        await corp.send("kf", answer, f"answer{n}")
    with pytest.raises(SendRefused) as caught:
        await corp.send("kf", answer, "answer6")
    assert caught.value.code == "95001"
    (customer,) = await service.customers(corp.access, [asked.external_id])
    assert customer.name == "安然"
    await service.move(corp.access, account, asked.external_id, "staff", member_id="mei")
    standing = await service.standing(corp.access, account, asked.external_id)
    assert standing == s.ServiceStanding("staff", "mei")
    await service.move(corp.access, account, asked.external_id, "ended")
    await service.delete_account(corp.access, account)


async def test_staff_sign_in_and_pages_are_signed(corp: Corp) -> None:
    login, scripts = corp.platform.login, corp.platform.scripts
    assert login
    assert scripts
    for within in (True, False):
        address = login.address(
            corp.access, redirect="http://127.0.0.1/back", state="s1", within=within
        )
        parts = urlsplit(address)
        answer = await corp.world.control.get(f"{parts.path}?{parts.query}&as=mei")
        back = parse_qs(urlsplit(answer.headers["location"]).query)
        assert back["state"] == ["s1"]
        assert (await login.who(corp.access, back["code"][0])).member_id == "mei"
        with pytest.raises(SendRefused):
            await login.who(corp.access, back["code"][0])
    signed = await scripts.sign(corp.access, "http://127.0.0.1/sidebar", agent=True)
    assert signed.agent_id == corp.access.settings["agent_id"]
    await scripts.sign(corp.access, "http://127.0.0.1/sidebar", agent=False)


async def test_departments_messages_and_what_staff_may_not_write(corp: Corp) -> None:
    directory, rule_book, album = (
        corp.platform.directory,
        corp.platform.intercepts,
        corp.platform.album,
    )
    assert directory
    assert rule_book
    assert album
    await corp.do("POST", "departments", {"departments": [{"id": 2, "name": "门店"}]})
    told = await corp.world.doors.told(i.DepartmentChanged)
    assert (told.department_id, told.change) == (2, "created")
    assert 2 in {one.department_id for one in await directory.departments(corp.access)}
    assert {one.member_id for one in await directory.members(corp.access, 1)} == {"mei", "bo"}
    assert {one async for one in directory.ids(corp.access)} >= {("mei", 1), ("bo", 1)}

    sent = await corp.platform.adapter.send(
        corp.access, Wire("app_message", {"member_ids": ["mei", "xx"], "text": "开会"}, "k")
    )
    assert sent.refused == ("xx",)
    await corp.send("app_message", {"member_ids": ["mei"], "text": "开会"})
    kept = (await corp.do("GET", "members/mei/messages"))["messages"]
    assert [one["state"] for one in kept] == ["delivered", "repeated"]

    words = rules.InterceptRule("返现", ("返现",), member_ids=("mei",))
    rule_id = await rule_book.add(corp.access, words)
    assert await rule_book.get(corp.access, rule_id) == words
    await rule_book.update(
        corp.access, rule_id, rules.InterceptRule("返现", ("刷单",), member_ids=("bo",))
    )
    assert (await rule_book.get(corp.access, rule_id)).member_ids == ("bo",)
    assert await rule_book.ids(corp.access) == [rule_id]
    await rule_book.delete(corp.access, rule_id)

    attachments = corp.platform.attachments
    assert attachments
    picture = await attachments.upload(corp.access, name="刷.png", content=PNG, use="album")
    brush = rules.AlbumProduct("牙刷", 14900, "SKU-1", (picture,))
    product_id = await album.add(corp.access, brush)
    assert [(one.product_id, one.price_fen) async for one in album.walk(corp.access)] == [
        (product_id, 14900)
    ]
    await album.delete(corp.access, product_id)


async def test_who_agreed_to_have_chats_kept(corp: Corp) -> None:
    archive = corp.platform.archive
    assert archive
    await corp.do("POST", "archive", {"userids": ["mei"]})
    assert await archive.members(corp.access) == ["mei"]
    person, an = await corp.friend("安然")
    agreed = {"corpid": corp.corpid, "userid": "mei", "word": "Agree"}
    await corp.world.do("POST", f"people/{person}/archive", agreed)
    told = await corp.world.doors.told(i.ArchiveAgreed)
    assert (told.external_id, told.member_id) == (an.external_id, "mei")
    (found,) = await archive.agreements(corp.access, [("mei", an.external_id)])
    assert (found.external_id, found.agreed) == (an.external_id, True)


async def test_strategies_and_their_labels(corp: Corp) -> None:
    strategies, days = corp.platform.strategies, corp.platform.staff_days
    assert strategies
    assert days
    body = {
        "parent_id": 0,
        "strategy_name": "华东",
        "admin_list": ["mei"],
        "privilege": {"view_customer_list": True},
        "range": [{"type": 1, "userid": "bo"}],
    }
    made = await corp.caller.call(corp.access, e.STRATEGY_ADD, post(e.STRATEGY_ADD, body))
    (found,) = [one async for one in strategies.walk(corp.access)]
    assert (found.strategy_id, found.name) == (made["strategy_id"], "华东")
    assert (found.admin_ids, found.member_ids) == (("mei",), ("bo",))
    tag = await strategies.add_tag(corp.access, found.strategy_id, "区域", "上海")
    assert await strategies.tags(corp.access, found.strategy_id) == [tag]
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = await days.days(corp.access, since=today - DAY, until=today, member_ids=["mei"])
    assert all(one.chats >= 0 for one in counted)


NOT_EMULATED = {
    "user/get_userid_by_email",
    "kf/customer/upgrade_service",
    "kf/customer/cancel_upgrade_service",
    "externalpay/get_bill_list",
}


async def test_both_sides_know_the_same_endpoints(corp: Corp) -> None:
    """An empty request is answered by the endpoint itself: by success or by one of its codes."""
    unknown = set()
    for row in e.ALL:
        request = get(row) if row.method == "GET" else post(row, {})
        try:
            await corp.caller.call(corp.access, row, request)
        except SendRefused as refused:
            if refused.code == "http_404":
                unknown.add(row.name)
    assert unknown <= NOT_EMULATED
