"""Mass messages, Moments and welcomes for groups: what members have to confirm.

Shapes by hand from https://developer.work.weixin.qq.com/document/path/92135, 93338, 95094, 93333
and 92366.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.platforms.loopback import ok, refused
from tests.platforms.wecom_desk import Desk, desk

from pondkeeper.domain.channels.facts import reach as r
from pondkeeper.domain.channels.ports import Demand, SendRefused, SendUnknown, Wire

__all__ = ["desk"]

AT, LATER = datetime(2026, 3, 2, 4, 0, tzinfo=UTC), datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
SECONDS = 1772424000


async def test_groups_get_a_task_of_their_own_and_the_left_out_are_told(desk: Desk) -> None:
    desk.replies["add_msg_template"] = [ok(msgid="m1", fail_list=["wm2"]), ok(msgid="m2")]
    people = {"external_ids": ["wm1", "wm2"], "text": "上新"}
    sent = await desk.platform.adapter.send(desk.access, Wire("mass", people, "k"))
    assert (sent.provider_id, sent.refused) == ("m1", ("wm2",))
    groups = {"group_ids": ["wr1"], "member_id": "mei", "text": "今晚八点"}
    sent = await desk.platform.adapter.send(desk.access, Wire("mass", groups, "k"))
    assert (sent.provider_id, sent.refused) == ("m2", ())
    assert desk.sent() == {
        "chat_type": "group",
        "chat_id_list": ["wr1"],
        "sender": "mei",
        "text": {"content": "今晚八点"},
    }


@pytest.mark.parametrize(
    "body, code",
    [
        ({"external_ids": ["wm"] * 10_001}, "wecom.mass.external_userid"),
        ({"group_ids": ["wr"] * 2_001}, "wecom.mass.chat_id_list"),
        (
            {"external_ids": ["wm"], "attachments": [{"kind": "image", "media_id": "m"}] * 10},
            "wecom.mass.attachments",
        ),
        ({"external_ids": ["wm"], "text": "长" * 1334}, "wecom.mass.text"),
        ({"external_ids": []}, "no_recipient"),  # to WeCom this would mean everybody
        ({"group_ids": []}, "wire_shape"),
    ],
)
async def test_what_is_too_much_or_too_little_is_never_asked(
    desk: Desk, body: dict[str, Any], code: str
) -> None:
    with pytest.raises(SendRefused) as caught:
        await desk.platform.adapter.send(desk.access, Wire("mass", {"text": "x", **body}, "k"))
    assert (caught.value.kind, caught.value.code) == ("permanent", code)
    assert desk.server.asked == []


async def test_a_lost_mass_task_is_unknown_and_may_be_found_in_the_list(desk: Desk) -> None:
    desk.replies = {
        "add_msg_template": [None],
        "get_groupmsg_list_v2": [
            ok(
                group_msg_list=[
                    {
                        "msgid": "m1",
                        "creator": "mei",
                        "create_time": SECONDS,
                        "create_type": 0,
                        "text": {"content": "上新"},
                    }
                ],
                next_cursor="2",
            ),
            ok(group_msg_list=[{"msgid": "m2", "create_type": 1}]),
        ],
    }
    body = {"external_ids": ["wm1"], "text": "上新"}
    with pytest.raises(SendUnknown):
        await desk.platform.adapter.send(desk.access, Wire("mass", body, "k"))
    masses = desk.platform.masses
    assert masses is not None
    found = [one async for one in masses.recent(desk.access, "single", since=AT, until=LATER)]
    assert found == [
        r.MassTask("m1", "mei", "company", "上新", AT),
        r.MassTask("m2", "", "member", "", None),
    ]
    assert desk.sent() == {
        "chat_type": "single",
        "start_time": SECONDS,
        "end_time": SECONDS + 86_400,
        "filter_type": 2,
        "limit": 100,
        "cursor": "2",
    }


async def test_results_are_told_for_each_member_and_each_recipient(desk: Desk) -> None:
    masses = desk.platform.masses
    assert masses is not None
    desk.replies = {
        "get_groupmsg_task": [
            ok(
                task_list=[
                    {"userid": "mei", "status": 2, "send_time": SECONDS},
                    {"userid": "bo", "status": 0},
                ]
            )
        ],
        "get_groupmsg_send_result": [
            ok(
                send_list=[
                    {"external_userid": f"wm{n}", "userid": "mei", "status": n} for n in range(5)
                ],
                next_cursor="2",
            ),
            ok(send_list=[{"chat_id": "wr1", "userid": "mei", "status": 1, "send_time": SECONDS}]),
        ],
    }
    members = [one async for one in masses.members(desk.access, "m1")]
    assert members == [r.MemberTask("mei", True, AT), r.MemberTask("bo", False)]
    outcomes = [one async for one in masses.outcomes(desk.access, "m1", "mei")]
    states = ["waiting", "sent", "not_friend", "limit", "unknown"]
    assert [one.state for one in outcomes[:5]] == states
    assert outcomes[3] == r.SendOutcome("mei", "limit", "wm3")
    assert outcomes[5] == r.SendOutcome("mei", "sent", group_id="wr1", at=AT)


async def test_members_are_reminded_and_a_task_is_stopped(desk: Desk) -> None:
    masses = desk.platform.masses
    assert masses is not None
    desk.replies = {"remind_groupmsg_send": [ok(), None], "cancel_groupmsg_send": [ok()]}
    await masses.remind(desk.access, "m1")
    assert desk.sent() == {"msgid": "m1"}
    assert desk.quota.taken[-1] == Demand("externalcontact/remind_groupmsg_send", "remind", "m1")
    with pytest.raises(SendUnknown):  # a second reminder would count
        await masses.remind(desk.access, "m1")
    await masses.cancel(desk.access, "m1")
    assert desk.sent() == {"msgid": "m1"}


async def test_a_moment_names_who_publishes_and_who_sees_it(desk: Desk) -> None:
    desk.replies["add_moment_task"] = [ok(jobid="j1"), ok(jobid="j2")]
    body = {
        "text": "春天来了",
        "attachments": [{"kind": "image", "media_id": "M1"}],
        "member_ids": ["mei"],
        "tag_ids": ["et1"],
    }
    sent = await desk.platform.adapter.send(desk.access, Wire("moment", body, "k"))
    assert sent.provider_id == "j1"
    assert desk.sent() == {
        "text": {"content": "春天来了"},
        "attachments": [{"msgtype": "image", "image": {"media_id": "M1"}}],
        "visible_range": {
            "sender_list": {"user_list": ["mei"]},
            "external_contact_list": {"tag_list": ["et1"]},
        },
    }
    await desk.platform.adapter.send(desk.access, Wire("moment", {"text": "全员"}, "k"))
    assert desk.sent() == {"text": {"content": "全员"}}
    with pytest.raises(SendRefused, match=r"wecom\.moment\.text"):
        await desk.platform.adapter.send(desk.access, Wire("moment", {"text": "长" * 2001}, "k"))


async def test_a_moments_job_ends_well_or_with_a_reason(desk: Desk) -> None:
    moments = desk.platform.moments
    assert moments is not None
    left_out = {"user_list": ["bo"], "department_list": []}
    desk.replies["get_moment_task_result"] = [
        ok(status=1, type="add_moment_task"),
        ok(
            status=3,
            result={
                "errcode": 0,
                "moment_id": "mom1",
                "invalid_sender_list": left_out,
                "invalid_external_contact_list": {"tag_list": ["et9"]},
            },
        ),
        ok(status=3, result={"errcode": 40007, "errmsg": "invalid media_id"}),
    ]
    assert await moments.job(desk.access, "j1") == r.MomentJob("working")
    done = await moments.job(desk.access, "j1")
    assert done == r.MomentJob("done", "mom1", ("bo",), ("et9",))
    lost = await moments.job(desk.access, "j1")
    assert (lost.state, lost.code, lost.moment_id) == ("refused", "40007", "")
    assert "素材" in lost.hint


async def test_moments_their_members_viewers_and_reactions(desk: Desk) -> None:
    moments = desk.platform.moments
    assert moments is not None
    row = {
        "moment_id": "mom1",
        "creator": "mei",
        "create_time": SECONDS,
        "create_type": 1,
        "visible_type": 0,
        "text": {"content": "春"},
    }
    like = {"external_userid": "wm1", "create_time": SECONDS}
    desk.replies = {
        "get_moment_list": [ok(moment_list=[row])],
        "get_moment_task": [
            ok(
                task_list=[
                    {"userid": "mei", "publish_status": 1},
                    {"userid": "bo", "publish_status": 0},
                ]
            )
        ],
        "get_moment_customer_list": [
            ok(customer_list=[{"userid": "mei", "external_userid": "wm1"}])
        ],
        "get_moment_send_result": [ok(customer_list=[{"external_userid": "wm2"}])],
        "get_moment_comments": [
            ok(comment_list=[{"userid": "mei", "create_time": 0}], like_list=[like])
        ],
        "cancel_moment_task": [ok()],
    }
    seen = [one async for one in moments.recent(desk.access, since=AT, until=LATER)]
    assert seen == [r.MomentSeen("mom1", "mei", "member", "春", False, AT)]
    assert desk.sent()["limit"] == 20
    members = [one async for one in moments.members(desk.access, "mom1")]
    assert members == [r.MemberTask("mei", True), r.MemberTask("bo", False)]
    assert [one async for one in moments.chosen(desk.access, "mom1", "mei")] == ["wm1"]
    assert [one async for one in moments.shown(desk.access, "mom1", "mei")] == ["wm2"]
    reactions = await moments.reactions(desk.access, "mom1", "mei")
    assert reactions == [
        r.Reaction("comment", None, member_id="mei"),
        r.Reaction("like", AT, external_id="wm1"),
    ]
    await moments.cancel(desk.access, "mom1")
    assert desk.sent() == {"moment_id": "mom1"}


async def test_a_groups_welcome_has_one_attachment(desk: Desk) -> None:
    welcomes = desk.platform.group_welcomes
    assert welcomes is not None
    desk.replies = {
        "group_welcome_template/add": [ok(template_id="t1"), refused(41055)],
        "group_welcome_template/edit": [ok()],
        "group_welcome_template/del": [ok()],
    }
    picture = {"kind": "image", "media_id": "M1"}
    body: dict[str, Any] = {"text": "欢迎", "attachments": [picture]}
    assert await welcomes.add(desk.access, body, notify=True) == "t1"
    assert desk.sent() == {"text": {"content": "欢迎"}, "image": {"media_id": "M1"}, "notify": 1}
    await welcomes.update(desk.access, "t1", {"text": "你好"})
    assert desk.sent() == {"template_id": "t1", "text": {"content": "你好"}}
    await welcomes.delete(desk.access, "t1")
    with pytest.raises(SendRefused) as caught:
        await welcomes.add(desk.access, body)
    assert caught.value.code == "41055"
    with pytest.raises(SendRefused, match="one_attachment"):
        await welcomes.add(desk.access, {"text": "x", "attachments": [picture, picture]})
