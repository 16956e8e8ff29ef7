"""The walk over the wire: our clients and doors against an emulator that was written apart.

The emulator checks every request by rules of its own, so that a shared mistake would have to be
made twice.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.platforms.cast import MemoryTokens, Unmetered
from tests.platforms.emulated import Emulated, emulated, until

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendUnknown,
    Wire,
)
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground, build

EC = "/cgi-bin/externalcontact/"


@dataclass
class Brand:
    """One brand with a WeCom and a WeChat Pay channel on the emulator."""

    world: Emulated
    wecom: Platform
    wecom_access: ChannelAccess
    pay: Platform
    pay_access: ChannelAccess
    corpid: str

    async def code(self, *members: str) -> str:
        assert self.wecom.ways
        way = f.ContactWay(members or ("mei",), "pond-a1", "包裹卡")
        return (await self.wecom.ways.add(self.wecom_access, way)).config_id

    async def scan(self, name: str, config_id: str) -> tuple[int, f.ContactAdded]:
        person = await self.world.do("POST", "people", {"name": name, "gender": 2})
        known = sum(isinstance(fact, f.ContactAdded) for fact in self.world.doors.facts)
        path = f"people/{person['person_id']}/scan"
        await self.world.do("POST", path, {"config_id": config_id})
        added = await self.world.doors.told(f.ContactAdded, known + 1)
        return person["person_id"], added

    async def fault(self, kind: str, prefix: str, count: int = 1, value: float = 0) -> None:
        body = {"kind": kind, "prefix": prefix, "count": count, "value": value}
        await self.world.do("POST", "faults", body)


@pytest.fixture(params=["public_key", "certificate"])
def verify_mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def brand(tmp_path: Path) -> AsyncIterator[Brand]:
    async with emulated(tmp_path / "world") as world, Http() as http:
        yield await _brand(world, http, "public_key")


async def _brand(world: Emulated, http: Http, mode: str) -> Brand:
    platforms = build(Ground(http, MemoryTokens(), SystemClock(), Unmetered()))
    corpid, wecom_access = await _wecom(world)
    pay_access = await _merchant(world, mode)
    world.doors.channels = {
        "/callbacks/wecom": (platforms["wecom"], wecom_access),
        "/callbacks/pay": (platforms["wechat_pay"], pay_access),
    }
    url = f"{world.listener.base_url}/callbacks/wecom"
    agent = wecom_access.settings["agent_id"]
    await world.do("PUT", f"corps/{corpid}/apps/{agent}/callback", {"url": url})
    return Brand(
        world, platforms["wecom"], wecom_access, platforms["wechat_pay"], pay_access, corpid
    )


async def _wecom(world: Emulated) -> tuple[str, ChannelAccess]:
    corpid = (await world.do("POST", "corps", {"name": "塘边咖啡"}))["corpid"]
    app = await world.do("POST", f"corps/{corpid}/apps", {})
    members = [{"userid": "mei", "name": "梅"}, {"userid": "bo", "name": "波"}]
    await world.do("POST", f"corps/{corpid}/members", {"members": members})
    settings = {"corp_id": corpid, "agent_id": str(app["agentid"])}
    secrets = {
        "secret": app["secret"],
        "callback_token": app["token"],
        "encoding_aes_key": app["encoding_aes_key"],
    }
    return corpid, ChannelAccess(1, 1, "wecom", world.base_url, "pk", settings, secrets)


async def _merchant(world: Emulated, mode: str) -> ChannelAccess:
    wanted = {"name": "塘边咖啡", "appids": ["wxpond0001"], "verify_mode": mode}
    made = await world.do("POST", "merchants", wanted)
    settings = {"mchid": made["mchid"], "appid": "wxpond0001", "serial_no": made["serial_no"]}
    if mode == "public_key":
        settings["platform_key_id"] = made["platform_public_key_id"]
        settings["platform_public_key_pem"] = made["platform_public_key_pem"]
    else:
        settings["platform_certificates_pem"] = made["platform_certificate_pem"]
    secrets = {"private_key_pem": made["private_key_pem"], "apiv3_key": made["apiv3_key"]}
    return ChannelAccess(1, 2, "wechat_pay", world.base_url, "pk", settings, secrets)


async def test_both_channels_pass_their_own_test(brand: Brand) -> None:
    steps = await brand.wecom.adapter.test(brand.wecom_access)
    steps += await brand.pay.adapter.test(brand.pay_access)
    assert [step.name for step in steps if not step.ok] == []


async def test_scanned_welcomed_labelled_and_read(brand: Brand) -> None:
    person, added = await brand.scan("安然", await brand.code())
    assert (added.member_id, added.state) == ("mei", "pond-a1")
    body: dict[str, Any] = {"welcome_code": added.welcome_code, "text": "欢迎来到塘边"}
    body["attachments"] = [{"kind": "link", "title": "领券", "url": "http://127.0.0.1/l/x"}]
    await brand.wecom.adapter.send(brand.wecom_access, Wire("welcome", body, "k1"))
    with pytest.raises(SendRefused) as again:
        await brand.wecom.adapter.send(brand.wecom_access, Wire("welcome", body, "k1"))
    assert again.value.code in {"41050", "41051"}

    tagger, contacts = brand.wecom.tagger, brand.wecom.contacts
    assert tagger
    assert contacts
    tag = await tagger.add_tag(brand.wecom_access, "来源", "包裹卡")
    pair = {"member_id": "mei", "external_id": added.external_id}
    await tagger.mark(brand.wecom_access, **pair, add=[tag.tag_id])
    await tagger.remark(brand.wecom_access, **pair, remark="安然-包裹卡")
    assert [one.tag_id for one in await tagger.tags(brand.wecom_access)] == [tag.tag_id]
    found = await contacts.get_external_contact(brand.wecom_access, added.external_id)
    assert (found.name, found.gender) == ("安然", "female")
    (follow,) = found.follows
    assert (follow.state, follow.remark) == ("pond-a1", "安然-包裹卡")
    assert follow.tag_ids == (tag.tag_id,)
    walked = [one async for one in contacts.of_members(brand.wecom_access, ["mei", "bo"])]
    assert [one.external_id for one in walked] == [added.external_id]
    seen = await brand.world.do("GET", f"people/{person}")
    assert len(seen["messages"]) == 1


async def test_a_lost_answer_greets_once_and_never_twice(brand: Brand) -> None:
    person, added = await brand.scan("安然", await brand.code())
    await brand.fault("drop", EC + "send_welcome_msg")
    body = {"welcome_code": added.welcome_code, "text": "欢迎"}
    with pytest.raises(SendUnknown):  # the code is spent: by the first try, or by somebody else
        await brand.wecom.adapter.send(brand.wecom_access, Wire("welcome", body, "k1"))
    assert len((await brand.world.do("GET", f"people/{person}"))["messages"]) == 1


async def test_troubles_of_the_line(brand: Brand) -> None:
    members = brand.wecom.members
    assert members
    assert await members.list(brand.wecom_access)
    await brand.world.do("POST", "tokens/expiry")
    await brand.fault("busy", EC + "get_follow_user_list", count=2)
    assert await members.list(brand.wecom_access)
    await brand.fault("drop", EC + "get_follow_user_list")
    assert await members.list(brand.wecom_access)
    await brand.fault("drop", EC + "add_contact_way")
    with pytest.raises(SendUnknown):
        await brand.code()
    await brand.fault("error", EC + "get_follow_user_list", count=3, value=502)
    with pytest.raises(SendUnknown):
        await members.list(brand.wecom_access)


async def test_friendships_end_and_customers_change_hands(brand: Brand) -> None:
    code = await brand.code()
    person, first = await brand.scan("安然", code)
    await brand.world.do("POST", f"people/{person}/delete", {"userid": "mei"})
    ended = await brand.world.doors.told(f.FollowEnded)
    assert (ended.external_id, ended.by) == (first.external_id, "customer")

    _, second = await brand.scan("小雨", code)
    await brand.world.do("DELETE", f"corps/{brand.corpid}/members/mei")
    left = await brand.world.doors.told(f.MemberLeft)
    assert left.member_id == "mei"
    handover = brand.wecom.handover
    assert handover
    waiting = [one async for one in handover.unassigned(brand.wecom_access)]
    assert [one.external_id for one in waiting] == [second.external_id]
    pair: dict[str, Any] = {"from_member_id": "mei", "to_member_id": "bo", "left": True}
    asked = await handover.transfer(
        brand.wecom_access, **pair, external_ids=[second.external_id, "wmStranger"]
    )
    assert [step.state for step in asked] == ["waiting", "failed"]
    moved = [step async for step in handover.result(brand.wecom_access, **pair)]
    assert moved[0].external_id == second.external_id
    assert moved[0].state in {"waiting", "done"}


async def test_paid_and_given_back(tmp_path: Path, verify_mode: str) -> None:
    async with emulated(tmp_path / "world") as world, Http() as http:
        brand = await _brand(world, http, verify_mode)
        _, added = await brand.scan("安然", await brand.code())
        contacts, pay = brand.wecom.contacts, brand.pay.pay
        assert contacts
        assert pay
        openid = await contacts.openid(brand.wecom_access, added.external_id)
        notify = f"{world.listener.base_url}/callbacks/pay"
        order = f.PayOrder("P1E1X0001", "手冲咖啡豆", 4900, openid, notify)
        page = await pay.jsapi(brand.pay_access, order)
        before = await pay.query(brand.pay_access, "P1E1X0001")
        assert before
        assert before.trade_state == "notpay"
        await world.do("POST", "pay", {"prepay_id": page.package.removeprefix("prepay_id=")})
        paid = await world.doors.told(f.Paid)
        assert (paid.out_trade_no, paid.amount_fen, paid.payer_openid) == (
            "P1E1X0001",
            4900,
            openid,
        )
        assert paid.trade_state == "success"
        with pytest.raises(SendRefused):
            await pay.close(brand.pay_access, "P1E1X0001")

        await brand.fault("drop", "/v3/refund/domestic/refunds")
        back = f.RefundOrder("P1E1X0001", "R1E1X0001", 1000, 4900, "不想要了", notify)
        asked = await pay.refund(brand.pay_access, back)
        assert (asked.out_refund_no, asked.amount_fen) == ("R1E1X0001", 1000)
        ended = await world.doors.told(f.Refunded)
        assert (ended.out_refund_no, ended.state, ended.amount_fen) == (
            "R1E1X0001",
            "success",
            1000,
        )
        found = await pay.query_refund(brand.pay_access, "R1E1X0001")
        assert found
        assert found.state == "success"
        assert await pay.query(brand.pay_access, "P9E1X0009") is None


async def test_an_unpaid_order_closes_once_or_twice(brand: Brand) -> None:
    contacts, pay = brand.wecom.contacts, brand.pay.pay
    assert contacts
    assert pay
    _, added = await brand.scan("安然", await brand.code())
    openid = await contacts.openid(brand.wecom_access, added.external_id)
    order = f.PayOrder("P2E1X0002", "豆", 100, openid, f"{brand.world.listener.base_url}/n")
    await pay.jsapi(brand.pay_access, order)
    await pay.close(brand.pay_access, "P2E1X0002")
    await pay.close(brand.pay_access, "P2E1X0002")
    found = await pay.query(brand.pay_access, "P2E1X0002")
    assert found
    assert found.trade_state == "closed"


async def test_a_callback_told_twice_is_one_fact(brand: Brand) -> None:
    await brand.fault("twice", "")
    await brand.scan("安然", await brand.code())
    await until(lambda: len(brand.world.listener.asked) >= 3)
    assert sum(isinstance(fact, f.ContactAdded) for fact in brand.world.doors.facts) == 1
