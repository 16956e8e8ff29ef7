"""WeCom behind the ports: what goes over the wire and what comes back in our terms.

Shapes are written by hand from https://developer.work.weixin.qq.com/document/path/N, where N is
the page named in `wecom/endpoints.py`.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.platforms.cast import AES_KEY, wecom_access
from tests.platforms.loopback import ok, refused
from tests.platforms.wecom_desk import Desk, desk

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.ports import SendRefused, SendUnknown, Wire
from pondkeeper.platforms.wecom.reading import WeComContacts

__all__ = ["desk"]

AN = {
    "external_userid": "wmAn",
    "name": "安然",
    "avatar": "http://127.0.0.1/a.png",
    "type": 1,
    "gender": 2,
    "unionid": "uAn",
}
FOLLOW = {
    "userid": "mei",
    "remark": "安然-包裹卡",
    "description": "",
    "createtime": 1772424000,
    "state": "pond-a1",
    "add_way": 1,
    "remark_mobiles": ["13800000001"],
}
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


async def test_a_customer_is_read_with_all_pages_of_followers(desk: Desk) -> None:
    tagged = {**FOLLOW, "tags": [{"tag_id": "et1", "type": 1}, {"tag_name": "own", "type": 2}]}
    desk.replies["get"] = [
        ok(external_contact=AN, follow_user=[tagged], next_cursor="2"),
        ok(external_contact=AN, follow_user=[{"userid": "bo", "createtime": 1772424000}]),
    ]
    assert desk.platform.contacts is not None
    found = await desk.platform.contacts.get_external_contact(desk.access, "wmAn")
    assert found == f.ExternalContact(
        "wmAn",
        "安然",
        "http://127.0.0.1/a.png",
        "female",
        "uAn",
        (
            f.Follow("mei", "pond-a1", "安然-包裹卡", "", ("et1",), ("13800000001",), 1, AT),
            f.Follow("bo", at=AT),
        ),
    )
    assert desk.server.asked[-1].query["cursor"] == "2"


async def test_customers_of_members_are_walked_with_one_follow_each(desk: Desk) -> None:
    row = {"external_contact": {**AN, "gender": 0}, "follow_info": {**FOLLOW, "tag_id": ["et1"]}}
    desk.replies["batch/get_by_user"] = [
        ok(external_contact_list=[row], next_cursor="n"),
        ok(external_contact_list=[row], next_cursor=""),
    ]
    assert isinstance(desk.platform.contacts, WeComContacts)
    walk = desk.platform.contacts.of_members(desk.access, ["mei", "bo"])
    found = [(one.gender, one.follows[0].tag_ids) async for one in walk]
    assert found == [("unknown", ("et1",))] * 2
    assert desk.sent() == {"userid_list": ["mei", "bo"], "cursor": "n", "limit": 100}


async def test_ids_openid_and_members(desk: Desk) -> None:
    desk.replies = {
        "list": [ok(external_userid=["wm1", "wm2"])],
        "convert_to_openid": [ok(openid="oAn")],
        "get_follow_user_list": [ok(follow_user=["mei", "bo"])],
        "user/get": [ok(userid="mei", name="梅", department=[1, 2], status=2)],
    }
    contacts, members = desk.platform.contacts, desk.platform.members
    assert contacts is not None
    assert members is not None
    assert await contacts.ids_of(desk.access, "mei") == ["wm1", "wm2"]
    assert await contacts.openid(desk.access, "wmAn") == "oAn"
    assert await members.list(desk.access) == [f.Member("mei"), f.Member("bo")]
    left = await members.get(desk.access, "mei")
    assert left == f.Member("mei", "梅", department_ids=(1, 2), active=False)


async def test_a_code_is_made_changed_and_switched_off(desk: Desk) -> None:
    ways = desk.platform.ways
    assert ways is not None
    desk.replies = {
        "add_contact_way": [ok(config_id="c1", qr_code="http://127.0.0.1/q"), ok(config_id="c2")],
        "update_contact_way": [ok()],
        "del_contact_way": [ok()],
    }
    one = f.ContactWay(("mei",), "pond-a1", "包裹卡")
    assert await ways.add(desk.access, one) == f.ContactWayMade("c1", "http://127.0.0.1/q")
    assert desk.sent() == {
        "type": 2,  # also of one member: others may answer it later, and its kind stays
        "scene": 2,
        "remark": "包裹卡",
        "skip_verify": True,
        "state": "pond-a1",
        "user": ["mei"],
    }
    await ways.add(desk.access, f.ContactWay(("mei", "bo"), "pond-a1"))
    assert desk.sent()["type"] == 2
    await ways.update(desk.access, "c1", f.ContactWay(("bo",), "pond-a1"))
    assert desk.sent()["config_id"] == "c1"
    assert desk.sent()["user"] == ["bo"]
    await ways.delete(desk.access, "c1")
    assert desk.sent() == {"config_id": "c1"}


async def test_labels_are_read_made_and_put_on(desk: Desk) -> None:
    tagger = desk.platform.tagger
    assert tagger is not None
    group = {
        "group_id": "g1",
        "group_name": "来源",
        "tag": [{"id": "et1", "name": "包裹卡"}, {"id": "et2", "name": "旧", "deleted": True}],
    }
    desk.replies = {
        "get_corp_tag_list": [ok(tag_group=[group, {**group, "deleted": True}])],
        "add_corp_tag": [ok(tag_group=group)],
        "mark_tag": [ok()],
        "remark": [ok()],
    }
    parcel = f.PlatformTag("et1", "包裹卡", "g1", "来源")
    assert await tagger.tags(desk.access) == [parcel]
    assert await tagger.add_tag(desk.access, "来源", "包裹卡") == parcel
    assert desk.sent() == {"group_name": "来源", "tag": [{"name": "包裹卡"}]}
    await tagger.mark(desk.access, member_id="mei", external_id="wmAn", add=["et1"])
    assert desk.sent() == {"userid": "mei", "external_userid": "wmAn", "add_tag": ["et1"]}
    await tagger.remark(desk.access, member_id="mei", external_id="wmAn", remark="安")
    assert desk.sent()["remark"] == "安"


async def test_customers_of_who_left_are_found_and_moved(desk: Desk) -> None:
    handover = desk.platform.handover
    assert handover is not None
    row = {"handover_userid": "mei", "external_userid": "wm1", "dimission_time": 1772424000}
    desk.replies = {
        "get_unassigned_list": [ok(info=[row], is_last=True, next_cursor="x")],
        "resigned/transfer_customer": [
            ok(
                customer=[
                    {"external_userid": "wm1", "errcode": 0},
                    {"external_userid": "wm2", "errcode": 40096},
                    {"external_userid": "wm3", "errcode": 40099},
                ]
            )
        ],
        "resigned/transfer_result": [
            ok(
                customer=[
                    {"external_userid": f"wm{n}", "status": n, "takeover_time": 0}
                    for n in range(1, 6)
                ]
            )
        ],
    }
    waiting = [one async for one in handover.unassigned(desk.access)]
    assert waiting == [f.Unassigned("wm1", "mei", AT)]
    pair: dict[str, Any] = {"from_member_id": "mei", "to_member_id": "bo", "left": True}
    asked = await handover.transfer(
        desk.access, **pair, external_ids=["wm1", "wm2", "wm3"], message="我是小波"
    )
    assert [step.state for step in asked] == ["waiting", "failed", "taker_full"]
    assert asked[1].code == "40096"
    assert "transfer_success_msg" not in desk.sent()
    steps = [step.state async for step in handover.result(desk.access, **pair)]
    assert steps == ["done", "waiting", "refused", "taker_full", "unknown"]


async def test_between_colleagues_the_message_is_told(desk: Desk) -> None:
    handover = desk.platform.handover
    assert handover is not None
    desk.replies["transfer_customer"] = [ok(customer=[])]
    pair: dict[str, Any] = {"from_member_id": "mei", "to_member_id": "bo", "left": False}
    await handover.transfer(desk.access, **pair, external_ids=["wm1"], message="您好")
    assert desk.sent()["transfer_success_msg"] == "您好"


WELCOME = Wire(
    "welcome",
    {
        "welcome_code": "WC-1",
        "text": "欢迎",
        "attachments": [
            {"kind": "link", "title": "领券", "url": "http://127.0.0.1/l", "description": ""},
            {"kind": "image", "media_id": "M1"},
            {"kind": "miniprogram", "title": "t", "media_id": "M", "appid": "wx", "page": "p"},
        ],
    },
    "k1",
)


async def test_a_welcome_carries_text_and_attachments(desk: Desk) -> None:
    desk.replies["send_welcome_msg"] = [ok()]
    await desk.platform.adapter.send(desk.access, WELCOME)
    assert desk.sent() == {
        "welcome_code": "WC-1",
        "text": {"content": "欢迎"},
        "attachments": [
            {"msgtype": "link", "link": {"title": "领券", "url": "http://127.0.0.1/l"}},
            {"msgtype": "image", "image": {"media_id": "M1"}},
            {
                "msgtype": "miniprogram",
                "miniprogram": {"title": "t", "pic_media_id": "M", "appid": "wx", "page": "p"},
            },
        ],
    }


async def test_a_lost_welcome_is_tried_again_because_the_code_greets_once(desk: Desk) -> None:
    desk.replies["send_welcome_msg"] = [None, ok()]
    await desk.platform.adapter.send(desk.access, WELCOME)
    assert len(desk.server.asked) == 3


async def test_spent_on_the_second_try_means_nobody_knows(desk: Desk) -> None:
    desk.replies["send_welcome_msg"] = [None, refused(41050)]
    with pytest.raises(SendUnknown):
        await desk.platform.adapter.send(desk.access, WELCOME)


@pytest.mark.parametrize("code, kind", [(41050, "permanent"), (41051, "done"), (84061, "retry")])
async def test_welcome_refusals_keep_their_kind(desk: Desk, code: int, kind: str) -> None:
    desk.replies["send_welcome_msg"] = [refused(code)]
    with pytest.raises(SendRefused) as caught:
        await desk.platform.adapter.send(desk.access, WELCOME)
    assert (caught.value.kind, caught.value.code) == (kind, str(code))


async def test_a_mass_task_names_its_sender_and_gives_its_number(desk: Desk) -> None:
    desk.replies["add_msg_template"] = [ok(msgid="m1", fail_list=[])]
    body = {"external_ids": ["wm1"], "member_id": "mei", "text": "上新"}
    result = await desk.platform.adapter.send(desk.access, Wire("mass", body, "k"))
    assert result.provider_id == "m1"
    assert desk.sent() == {
        "chat_type": "single",
        "external_userid": ["wm1"],
        "sender": "mei",
        "text": {"content": "上新"},
    }


async def test_what_wecom_cannot_send_is_refused_before_a_call(desk: Desk) -> None:
    odd = Wire("welcome", {"welcome_code": "c", "attachments": [{"kind": "hologram"}]}, "k")
    bare = Wire("welcome", {"text": "欢迎"}, "k")
    for wire in (Wire("sms", {}, "k"), odd, bare):
        with pytest.raises(SendRefused) as caught:
            await desk.platform.adapter.send(desk.access, wire)
        assert caught.value.kind == "permanent"
    assert desk.server.asked == []


async def test_a_file_is_uploaded_as_a_form(desk: Desk) -> None:
    media = desk.platform.media
    assert media is not None
    desk.replies["media/upload"] = [ok(media_id="M1", type="image", created_at="1")]
    found = await media.upload(desk.access, name="券.png", content=b"\x89PNG")
    assert found == "M1"
    asked = desk.server.asked[-1]
    assert asked.query["type"] == "image"
    assert asked.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b"\x89PNG" in asked.body


async def test_the_channel_test_says_what_is_right_and_what_to_do(desk: Desk) -> None:
    adapter = desk.platform.adapter
    desk.replies["get_follow_user_list"] = [ok(follow_user=["mei"]), ok(), refused(60020)]
    good = await adapter.test(desk.access)
    assert [(step.name, step.ok) for step in good] == [
        ("settings", True),
        ("callback", True),
        ("members", True),
    ]
    assert not (await adapter.test(desk.access))[2].ok
    blocked = (await adapter.test(desk.access))[2]
    assert not blocked.ok
    assert "60020" in blocked.detail


async def test_the_channel_test_finds_wrong_settings_without_a_call(desk: Desk) -> None:
    adapter, address = desk.platform.adapter, desk.server.base_url
    (lacking,) = await adapter.test(wecom_access(address, secret=""))
    assert (lacking.ok, lacking.detail) == (False, "secret")
    assert desk.server.asked == []
    desk.replies["get_follow_user_list"] = [ok(follow_user=["mei"])]
    steps = await adapter.test(wecom_access(address, encoding_aes_key=AES_KEY[:-1]))
    assert [step.ok for step in steps] == [True, False, True]


async def test_a_good_answer_without_its_promised_field_is_unknown(desk: Desk) -> None:
    ways, contacts = desk.platform.ways, desk.platform.contacts
    assert ways is not None
    assert contacts is not None
    desk.replies = {"add_contact_way": [ok()], "get": [ok(external_contact={"name": "安然"})]}
    with pytest.raises(SendUnknown, match="config_id"):
        await ways.add(desk.access, f.ContactWay(("mei",), "s"))
    with pytest.raises(SendUnknown, match="external_userid"):
        await contacts.get_external_contact(desk.access, "wmAn")
