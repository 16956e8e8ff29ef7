"""WeCom's groups and acquisition links behind the ports.

Shapes by hand from https://developer.work.weixin.qq.com/document/path/92120, 92122, 92133, 92229,
92127, 95703, 97297, 97298 and 97375.
"""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.loopback import ok
from tests.platforms.wecom_desk import Desk, desk

from pondkeeper.domain.channels.facts import group as g
from pondkeeper.domain.channels.facts import link as k
from pondkeeper.domain.channels.ports import SendRefused, SendUnknown
from pondkeeper.kit.http import Http

__all__ = ["desk"]

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECONDS = 1772424000
DATA = {
    "new_chat_cnt": 1,
    "chat_total": 2,
    "chat_has_msg": 3,
    "new_member_cnt": 4,
    "member_total": 5,
    "member_has_msg": 6,
    "msg_total": 7,
}


async def test_groups_are_walked_with_how_they_stand(desk: Desk) -> None:
    groups = desk.platform.groups
    assert groups is not None
    rows = [{"chat_id": f"wr{n}", "status": n} for n in range(5)]
    desk.replies["groupchat/list"] = [
        ok(group_chat_list=rows[:3], next_cursor="2"),
        ok(group_chat_list=rows[3:]),
        ok(group_chat_list=[]),
    ]
    found = [(one.group_id, one.state) async for one in groups.walk(desk.access)]
    states = ["normal", "owner_left", "moving", "moved", "unknown"]
    assert found == [(f"wr{n}", state) for n, state in enumerate(states)]
    assert desk.sent() == {"status_filter": 0, "limit": 1000, "cursor": "2"}
    assert [one async for one in groups.walk(desk.access, owner_ids=["mei"], left_only=True)] == []
    assert desk.sent()["status_filter"] == 1
    assert desk.sent()["owner_filter"] == {"userid_list": ["mei"]}


async def test_a_group_is_read_with_who_is_in_it(desk: Desk) -> None:
    groups = desk.platform.groups
    assert groups is not None
    staff = {"userid": "mei", "type": 1, "join_time": SECONDS, "join_scene": 1, "name": "梅"}
    customer = {
        "userid": "wmAn",
        "type": 2,
        "unionid": "uAn",
        "join_time": SECONDS,
        "join_scene": 3,
        "state": "pond-a1",
        "invitor": {"userid": "mei"},
        "group_nickname": "小安",
        "name": "安然",
    }
    row = {
        "chat_id": "wr1",
        "name": "老客群",
        "owner": "mei",
        "create_time": SECONDS,
        "notice": "文明",
        "member_list": [staff, customer],
        "admin_list": [{"userid": "bo"}],
        "member_version": "v1",
    }
    desk.replies["groupchat/get"] = [ok(group_chat=row)]
    assert await groups.get(desk.access, "wr1") == g.PlatformGroup(
        "wr1",
        "老客群",
        "mei",
        AT,
        "文明",
        (
            g.GroupMember(member_id="mei", name="梅", way=1, at=AT),
            g.GroupMember("wmAn", "", "安然", "小安", "uAn", 3, "pond-a1", "mei", AT),
        ),
        ("bo",),
        "v1",
    )
    assert desk.sent() == {"chat_id": "wr1", "need_name": 1}


async def test_groups_are_counted_by_owner_and_by_day(desk: Desk) -> None:
    groups = desk.platform.groups
    assert groups is not None
    desk.replies = {
        "groupchat/statistic": [
            ok(total=2, next_offset=1, items=[{"owner": "mei", "data": DATA}]),
            ok(total=2, next_offset=2, items=[{"owner": "bo", "data": {}}]),
            ok(total=2, next_offset=2, items=[]),
        ],
        "groupchat/statistic_group_by_day": [ok(items=[{"stat_time": SECONDS, "data": DATA}])],
    }
    days: dict[str, Any] = {"since": AT, "until": AT, "owner_ids": ["mei", "bo"]}
    found = [one async for one in groups.counts(desk.access, **days)]
    assert found == [
        g.GroupCounts(2, 1, 3, 5, 4, 6, 7, "mei"),
        g.GroupCounts(0, 0, 0, 0, 0, 0, 0, "bo"),
    ]
    assert desk.sent()["offset"] == 2
    daily = await groups.daily_counts(desk.access, **days)
    assert daily == [g.GroupCounts(2, 1, 3, 5, 4, 6, 7, at=AT)]
    assert desk.sent() == {
        "day_begin_time": SECONDS,
        "day_end_time": SECONDS,
        "owner_filter": {"userid_list": ["mei", "bo"]},
    }


async def test_a_code_into_groups_is_made_with_its_picture(desk: Desk) -> None:
    ways = desk.platform.join_ways
    assert ways is not None
    desk.replies = {
        "groupchat/add_join_way": [ok(config_id="c1")],
        "groupchat/get_join_way": [
            ok(join_way={"config_id": "c1", "qr_code": "http://127.0.0.1/q"})
        ],
        "groupchat/update_join_way": [ok()],
        "groupchat/del_join_way": [ok()],
    }
    way = g.JoinWay(("wr1", "wr2"), "pond-g1", "门店", "老客群", 3)
    assert await ways.add(desk.access, way) == g.JoinWayMade("c1", "http://127.0.0.1/q")
    assert desk.server.asked[-2].json == {
        "scene": 2,
        "remark": "门店",
        "auto_create_room": 1,
        "room_base_name": "老客群",
        "room_base_id": 3,
        "chat_id_list": ["wr1", "wr2"],
        "state": "pond-g1",
    }
    await ways.update(desk.access, "c1", g.JoinWay(("wr3",), "pond-g1"))
    assert desk.sent() == {
        "config_id": "c1",
        "scene": 2,
        "auto_create_room": 0,
        "chat_id_list": ["wr3"],
        "state": "pond-g1",
    }
    await ways.delete(desk.access, "c1")
    with pytest.raises(SendRefused, match="join_way"):
        await ways.add(desk.access, g.JoinWay(("wr",) * 6, "s"))


async def test_a_code_whose_making_was_lost_is_not_made_twice(desk: Desk) -> None:
    ways = desk.platform.join_ways
    assert ways is not None
    desk.replies["groupchat/add_join_way"] = [None]
    with pytest.raises(SendUnknown):
        await ways.add(desk.access, g.JoinWay(("wr1",), "s"))


@pytest.mark.parametrize("path", ["transfer", "onjob_transfer"])
async def test_groups_go_to_another_owner_but_for_some(desk: Desk, path: str) -> None:
    left = path == "transfer"
    handover = desk.platform.group_handover
    assert handover is not None
    failed = {"chat_id": "wr2", "errcode": 90500, "errmsg": "the owner has not left"}
    desk.replies[f"groupchat/{path}"] = [ok(failed_chat_list=[failed])]
    (stays,) = await handover.move(desk.access, ["wr1", "wr2"], to_member_id="bo", left=left)
    assert (stays.group_id, stays.code) == ("wr2", "90500")
    assert stays.hint
    assert desk.sent() == {"chat_id_list": ["wr1", "wr2"], "new_owner": "bo"}
    with pytest.raises(SendRefused, match="transfer"):
        await handover.move(desk.access, ["wr"] * 101, to_member_id="bo", left=left)


async def test_a_link_is_made_read_changed_and_dropped(desk: Desk) -> None:
    links = desk.platform.links
    assert links is not None
    link = {"link_id": "ca1", "link_name": "门店", "url": "https://work.weixin.qq.com/ca/x"}
    desk.replies = {
        "customer_acquisition/create_link": [ok(link={**link, "create_time": SECONDS})],
        "customer_acquisition/get": [
            ok(
                link={**link, "skip_verify": False},
                range={"user_list": ["mei"], "department_list": [2]},
            )
        ],
        "customer_acquisition/update_link": [ok()],
        "customer_acquisition/delete_link": [ok()],
        "customer_acquisition/list_link": [
            ok(link_id_list=["ca1"], next_cursor="2"),
            ok(link_id_list=["ca2"]),
        ],
    }
    draft = k.LinkDraft("门店", ("mei",), skip_verify=False)
    made = await links.add(desk.access, draft)
    assert made == k.AcquisitionLink("ca1", "门店", link["url"], AT, ("mei",), (), False)
    assert desk.sent() == {
        "link_name": "门店",
        "range": {"user_list": ["mei"]},
        "skip_verify": False,
    }
    read = await links.get(desk.access, "ca1")
    assert read == k.AcquisitionLink("ca1", "门店", link["url"], None, ("mei",), (2,), False)
    await links.update(desk.access, "ca1", k.LinkDraft("新", (), (2,)))
    assert desk.sent()["range"] == {"department_list": [2]}
    await links.delete(desk.access, "ca1")
    assert desk.sent() == {"link_id": "ca1"}
    assert [one async for one in links.ids(desk.access)] == ["ca1", "ca2"]
    with pytest.raises(SendRefused, match="no_member"):
        await links.add(desk.access, k.LinkDraft("x"))


async def test_who_came_by_a_link_and_how_many_may_still_come(desk: Desk) -> None:
    links = desk.platform.links
    assert links is not None
    rows = [
        {"external_userid": f"wm{n}", "userid": "mei", "chat_status": n, "state": "a1"}
        for n in range(3)
    ]
    desk.replies = {
        "customer_acquisition/customer": [ok(customer_list=rows)],
        "customer_acquisition_quota": [
            ok(total=1000, balance=500, quota_list=[{"expire_date": SECONDS, "balance": 200}])
        ],
        "customer_acquisition/statistic": [ok(click_link_customer_cnt=9, new_customer_cnt=4)],
    }
    found = [one async for one in links.customers(desk.access, "ca1")]
    assert [one.chatted for one in found] == [False, True, None]
    assert found[0] == k.LinkCustomer("wm0", "mei", "a1", False)
    assert await links.quota(desk.access) == k.LinkQuota(1000, 500, ((AT, 200),))
    assert desk.server.asked[-1].method == "GET"
    counts = await links.counts(desk.access, "ca1", since=date(2026, 3, 1), until=date(2026, 3, 2))
    assert counts == k.LinkCounts(9, 4)
    midnight = 1772294400  # 2026-03-01 in China
    assert desk.sent() == {"link_id": "ca1", "start_time": midnight, "end_time": midnight + 86_400}


LINKS = Desk(Http()).platform.links


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=64))
def test_a_links_address_carries_any_state_once(state: str) -> None:
    assert LINKS is not None
    once = LINKS.with_state("https://work.weixin.qq.com/ca/x?a=1", state)
    assert once.startswith("https://work.weixin.qq.com/ca/x?a=1&customer_channel=")
    assert LINKS.with_state(once, state) == once


def test_a_state_too_long_is_refused() -> None:
    assert LINKS is not None
    with pytest.raises(SendRefused, match="channel"):
        LINKS.with_state("https://work.weixin.qq.com/ca/x", "渠" * 22)
