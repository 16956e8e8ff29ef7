"""Friends that came or went while nobody listened are found at the platform, and left in peace."""

from collections import Counter
from datetime import timedelta

import pytest

from pondkeeper.domain import channels, contacts, runs
from pondkeeper.domain.channels import friend_sync_run, sync_steps, syncs
from pondkeeper.domain.runs.actions import claim
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.errors import NotFound

BATCH = "/cgi-bin/externalcontact/batch/get_by_user"
LONG_AGO = timedelta(minutes=-1)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Whoever came just now counts as long known; no pause between tries."""
    monkeypatch.setattr(friend_sync_run, "GRACE", LONG_AGO)
    monkeypatch.setattr(sync_steps, "PAUSE_S", 0)


async def deaf(brand):
    await brand.world.do("POST", "faults", {"kind": "lost", "prefix": ""})


async def hearing(brand):
    await brand.world.do("DELETE", "faults")


async def compare(brand) -> dict:
    async with brand.tx() as tx:
        run_id = await channels.sync(tx, brand.services.adapters.of("wecom"), brand.channel_id, "friends")
    await runs.consume(brand.services, brand.workspace_id)
    await brand.settle()
    async with brand.tx() as tx:
        return dict(await runs.run(tx, run_id))


async def names(brand) -> Counter:
    rows = await brand.rows("select name from contact order by name")
    return Counter(row["name"] for row in rows)


async def test_who_came_unheard_comes_in_with_all_but_a_welcome(brand):
    async with brand.tx() as tx:
        tag_id = await contacts.make_tag(tx, "包裹卡")
    code_id = await brand.make_code(tag_ids=[tag_id], cost_per_add_fen=150)
    heard = await brand.scan(code_id, "听到的")
    await brand.heard(3)
    await deaf(brand)
    unheard = [await brand.scan(code_id, name) for name in ("小满", "谷雨")]
    await hearing(brand)

    done = await compare(brand)
    assert (done["state"], done["done"], done["total"]) == ("done", 2, 2)
    result = done["result"]
    counts = (result["read"], result["added"], result["known"], result["ended"])
    assert counts == (3, 2, 1, 0)
    assert await names(brand) == {"听到的": 1, "小满": 1, "谷雨": 1}
    assert [call["subject"] for call in await brand.welcomes()] == [heard["external_userid"]]
    for one in unheard:
        shown = await brand.world.do("GET", f"people/{one['person_id']}")
        assert len(shown["follows"][0]["tags"]) == 1
        assert shown["messages"] == []
    come = await brand.rows("select origin, props from event where kind = 'contact.added'")
    assert Counter(row["origin"] for row in come) == {"live": 1, "backfill": 2}
    assert {row["props"]["code_id"] for row in come} == {str(code_id)}
    assert await brand.value("select -sum(amount_fen) from ledger_entry") == 450
    assert await brand.value("select count(distinct contact_id) from profile_dirty") == 3

    again = (await compare(brand))["result"]
    assert (again["added"], again["known"]) == (0, 3)
    assert await brand.value("select count(*) from contact") == 3


async def test_who_came_just_now_is_left_to_their_own_callback(brand, monkeypatch):
    monkeypatch.setattr(friend_sync_run, "GRACE", timedelta(minutes=10))
    code_id = await brand.make_code()
    await deaf(brand)
    await brand.scan(code_id)
    result = (await compare(brand))["result"]
    assert (result["added"], result["skipped"]) == (0, {"fresh": 1})


async def test_a_friendship_that_is_gone_ends_and_one_that_ended_stays_ended(brand):
    code_id = await brand.make_code()
    staying, cut, leaving = [await brand.scan(code_id, name) for name in ("留", "删", "走")]
    await brand.heard(5)
    await brand.world.do("POST", f"people/{leaving['person_id']}/delete", {"userid": "mei"})
    await brand.heard(6)
    await deaf(brand)
    await brand.world.do("POST", f"people/{cut['person_id']}/cut", {"userid": "mei"})

    result = (await compare(brand))["result"]
    assert (result["known"], result["ended"], result["skipped"]) == (1, 1, {"ended": 1})
    ends = await brand.rows(
        "select i.key, f.ended_by from follow f join identity i on i.id = f.identity_id"
    )
    assert {row["key"]: row["ended_by"] for row in ends} == {
        staying["external_userid"]: None,
        cut["external_userid"]: "staff",
        leaving["external_userid"]: "customer",
    }
    assert (await compare(brand))["result"]["ended"] == 0


async def test_who_came_and_left_within_one_second_has_left(brand):
    leaving = await brand.scan(await brand.make_code())
    await brand.heard(3)
    await brand.world.do("POST", f"people/{leaving['person_id']}/delete", {"userid": "mei"})
    await brand.heard(4)
    await brand.rows("update follow set ended_at = since returning id")
    assert (await compare(brand))["result"]["skipped"] == {"ended": 1}


async def test_whoever_is_being_handed_over_is_left_to_the_handover(brand):
    await brand.scan(await brand.make_code())
    await brand.heard(3)
    await brand.world.do("DELETE", f"corps/{brand.corpid}/members/mei")
    await brand.heard(4)
    async with brand.tx(brand.owner) as tx:
        await channels.ask_handover(
            tx, channel_id=brand.channel_id, from_member_id="mei", to_member_ids=["bo"]
        )
    await brand.settle()  # listed and asked for; whether it took place is looked up later
    await runs.consume(brand.services, brand.workspace_id)
    result = (await compare(brand))["result"]
    assert (result["added"], result["ended"]) == (0, 0)
    assert result["skipped"] == {"moving": 1, "unseen_member": 1}


async def test_whoever_asked_to_be_forgotten_is_not_brought_back(brand):
    await brand.scan(await brand.make_code())
    await brand.heard(3)
    async with brand.tx(brand.owner) as tx:
        await contacts.erase(tx, await brand.value("select id from contact"), reason="本人要求")
    result = (await compare(brand))["result"]
    assert (result["added"], result["skipped"]) == (0, {"erased": 1})
    assert await brand.value("select count(*) from contact") == 1


async def test_a_killed_run_goes_on_and_counts_everybody_once(brand, monkeypatch):
    code_id = await brand.make_code(member_ids=["bo", "mei"])
    await deaf(brand)
    for number in range(4):
        await brand.scan(code_id, f"客{number}")

    async def killed(*_given, **_more):
        raise KeyboardInterrupt

    async with brand.tx() as tx:
        run_id = await channels.sync(tx, brand.services.adapters.of("wecom"), brand.channel_id, "friends")
        assert await channels.sync(tx, brand.services.adapters.of("wecom"), brand.channel_id, "friends") == run_id
    with monkeypatch.context() as patch:
        patch.setattr(friend_sync_run, "let_go", killed)
        async with brand.tx() as tx:
            claimed = await claim(tx)
        with pytest.raises(KeyboardInterrupt):
            await friend_sync_run.run(brand.services, brand.workspace_id, claimed)
    assert await brand.value("select count(*) from contact") == 2
    async with brand.tx() as tx:
        await tx.raw.execute("update run set leased_until = created_at")  # its lease runs out
    await runs.consume(brand.services, brand.workspace_id)
    async with brand.tx() as tx:
        result = (await runs.run(tx, run_id))["result"]
    assert (result["steps"], result["read"], result["added"], result["known"]) == (2, 4, 4, 0)


async def test_a_member_whose_list_cannot_be_read_loses_nobody(brand):
    code_id = await brand.make_code(member_ids=["bo", "mei"])
    for number in range(2):
        await brand.scan(code_id, f"客{number}")
    await brand.heard(4)
    broken = {"kind": "error", "prefix": BATCH, "count": 9, "value": 502}
    await brand.world.do("POST", "faults", broken)
    done = await compare(brand)
    assert (done["state"], done["failed"]) == ("done", 1)
    result = done["result"]
    assert (result["known"], result["ended"], list(result["unread"])) == (1, 0, ["bo"])


async def test_a_day_begins_one_run_of_each_and_others_only_after_a_rest(brand):
    async with brand.tx() as tx:
        assert await channels.last_sync(tx, brand.channel_id, "friends") is None
    await syncs.sync_rested(brand.services, brand.workspace_id)
    kinds = set(syncs.RUN_KINDS.values())
    assert {row["kind"] for row in await brand.rows("select kind from run")} == kinds
    await syncs.sync_rested(brand.services, brand.workspace_id)
    assert await brand.value("select count(*) from run") == len(kinds)
    async with brand.tx() as tx:
        old = "update run set state = 'done', created_at = created_at - interval '21 hours'"
        await tx.raw.execute(old)
    await syncs.sync_rested(brand.services, brand.workspace_id)
    assert await brand.value("select count(*) from run") == 2 * len(kinds)


async def test_while_time_is_steered_no_day_begins_a_run(brand, monkeypatch):
    monkeypatch.setattr(syncs, "SteeredClock", SystemClock)
    await syncs.sync_rested(brand.services, brand.workspace_id)
    assert await brand.value("select count(*) from run") == 0


async def test_a_channel_that_is_switched_off_is_not_compared(brand):
    async with brand.tx() as tx:
        await tx.raw.execute("update channel set active = false")
        with pytest.raises(NotFound):
            await channels.sync(tx, brand.services.adapters.of("wecom"), brand.channel_id, "friends")
