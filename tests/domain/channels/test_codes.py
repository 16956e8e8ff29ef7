"""Codes: who answers them, by turns and by hours, and what the platform knows of them."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime
from random import Random

import msgspec
import pytest
from tests.platforms.emulated import Emulated

from pondkeeper.domain import channels, contacts
from pondkeeper.domain.channels import code_tags, duty
from pondkeeper.domain.channels.codes import COUNTED_PER_MEMBER
from pondkeeper.kit.errors import InvalidInput
from pondkeeper.reactions import JOBS

WAY = "/cgi-bin/externalcontact/add_contact_way"
WEEKDAYS = {"days": [1, 2, 3, 4, 5], "from": "09:30", "to": "18:00"}
NIGHTS = {"days": [5], "from": "22:00", "to": "06:00"}
SHANGHAI = "Asia/Shanghai"
FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    """A time of the day in Shanghai, of November 2026; the 20th is a Friday."""
    return FRIDAY.replace(day=day, hour=(hour - 8) % 24, minute=minute)


async def ways(world: Emulated) -> list[dict]:
    return (await world.do("GET", f"record?accepted=1&endpoint={WAY}"))["calls"]


async def on_duty(brand, code_id):
    return await brand.value("select on_duty from channel_code where id = :id", id=code_id)


async def pause_of_turns(brand):
    """The last change of hands was some time ago."""
    async with brand.tx() as tx:
        await tx.raw.execute("update channel_code set sync_at = $1", FRIDAY)


def test_working_hours_begin_and_end_in_the_brands_own_zone():
    assert duty.at_work(WEEKDAYS, at(9, 30), SHANGHAI)
    assert not duty.at_work(WEEKDAYS, at(9, 29), SHANGHAI)
    assert not duty.at_work(WEEKDAYS, at(18), SHANGHAI)
    assert not duty.at_work(WEEKDAYS, at(12, day=21), SHANGHAI)
    assert duty.next_change(WEEKDAYS, at(12), SHANGHAI) == at(18)


def test_hours_over_midnight_belong_to_the_day_they_began():
    assert duty.at_work(NIGHTS, at(23), SHANGHAI)
    assert duty.at_work(NIGHTS, at(10, day=21).replace(day=20, hour=19), SHANGHAI)  # 03:00 Saturday
    assert not duty.at_work(NIGHTS, at(23, day=19), SHANGHAI)


@pytest.mark.parametrize(
    "hours", [{"days": [], "from": "09:00", "to": "18:00"}, {"days": [8]}, {"from": "9"}]
)
def test_hours_that_make_no_sense_are_refused(hours):
    with pytest.raises(InvalidInput):
        duty.check_hours(hours)


def test_whoever_is_ahead_waits_and_never_more_than_half_do():
    everybody = ["an", "bo", "mei", "wen"]
    assert duty.least_served(everybody, {}) == everybody
    assert duty.least_served(everybody, {"an": 3}) == ["bo", "mei", "wen"]
    assert duty.least_served(everybody, {"an": 90, "bo": 90, "mei": 80}) == ["mei", "wen"]
    assert duty.least_served(["an", "bo"], {"an": 2}) == ["bo"]
    assert duty.least_served([], {}) == []


TRAFFIC = {"one by one": [1] * 900, "bursts": [100] * 20, "both": ([1] * 30 + [100]) * 10}


@pytest.mark.parametrize("kind", TRAFFIC)
@pytest.mark.parametrize("team", [2, 9])
def test_shares_are_even_however_people_come(kind, team):
    """Between two turns WeCom shares out by chance; 20 runs of each, the worst is looked at."""
    everybody = [f"m{number}" for number in range(team)]
    for seed in range(20):
        chance, taken = Random(seed), []
        for people in TRAFFIC[kind]:
            turn = duty.least_served(everybody, Counter(taken[-COUNTED_PER_MEMBER * team :]))
            assert len(turn) >= team / 2
            taken += [chance.choice(turn) for _ in range(people)]
        even = len(taken) / team
        shares = Counter(taken)
        assert all(abs(shares[member] - even) <= 0.2 * even for member in everybody)


async def test_in_turns_each_next_person_is_the_next_members(brand):
    code_id = await brand.make_code(member_ids=["mei", "bo"], strategy="round_robin")
    answered = []
    for number in range(6):
        await pause_of_turns(brand)
        await brand.settle()
        scanned = await brand.scan(code_id, f"客{number}")
        answered.append(scanned["userid"])
        await brand.heard(3 + number)
    assert Counter(answered) == {"mei": 3, "bo": 3}
    assert len(await ways(brand.world)) == 1


async def test_a_burst_within_one_turn_is_shared_and_made_up_for_after_it(brand):
    code_id = await brand.make_code(member_ids=["mei", "bo"], strategy="round_robin")
    met = [(await brand.scan(code_id, f"客{n}"))["userid"] for n in range(12)]
    assert Counter(met) == {"mei": 6, "bo": 6}
    await brand.heard(2 + 12)
    async with brand.tx() as tx:  # as if chance had given all twelve to one
        await tx.raw.execute("update follow set member_id = 'mei'")
    await pause_of_turns(brand)
    await brand.scan(code_id, "后来")
    await brand.heard(2 + 13)
    await pause_of_turns(brand)
    await brand.settle()
    assert await on_duty(brand, code_id) == ["bo"]


async def test_whoever_is_handed_over_is_not_counted_as_a_turn(brand):
    code_id = await brand.make_code(member_ids=["mei", "bo"], strategy="round_robin")
    for number in range(3):
        await brand.scan(code_id, f"客{number}")
    await brand.heard(2 + 3)
    faces = await brand.rows(
        "select f.member_id, i.realm, i.key from follow f join identity i on i.id = f.identity_id"
    )
    async with brand.tx() as tx:
        for row in faces:
            if row["member_id"] == "mei":
                face = contacts.Face("external_userid", row["realm"], row["key"])
                await contacts.hand_over(
                    tx, face, from_member_id="mei", to_member_id="bo", at=datetime.now(UTC)
                )
        await channels.settle_duty(tx, [code_id])
    took = Counter(row["member_id"] for row in faces)
    assert await on_duty(brand, code_id) == duty.least_served(["mei", "bo"], took)


async def test_outside_hours_the_backup_answers_and_the_printed_code_stays(brand):
    in_three_days = (datetime.now(UTC).isoweekday() + 2) % 7 + 1
    closed = {"days": [in_three_days], "from": "00:00", "to": "00:01"}
    code_id = await brand.make_code(
        member_ids=["mei"], backup_member_id="bo", working_hours=closed
    )
    scanned = await brand.scan(code_id)
    assert scanned["userid"] == "bo"
    before = await brand.value("select config_id from channel_code where id = :id", id=code_id)

    open_now = {"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "23:59"}
    async with brand.tx() as tx:
        await tx.raw.execute(
            "update channel_code set working_hours = $1", json.dumps(open_now)
        )
        await channels.settle_duty(tx, [code_id])
    await brand.settle()
    scanned = await brand.scan(code_id, "第二位")
    assert scanned["userid"] == "mei"
    after = await brand.value("select config_id from channel_code where id = :id", id=code_id)
    assert after == before


async def test_a_member_who_leaves_is_in_no_code_any_more(brand):
    code_id = await brand.make_code(member_ids=["mei", "bo"])
    await brand.world.do("DELETE", f"corps/{brand.corpid}/members/mei")
    await brand.heard(3)
    assert await on_duty(brand, code_id) == ["bo"]
    assert (await brand.scan(code_id))["userid"] == "bo"


async def test_a_code_whose_answer_got_lost_is_counted_and_made_again(brand):
    await brand.world.do("POST", "faults", {"kind": "drop", "prefix": WAY, "count": 1})
    code_id = await brand.make_code()
    [row] = await brand.rows("select config_id, unconfirmed, sync_state from channel_code")
    assert dict(row) == {"config_id": None, "unconfirmed": 1, "sync_state": "waiting"}

    await pause_of_turns(brand)  # its pause is over
    await brand.settle()
    [row] = await brand.rows("select config_id, unconfirmed, sync_state from channel_code")
    assert (row["unconfirmed"], row["sync_state"]) == (1, "synced")
    there = await ways(brand.world)
    assert len({call["body"]["state"] for call in there}) == 1  # both lead to one source
    assert (await brand.scan(code_id))["fresh"]


async def labels(brand) -> list[tuple[str, str]]:
    """The labels at the platform, by group and name."""
    tagger = brand.services.adapters.of("wecom").tagger
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    return [(one.group_name, one.name) for one in await tagger.tags(access)]


async def labelled(brand, scanned) -> int:
    """How many labels the member sees on this person."""
    shown = await brand.world.do("GET", f"people/{scanned['person_id']}")
    return len(shown["follows"][0]["tags"])


async def make_tags(brand) -> list[int]:
    async with brand.tx() as tx:
        return [
            await contacts.make_tag(tx, "包裹卡", group="来源"),
            await contacts.make_tag(tx, "新客"),
        ]


async def test_whoever_comes_by_a_code_is_labelled_at_the_platform_too(brand):
    tagger = brand.services.adapters.of("wecom").tagger
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    there = await tagger.add_tag(access, "来源", "包裹卡")  # made by hand in WeCom before
    code_id = await brand.make_code(tag_ids=await make_tags(brand))
    scanned = await brand.scan(code_id)
    await brand.heard(3)
    assert await labels(brand) == [("来源", "包裹卡"), ("未分组", "新客")]
    known = await brand.value("select platform_id from tag where group_name = '来源'")
    assert known == there.tag_id
    assert await labelled(brand, scanned) == 2
    assert await brand.value("select count(*) from contact_tag") == 2
    assert await brand.value("select count(*) from errand") == 0


async def test_a_tag_whose_answer_got_lost_is_made_once_and_reaches_who_came_meanwhile(brand):
    fault = {"kind": "drop", "prefix": "/cgi-bin/externalcontact/add_corp_tag", "count": 2}
    await brand.world.do("POST", "faults", fault)
    code_id = await brand.make_code(tag_ids=await make_tags(brand))
    scanned = await brand.scan(code_id)  # the code serves, its tags are still to come
    await brand.heard(3)
    assert await labelled(brand, scanned) == 0
    assert "标签" in await brand.value("select sync_error from channel_code")

    await pause_of_turns(brand)  # its pause is over
    await brand.settle()
    assert len(await labels(brand)) == 2
    assert await labelled(brand, scanned) == 2
    [row] = await brand.rows("select sync_state, sync_error from channel_code")
    assert dict(row) == {"sync_state": "synced", "sync_error": ""}


async def test_a_tag_that_the_platform_refuses_does_not_stop_the_code(brand):
    made = await make_tags(brand)
    async with brand.tx() as tx:
        await tx.raw.execute("update tag set name = repeat('长', 31) where id = $1", made[0])
    code_id = await brand.make_code(tag_ids=made)
    [row] = await brand.rows("select sync_state, sync_error from channel_code")
    assert row["sync_state"] == "synced"
    assert "40058" in row["sync_error"]
    scanned = await brand.scan(code_id)
    await brand.heard(3)
    assert await labelled(brand, scanned) == 1


async def test_a_tag_that_somebody_makes_at_the_same_moment_is_taken_over(brand):
    class Late:
        """A tagger whose first look at the labels was a moment too early."""

        def __init__(self, there):
            self.there, self.looks = there, 0

        async def tags(self, access):
            self.looks += 1
            return await self.there.tags(access) if self.looks > 1 else []

        async def add_tag(self, access, group_name, name):
            return await self.there.add_tag(access, group_name, name)

    tagger = brand.services.adapters.of("wecom").tagger
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    there = await tagger.add_tag(access, "来源", "包裹卡")
    [made, _] = await make_tags(brand)
    lacking = [code_tags.LackingTag(made, "包裹卡", "来源", brand.channel_id, [1])]
    assert await code_tags.make_there(brand.services, Late(tagger), access, lacking) == {}
    assert await brand.value("select platform_id from tag where id = :id", id=made) == there.tag_id


async def test_tagging_for_several_codes_takes_people_in_the_order_of_everybody_else(brand):
    async with brand.tx() as tx:
        tags = [await contacts.make_tag(tx, name, group="渠道") for name in ("包裹卡", "直播")]
    card, live = [await brand.make_code(tag_ids=[tag]) for tag in tags]
    async with brand.tx() as tx:
        anna, bea = await contacts.add_many(
            tx, [new_friend(brand, "wm-anna", live), new_friend(brand, "wm-bea", card)]
        )
    payload = msgspec.json.decode(
        await brand.value("select payload from pgqueuer where entrypoint = 'channels.tag_by_code'")
    )
    lock = "select id from contact where id = $1 for no key update"
    async with brand.tx() as other:  # as whoever keeps what a platform said of both
        await other.raw.execute(lock, anna.contact_id)
        tagging = asyncio.create_task(JOBS["channels.tag_by_code"](brand.services, payload))
        async with asyncio.timeout(60):
            while not await brand.value("select count(*) from pg_locks where not granted"):  # noqa: ASYNC110 - a lock tells nobody
                await asyncio.sleep(0.02)
        await other.raw.execute(lock, bea.contact_id)
    await tagging
    assert await brand.value("select count(*) from contact_tag") == 2


def new_friend(brand, key, code_id):
    return contacts.NewContact(
        face=contacts.Face("external_userid", brand.corpid, key),
        channel_id=brand.channel_id,
        member_id="mei",
        at=datetime.now(UTC),
        code_id=code_id,
    )
