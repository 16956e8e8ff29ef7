"""Answers inside the callback's own answer, read back as the platform and the phone would."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms import vectors as v
from tests.platforms.weixin_desk import APP, TOKEN, access, safe

from pondkeeper.domain.channels.facts.account import PassiveReply, ReplyArticle
from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign
from pondkeeper.platforms.official_account.replies import PassiveReplies

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
WROTE = b"<xml><ToUserName>gh_pond</ToUserName><FromUserName>oAn</FromUserName><MsgType>text</MsgType></xml>"
REPLIES = PassiveReplies()


def answered(reply: PassiveReply) -> ET.Element:
    body = REPLIES.reply(access("official_account"), {}, WROTE, reply, AT)
    root = ET.fromstring(body)
    assert root.findtext("ToUserName") == "oAn"
    assert root.findtext("FromUserName") == "gh_pond"
    assert root.findtext("CreateTime") == str(int(AT.timestamp()))
    return root


@pytest.mark.parametrize(
    ("reply", "kind", "found"),
    [
        (PassiveReply("text", "欢迎"), "text", {"Content": "欢迎"}),
        (PassiveReply("image", media_id="m"), "image", {"Image/MediaId": "m"}),
        (PassiveReply("voice", media_id="m"), "voice", {"Voice/MediaId": "m"}),
        (
            PassiveReply("video", "d", "m", "t"),
            "video",
            {"Video/MediaId": "m", "Video/Title": "t", "Video/Description": "d"},
        ),
        (
            PassiveReply("music", "d", "m", "t", "http://a/b.mp3"),
            "music",
            {"Music/Title": "t", "Music/MusicUrl": "http://a/b.mp3", "Music/ThumbMediaId": "m"},
        ),
        (
            PassiveReply(
                "news", articles=(ReplyArticle("一", "http://a"), ReplyArticle("二", "http://b"))
            ),
            "news",
            {
                "ArticleCount": "2",
                "Articles/item[2]/Title": "二",
                "Articles/item[1]/Url": "http://a",
            },
        ),
        (PassiveReply("service"), "transfer_customer_service", {}),
        (
            PassiveReply("service", service_account="mei@pond"),
            "transfer_customer_service",
            {"TransInfo/KfAccount": "mei@pond"},
        ),
    ],
)
def test_each_kind_is_written_as_documented(
    reply: PassiveReply, kind: str, found: dict[str, str]
) -> None:
    root = answered(reply)
    assert root.findtext("MsgType") == kind
    assert {path: root.findtext(path) for path in found} == found


def test_in_safe_mode_the_answer_is_sealed_and_signed() -> None:
    channel = safe("official_account")
    body = REPLIES.reply(channel, {"nonce": "n1"}, WROTE, PassiveReply("text", "欢迎"), AT)
    root = ET.fromstring(body)
    encrypted, stamp = root.findtext("Encrypt") or "", root.findtext("TimeStamp") or ""
    assert root.findtext("Nonce") == "n1"
    assert root.findtext("MsgSignature") == sign(TOKEN, stamp, "n1", encrypted)
    plain = WxCrypt(TOKEN, v.FIXED_AES_KEY, APP).decrypt(encrypted)
    assert ET.fromstring(plain).findtext("Content") == "欢迎"


def test_nobody_who_wrote_is_nobody_to_answer() -> None:
    with pytest.raises(CallbackRejected):
        REPLIES.reply(
            access("official_account"), {}, b"<xml><a/></xml>", PassiveReply("text", "x"), AT
        )


@given(st.text(max_size=300))
def test_any_text_arrives_whole_and_breaks_nothing(text: str) -> None:
    body = REPLIES.reply(access("official_account"), {}, WROTE, PassiveReply("text", text), AT)
    got = ET.fromstring(body).findtext("Content") or ""
    readable = [c for c in text if c in "\t\n\r" or c >= " "]
    kept = "".join(c for c in readable if c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
    assert got == kept.replace("\r\n", "\n").replace("\r", "\n")
