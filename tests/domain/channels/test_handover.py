"""A leaver's customers handed to colleagues: asked for, refused, followed, killed in between."""

import asyncio
from datetime import UTC, datetime, timedelta

from pondkeeper.domain import channels
from pondkeeper.domain.channels import handovers

TRANSFER = "/cgi-bin/externalcontact/resigned/transfer_customer"


async def customers(brand, count, *, refusing=0):
    """People whom Mei answered, some of whom will not move; then Mei leaves."""
    code_id = await brand.make_code()
    people = [await brand.scan(code_id, f"客{n}") for n in range(count)]
    for one in people[:refusing]:
        await brand.world.do("PUT", f"people/{one['person_id']}", {"refuses_transfer": True})
    await brand.heard(2 + count)
    await brand.world.do("DELETE", f"corps/{brand.corpid}/members/mei")
    await brand.heard(3 + count)
    return people


async def ask(brand):
    async with brand.tx(brand.owner) as tx:
        await channels.ask_handover(
            tx, channel_id=brand.channel_id, from_member_id="mei", to_member_ids=["bo"]
        )


async def an_hour_later(brand):
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with brand.tx() as tx:
        await tx.raw.execute("update handover set next_at = $1 where state <> 'done'", past)


async def go_on(brand):
    """Hour after hour, until the handover has ended."""
    async with asyncio.timeout(60):
        while await brand.value("select state from handover") != "done":
            await an_hour_later(brand)
            await brand.settle()


async def items(brand):
    rows = await brand.rows("select state, count(*) as n from handover_item group by 1")
    return {row["state"]: row["n"] for row in rows}


async def friends_there(brand, people):
    """Whose friends they are at the platform now."""
    found = []
    for one in people:
        shown = await brand.world.do("GET", f"people/{one['person_id']}")
        found.append([follow["userid"] for follow in shown["follows"]])
    return found


async def test_all_but_those_who_refuse_are_a_colleagues_on_both_sides(brand):
    people = await customers(brand, 5, refusing=1)
    await ask(brand)
    await go_on(brand)
    assert await items(brand) == {"done": 4, "refused": 1}
    assert await friends_there(brand, people[1:]) == [["bo"]] * 4
    rows = await brand.rows(
        "select member_id, count(*) as n from follow where ended_at is null group by 1"
    )
    assert {row["member_id"]: row["n"] for row in rows}["bo"] == 4
    assert await brand.value("select count(*) from event where kind = 'contact.handed_over'") == 4
    async with brand.tx() as tx:
        [row] = await channels.list_handovers(tx)
    assert (row.total, row.moved, row.refused, row.waiting) == (5, 4, 1, 0)


async def test_killed_after_the_platform_was_asked_it_goes_on_and_nobody_is_failed(brand):
    people = await customers(brand, 3)
    slow = {"kind": "latency_ms", "prefix": TRANSFER, "value": 1_500, "count": 1}
    await brand.world.do("POST", "faults", slow)
    await ask(brand)
    await handovers.consume(brand.services, brand.workspace_id)
    step = asyncio.create_task(handovers.consume(brand.services, brand.workspace_id))
    await asyncio.sleep(0.3)
    step.cancel()  # the process dies with its question under way
    await asyncio.gather(step, return_exceptions=True)
    assert not await handovers.consume(brand.services, brand.workspace_id)  # its lease stands
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with brand.tx() as tx:
        await tx.raw.execute("update handover set leased_until = $1", past)
    await go_on(brand)
    assert await items(brand) == {"done": 3}
    assert await friends_there(brand, people) == [["bo"]] * 3


async def test_an_answer_that_was_lost_is_asked_for_again_and_harms_nobody(brand):
    people = await customers(brand, 3)
    await brand.world.do("POST", "faults", {"kind": "drop", "prefix": TRANSFER, "count": 1})
    await ask(brand)
    await go_on(brand)
    assert (await items(brand)).get("failed", 0) == 0
    assert await friends_there(brand, people) == [["bo"]] * 3


async def test_of_whom_the_platform_says_nothing_does_not_wait_for_ever(brand):
    await customers(brand, 2)
    await ask(brand)
    await handovers.consume(brand.services, brand.workspace_id)
    async with brand.tx() as tx:
        await tx.raw.execute(
            "update handover_item set state = 'asked', asked_at = $1, external_id = external_id"
            " || 'x' where id = (select min(id) from handover_item)",
            datetime.now(UTC) - handovers.NO_WORD_AFTER,
        )
    await go_on(brand)
    assert await items(brand) == {"done": 1, "failed": 1}
    reason = await brand.value("select reason from handover_item where state = 'failed'")
    assert reason == "no_record"
