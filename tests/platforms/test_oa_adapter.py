"""What an official account is sent, and how its answers are read.

Shapes are written by hand from the pages named in `official_account/endpoints/`.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.platforms.loopback import Reply, ok
from tests.platforms.weixin_desk import APP, SECRET, Desk, access, desk_of, refused

from pondkeeper.domain.channels.ports import SendRefused, SendUnknown, Wire
from pondkeeper.platforms.official_account import endpoints as e

AN = "oAn"
DATA = {"thing1": "复诊", "time2": {"value": "10:00", "color": "#ff0000"}}
FILLED = {"thing1": {"value": "复诊"}, "time2": {"value": "10:00", "color": "#ff0000"}}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_of("official_account") as made:
        yield made


def custom(**message: Any) -> Wire:
    return Wire("custom", {"openid": AN, "message": message}, "k1")


CUSTOM = [
    ({"kind": "text", "text": "在"}, {"msgtype": "text", "text": {"content": "在"}}),
    ({"kind": "image", "media_id": "m"}, {"msgtype": "image", "image": {"media_id": "m"}}),
    ({"kind": "voice", "media_id": "m"}, {"msgtype": "voice", "voice": {"media_id": "m"}}),
    (
        {"kind": "video", "media_id": "m", "title": "t"},
        {"msgtype": "video", "video": {"media_id": "m", "title": "t"}},
    ),
    (
        {"kind": "music", "url": "http://a/b", "thumb_media_id": "m"},
        {
            "msgtype": "music",
            "music": {"musicurl": "http://a/b", "hqmusicurl": "http://a/b", "thumb_media_id": "m"},
        },
    ),
    (
        {"kind": "link", "title": "t", "url": "http://a", "picture_url": "http://p"},
        {
            "msgtype": "news",
            "news": {"articles": [{"title": "t", "url": "http://a", "picurl": "http://p"}]},
        },
    ),
    (
        {"kind": "article", "article_id": "art"},
        {"msgtype": "mpnewsarticle", "mpnewsarticle": {"article_id": "art"}},
    ),
    (
        {"kind": "menu", "head": "满意吗", "choices": [{"id": 1, "text": "满意"}]},
        {
            "msgtype": "msgmenu",
            "msgmenu": {
                "head_content": "满意吗",
                "list": [{"id": "1", "content": "满意"}],
                "tail_content": "",
            },
        },
    ),
    (
        {"kind": "miniprogram", "title": "t", "appid": "wx1", "page": "p", "media_id": "m"},
        {
            "msgtype": "miniprogrampage",
            "miniprogrampage": {
                "title": "t",
                "appid": "wx1",
                "pagepath": "p",
                "thumb_media_id": "m",
            },
        },
    ),
]


@pytest.mark.parametrize(("message", "wanted"), CUSTOM)
async def test_a_message_to_one_person(
    desk: Desk, message: dict[str, Any], wanted: dict[str, Any]
) -> None:
    desk.says("/message/custom/send")
    result = await desk.platform.adapter.send(desk.access, custom(**message))
    assert result.provider_id == ""
    assert desk.sent() == {"touser": AN, **wanted}


async def test_a_message_may_come_from_one_of_the_staff(desk: Desk) -> None:
    desk.says("/message/custom/send")
    body = {"openid": AN, "message": {"kind": "text", "text": "在"}, "service_account": "mei@pond"}
    await desk.platform.adapter.send(desk.access, Wire("custom", body, "k"))
    assert desk.sent()["customservice"] == {"kf_account": "mei@pond"}


@pytest.mark.parametrize("code", [45015, 45047])
async def test_outside_the_window_another_way_is_needed(desk: Desk, code: int) -> None:
    desk.says("/message/custom/send", refused(code))
    with pytest.raises(SendRefused) as caught:
        await desk.platform.adapter.send(desk.access, custom(kind="text", text="在"))
    assert (caught.value.kind, caught.value.code) == ("permanent", str(code))
    assert desk.platform.meanings[str(code)].act == "window_closed"
    assert "rid: 66f0a1b2" in caught.value.hint


async def test_a_lost_answer_is_not_sent_again(desk: Desk) -> None:
    desk.says("/message/custom/send", None)
    with pytest.raises(SendUnknown):
        await desk.platform.adapter.send(desk.access, custom(kind="text", text="在"))


async def test_a_notice_leads_somewhere_and_carries_our_key(desk: Desk) -> None:
    desk.says("/message/template/send", ok(msgid=200228332))
    body = {
        "openid": AN,
        "template_id": "tpl",
        "url": "https://pond.example/a",
        "miniprogram": {"appid": "wx1", "page": "p?a=1"},
        "data": DATA,
    }
    result = await desk.platform.adapter.send(desk.access, Wire("template", body, "k-1"))
    assert result.provider_id == "200228332"
    assert desk.sent() == {
        "touser": AN,
        "template_id": "tpl",
        "url": "https://pond.example/a",
        "miniprogram": {"appid": "wx1", "pagepath": "p?a=1"},
        "data": FILLED,
        "client_msg_id": "k-1",
    }


async def test_an_asked_for_message_and_a_used_up_prompt(desk: Desk) -> None:
    desk.says("/message/subscribe/bizsend", ok(), refused(43101, "user refuse"))
    wire = Wire("subscribe", {"openid": AN, "template_id": "tpl", "data": DATA}, "k")
    await desk.platform.adapter.send(desk.access, wire)
    assert desk.sent() == {"touser": AN, "template_id": "tpl", "data": FILLED}
    with pytest.raises(SendRefused, match="43101"):
        await desk.platform.adapter.send(desk.access, wire)
    assert desk.platform.meanings["43101"].act == "consent_gone"


async def test_the_older_prompt_allows_one_message(desk: Desk) -> None:
    desk.says("/message/template/subscribe")
    body = {"openid": AN, "template_id": "tpl", "scene": 7, "title": "到货", "text": "唇釉到货了"}
    await desk.platform.adapter.send(desk.access, Wire("subscribe_once", body, "k"))
    assert desk.sent() == {
        "touser": AN,
        "template_id": "tpl",
        "scene": "7",
        "title": "到货",
        "data": {"content": {"value": "唇釉到货了"}},
    }


MASS = [
    ({"all": True}, "sendall", {"filter": {"is_to_all": True}}),
    ({"tag_id": "2"}, "sendall", {"filter": {"is_to_all": False, "tag_id": 2}}),
    ({"openids": ["o1", "o2"]}, "send", {"touser": ["o1", "o2"]}),
]


@pytest.mark.parametrize(("to", "path", "whom"), MASS)
async def test_a_message_to_many_carries_our_number(
    desk: Desk, to: dict[str, Any], path: str, whom: dict[str, Any]
) -> None:
    desk.says(f"/message/mass/{path}", ok(msg_id=34182, msg_data_id=206227730))
    body = {"to": to, "message": {"kind": "article", "draft_id": "d1"}}
    result = await desk.platform.adapter.send(desk.access, Wire("mass", body, "m-1"))
    assert result.provider_id == "34182"
    assert desk.sent() == {
        **whom,
        "msgtype": "mpnews",
        "mpnews": {"media_id": "d1"},
        "send_ignore_reprint": 0,
        "clientmsgid": "m-1",
    }


async def test_a_lost_message_to_many_is_asked_again_and_found(desk: Desk) -> None:
    desk.says("/message/mass/sendall", None, refused(45065, "clientmsgid exist", msg_id=34182))
    body = {"to": {"all": True}, "message": {"kind": "text", "text": "新品"}}
    result = await desk.platform.adapter.send(desk.access, Wire("mass", body, "m-1"))
    assert result.provider_id == "34182"
    numbers = [asked.json["clientmsgid"] for asked in desk.server.asked[-2:]]
    assert numbers == ["m-1", "m-1"]


async def test_other_kinds_for_many_and_a_look_before(desk: Desk) -> None:
    desk.says("/message/mass/sendall", *[ok(msg_id=1)] * 3)
    for message, found in (
        ({"kind": "voice", "media_id": "m"}, {"voice": {"media_id": "m"}}),
        ({"kind": "video", "media_id": "m"}, {"mpvideo": {"media_id": "m"}}),
        (
            {"kind": "images", "media_ids": ["a", "b"], "text": "看"},
            {"images": {"media_ids": ["a", "b"], "recommend": "看"}},
        ),
    ):
        body = {"to": {"all": True}, "message": message}
        await desk.platform.adapter.send(desk.access, Wire("mass", body, "m"))
        assert found.items() <= desk.sent().items()
    desk.says("/message/mass/preview", ok(msg_id=9))
    look = {"openid": AN, "message": {"kind": "text", "text": "新品"}}
    result = await desk.platform.adapter.send(desk.access, Wire("preview", look, "p"))
    assert result.provider_id == "9"
    assert desk.sent() == {"touser": AN, "msgtype": "text", "text": {"content": "新品"}}


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (Wire("welcome", {}, "k"), "wire_kind"),
        (Wire("custom", {"openid": AN}, "k"), "wire_shape"),
        (custom(kind="text"), "wire_shape"),
        (custom(kind="smell"), "message_kind"),
        (
            Wire("mass", {"to": {"tag_id": "x"}, "message": {"kind": "text", "text": "t"}}, "k"),
            "wire_shape",
        ),
        (Wire("mass", {"to": {"all": True}, "message": {"kind": "smell"}}, "k"), "message_kind"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_it_leaves(
    desk: Desk, wire: Wire, code: str
) -> None:
    with pytest.raises(SendRefused) as caught:
        await desk.platform.adapter.send(desk.access, wire)
    assert caught.value.code == code
    assert desk.server.asked == []


async def test_the_token_is_stable_kept_and_renewed_once(desk: Desk) -> None:
    desk.says("/message/custom/send", ok(), refused(42001), ok(), refused(40001), refused(40001))
    wire = custom(kind="text", text="在")
    await desk.platform.adapter.send(desk.access, wire)
    assert desk.server.asked[0].json == {
        "grant_type": "client_credential",
        "appid": APP,
        "secret": SECRET,
        "force_refresh": False,
    }
    await desk.platform.adapter.send(desk.access, wire)
    assert desk.asked()["access_token"] == "t2"
    with pytest.raises(SendRefused, match="40001"):
        await desk.platform.adapter.send(desk.access, wire)
    assert desk.fetched == 3


async def test_a_busy_platform_is_asked_three_times_and_a_limit_holds_all(desk: Desk) -> None:
    desk.says("/message/custom/send", refused(-1), refused(-1), ok(), refused(45009))
    wire = custom(kind="text", text="在")
    await desk.platform.adapter.send(desk.access, wire)
    assert desk.pauses.seconds == [0.2, 0.8]
    with pytest.raises(SendRefused) as caught:
        await desk.platform.adapter.send(desk.access, wire)
    assert caught.value.kind == "quota"
    assert desk.quota.held == [("message/custom/send", "45009")]


async def test_the_test_of_a_channel_tells_what_is_wrong(desk: Desk) -> None:
    desk.says("/openapi/quota/get", ok(quota={"daily_limit": 500000, "used": 0}), refused(48001))
    steps = await desk.platform.adapter.test(desk.access)
    assert [(step.name, step.ok) for step in steps] == [
        ("settings", True),
        ("callback", True),
        ("token", True),
    ]
    bad = access("official_account", desk.server.base_url, encoding_aes_key="short")
    steps = await desk.platform.adapter.test(bad)
    assert [(step.name, step.ok) for step in steps[1:]] == [("callback", False), ("token", False)]
    [only] = await desk.platform.adapter.test(access("official_account", app_secret=""))
    assert (only.ok, only.detail) == (False, "app_secret")


async def test_what_is_no_platform_is_told_so(desk: Desk) -> None:
    desk.says("/message/custom/send", Reply(b"<html>", 404))
    with pytest.raises(SendRefused, match="公众号"):
        await desk.platform.adapter.send(desk.access, custom(kind="text", text="在"))


def test_every_row_has_its_page_and_a_name_of_its_own() -> None:
    assert len({row.name for row in e.ALL}) == len({(row.method, row.path) for row in e.ALL})
    assert len(e.ALL) > 110
    assert all(row.page.startswith("https://") for row in e.ALL)
    assert {row.auth for row in e.ALL} == {"app", "none", "secret"}
