"""What a company's own staff see of WeCom: login, pages, departments, messages, files, archive.

Shapes by hand from https://developer.work.weixin.qq.com/document/path/91022, 91023, 98152, 90506,
90208, 90201, 96067, 95926, 90236, 94867, 94888, 95098, 91774, 91782 and 91614.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.cast import wecom_access
from tests.platforms.loopback import ok, refused
from tests.platforms.wecom_desk import Desk, desk

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import inside as i
from pondkeeper.domain.channels.ports import Demand, SendRefused, Wire
from pondkeeper.kit.http import Http
from pondkeeper.platforms.common.jssdk import sign_page

__all__ = ["desk"]

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECONDS = 1772424000
BACK = "https://pond.example/login?next=/a&b=1"


@pytest.mark.parametrize(
    "base, within, host, path",
    [
        ("https://qyapi.weixin.qq.com", "yes", "open.weixin.qq.com", "/connect/oauth2/authorize"),
        ("https://qyapi.weixin.qq.com/", "", "login.work.weixin.qq.com", "/wwlogin/sso/login"),
        ("http://127.0.0.1:9", "yes", "127.0.0.1:9", "/connect/oauth2/authorize"),
        ("http://127.0.0.1:9", "", "127.0.0.1:9", "/wwlogin/sso/login"),
    ],
)
def test_staff_are_sent_to_the_platforms_own_pages(
    base: str, within: str, host: str, path: str
) -> None:
    login = Desk(Http()).platform.login
    assert login is not None
    address = login.address(wecom_access(base), redirect=BACK, state="s-1", within=bool(within))
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (parts.netloc, parts.path) == (host, path)
    assert (query["appid"], query["agentid"]) == ("wwpond0001", "1000002")
    assert (query["redirect_uri"], query["state"]) == (BACK, "s-1")
    assert parts.fragment == ("wechat_redirect" if within else "")


@pytest.mark.parametrize("agent", ["", "abc"])
def test_without_an_agent_nobody_signs_in(agent: str) -> None:
    login = Desk(Http()).platform.login
    assert login is not None
    access = replace(wecom_access(), settings={"corp_id": "ww", "agent_id": agent})
    with pytest.raises(SendRefused, match="settings"):
        login.address(access, redirect=BACK, state="s", within=True)


async def test_who_came_back_is_staff_or_somebody_else(desk: Desk) -> None:
    login = desk.platform.login
    assert login is not None
    desk.replies["auth/getuserinfo"] = [
        ok(userid="mei", user_ticket="T"),
        ok(openid="o1", external_userid="wm1"),
        refused(40029),
    ]
    assert await login.who(desk.access, "c-1") == i.SignedIn("mei", ticket="T")
    assert desk.server.asked[-1].query["code"] == "c-1"
    assert await login.who(desk.access, "c-2") == i.SignedIn("", "wm1", "o1")
    with pytest.raises(SendRefused):
        await login.who(desk.access, "spent")


async def test_pages_are_signed_with_tickets_that_are_fetched_once(desk: Desk) -> None:
    scripts = desk.platform.scripts
    assert scripts is not None
    desk.replies = {
        "get_jsapi_ticket": [ok(ticket="TC", expires_in=7200)],
        "ticket/get": [ok(ticket="TA", expires_in=7200)],
    }
    url = "https://pond.example/sidebar#top"
    company = await scripts.sign(desk.access, url, agent=False)
    agent = await scripts.sign(desk.access, url, agent=True)
    again = await scripts.sign(desk.access, url, agent=True)
    assert desk.server.asked[-1].query["type"] == "agent_config"
    assert desk.server.paths().count("/cgi-bin/ticket/get") == 1
    assert Demand("ticket/get", "jsapi_ticket", "1000002") in desk.quota.taken
    assert (company.agent_id, agent.agent_id) == ("", "1000002")
    assert (company.corp_id, company.timestamp) == ("wwpond0001", SECONDS)
    page = "https://pond.example/sidebar"
    assert company.signature == sign_page("TC", company.nonce, company.timestamp, page)
    assert agent.signature == sign_page("TA", agent.nonce, agent.timestamp, page)
    assert again.nonce != agent.nonce


async def test_departments_and_members_are_read_or_their_ids_alone(desk: Desk) -> None:
    directory = desk.platform.directory
    assert directory is not None
    desk.replies = {
        "department/list": [
            ok(
                department=[
                    {
                        "id": 2,
                        "parentid": 1,
                        "name": "门店",
                        "department_leader": ["mei"],
                        "order": 9,
                    }
                ]
            ),
            refused(48002),
            refused(60020),
        ],
        "department/simplelist": [ok(department_id=[{"id": 2, "parentid": 1, "order": 9}])],
        "user/list": [
            ok(userlist=[{"userid": "mei", "name": "梅", "department": [2], "status": 1}]),
            refused(48002),
        ],
        "user/simplelist": [ok(userlist=[{"userid": "mei", "name": "梅", "department": [2]}])],
        "user/list_id": [
            ok(dept_user=[{"userid": "mei", "department": 1}], next_cursor="2"),
            ok(dept_user=[{"userid": "mei", "department": 2}]),
        ],
    }
    assert await directory.departments(desk.access) == [i.Department(2, 1, "门店", ("mei",), 9)]
    assert await directory.departments(desk.access) == [i.Department(2, 1, order=9)]
    with pytest.raises(SendRefused, match="60020"):
        await directory.departments(desk.access)
    mei = f.Member("mei", "梅", department_ids=(2,))
    assert await directory.members(desk.access, 2) == [mei]
    assert desk.server.asked[-1].query["fetch_child"] == "1"
    assert await directory.members(desk.access, 2, below=False) == [mei]
    assert "fetch_child" not in desk.server.asked[-1].query
    assert [one async for one in directory.ids(desk.access)] == [("mei", 1), ("mei", 2)]


async def test_one_persons_other_ids(desk: Desk) -> None:
    converter = desk.platform.converter
    assert converter is not None
    desk.replies["idconvert/unionid_to_external_userid"] = [ok(external_userid="wm1"), ok()]
    assert await converter.external_id(desk.access, unionid="u", openid="o") == "wm1"
    assert desk.sent() == {"unionid": "u", "openid": "o"}
    assert await converter.external_id(desk.access, unionid="u", openid="x") == ""


CARD = {"title": "审批", "description": "折扣 7 折", "buttons": [{"key": "yes", "text": "同意"}]}
MESSAGES = [
    ({"text": "开会"}, {"msgtype": "text", "text": {"content": "开会"}}),
    ({"markdown": "**急**"}, {"msgtype": "markdown", "markdown": {"content": "**急**"}}),
    (
        {"media": {"kind": "image", "media_id": "M"}},
        {"msgtype": "image", "image": {"media_id": "M"}},
    ),
    (
        {"card": {"title": "任务", "url": "https://x", "button": "去做"}},
        {
            "msgtype": "textcard",
            "textcard": {
                "title": "任务",
                "description": "任务",
                "url": "https://x",
                "btntxt": "去做",
            },
        },
    ),
    (
        {"card": {**CARD, "url": "https://x"}},
        {
            "msgtype": "template_card",
            "template_card": {
                "card_type": "button_interaction",
                "main_title": {"title": "审批", "desc": "折扣 7 折"},
                "task_id": "key-1",
                "button_list": [{"key": "yes", "text": "同意"}],
                "card_action": {"type": 1, "url": "https://x"},
            },
        },
    ),
]


@pytest.mark.parametrize("body, wire", MESSAGES)
async def test_a_message_to_staff_is_checked_for_repeats(
    desk: Desk, body: dict[str, Any], wire: Any
) -> None:
    desk.replies["message/send"] = [ok(msgid="m-1", invaliduser="xx", unlicenseduser="yy|zz")]
    whole = {"member_ids": ["mei", "bo"], **body}
    sent = await desk.platform.adapter.send(desk.access, Wire("app_message", whole, "key-1"))
    assert (sent.provider_id, sent.refused) == ("m-1", ("xx", "yy", "zz"))
    assert desk.sent() == {
        "touser": "mei|bo",
        "agentid": 1000002,
        **wire,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
    }


async def test_a_lost_message_to_staff_is_sent_again_as_the_platform_drops_repeats(
    desk: Desk,
) -> None:
    desk.replies["message/send"] = [None, ok(msgid="m-1")]
    body = {"member_ids": ["mei"], "text": "开会"}
    sent = await desk.platform.adapter.send(desk.access, Wire("app_message", body, "k"))
    assert sent.provider_id == "m-1"
    assert desk.quota.taken[-1] == Demand("message/send", "appmsg", "mei")


@pytest.mark.parametrize(
    "body, code",
    [
        ({"member_ids": [], "text": "x"}, "no_recipient"),
        ({"member_ids": ["m"] * 1001, "text": "x"}, "wecom.appmsg.receivers"),
        ({"member_ids": ["m"], "media": {"kind": "hologram"}}, "attachment_kind"),
        ({"text": "x"}, "wire_shape"),
    ],
)
async def test_what_staff_cannot_be_sent(desk: Desk, body: dict[str, Any], code: str) -> None:
    with pytest.raises(SendRefused) as caught:
        await desk.platform.adapter.send(desk.access, Wire("app_message", body, "k"))
    assert caught.value.code == code
    assert desk.server.asked == []


async def test_a_message_is_taken_back_and_a_card_settled(desk: Desk) -> None:
    messages = desk.platform.staff_messages
    assert messages is not None
    desk.replies = {"message/recall": [ok()], "message/update_template_card": [ok()]}
    await messages.recall(desk.access, "m-1")
    assert desk.sent() == {"msgid": "m-1"}
    await messages.settle_card(desk.access, "RC", "已同意", member_ids=["mei"])
    assert desk.sent() == {
        "userids": ["mei"],
        "agentid": 1000002,
        "response_code": "RC",
        "button": {"replace_name": "已同意"},
    }


async def test_attachments_for_moments_and_albums_are_uploaded(desk: Desk) -> None:
    attachments = desk.platform.attachments
    assert attachments is not None
    desk.replies["media/upload_attachment"] = [ok(media_id="M1"), ok(media_id="M2")]
    assert await attachments.upload(desk.access, name="春.png", content=b"\x89PNG") == "M1"
    query = desk.server.asked[-1].query
    assert (query["media_type"], query["attachment_type"]) == ("image", "1")
    assert b"\x89PNG" in desk.server.asked[-1].body
    await attachments.upload(desk.access, name="a.mp4", content=b"x", kind="video", use="album")
    query = desk.server.asked[-1].query
    assert (query["media_type"], query["attachment_type"]) == ("video", "2")


def line(**more: Any) -> bytes:
    row = {"msgid": "1_external", "action": "send", "from": "mei", "tolist": ["wmAn"]}
    return json.dumps({**row, "roomid": "", "msgtime": SECONDS * 1000, **more}).encode()


ARCHIVED = [
    (
        line(msgtype="text", text={"content": "您好"}),
        i.ArchivedMessage(
            "1_external", "send", "mei", ("wmAn",), "", AT, "text", "您好", external=True
        ),
    ),
    (
        line(msgid="2", msgtype="image", roomid="wr1", image={"sdkfileid": "F", "md5sum": "x"}),
        i.ArchivedMessage("2", "send", "mei", ("wmAn",), "wr1", AT, "image", "", "F"),
    ),
    (
        line(action="recall", msgtype="revoke", revoke={"pre_msgid": "0_external"}),
        i.ArchivedMessage(
            "1_external",
            "recall",
            "mei",
            ("wmAn",),
            "",
            AT,
            "revoke",
            recalls="0_external",
            external=True,
        ),
    ),
    (
        json.dumps(
            {"msgid": "3", "action": "switch", "time": SECONDS * 1000, "user": "mei"}
        ).encode(),
        i.ArchivedMessage("3", "switch", "mei", (), "", AT, "other"),
    ),
    (
        line(msgid="4", msgtype="sphfeed", sphfeed={"feed_type": 4}),
        i.ArchivedMessage("4", "send", "mei", ("wmAn",), "", AT, "other"),
    ),
]


@pytest.mark.parametrize("kept, message", ARCHIVED)
def test_a_kept_message_is_read(kept: bytes, message: i.ArchivedMessage) -> None:
    archive = Desk(Http()).platform.archive
    assert archive is not None
    assert list(
        archive.read(
            [b"{}", b"\xff", b"not json", kept, line(action="dance"), line(msgtime=10**30)]
        )
    ) == [message]


ARCHIVE = Desk(Http()).platform.archive


@given(st.lists(st.binary(max_size=40)))
def test_no_line_breaks_the_archive(lines: list[bytes]) -> None:
    assert ARCHIVE is not None
    assert list(ARCHIVE.read([*lines, line(msgtype="text", text={"content": "x"})]))[-1].text == "x"


async def test_whose_chats_are_kept_and_who_agreed(desk: Desk) -> None:
    archive = desk.platform.archive
    assert archive is not None
    rows = [
        {
            "userid": "mei",
            "exteranalopenid": "wm1",
            "agree_status": "Agree",
            "status_change_time": SECONDS,
        },
        {
            "userid": "mei",
            "exteranalopenid": "wm2",
            "agree_status": "Disagree",
            "status_change_time": 0,
        },
        {"userid": "mei", "exteranalopenid": "wm3", "agree_status": "Default_Agree"},
        {"userid": "mei", "exteranalopenid": "wm4", "agree_status": "Asking"},
    ]
    desk.replies = {
        "msgaudit/get_permit_user_list": [ok(ids=["mei"])],
        "msgaudit/check_single_agree": [ok(agreeinfo=rows)],
        "msgaudit/check_room_agree": [ok(agreeinfo=[{**rows[0], "userid": ""}])],
    }
    assert await archive.members(desk.access) == ["mei"]
    found = await archive.agreements(desk.access, [("mei", f"wm{n}") for n in range(1, 5)])
    assert [one.agreed for one in found] == [True, False, True, None]
    assert found[0] == i.Agreement("wm1", True, "mei", AT)
    assert desk.sent()["info"][0] == {"userid": "mei", "exteranalopenid": "wm1"}
    assert await archive.group_agreements(desk.access, "wr1") == [i.Agreement("wm1", True, "", AT)]
    with pytest.raises(SendRefused, match="pairs"):
        await archive.agreements(desk.access, [("m", "w")] * 101)
