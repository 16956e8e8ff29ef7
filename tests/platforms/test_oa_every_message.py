"""Every kind of message and reply that we write, read by an emulator that was written apart."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.emulator.weixin_stage import PNG
from tests.platforms.test_oa_against_emulator import Account, opened

from pond_emulator.weixin import callbacks, faces, replies
from pondkeeper.domain.channels.facts.account import PassiveReply, ReplyArticle


@pytest.fixture(params=["safe"])
async def oa(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Account]:
    async with opened(tmp_path, "official_account", mode=request.param) as made:
        yield made


@pytest.fixture
async def mini(tmp_path: Path) -> AsyncIterator[Account]:
    async with opened(tmp_path, "mini_program") as made:
        yield made


REPLIES = [
    (PassiveReply("text", "在的 & <好>"), {"content": "在的 & <好>"}),
    (PassiveReply("image", media_id="m1"), {"media_id": "m1"}),
    (PassiveReply("voice", media_id="m1"), {"media_id": "m1"}),
    (PassiveReply("video", "说明", "m1", "开箱"), {"media_id": "m1", "title": "开箱"}),
    (PassiveReply("music", "说明", "m1", "歌", "https://e.com/a"), {"thumb_media_id": "m1"}),
    (
        PassiveReply("news", articles=(ReplyArticle("上新", "https://e.com/n"),)),
        {
            "articles": [
                {"title": "上新", "description": "", "picurl": "", "url": "https://e.com/n"}
            ]
        },
    ),
    (PassiveReply("service", service_account="mei@pond"), {"kf_account": "mei@pond"}),
]


@pytest.mark.parametrize("oa", ["safe", "plain"], indirect=True)
@pytest.mark.parametrize(("answer", "read"), REPLIES)
async def test_a_passive_reply_is_understood(oa: Account, answer: Any, read: Any) -> None:
    assert oa.platform.replies
    account = faces.account(oa.inside, oa.appid)
    said = {"ToUserName": account["username"], "FromUserName": "o1", "MsgType": "text"}
    query = {"encrypt_type": "aes"} if account["mode"] == "safe" else {}
    query["nonce"] = "7"
    plain = callbacks.as_xml(said).encode()
    body = oa.platform.replies.reply(oa.access, query, plain, answer, datetime.now(UTC))
    found = replies.read(account, body)
    assert found
    assert found["to"] == "o1"
    assert read.items() <= found[found["msgtype"]].items()


async def test_every_service_message_is_taken(oa: Account) -> None:
    assert oa.platform.media
    person, openid = await oa.fan()
    await oa.does(person, "write", text="在吗")
    media_id = await oa.platform.media.upload(oa.access, name="a.png", content=PNG, kind="image")
    messages: list[dict[str, Any]] = [
        {"kind": "text", "text": "在的"},
        {"kind": "image", "media_id": media_id},
        {"kind": "voice", "media_id": media_id},
        {"kind": "video", "media_id": media_id, "thumb_media_id": media_id, "title": "开箱"},
        {"kind": "music", "url": "https://e.com/a", "thumb_media_id": media_id, "title": "歌"},
        {"kind": "link", "title": "上新", "url": "https://e.com/n"},
        {"kind": "menu", "head": "满意吗", "choices": [{"id": 1, "text": "满意"}], "tail": ""},
        {"kind": "miniprogram", "title": "店", "appid": "wx1", "page": "a", "media_id": media_id},
    ]
    for message in messages:
        oa.inside.store.run("update wx_window set used = 0")
        await oa.send("custom", openid=openid, message=message)
    shown = [one for one in await oa.shown(openid) if one["kind"] == "custom"]
    kinds = [one["body"]["msgtype"] for one in shown]
    expected = ("text", "image", "voice", "video", "music", "news", "msgmenu", "miniprogrampage")
    assert kinds == list(expected)


async def test_a_preview_pictures_and_the_older_prompt(oa: Account) -> None:
    assert oa.platform.media
    person, openid = await oa.fan()
    media_id = await oa.platform.media.upload(oa.access, name="a.png", content=PNG, kind="image")
    pictures = {"kind": "images", "media_ids": [media_id], "text": "上新"}
    await oa.send("preview", openid=openid, message=pictures)
    await oa.send("mass", to={"all": True}, message=pictures)
    await oa.does(person, "once", template_id="T1", scene="1000")
    once = {"openid": openid, "template_id": "T1", "scene": 1000, "title": "提醒", "text": "到货"}
    await oa.send("subscribe_once", **once)
    assert await oa.refused("subscribe_once", **once) == "43101"
    assert [one["kind"] for one in await oa.shown(openid)] == ["preview", "mass", "template"]


async def test_who_is_blocked_and_let_in_again(oa: Account) -> None:
    followers = oa.platform.followers
    assert followers
    _, openid = await oa.fan()
    await followers.block(oa.access, [openid])
    assert [one async for one in followers.blocked(oa.access)] == [openid]
    await followers.unblock(oa.access, [openid])
    assert [one async for one in followers.blocked(oa.access)] == []


async def test_a_short_link(mini: Account) -> None:
    assert mini.platform.mini_codes
    link = await mini.platform.mini_codes.short_link(mini.access, "pages/shop?c=1", "小店")
    assert link.startswith("#小程序://塘边/")
