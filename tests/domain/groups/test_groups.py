"""Groups of customers: who comes and leaves is read at the platform, live and when compared."""

import pytest

from pondkeeper.domain import channels, groups, runs
from pondkeeper.domain.channels import sync_steps
from pondkeeper.domain.channels.facts import group as group_facts


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(sync_steps, "PAUSE_S", 0)


async def open_group(brand, name="咖啡同好") -> str:
    made = await brand.world.do(
        "POST", f"corps/{brand.corpid}/groups", {"owner": "mei", "name": name}
    )
    return str(made["chat_id"])


async def door(brand, chat_id) -> str:
    """A code into the group."""
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    ways = brand.services.adapters.of("wecom").join_ways
    way = group_facts.JoinWay((chat_id,), "store-1", "门店码")
    return (await ways.add(access, way)).config_id


async def compare(brand) -> dict:
    async with brand.tx() as tx:
        platform = brand.services.adapters.of("wecom")
        run_id = await channels.sync(tx, platform, brand.channel_id, "groups")
    await runs.consume(brand.services, brand.workspace_id)
    async with brand.tx() as tx:
        done = dict(await runs.run(tx, run_id))
    assert done["state"] == "done", done
    return done["result"]


async def shown(brand) -> list:
    async with brand.tx() as tx:
        return await groups.list_groups(tx, before=None, limit=50)


async def told(brand, kind) -> list:
    return await brand.rows(
        "select e.contact_id, e.origin, e.props from event e where kind = :kind order by id",
        kind=kind,
    )


async def test_who_joins_and_leaves_is_told_of_and_read(brand):
    friend = await brand.scan(await brand.make_code(), "小满")
    stranger = await brand.world.do("POST", "people", {"name": "路人"})
    chat_id = await open_group(brand)
    config_id = await door(brand, chat_id)
    for person_id in (friend["person_id"], stranger["person_id"]):
        await brand.world.do("POST", f"people/{person_id}/join", {"config_id": config_id})
    await brand.until(lambda: joined(brand, 2))

    [group] = await shown(brand)
    assert (group.name, group.owner_member_id, group.ended_at) == ("咖啡同好", "mei", None)
    assert (group.customers, group.known, group.staff, group.joined_7d) == (2, 1, 1, 2)
    [came] = await told(brand, "group.joined")
    assert came["origin"] == "live"
    assert (came["props"]["group"], came["props"]["state"]) == ("咖啡同好", "store-1")
    async with brand.tx() as tx:
        people = await groups.list_people(tx, group.id)
    assert {one.name for one in people if one.contact_id} == {"小满"}
    assert "路人" not in {one.name for one in people}

    path = f"people/{friend['person_id']}/leave"
    await brand.world.do("POST", path, {"chat_id": chat_id})
    await brand.until(lambda: joined(brand, 1))
    assert len(await told(brand, "group.left")) == 1
    assert (await shown(brand))[0].left_7d == 1

    await brand.world.do("DELETE", f"groups/{chat_id}")
    await brand.until(lambda: ended(brand))


async def joined(brand, count) -> bool:
    await brand.settle()
    found = await shown(brand)
    return bool(found) and found[0].customers == count


async def ended(brand) -> bool:
    await brand.settle()
    return (await shown(brand))[0].ended_at is not None


async def test_groups_are_found_by_comparing_and_those_gone_end(brand):
    await brand.world.do("POST", "faults", {"kind": "lost", "prefix": ""})
    kept, gone = await open_group(brand, "留着"), await open_group(brand, "散了")
    first = await compare(brand)
    assert (first["read"], first["added"], first["known"]) == (2, 2, 0)
    assert {row["origin"] for row in await told(brand, "group.joined")} <= {"backfill"}

    again = await compare(brand)
    assert (again["added"], again["changed"], again["known"]) == (0, 0, 2)

    await brand.world.do("DELETE", f"groups/{gone}")
    friend = await brand.scan(await brand.make_code(), "谷雨")
    join = {"config_id": await door(brand, kept)}
    await brand.world.do("POST", f"people/{friend['person_id']}/join", join)
    last = await compare(brand)
    assert (last["read"], last["changed"], last["ended"]) == (1, 1, 1)
    assert {row.name: row.ended_at is None for row in await shown(brand)} == {
        "留着": True, "散了": False,
    }


async def test_a_group_that_cannot_be_read_says_so_and_is_tried_again(brand):
    chat_id = await open_group(brand)
    await brand.until(lambda: joined(brand, 0))
    get = "/cgi-bin/externalcontact/groupchat/get"
    await brand.world.do("POST", "faults", {"kind": "error", "prefix": get, "count": 3})
    async with brand.tx() as tx:
        await groups.read_soon(tx, brand.channel_id, [chat_id])
    await brand.settle()
    [group] = await shown(brand)
    assert group.error
    assert await brand.value("select count(*) from group_chat where due_at is not null") == 1
    await brand.rows("update group_chat set due_at = now() returning id")
    await brand.settle()
    assert (await shown(brand))[0].error == ""
