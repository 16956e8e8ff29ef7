"""WeCom's customer service behind the ports.

Shapes by hand from https://developer.work.weixin.qq.com/document/path/94661 to 94677, 95122, 95159.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.loopback import Reply, ok, refused
from tests.platforms.wecom_desk import Desk, desk

from pondkeeper.domain.channels.facts import service as s
from pondkeeper.domain.channels.facts.people import Messaged
from pondkeeper.domain.channels.ports import SendRefused, SendUnknown, Wire
from pondkeeper.platforms.wecom.service_reading import read

__all__ = ["desk"]

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECONDS = 1772424000
HOURS_48 = 172_800


def said(kind: str, inner: dict[str, Any], origin: int = 3, **more: Any) -> dict[str, Any]:
    row = {"msgid": "in-1", "open_kfid": "wk1", "external_userid": "wmAn", "send_time": SECONDS}
    return {**row, "origin": origin, "msgtype": kind, kind: inner, **more}


def happened(name: str, **inner: Any) -> dict[str, Any]:
    event = {"event_type": name, "open_kfid": "wk1", "external_userid": "wmAn", **inner}
    return {"msgid": "ev-1", "send_time": SECONDS, "origin": 4, "msgtype": "event", "event": event}


READ = [
    (
        said("text", {"content": "在吗", "menu_id": "101"}),
        Messaged(
            "wmAn", "in-1", AT, "text", "在吗", conversation_id="wk1", reply_within_s=HOURS_48
        ),
    ),
    (
        said("image", {"media_id": "M1"}),
        Messaged(
            "wmAn", "in-1", AT, "image", "", "M1", conversation_id="wk1", reply_within_s=HOURS_48
        ),
    ),
    (
        said("link", {"title": "t", "url": "https://x"}),
        Messaged(
            "wmAn",
            "in-1",
            AT,
            "link",
            "t",
            "https://x",
            conversation_id="wk1",
            reply_within_s=HOURS_48,
        ),
    ),
    (
        said("channels_shop_order", {"order_id": "1"}),
        Messaged("wmAn", "in-1", AT, "other", conversation_id="wk1", reply_within_s=HOURS_48),
    ),
    (
        said("text", {"content": "您好"}, 5, servicer_userid="mei"),
        s.ServiceAnswered("wk1", "wmAn", "mei", "in-1", AT, "text", "您好"),
    ),
    (
        happened("enter_session", scene="parcel", scene_param="a%3D1", welcome_code="WC"),
        s.ServiceEntered("wk1", "wmAn", AT, "WC", "parcel", "a%3D1"),
    ),
    *(
        (
            happened("msg_send_fail", fail_msgid="out-1", fail_type=number),
            s.ServiceFailed("wk1", "wmAn", "out-1", reason, AT),
        )
        for number, reason in ((4, "too_late"), (6, "too_many"), (10, "refused"), (0, "other"))
    ),
    *(
        (
            happened(
                "session_status_change",
                change_type=number,
                old_servicer_userid="mei",
                new_servicer_userid="bo",
                msg_code="MC",
            ),
            s.ServiceMoved("wk1", "wmAn", change, AT, "mei", "bo", "MC"),
        )
        for number, change in (
            (1, "taken"),
            (2, "passed"),
            (3, "ended"),
            (4, "resumed"),
            (9, "other"),
        )
    ),
    (
        happened("user_recall_msg", recall_msgid="in-0"),
        s.ServiceRecalled("wk1", "wmAn", "in-0", AT),
    ),
    (
        happened("servicer_status_change", servicer_userid="mei", status=1),
        s.ServicerDuty("wk1", "mei", True, AT),
    ),
    (
        happened("servicer_status_change", servicer_userid="mei", status=2),
        s.ServicerDuty("wk1", "mei", False, AT),
    ),
    (
        happened("reject_customer_msg_switch_change"),
        s.ServiceUnread("wk1", "reject_customer_msg_switch_change", AT),
    ),
    ({"msgtype": "text", "origin": 4}, s.ServiceUnread("", "text", None)),
]


@pytest.mark.parametrize("row, fact", READ)
def test_what_a_sync_brings(row: dict[str, Any], fact: s.ServiceFact) -> None:
    assert read(row, reply_within_s=HOURS_48) == fact


@given(
    st.dictionaries(
        st.sampled_from(["msgtype", "event", "origin", "send_time", "text", "open_kfid"]),
        st.one_of(st.none(), st.text(), st.integers(0, 9), st.just({"event_type": "x"})),
    )
)
def test_no_content_of_known_fields_is_lost_without_a_word(row: dict[str, Any]) -> None:
    whole = {**row, "send_time": SECONDS, "text": {"content": "x"}, "event": {"event_type": "x"}}
    assert read(whole, reply_within_s=1) is not None


async def test_a_sync_goes_on_from_its_cursor(desk: Desk) -> None:
    service = desk.platform.service
    assert service is not None
    desk.replies["kf/sync_msg"] = [
        ok(msg_list=[said("text", {"content": "在吗"})], next_cursor="c2", has_more=1),
        ok(msg_list=[], next_cursor="", has_more=0),
    ]
    page = await service.sync(desk.access, "wk1", cursor="c1", token="ENC")
    assert (page.cursor, page.more, len(page.told)) == ("c2", True, 1)
    assert desk.sent() == {"open_kfid": "wk1", "cursor": "c1", "token": "ENC", "limit": 1000}
    page = await service.sync(desk.access, "wk1", cursor="c2")
    assert (page.cursor, page.more, page.told) == ("c2", False, ())
    assert desk.sent() == {"open_kfid": "wk1", "cursor": "c2", "limit": 1000}


async def test_accounts_are_walked_by_number_made_changed_and_removed(desk: Desk) -> None:
    service = desk.platform.service
    assert service is not None
    rows = [{"open_kfid": f"wk{n}", "name": "客服", "manage_privilege": False} for n in range(101)]
    desk.replies = {
        "kf/account/list": [ok(account_list=rows[:100]), ok(account_list=rows[100:])],
        "kf/account/add": [ok(open_kfid="wk9"), None],
        "kf/account/update": [ok()],
        "kf/account/del": [ok()],
        "kf/add_contact_way": [ok(url="https://work.weixin.qq.com/kf/x")],
    }
    found = [one async for one in service.accounts(desk.access)]
    assert len(found) == 101
    assert found[0] == s.ServiceAccount("wk0", "客服", "", False)
    assert desk.sent() == {"offset": 100, "limit": 100}
    assert await service.add_account(desk.access, "售后", media_id="M1") == "wk9"
    with pytest.raises(SendUnknown):
        await service.add_account(desk.access, "售后", media_id="M1")
    await service.update_account(desk.access, "wk9", name="售前")
    assert desk.sent() == {"open_kfid": "wk9", "name": "售前"}
    url = await service.entry(desk.access, "wk9", scene="parcel")
    assert url == "https://work.weixin.qq.com/kf/x"
    await service.delete_account(desk.access, "wk9")


async def test_servicers_are_listed_added_and_removed_one_by_one(desk: Desk) -> None:
    service = desk.platform.service
    assert service is not None
    desk.replies = {
        "kf/servicer/list": [
            ok(
                servicer_list=[
                    {"userid": "mei", "status": 0},
                    {"userid": "bo", "status": 1},
                    {"department_id": 2},
                ]
            )
        ],
        "kf/servicer/add": [
            ok(result_list=[{"userid": "mei", "errcode": 0}, {"userid": "xx", "errcode": 60111}])
        ],
        "kf/servicer/del": [ok(result_list=[{"department_id": 2, "errcode": 0}])],
    }
    assert await service.servicers(desk.access, "wk1") == [
        s.Servicer("mei", on_duty=True),
        s.Servicer("bo", on_duty=False),
        s.Servicer(department_id=2),
    ]
    assert desk.server.asked[-1].query["open_kfid"] == "wk1"
    done, failed = await service.add_servicers(desk.access, "wk1", member_ids=["mei", "xx"])
    assert done == s.ServicerChange(s.Servicer("mei"))
    assert (failed.servicer.member_id, failed.code) == ("xx", "60111")
    assert failed.hint
    assert desk.sent() == {"open_kfid": "wk1", "userid_list": ["mei", "xx"]}
    await service.remove_servicers(desk.access, "wk1", department_ids=[2])
    assert desk.sent() == {"open_kfid": "wk1", "department_id_list": [2]}


async def test_a_conversation_is_moved_and_its_stage_told(desk: Desk) -> None:
    service = desk.platform.service
    assert service is not None
    desk.replies = {
        "kf/service_state/get": [ok(service_state=3, servicer_userid="mei"), ok(service_state=9)],
        "kf/service_state/trans": [ok(msg_code="MC"), refused(95016)],
    }
    standing = await service.standing(desk.access, "wk1", "wmAn")
    assert standing == s.ServiceStanding("staff", "mei")
    with pytest.raises(SendUnknown, match="stage"):
        await service.standing(desk.access, "wk1", "wmAn")
    code = await service.move(desk.access, "wk1", "wmAn", "staff", member_id="mei")
    assert code == "MC"
    assert desk.sent()["service_state"] == 3
    with pytest.raises(SendRefused) as caught:
        await service.move(desk.access, "wk1", "wmAn", "ended")
    assert caught.value.code == "95016"
    assert desk.sent() == {"open_kfid": "wk1", "external_userid": "wmAn", "service_state": 4}


async def test_customers_are_read_with_where_they_came_in(desk: Desk) -> None:
    service = desk.platform.service
    assert service is not None
    row = {
        "external_userid": "wmAn",
        "nickname": "安然",
        "avatar": "http://a",
        "unionid": "u",
        "enter_session_context": {"scene": "parcel", "scene_param": "p"},
    }
    desk.replies["kf/customer/batchget"] = [
        ok(customer_list=[row], invalid_external_userid=["wmX"])
    ]
    (found,) = await service.customers(desk.access, ["wmAn", "wmX"])
    assert found == s.ServiceCustomer("wmAn", "安然", "http://a", "u", "parcel", "p")
    with pytest.raises(SendRefused, match=r"kf\.customers"):
        await service.customers(desk.access, ["wm"] * 101)


MENU = {
    "head": "满意吗",
    "items": [{"id": "1", "text": "满意"}, {"url": "https://x", "text": "看"}],
}
BODIES = [
    ({"text": "您好"}, {"msgtype": "text", "text": {"content": "您好"}}),
    (
        {"attachments": [{"kind": "image", "media_id": "M"}]},
        {"msgtype": "image", "image": {"media_id": "M"}},
    ),
    (
        {"attachments": [{"kind": "link", "title": "t", "url": "https://x", "media_id": "M"}]},
        {"msgtype": "link", "link": {"title": "t", "url": "https://x", "thumb_media_id": "M"}},
    ),
    (
        {
            "attachments": [
                {"kind": "miniprogram", "appid": "wx", "title": "t", "media_id": "M", "page": "p"}
            ]
        },
        {
            "msgtype": "miniprogram",
            "miniprogram": {"appid": "wx", "title": "t", "thumb_media_id": "M", "pagepath": "p"},
        },
    ),
    (
        {"attachments": [{"kind": "card", "member_id": "mei"}]},
        {"msgtype": "business_card", "business_card": {"userid": "mei"}},
    ),
    (
        {"attachments": [{"kind": "acquisition_link", "url": "https://ca"}]},
        {"msgtype": "ca_link", "ca_link": {"link_url": "https://ca"}},
    ),
    (
        {"menu": MENU},
        {
            "msgtype": "msgmenu",
            "msgmenu": {
                "head_content": "满意吗",
                "list": [
                    {"type": "click", "click": {"id": "1", "content": "满意"}},
                    {"type": "view", "view": {"url": "https://x", "content": "看"}},
                ],
            },
        },
    ),
]


@pytest.mark.parametrize("body, wire", BODIES)
async def test_an_answer_is_one_message(desk: Desk, body: dict[str, Any], wire: Any) -> None:
    desk.replies["kf/send_msg"] = [ok(msgid="key-1")]
    whole = {"account_id": "wk1", "external_id": "wmAn", **body}
    sent = await desk.platform.adapter.send(desk.access, Wire("kf", whole, "key-1"))
    assert sent.provider_id == "key-1"
    assert desk.sent() == {"touser": "wmAn", "open_kfid": "wk1", "msgid": "key-1", **wire}


async def test_an_answer_beyond_the_window_is_refused_and_a_lost_one_unknown(desk: Desk) -> None:
    body = {"account_id": "wk1", "external_id": "wmAn", "text": "您好"}
    desk.replies["kf/send_msg"] = [refused(95001), None]
    with pytest.raises(SendRefused) as caught:
        await desk.platform.adapter.send(desk.access, Wire("kf", body, "key-1"))
    assert caught.value.code == "95001"
    with pytest.raises(SendUnknown):
        await desk.platform.adapter.send(desk.access, Wire("kf", body, "not a key: too odd"))
    assert "msgid" not in desk.sent()


async def test_an_events_code_allows_one_message(desk: Desk) -> None:
    desk.replies["kf/send_msg_on_event"] = [ok(msgid="key-1")]
    body = {"code": "WC", "text": "欢迎"}
    sent = await desk.platform.adapter.send(desk.access, Wire("kf_event", body, "key-1"))
    assert sent.provider_id == "key-1"
    assert desk.sent() == {
        "code": "WC",
        "msgid": "key-1",
        "msgtype": "text",
        "text": {"content": "欢迎"},
    }


@pytest.mark.parametrize(
    "body, code",
    [
        ({"text": "x", "attachments": [{"kind": "image", "media_id": "M"}]}, "one_message"),
        ({"attachments": [{"kind": "hologram"}]}, "attachment_kind"),
        ({}, "wire_shape"),
    ],
)
async def test_what_no_conversation_can_carry(desk: Desk, body: dict[str, Any], code: str) -> None:
    whole = {"account_id": "wk1", "external_id": "wmAn", **body}
    with pytest.raises(SendRefused) as caught:
        await desk.platform.adapter.send(desk.access, Wire("kf", whole, "key-1"))
    assert (caught.value.kind, caught.value.code) == ("permanent", code)
    assert desk.server.asked == []


async def test_what_a_customer_sent_is_fetched(desk: Desk) -> None:
    files = desk.platform.files
    assert files is not None
    desk.replies["media/get"] = [
        Reply(b"\x89PNG", headers={"content-type": "image/png"}),
        refused(40007),
        ok(),
    ]
    assert await files.fetch(desk.access, "M1") == (b"\x89PNG", "image/png")
    assert desk.server.asked[-1].query["media_id"] == "M1"
    with pytest.raises(SendRefused):
        await files.fetch(desk.access, "M1")
    with pytest.raises(SendUnknown):
        await files.fetch(desk.access, "M1")
