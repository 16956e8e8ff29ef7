"""Douyin: private messages both ways, leads, consent, the mini program and its pay.

Event samples are written by hand from
https://developer.open-douyin.com/docs/resource/zh-CN/dop/develop/webhooks and
…/mini-app/develop/server/ecpay.
"""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.small_stage import Brand, brand_on

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import people as people_facts
from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused, Wire
from pondkeeper.platforms.douyin import seals
from pondkeeper.platforms.douyin.callbacks import DouyinDoor, check
from pondkeeper.platforms.douyin.login import DouyinAccountLogin, DouyinProgramLogin

DOOR = DouyinDoor()
NOBODY: Any = None
"""Calls nobody: what is tested makes no outside call."""
AN, SHOP, AT = "an-open-id", "shop-open-id", datetime(2023, 4, 12, 12, 41, 25, tzinfo=UTC)
SECONDS, MS = int(AT.timestamp()), int(AT.timestamp()) * 1000
TALK = {"conversation_short_id": "@c1", "server_message_id": "@m1", "create_time": MS}
ACCESS = ChannelAccess(
    workspace_id=1,
    channel_id=7,
    kind="douyin",
    base_url="http://127.0.0.1:9",
    public_key="pk",
    settings={"client_key": "tt1"},
    secrets={"client_secret": "s", "pay_token": "t", "pay_salt": "salt"},
)


@pytest.fixture
async def brand(tmp_path: Path) -> AsyncIterator[Brand]:
    """An app whose business account has said yes, and whose pay is set up."""
    async with brand_on(tmp_path, "douyin", "client_key", "client_secret") as made:
        await made.connect()
        secrets = {name: made.app["props"][name] for name in ("pay_salt", "pay_token")}
        made.access = replace(made.access, secrets={**made.access.secrets, **secrets})
        login = made.platform.account_login
        assert login is not None
        owner = await made.person("演示企业号")
        grant = await login.grant(made.access, await made.code(owner))
        made.access = replace(
            made.with_settings(open_id=grant.account_id),
            secrets={**made.access.secrets, "refresh_token": grant.refresh_token},
        )
        yield made


async def send(brand: Brand, kind: str, **body: Any) -> str:
    return (await brand.platform.adapter.send(brand.access, Wire(kind, body, "k"))).provider_id


async def refusal(brand: Brand, kind: str, **body: Any) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        await send(brand, kind, **body)
    return caught.value


def text(said: str) -> dict[str, str]:
    return {"kind": "text", "text": said}


SAMPLES: list[tuple[str, Any, facts.Fact]] = [
    (
        "im_receive_msg",
        {
            **TALK,
            "message_type": "text",
            "text": "捷途70",
            "user_infos": [{"open_id": AN, "nick_name": "安然"}, {"open_id": SHOP}],
        },
        people_facts.Messaged(AN, "@m1", AT, text="捷途70", name="安然", conversation_id="@c1"),
    ),
    (
        "im_receive_msg",
        {**TALK, "message_type": "user_local_image", "resource_url": "https://x.test/a"},
        people_facts.Messaged(
            AN, "@m1", AT, "image", media="https://x.test/a", conversation_id="@c1"
        ),
    ),
    (
        "im_group_receive_msg",
        {**TALK, "message_type": "hologram"},
        people_facts.Messaged(AN, "@m1", AT, "other", group_id="@c1", conversation_id="@c1"),
    ),
    (
        "im_receive_msg",
        {
            **TALK,
            "message_type": "retain_consult_card",
            "card_data": [
                {"label": "姓名", "value": "安然"},
                {"label": "手机号", "value": "13800000001"},
                {"label": "城市", "value": "杭州"},
            ],
        },
        people_facts.LeadLeft(AN, "retain_consult_card", AT, "13800000001", "安然", "杭州"),
    ),
    (
        "im_authorize",
        json.dumps({"create_time": SECONDS, "auth_status": 1, "expire_time": SECONDS + 60}),
        people_facts.ConsentChanged(
            AN, "im.direct_message", True, AT, datetime.fromtimestamp(SECONDS + 60, UTC)
        ),
    ),
    (
        "im_authorize",
        json.dumps({"create_time": 1, "update_time": SECONDS, "auth_status": 2}),
        people_facts.ConsentChanged(AN, "im.direct_message", False, AT),
    ),
    (
        "new_follow_action",
        json.dumps({"action_type": 1, "action_time": SECONDS}),
        people_facts.Followed(AN, AT),
    ),
    (
        "new_follow_action",
        {"action_type": 2, "action_time": SECONDS},
        facts.UnknownFact("new_follow_action.2", AT),
    ),
    *(
        (name, None, people_facts.LeadLeft(AN, name, None))
        for name in ("dial_phone", "website_contact", "personal_tab_contact")
    ),
    *(
        (name, {"create_time": MS}, facts.UnknownFact(name, AT))
        for name in (
            "im_enter_direct_msg",
            "im_send_msg",
            "authorize",
            "unauthorize",
            "create_video",
            "item_comment_reply",
            "enter_group_audit_change",
            "group_fans_event",
            "new_video_digg",
            "receive_msg",
            "union_auth_info_for_c",
            "life_trade_order_notify",
            "life_member_join",
        )
    ),
    (
        "im_receive_msg",
        {"create_time": MS, "message_type": "text"},
        facts.UnknownFact("im_receive_msg", AT, ("'conversation_short_id'",)),
    ),
    ("im_authorize", {"auth_status": 1}, facts.UnknownFact("im_authorize", None, ("'create_time'",))),
]


@pytest.mark.parametrize("event, content, expected", SAMPLES)
def test_every_event(event: str, content: Any, expected: facts.Fact) -> None:
    said = {"event": event, "client_key": "k", "from_user_id": AN, "to_user_id": SHOP}
    if content is not None:
        said["content"] = content
    assert DOOR.parse(json.dumps(said).encode()) == [expected]


def test_a_time_out_of_all_range_is_no_fact() -> None:
    content = {"auth_status": 1, "create_time": SECONDS, "expire_time": 10**30}
    said = {"event": "im_authorize", "from_user_id": AN, "content": content}
    [found] = DOOR.parse(json.dumps(said).encode())
    assert isinstance(found, facts.UnknownFact)


def test_an_event_without_a_sender_is_kept_as_unknown() -> None:
    found = DOOR.parse(b'{"event":"dial_phone","from_user_id":""}')
    assert found == [facts.UnknownFact("dial_phone", missing=("from_user_id",))]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"event":1}', b'{"event":"x","content":"y"}'])
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(CallbackRejected):
        DOOR.parse(body)


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=3))
def test_a_webhook_opens_with_its_seal_alone(body: bytes, more: bytes) -> None:
    headers = {"x-douyin-signature": hashlib.sha1(b"s" + body).hexdigest().upper()}
    assert DOOR.open(ACCESS, {}, headers, body) == body
    with pytest.raises(CallbackRejected):
        DOOR.open(ACCESS, {}, headers, body + more)


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=12))
def test_a_pay_notice_opens_with_its_seal_alone(msg: str, stamp: str, nonce: str) -> None:
    signature = seals.pay_notice("t", stamp, nonce, msg)
    said = {"msg": msg, "type": "payment", "timestamp": stamp, "nonce": nonce}
    body = json.dumps({**said, "msg_signature": signature}).encode()
    assert json.loads(DOOR.open(ACCESS, {}, {}, body))["msg"] == msg
    with pytest.raises(CallbackRejected):
        DOOR.open(ACCESS, {}, {}, json.dumps({**said, "msg_signature": "0" * 40}).encode())


def test_what_a_pay_notice_is_about_is_told_by_what_is_sealed() -> None:
    msg = json.dumps({"cp_refundno": "R1", "status": "SUCCESS"})
    said = {"msg": msg, "timestamp": "1", "nonce": "n", "type": "payment"}
    body = json.dumps({**said, "msg_signature": seals.pay_notice("t", "1", "n", msg)}).encode()
    assert json.loads(DOOR.open(ACCESS, {}, {}, body))["type"] == "refund"


def test_a_pay_request_is_signed_over_its_values_alone() -> None:
    body = {"out_order_no": " 1 ", "total_amount": 2, "app_id": "x", "sign": "y", "cp_extra": ""}
    assert seals.pay_request("salt", body) == hashlib.md5(b"1&2&salt").hexdigest()


def test_pay_notices() -> None:
    paid = {"appid": "tt1", "cp_orderno": "o1", "total_amount": 990, "paid_at": SECONDS}
    paid |= {"order_id": "7", "seller_uid": "m1", "way": "2"}
    assert parse_notice("payment", paid) == facts.Paid(
        "o1", "7", 990, 990, "", "tt1", "m1", "success", AT
    )
    assert parse_notice("payment", {**paid, "status": "TIMEOUT"}) == facts.UnknownFact(
        "ecpay.payment.TIMEOUT"
    )
    refund = {"cp_refundno": "r1", "status": "FAIL", "refund_amount": 90, "refunded_at": SECONDS}
    assert parse_notice("refund", refund) == facts.Refunded("", "r1", "", "", "closed", 90, AT)
    assert parse_notice("settle", {}) == facts.UnknownFact("ecpay.settle")
    assert isinstance(parse_notice("payment", {}), facts.UnknownFact)
    assert isinstance(parse_notice("refund", {**refund, "status": "ODD"}), facts.UnknownFact)


def parse_notice(kind: str, msg: Any) -> facts.Fact:
    return DOOR.parse(json.dumps({"type": kind, "msg": json.dumps(msg)}).encode())[0]


def test_the_check_of_our_address() -> None:
    body = b'{"event":"verify_webhook","client_key":"","content":{"challenge":12345}}'
    assert check(ACCESS, {}, body) == b'{"challenge":12345}'
    good = {"x-douyin-signature": seals.webhook("s", body)}
    assert check(ACCESS, good, body) == b'{"challenge":12345}'
    with pytest.raises(CallbackRejected):
        check(ACCESS, {"x-douyin-signature": "0" * 40}, body)
    with pytest.raises(CallbackRejected):
        check(ACCESS, {}, b'{"event":"verify_webhook","content":{"challenge":"<script>"}}')
    assert check(ACCESS, {}, b'{"event":"dial_phone"}') is None
    assert check(ACCESS, {}, b"no json") is None


async def test_a_person_writes_and_is_answered(brand: Brand) -> None:
    an = await brand.person()
    await brand.act(an, "follow")
    assert (await brand.told(people_facts.Followed)).external_id == an
    await brand.act(an, "write", text="有货吗")
    heard = await brand.told(people_facts.Messaged)
    assert (heard.external_id, heard.name, heard.text) == (an, "安然", "有货吗")
    answer = {"open_id": an, "msg_id": heard.message_id, "conversation_id": heard.conversation_id}
    sent = await send(brand, "reply", **answer, content=text("有的"))
    assert [row["id"] for row in await brand.things("sent")] == [sent]
    adapter: Any = brand.platform.adapter
    await adapter.recall(brand.access, message_id=sent, conversation_id=heard.conversation_id)
    assert await brand.things("sent") == []


async def test_only_who_allows_it_is_written_to_and_only_so_often(brand: Brand) -> None:
    an, bo = await brand.person(), await brand.person("波")
    authorised = brand.platform.authorised
    assert authorised is not None
    await brand.act(an, "allow", query="from=live")
    given_yes = await brand.told(people_facts.ConsentChanged)
    assert (given_yes.external_id, given_yes.given) == (an, True)
    assert [one async for one in authorised.everyone(brand.access)] == [
        social.Authorised(an, "from=live")
    ]
    assert await authorised.allows(brand.access, an)
    assert not await authorised.allows(brand.access, bo)
    for _ in range(3):
        await send(brand, "message", open_id=an, content=text("上新"))
    assert (await refusal(brand, "message", open_id=an, content=text("上新"))).kind == "quota"
    assert (await refusal(brand, "message", open_id=bo, content=text("上新"))).kind == "permanent"
    await brand.act(an, "withdraw")
    await brand.told(people_facts.ConsentChanged, 2)
    assert not await authorised.allows(brand.access, an)


async def test_a_lead_card_is_made_sent_and_filled_in(brand: Brand) -> None:
    cards, media = brand.platform.lead_cards, brand.platform.media
    assert cards is not None
    assert media is not None
    picture = await media.upload(brand.access, name="a.png", content=b"png")
    card = await cards.save(brand.access, title="留个电话", media_id=picture, fields=(1, 2))
    assert await cards.list(brand.access) == [
        social.LeadCard(card, "留个电话", picture, (1, 2))
    ]
    an = await brand.person()
    talk = await brand.act(an, "write", text="怎么买")
    lead_card = {"kind": "lead_card", "card_id": card}
    await send(brand, "reply", open_id=an, **talk, content=lead_card)
    await brand.act(an, "fill_in", card_id=card, phone="13800000001", name="安然", city="杭州")
    lead = await brand.told(people_facts.LeadLeft)
    assert (lead.external_id, lead.phone, lead.city) == (an, "13800000001", "杭州")
    assert "13800000001" not in repr(lead)
    await brand.act(an, "tap", what="website_contact")
    assert (await brand.told(people_facts.LeadLeft, 2)).way == "website_contact"
    await cards.delete(brand.access, card)
    assert await cards.list(brand.access) == []


async def test_every_content_of_a_message(brand: Brand) -> None:
    an = await brand.person()
    talk = await brand.act(an, "write", text="在吗")
    for content in (
        {"kind": "video", "item_id": "@v"},
        {"kind": "group_invitation", "group_id": "@g"},
        {"kind": "program", "template_id": "@t", "app_id": "tt1", "path": "p"},
        {"kind": "coupon", "activity_id": 1, "coupon_id": 2},
        {"kind": "consent_card", "app_id": "tt1"},
    ):
        await send(brand, "reply", open_id=an, **talk, content=content)
    kinds = [row["content"]["msg_type"] for row in await brand.things("sent")]
    assert kinds == [3, 9, 10, 11, 12]
    for content in ({"kind": "song"}, {"kind": "text"}):
        refused = await refusal(brand, "reply", open_id=an, **talk, content=content)
        assert refused.kind == "permanent"
    assert (await refusal(brand, "fax", open_id=an)).code == "wire_kind"


async def test_messages_that_use_up_a_yes(brand: Brand) -> None:
    an = await brand.person()
    note = {"open_id": an, "template_id": "T1", "data": {"版本": "v1"}}
    for kind in ("subscribe", "once"):
        await brand.act(an, "subscribe", template_id="T1")
        await send(brand, kind, **note)
        assert (await refusal(brand, kind, **note)).kind == "permanent"
    assert len(await brand.things("notified")) == 2


async def test_the_mini_program_knows_who_opens_it(brand: Brand) -> None:
    login = brand.platform.program_login
    assert login is not None
    an = await brand.person()
    code = await brand.code(an)
    session = await login.login(brand.access, code)
    assert (session.external_id, bool(session.unionid)) == (an, True)
    with pytest.raises(SendRefused):
        await login.login(brand.access, code)


def test_a_phone_number_sealed_by_the_phone() -> None:
    key, iv = b"k" * 16, b"i" * 16
    login = DouyinProgramLogin(NOBODY)
    sealed = seal_phone(key, iv, {"purePhoneNumber": "13800000001", "watermark": {"appid": "tt1"}})
    assert login.phone(ACCESS, *sealed).number == "13800000001"
    foreign = seal_phone(key, iv, {"purePhoneNumber": "1", "watermark": {"appid": "tt2"}})
    for wrong in (foreign, ("eA==", *sealed[1:]), (sealed[0], "eA==", sealed[2])):
        with pytest.raises(CallbackRejected):
            login.phone(ACCESS, *wrong)


def seal_phone(key: bytes, iv: bytes, said: dict[str, Any]) -> tuple[str, str, str]:
    plain = json.dumps(said).encode()
    plain += bytes([16 - len(plain) % 16]) * (16 - len(plain) % 16)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    sealed = encryptor.update(plain) + encryptor.finalize()
    return tuple(base64.b64encode(part).decode() for part in (key, sealed, iv))  # type: ignore[return-value]


async def test_links_and_codes(brand: Brand) -> None:
    links = brand.platform.program_links
    assert links is not None
    assert (await links.url_link(brand.access, "pages/a", "x=1")).startswith("https://z.douyin.com/")
    assert (await links.scheme(brand.access, "pages/a", "x=1")).startswith("sslocal://")
    assert (await links.qr(brand.access, "pages/a")).content.startswith(b"\x89PNG")


async def test_an_order_is_paid_refunded_and_settled(brand: Brand) -> None:
    pay = brand.platform.program_pay
    assert pay is not None
    an, notices = await brand.person(), f"{brand.listener.base_url}/c"
    order = facts.PayOrder("o1", "刷子", 14900, an, notices)
    first = await pay.order(brand.access, order)
    assert await pay.order(brand.access, order) == first
    unpaid = await pay.query(brand.access, "o1")
    assert unpaid is not None
    assert unpaid.trade_state == "userpaying"
    await brand.act(an, "pay", order_token=first.order_token)
    paid = await brand.told(facts.Paid)
    assert (paid.out_trade_no, paid.amount_fen, paid.transaction_id) == (
        "o1",
        14900,
        first.order_id,
    )
    refund = facts.RefundOrder("o1", "r1", 4900, 14900, "少发", notices)
    assert (await pay.refund(brand.access, refund)).state == "processing"
    assert (await brand.told(facts.Refunded)).amount_fen == 4900
    stands = await pay.query_refund(brand.access, "r1")
    assert stands is not None
    assert (stands.state, stands.amount_fen) == ("success", 4900)
    settlement = social.Settlement("o1", "s1", "分账", notices, {"m2": 100})
    number = await pay.settle(brand.access, settlement)
    assert await pay.settle(brand.access, settlement) == number
    with pytest.raises(SendRefused):
        await pay.refund(brand.access, replace(refund, out_refund_no="r2", amount_fen=20000))
    with pytest.raises(SendRefused):
        await pay.query(brand.access, "nobody's")


async def test_an_order_of_the_trade_system_is_looked_at_and_given_back(brand: Brand) -> None:
    trade = brand.platform.trade_orders
    assert trade is not None
    an = await brand.person()
    made = await brand.act(an, "buy", out_order_no="t1", total_amount=9900)
    stands = await trade.query(brand.access, "t1")
    assert stands is not None
    assert (stands.trade_state, stands.amount_fen, stands.transaction_id) == (
        "success",
        9900,
        made["order_id"],
    )
    order = facts.RefundOrder("t1", "tr1", 900, 9900, "少发", "")
    first = await trade.refund(brand.access, order, page="pages/order")
    assert (await trade.refund(brand.access, order, page="pages/order")).refund_id == first.refund_id
    back = await trade.query_refund(brand.access, "tr1")
    assert back is not None
    assert (back.state, back.amount_fen) == ("success", 900)
    too_much = replace(order, out_refund_no="tr2", amount_fen=9900)
    with pytest.raises(SendRefused):
        await trade.refund(brand.access, too_much, page="pages/order")


@pytest.mark.parametrize("agreed, state", [(True, "success"), (False, "closed")])
async def test_a_person_asks_for_money_back_and_is_answered(
    brand: Brand, *, agreed: bool, state: str
) -> None:
    trade = brand.platform.trade_orders
    assert trade is not None
    an = await brand.person()
    await brand.act(an, "buy", out_order_no="t1", total_amount=9900)
    number = (await brand.act(an, "ask_back", out_order_no="t1", amount=500))["out_refund_no"]
    waits = await trade.query_refund(brand.access, number)
    assert waits is not None
    assert (waits.state, waits.at) == ("processing", None)
    for _ in range(2):
        await trade.answer_refund(brand.access, number, agreed=agreed, why="已使用")
    done = await trade.query_refund(brand.access, number)
    assert done is not None
    assert done.state == state


async def test_coupons_are_shown_and_used_once(brand: Brand) -> None:
    coupons = brand.platform.platform_coupons
    assert coupons is not None
    an = await brand.person()
    made = await brand.act(an, "buy", out_order_no="t1", total_amount=9900, count=2)
    shown = await coupons.prepare(brand.access, made["shown"])
    other = await coupons.prepare(brand.access, made["code"])
    assert (shown.out_trade_no, len(shown.coupons)) == ("t1", 2)
    assert shown.coupons[0].code not in repr(shown)
    for _ in range(2):  # a lost answer may be asked for again
        uses = await coupons.verify(brand.access, shown, store="西湖店")
        assert [use.used for use in uses] == [True, True]
    late = await coupons.verify(brand.access, other, store="西湖店")
    assert [(use.used, use.hint) for use in late] == [(False, "券已核销")] * 2
    with pytest.raises(SendRefused):
        await coupons.prepare(brand.access, made["shown"])


async def test_tokens_that_end_are_renewed_and_the_long_one_before_it_dies(brand: Brand) -> None:
    cards = brand.platform.lead_cards
    assert cards is not None
    await cards.list(brand.access)
    brand.world.store.run("update small_token set expires = 0 where kind in ('user', 'client')")
    await cards.list(brand.access)
    # Ten days before its end the long token is renewed with the short one, and kept.
    brand.world.store.run("update small_token set expires = 0 where kind = 'user'")
    brand.world.store.run("update small_token set expires = expires - 20 * 86400 where kind = 'long.0'")
    await cards.list(brand.access)
    assert brand.world.store.value("select count(*) from small_token where kind = 'long.0'") == 0
    brand.world.store.run("update small_token set expires = 0 where kind = 'user'")
    await cards.list(brand.access)
    brand.world.store.run("update small_token set expires = 0")
    with pytest.raises(SendRefused) as caught:
        await cards.list(brand.access)
    assert (caught.value.kind, caught.value.code) == ("permanent", "10010")


async def test_the_channel_test(brand: Brand) -> None:
    steps = await brand.platform.adapter.test(brand.access)
    assert [(step.name, step.ok) for step in steps] == [
        ("settings", True),
        ("token", True),
        ("account", True),
    ]
    wrong = replace(brand.access, secrets={"client_secret": "wrong"}, channel_id=8)
    assert "10013" in (await brand.platform.adapter.test(wrong))[-1].detail
    assert not (await brand.platform.adapter.test(replace(brand.access, secrets={})))[-1].ok


async def test_a_busy_platform_is_asked_again(brand: Brand) -> None:
    cards = brand.platform.lead_cards
    assert cards is not None
    fault = {"kind": "busy", "prefix": "/im/get", "count": 2}
    await brand.control.post("/emulator/faults", json=fault)
    assert await cards.list(brand.access) == []
    assert len(await brand.calls("/im/get/retain_consult_card/")) == 3


def test_where_the_account_says_yes() -> None:
    url = DouyinAccountLogin(NOBODY).url(ACCESS, "https://x.test/back", "st")
    assert url.startswith("http://127.0.0.1:9/platform/oauth/connect?client_key=tt1&")
    assert "redirect_uri=https%3A%2F%2Fx.test%2Fback&state=st" in url


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from([name for name, _, _ in SAMPLES]),
    JSON,
    st.dictionaries(
        st.sampled_from(
            [
                "create_time",
                "auth_status",
                "expire_time",
                "action_type",
                "conversation_short_id",
                "server_message_id",
                "card_data",
                "user_infos",
                "message_type",
                "text",
            ]
        ),
        JSON,
    ),
)
def test_whatever_an_event_holds_it_is_a_fact_that_can_be_kept(
    event: str, sender: Any, content: Any
) -> None:
    said = {"event": event, "from_user_id": sender, "content": content}
    try:
        found = DOOR.parse(json.dumps(said).encode())
    except CallbackRejected:
        return
    assert [hash(fact) is not None for fact in found] == [True]


@given(st.sampled_from(["payment", "refund", "settle"]), JSON, JSON)
def test_whatever_a_pay_notice_holds(kind: Any, msg: Any, more: Any) -> None:
    for text in (json.dumps(msg), json.dumps({"cp_orderno": more, "status": msg})):
        found = DOOR.parse(json.dumps({"type": kind, "msg": text}).encode())
        assert len(found) == 1
