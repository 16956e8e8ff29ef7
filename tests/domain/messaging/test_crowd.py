"""A hundred people in one second, and a platform that tells everything three times."""

import asyncio

CROWD = 100


async def test_a_hundred_in_one_second_told_three_times_are_a_hundred_welcomes(brand):
    code_id = await brand.make_code()
    for _ in range(2):  # each strikes once more: a notice and two repeats
        await brand.world.do("POST", "faults", {"kind": "twice", "prefix": "", "rate": 1})
    config_id = await brand.value("select config_id from channel_code where id = :id", id=code_id)
    people = [
        (await brand.world.do("POST", "people", {"name": f"客{n}"}))["person_id"]
        for n in range(CROWD)
    ]
    scan = {"config_id": config_id}
    await asyncio.gather(
        *(brand.world.do("POST", f"people/{one}/scan", scan) for one in people)
    )

    async def quiet():
        await brand.settle()
        return (await brand.world.do("GET", "state"))["quiet"]

    await brand.until(quiet)
    await brand.settle()
    told = (await brand.world.do("GET", "notices?state="))["notices"]
    adds = [one for one in told if "add_external_contact" in one["label"]]
    assert len(adds) >= 2 * CROWD
    counts = {
        "contact": await brand.value("select count(*) from contact"),
        "follow": await brand.value("select count(*) from follow where ended_at is null"),
        "added": await brand.value("select count(*) from event where kind = 'contact.added'"),
        "callback": await brand.value("select count(*) from callback where kind = 'contact.added'"),
        "touch": await brand.value("select count(*) from touch"),
        "sent": await brand.value("select count(*) from delivery where state = 'sent'"),
    }
    assert counts == dict.fromkeys(counts, CROWD)
    welcomes = await brand.welcomes(accepted=False)
    assert len(welcomes) == CROWD
    greeted = {call["subject"] for call in welcomes}
    assert len(greeted) == CROWD
