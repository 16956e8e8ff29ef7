"""Staff and labels compared with the platform: found, put right, let go, and never doubled."""

import pytest

from pondkeeper.domain import channels, contacts, runs
from pondkeeper.domain.channels import sync_steps

USER_GET = "/cgi-bin/user/get"
TAGS = "/cgi-bin/externalcontact/get_corp_tag_list"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(sync_steps, "PAUSE_S", 0)


async def compare(brand, what) -> dict:
    async with brand.tx() as tx:
        platform = brand.services.adapters.of("wecom")
        run_id = await channels.sync(tx, platform, brand.channel_id, what)
    await runs.consume(brand.services, brand.workspace_id)
    async with brand.tx() as tx:
        done = dict(await runs.run(tx, run_id))
    assert done["state"] == "done", done
    return done["result"]


async def members(brand) -> dict:
    async with brand.tx() as tx:
        return {row.member_id: row for row in await channels.list_members(tx, brand.channel_id)}


async def test_members_come_with_their_names_and_leave_without_being_forgotten(brand):
    first = await compare(brand, "members")
    assert (first["added"], first["known"], first["changed"]) == (2, 0, 0)
    assert {one.name for one in (await members(brand)).values()} == {"梅", "波"}

    again = await compare(brand, "members")
    assert (again["added"], again["known"], again["changed"]) == (0, 2, 0)

    await brand.world.do("DELETE", f"corps/{brand.corpid}/members/mei")
    gone = await compare(brand, "members")
    assert (gone["read"], gone["ended"]) == (1, 1)
    now = await members(brand)
    assert now["mei"].left_at is not None
    assert now["bo"].left_at is None


async def test_a_member_the_platform_does_not_describe_is_kept_by_id(brand):
    await brand.world.do("POST", "faults", {"kind": "busy", "prefix": USER_GET, "count": 40})
    result = await compare(brand, "members")
    assert (result["read"], result["added"], len(result["unread"])) == (0, 0, 1)
    await brand.world.do("DELETE", "faults")
    assert (await compare(brand, "members"))["added"] == 2


async def test_whose_login_a_member_is(brand):
    await compare(brand, "members")
    await brand.rows("update staff set member_id = 'mei', name = '店长梅' returning id")
    mei = (await members(brand))["mei"]
    assert (mei.staff_name, mei.friends) == ("店长梅", 0)


async def labels(brand) -> dict:
    rows = await brand.rows("select group_name, name, platform_id from tag order by name")
    return {row["name"]: (row["group_name"], row["platform_id"]) for row in rows}


async def add_label(brand, group, name) -> str:
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    tagger = brand.services.adapters.of("wecom").tagger
    return (await tagger.add_tag(access, group, name)).tag_id


async def test_labels_become_tags_and_find_those_of_the_same_name(brand):
    async with brand.tx() as tx:
        await contacts.make_tag(tx, "新客", group="周期")
        await contacts.make_tag(tx, "只在这里", group="周期")
    new, there = await add_label(brand, "周期", "新客"), await add_label(brand, "口味", "浅烘")
    result = await compare(brand, "tags")
    assert (result["read"], result["added"], result["changed"]) == (2, 1, 1)
    assert await labels(brand) == {
        "新客": ("周期", new), "浅烘": ("口味", there), "只在这里": ("周期", None),
    }
    again = await compare(brand, "tags")
    assert (again["added"], again["changed"], again["known"]) == (0, 0, 2)


async def test_a_renamed_label_renames_its_tag_and_a_gone_one_leaves_it(brand):
    await add_label(brand, "口味", "浅烘")
    await add_label(brand, "口味", "深烘")
    await compare(brand, "tags")
    await brand.rows("update tag set name = '旧名' where name = '浅烘' returning id")
    await brand.rows(
        "insert into tag (workspace_id, group_name, name, platform_id, created_at)"
        " select workspace_id, '口味', '没了', 'etGone', created_at from tag limit 1 returning id"
    )
    result = await compare(brand, "tags")
    assert (result["changed"], result["ended"]) == (1, 1)
    now = await labels(brand)
    assert now["没了"] == ("口味", None)
    assert {"浅烘", "深烘"} <= set(now)


async def test_a_label_whose_name_another_tag_has_is_told(brand):
    renamed, new = await add_label(brand, "口味", "乙"), await add_label(brand, "口味", "甲")
    async with brand.tx() as tx:
        await contacts.make_tag(tx, "甲", group="口味", platform_id=renamed)
        await contacts.make_tag(tx, "乙", group="口味")
    result = await compare(brand, "tags")
    assert result["skipped"] == {"name_taken": 1}
    assert new not in {platform_id for _, platform_id in (await labels(brand)).values()}
