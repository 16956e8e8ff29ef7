"""QQ bots: people write, we answer while the window is open, and never otherwise.

Event samples are written by hand from
https://bot.q.qq.com/wiki/develop/api-v2/server-inter/{user,group}/manage/event.html and
…/message/send-receive/event.html.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.cast import MemoryTokens, Pauses, StandingClock, Unmetered
from tests.platforms.loopback import Asked, Reply, loopback
from tests.platforms.small_stage import Brand, brand_on

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import people as people_facts
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused, Wire
from pondkeeper.kit.http import Http
from pondkeeper.platforms import qq
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.qq import seals
from pondkeeper.platforms.qq.callbacks import QqDoor, check

# https://bot.q.qq.com/wiki/develop/api-v2/dev-prepare/interface-framework/event-emit.html
PUBLISHED_CHECK = {
    "secret": "DG5g3B4j9X2KOErG",
    "asked": b'{"d":{"plain_token":"Arq0D5A61EgUu4OxUvOp","event_ts":"1725442341"},"op":13}',
    "signature": "87befc99c42c651b3aac0278e71ada338433ae26fcb24307bdc5ad38c1adc2d0"
    "1bcfcadc0842edac85e85205028a1132afe09280305f13aa6909ffc2d652c706",
}
# …/interface-framework/sign.html: the key is reproduced, the signature shown beside it is not
# (the exact bytes of the body it was made of are not printed).
PUBLISHED_KEY = (
    "naOC0ocQE3shWLAfffVLB1rhYPG7",
    "d7c362fe78aef81ff23287b493628b5db02a3c4fe30b215e4d19609b5d76673a",
)
DOOR = QqDoor(60, 5)
AN, GROUP, AT = "E4F4AEA33253", "C9F778FE6ADF", datetime(2023, 11, 6, 5, 37, 18, tzinfo=UTC)
STAMP, TEXT_AT = int(AT.timestamp()), "2023-11-06T13:37:18+08:00"


def access_of(base_url: str = "http://127.0.0.1:9", secret: str = "s") -> ChannelAccess:
    settings = {"app_id": "102000001"}
    return ChannelAccess(1, 7, "qq", base_url, "pk", settings, {"secret": secret})


@pytest.fixture
async def brand(tmp_path: Path) -> AsyncIterator[Brand]:
    async with brand_on(tmp_path, "qq", "app_id", "secret") as made:
        await made.connect()
        yield made


def reply(openid: str, msg_id: str, seq: int = 1, **body: Any) -> Wire:
    content = body or {"text": "在的"}
    return Wire("reply", {"openid": openid, "msg_id": msg_id, "seq": seq, **content}, f"k{seq}")


async def refusal(brand: Brand, wire: Wire) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        await brand.platform.adapter.send(brand.access, wire)
    return caught.value


def test_published_key_and_check() -> None:
    secret, public = PUBLISHED_KEY
    assert seals.key(secret).public_key().public_bytes_raw().hex() == public
    access = access_of(secret=PUBLISHED_CHECK["secret"])
    said = check(access, {"x-bot-appid": "102000001"}, PUBLISHED_CHECK["asked"])
    assert json.loads(said or b"") == {
        "plain_token": "Arq0D5A61EgUu4OxUvOp",
        "signature": PUBLISHED_CHECK["signature"],
    }


@pytest.mark.parametrize("token", ['{"op":0}', "", "a b", "x" * 200, "令牌"])
def test_a_check_never_signs_what_could_be_an_event(token: str) -> None:
    asked = json.dumps({"op": 13, "d": {"plain_token": token, "event_ts": "1"}}).encode()
    with pytest.raises(CallbackRejected):
        check(access_of(), {}, asked)
    asked = b'{"op":13,"d":{"plain_token":"a","event_ts":"1{"}}'
    with pytest.raises(CallbackRejected):
        check(access_of(), {}, asked)


def test_a_check_for_another_bot_is_refused_and_an_event_is_no_check() -> None:
    with pytest.raises(CallbackRejected, match="receiver"):
        check(access_of(), {"x-bot-appid": "1"}, PUBLISHED_CHECK["asked"])
    assert check(access_of(), {}, b'{"op":0,"t":"FRIEND_ADD"}') is None
    assert check(access_of(), {}, b"no json") is None


@given(st.text(min_size=1, max_size=80), st.binary(max_size=200), st.binary(max_size=3))
def test_every_seal_opens_and_no_other(secret: str, body: bytes, more: bytes) -> None:
    signature = seals.sign(secret, b"1" + body)
    headers = {"x-signature-timestamp": "1", "x-signature-ed25519": signature}
    access = access_of(secret=secret)
    if not secret.strip() or secret != secret.strip():
        return  # a secret's blanks are a slip of whoever pasted it
    assert DOOR.open(access, {}, headers, body) == body
    if more:
        with pytest.raises(CallbackRejected):
            DOOR.open(access, {}, headers, body + more)


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64, "ab"])
def test_a_strangers_callback_is_refused(signature: str) -> None:
    headers = {"x-signature-timestamp": "1", "x-signature-ed25519": signature}
    with pytest.raises(CallbackRejected):
        DOOR.open(access_of(), {}, headers, b"{}")


SAMPLES: list[tuple[str, dict[str, Any], facts.Fact]] = [
    (
        "FRIEND_ADD",
        {"openid": AN, "timestamp": STAMP},
        people_facts.Followed(AN, AT, reply_to="e1", reply_within_s=3600),
    ),
    ("FRIEND_DEL", {"openid": AN, "timestamp": STAMP}, people_facts.Unfollowed(AN, AT)),
    (
        "C2C_MSG_RECEIVE",
        {"openid": AN, "timestamp": STAMP},
        people_facts.ConsentChanged(AN, "push", True, AT, reply_to="e1"),
    ),
    (
        "C2C_MSG_REJECT",
        {"openid": AN, "timestamp": STAMP},
        people_facts.ConsentChanged(AN, "push", False, AT),
    ),
    (
        "C2C_MESSAGE_CREATE",
        {"id": "m1", "author": {"user_openid": AN}, "content": " 在吗", "timestamp": TEXT_AT},
        people_facts.Messaged(AN, "m1", AT, text="在吗", reply_within_s=3600),
    ),
    (
        "C2C_MESSAGE_CREATE",
        {
            "id": "m2",
            "author": {"user_openid": AN},
            "timestamp": TEXT_AT,
            "attachments": [{"content_type": "image/png", "url": "https://x.test/a.png"}],
        },
        people_facts.Messaged(
            AN, "m2", AT, "image", media="https://x.test/a.png", reply_within_s=3600
        ),
    ),
    (
        "GROUP_AT_MESSAGE_CREATE",
        {
            "id": "m3",
            "author": {"member_openid": "M1"},
            "content": " 价格",
            "group_openid": GROUP,
            "timestamp": TEXT_AT,
        },
        people_facts.Messaged("M1", "m3", AT, text="价格", group_id=GROUP, reply_within_s=300),
    ),
    *(
        (
            name,
            {"group_openid": GROUP, "op_member_openid": "M1", "timestamp": STAMP},
            facts.UnknownFact(name, AT),
        )
        for name in (
            "GROUP_ADD_ROBOT",
            "GROUP_DEL_ROBOT",
            "GROUP_MSG_RECEIVE",
            "GROUP_MSG_REJECT",
        )
    ),
    ("GUILD_CREATE", {"id": "1"}, facts.UnknownFact("GUILD_CREATE")),
    ("FRIEND_ADD", {"timestamp": STAMP}, facts.UnknownFact("FRIEND_ADD", AT, ("'openid'",))),
    ("FRIEND_ADD", {"openid": AN}, facts.UnknownFact("FRIEND_ADD")),
]


@pytest.mark.parametrize("event, data, expected", SAMPLES)
def test_every_event(event: str, data: dict[str, Any], expected: facts.Fact) -> None:
    body = {"id": "e1", "op": 0, "d": data, "s": 4, "t": event}
    assert DOOR.parse(json.dumps(body).encode()) == [expected]


async def test_a_person_writes_and_is_answered_five_times_each_once(brand: Brand) -> None:
    an = await brand.person()
    await brand.act(an, "add")
    assert (await brand.told(people_facts.Followed)).external_id == an
    await brand.act(an, "write", text="包裹里的刷子怎么洗？")
    heard = await brand.told(people_facts.Messaged)
    assert (heard.external_id, heard.text, heard.reply_within_s) == (
        an,
        "包裹里的刷子怎么洗？",
        3600,
    )
    for seq in range(1, 6):
        sent = await brand.platform.adapter.send(brand.access, reply(an, heard.message_id, seq))
        assert sent.provider_id
    assert (await refusal(brand, reply(an, heard.message_id, 5))).kind == "done"
    too_many = await refusal(brand, reply(an, heard.message_id, 6))
    assert (too_many.kind, too_many.code) == ("quota", "22009")
    assert len(await brand.things("sent")) == 5


async def test_a_lost_answer_is_repeated_and_sent_once(brand: Brand) -> None:
    an = await brand.person()
    await brand.act(an, "add")
    msg_id = (await brand.act(an, "write", text="在吗"))["msg_id"]
    fault = {"kind": "drop", "prefix": "/v2/users", "count": 1}
    await brand.control.post("/emulator/faults", json=fault)
    refused = await refusal(brand, reply(an, msg_id))
    assert (refused.kind, refused.code) == ("done", "40054005")
    assert len(await brand.things("sent")) == 1


async def test_a_group_is_answered_with_a_picture_and_the_event_that_added_us(
    brand: Brand,
) -> None:
    an = await brand.person()
    joined = await brand.act(an, "group_add")
    welcome = {"group_openid": joined["group"], "event_id": joined["event_id"], "seq": 1}
    await brand.platform.adapter.send(brand.access, Wire("reply", {**welcome, "text": "大家好"}, "a"))
    await brand.act(an, "group_write", group=joined["group"], text="看图")
    heard = await brand.told(people_facts.Messaged)
    assert heard.external_id != an
    picture = {"kind": "image", "url": "https://x.test/a.png"}
    body = {"group_openid": joined["group"], "msg_id": heard.message_id, "seq": 1, "media": picture}
    await brand.platform.adapter.send(brand.access, Wire("reply", body, "b"))
    sent = await brand.things("sent")
    assert [("media" in row, row["text"]) for row in sent] == [(False, "大家好"), (True, " ")]


async def test_nothing_is_sent_of_our_own_accord_or_too_late(brand: Brand) -> None:
    an = await brand.person()
    await brand.act(an, "add")
    for wire in (
        Wire("push", {"openid": an, "text": "上新"}, "k"),
        Wire("reply", {"openid": an, "seq": 1, "text": "上新"}, "k"),
    ):
        refused = await refusal(brand, wire)
        assert (refused.kind, refused.code) == ("permanent", "push_closed")
        assert "2025-04-21" in refused.hint
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    late = await refusal(brand, reply(an, "m", until=past, text="在"))
    assert (late.kind, late.code) == ("permanent", "window_closed")
    assert await brand.calls("/v2/users/{openid}/messages") == []


async def test_the_platform_refuses_a_late_answer_and_a_foreign_message(brand: Brand) -> None:
    an, bo = await brand.person(), await brand.person("波")
    for who in (an, bo):
        await brand.act(who, "add")
    msg_id = (await brand.act(an, "write", text="在吗"))["msg_id"]
    assert (await refusal(brand, reply(bo, msg_id))).code == "304026"
    brand.world.store.run("update small_item set made = made - 3601 where kind = 'heard'")
    assert (await refusal(brand, reply(an, msg_id))).code == "304027"
    url = await refusal(brand, reply(an, msg_id, text="看 https://shop.test/a"))
    assert url.kind == "permanent"


async def test_a_message_is_taken_back(brand: Brand) -> None:
    an = await brand.person()
    await brand.act(an, "add")
    msg_id = (await brand.act(an, "write", text="在吗"))["msg_id"]
    adapter: Any = brand.platform.adapter
    sent = await adapter.send(brand.access, reply(an, msg_id))
    await adapter.recall(brand.access, message_id=sent.provider_id, openid=an)
    assert await brand.things("sent") == []


async def test_the_channel_test_and_a_stale_token(brand: Brand) -> None:
    steps = await brand.platform.adapter.test(brand.access)
    assert [(step.name, step.ok, step.detail) for step in steps] == [
        ("settings", True, ""),
        ("token", True, "小池机器人"),
    ]
    brand.world.store.run("update small_token set expires = 0")
    assert (await brand.platform.adapter.test(brand.access))[-1].ok
    wrong = replace(brand.access, secrets={"secret": "wrong"}, channel_id=8)
    assert "100016" in (await brand.platform.adapter.test(wrong))[-1].detail
    lacking = replace(brand.access, secrets={})
    assert [step.ok for step in await brand.platform.adapter.test(lacking)] == [False]


async def test_a_callback_that_fails_comes_again_and_tells_once(brand: Brand) -> None:
    an = await brand.person()
    brand.refusing = 1
    await brand.act(an, "add")
    await brand.told(people_facts.Followed)
    assert len(brand.facts) == 1


async def test_a_wrong_secret_fails_the_address_check(brand: Brand) -> None:
    brand.access = replace(brand.access, secrets={"secret": "another"})
    base = f"/emulator/qq/apps/{brand.app['app_id']}/callback"
    answer = await brand.control.put(base, json={"url": f"{brand.listener.base_url}/c"})
    assert answer.status_code == 422


async def test_the_tokens_host_is_the_platforms_own_or_the_one_given() -> None:
    async def answer(asked: Asked) -> Reply:
        if asked.path == "/app/getAppAccessToken":
            return Reply(b'{"access_token":"t","expires_in":"7200"}')
        return Reply(b'{"username":"x"}')

    async with loopback(answer) as own, loopback(answer) as other, Http() as http:
        platform = qq.build(
            Ground(http, MemoryTokens(), StandingClock(), Unmetered(), Pauses())
        )
        access = access_of(own.base_url)
        given = replace(access, settings={**access.settings, "token_url": other.base_url})
        assert (await platform.adapter.test(given))[-1].ok
        assert (other.paths(), own.paths()) == (["/app/getAppAccessToken"], ["/users/@me"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from([name for name, _, _ in SAMPLES]),
    st.dictionaries(
        st.sampled_from(
            ["openid", "timestamp", "author", "id", "content", "attachments", "group_openid"]
        ),
        JSON,
    ),
)
def test_whatever_an_event_holds_it_is_a_fact_that_can_be_kept(event: str, data: Any) -> None:
    try:
        found = DOOR.parse(json.dumps({"op": 0, "t": event, "id": "e", "d": data}).encode())
    except CallbackRejected:
        return
    assert [hash(fact) is not None for fact in found] == [True]
