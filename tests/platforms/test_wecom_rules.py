"""What a company lays down on WeCom for its staff: rules, strategies, labels, products, days.

Shapes by hand from https://developer.work.weixin.qq.com/document/path/95097, 94883, 94882, 92117,
95096 and 92132.
"""

from datetime import UTC, datetime

import pytest
from tests.platforms.loopback import ok
from tests.platforms.wecom_desk import Desk, desk

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import rule as r
from pondkeeper.domain.channels.ports import SendRefused

__all__ = ["desk"]

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECONDS = 1772424000


async def test_a_rule_for_words_is_made_and_changed_by_who_joins_and_leaves(desk: Desk) -> None:
    rules = desk.platform.intercepts
    assert rules is not None
    row = {
        "rule_id": "r1",
        "rule_name": "返现",
        "word_list": ["返现"],
        "extra_rule": {"semantics_list": [1]},
        "intercept_type": 2,
        "applicable_range": {"user_list": ["mei"], "department_list": [2]},
    }
    desk.replies = {
        "get_intercept_rule_list": [ok(rule_list=[{"rule_id": "r1"}])],
        "get_intercept_rule": [ok(rule=row), ok(rule=row)],
        "add_intercept_rule": [ok(rule_id="r1")],
        "update_intercept_rule": [ok()],
        "del_intercept_rule": [ok()],
    }
    known = r.InterceptRule("返现", ("返现",), False, (1,), ("mei",), (2,))
    assert await rules.add(desk.access, known) == "r1"
    assert desk.sent() == {
        "rule_name": "返现",
        "word_list": ["返现"],
        "intercept_type": 2,
        "semantics_list": [1],
        "applicable_range": {"user_list": ["mei"], "department_list": [2]},
    }
    assert await rules.ids(desk.access) == ["r1"]
    assert await rules.get(desk.access, "r1") == known
    await rules.update(
        desk.access, "r1", r.InterceptRule("返现", ("返现", "刷单"), member_ids=("mei", "bo"))
    )
    assert desk.sent() == {
        "rule_id": "r1",
        "rule_name": "返现",
        "word_list": ["返现", "刷单"],
        "intercept_type": 1,
        "extra_rule": {"semantics_list": []},
        "add_applicable_range": {"user_list": ["bo"]},
        "remove_applicable_range": {"department_list": [2]},
    }
    await rules.delete(desk.access, "r1")
    assert desk.sent() == {"rule_id": "r1"}


async def test_strategies_are_read_with_whom_they_hold_for(desk: Desk) -> None:
    strategies = desk.platform.strategies
    assert strategies is not None
    row = {
        "strategy_id": 3,
        "parent_id": 1,
        "strategy_name": "华东",
        "admin_list": ["mei"],
        "privilege": {"view_customer_list": True, "send_group_msg": False},
    }
    group = {"group_id": "g1", "group_name": "来源", "tag": [{"id": "et1", "name": "华东"}]}
    desk.replies = {
        "customer_strategy/list": [ok(strategy=[{"strategy_id": 3}])],
        "customer_strategy/get": [ok(strategy=row)],
        "customer_strategy/get_range": [
            ok(range=[{"type": 1, "userid": "mei"}], next_cursor="2"),
            ok(range=[{"type": 2, "partyid": 2}]),
        ],
        "get_strategy_tag_list": [ok(tag_group=[group])],
        "add_strategy_tag": [ok(tag_group=group)],
    }
    (found,) = [one async for one in strategies.walk(desk.access)]
    assert found == r.Strategy(
        3,
        1,
        "华东",
        ("mei",),
        {"view_customer_list": True, "send_group_msg": False},
        ("mei",),
        (2,),
    )
    tag = f.PlatformTag("et1", "华东", "g1", "来源")
    assert await strategies.tags(desk.access, 3) == [tag]
    assert await strategies.add_tag(desk.access, 3, "来源", "华东") == tag
    assert desk.sent() == {"strategy_id": 3, "group_name": "来源", "tag": [{"name": "华东"}]}


async def test_labels_are_renamed_and_removed(desk: Desk) -> None:
    keeper = desk.platform.tag_keeper
    assert keeper is not None
    desk.replies = {"edit_corp_tag": [ok()], "del_corp_tag": [ok()]}
    await keeper.rename(desk.access, "et1", "新客")
    assert desk.sent() == {"id": "et1", "name": "新客"}
    await keeper.delete(desk.access, tag_ids=["et1"])
    assert desk.sent() == {"tag_id": ["et1"]}


async def test_the_album_is_kept(desk: Desk) -> None:
    album = desk.platform.album
    assert album is not None
    row = {
        "product_id": "p1",
        "description": "牙刷",
        "price": 14900,
        "product_sn": "SKU-1",
        "attachments": [{"type": "image", "image": {"media_id": "M1"}}],
    }
    desk.replies = {
        "get_product_album_list": [ok(product_list=[row])],
        "add_product_album": [ok(product_id="p1")],
        "update_product_album": [ok()],
        "delete_product_album": [ok()],
    }
    brush = r.AlbumProduct("牙刷", 14900, "SKU-1", ("M1",), "p1")
    assert [one async for one in album.walk(desk.access)] == [brush]
    assert await album.add(desk.access, r.AlbumProduct("牙刷", 14900, media_ids=("M1",))) == "p1"
    assert desk.sent() == {
        "description": "牙刷",
        "price": 14900,
        "attachments": [{"type": "image", "image": {"media_id": "M1"}}],
    }
    await album.update(desk.access, brush)
    assert desk.sent()["product_id"] == "p1"
    await album.delete(desk.access, "p1")
    assert desk.sent() == {"product_id": "p1"}


async def test_what_staff_did_day_by_day(desk: Desk) -> None:
    days = desk.platform.staff_days
    assert days is not None
    row = {
        "stat_time": SECONDS,
        "chat_cnt": 10,
        "message_cnt": 80,
        "reply_percentage": 60.25,
        "avg_reply_time": 3,
        "negative_feedback_cnt": 1,
        "new_apply_cnt": 6,
        "new_contact_cnt": 5,
    }
    desk.replies["get_user_behavior_data"] = [ok(behavior_data=[row, {"stat_time": SECONDS}])]
    found = await days.days(desk.access, since=AT, until=AT, member_ids=["mei"])
    assert found == [
        r.StaffDay(AT, 10, 80, 6025, 3, 1, 6, 5),
        r.StaffDay(AT, 0, 0, None, None, 0, 0, 0),
    ]
    assert desk.sent() == {"userid": ["mei"], "start_time": SECONDS, "end_time": SECONDS}
    with pytest.raises(SendRefused, match="no_member"):
        await days.days(desk.access, since=AT, until=AT)
