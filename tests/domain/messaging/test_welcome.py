"""From a scan to a welcome, through real callbacks and real calls."""

from datetime import UTC, datetime, timedelta

from pondkeeper.domain import contacts, timeline
from pondkeeper.domain.messaging.naming import fill
from pondkeeper.domain.messaging.welcome import welcome


async def test_whoever_scans_is_welcomed_once_and_known_by_name(brand):
    code_id = await brand.make_code()
    await brand.scan(code_id, "小满")
    await brand.heard(3)

    [call] = await brand.welcomes()
    assert call["body"]["text"]["content"].startswith("小满，你好，欢迎来到拾木：http://")
    [delivery] = await brand.rows("select state, body from delivery")
    assert delivery["state"] == "sent"
    assert delivery["body"] == {}
    [person] = await brand.rows("select name, code_id from contact")
    assert dict(person) == {"name": "小满", "code_id": code_id}
    assert await brand.value("select count(*) from event where kind = 'touch.sent'") == 1
    assert await brand.value("select count(*) from errand") == 0


async def test_the_link_in_the_welcome_is_theirs(brand):
    await brand.scan(await brand.make_code())
    await brand.heard(3)
    [call] = await brand.welcomes()
    token = call["body"]["text"]["content"].rsplit("/", 1)[1]
    async with brand.tx() as tx:
        holder = await contacts.find_link(tx, brand.channel_id, token)
    assert holder is not None
    assert holder.name == "小满"


async def test_a_welcome_asked_for_twice_is_made_once(brand):
    await brand.scan(await brand.make_code())
    await brand.heard(3)
    [row] = await brand.rows("select id, received_at from event where kind = 'contact.added'")
    payload = {"event_ids": [row["id"]], "received_at": row["received_at"].isoformat()}
    async with brand.tx() as tx:
        assert await welcome(tx, await timeline.events(tx, payload)) == 0
    await brand.settle()
    assert len(await brand.welcomes(accepted=False)) == 1


async def test_a_late_welcome_is_failed_and_becomes_a_task(brand):
    code_id = await brand.make_code()
    await brand.scan(code_id)

    async def kept():
        return await brand.value("select count(*) = 3 from callback")

    while not await kept():
        pass
    long_ago = datetime.now(UTC) - timedelta(seconds=30)
    async with brand.tx() as tx:
        await tx.raw.execute("update callback set arrived_at = $1 where state = 'new'", long_ago)
    await brand.settle()

    assert await brand.welcomes(accepted=False) == []
    [delivery] = await brand.rows("select state, error_code from delivery")
    assert dict(delivery) == {"state": "failed", "error_code": "welcome_late"}
    [task] = await brand.rows("select kind, contact_id from task")
    assert task["kind"] == "welcome_late"
    assert task["contact_id"] == await brand.value("select id from contact")


def test_a_name_that_is_not_known_takes_its_comma_along():
    assert fill("{name}，你好", {"name": ""}) == "你好"
    assert fill("{name}，你好", {"name": "小满"}) == "小满，你好"


async def test_a_platform_that_is_slow_to_name_somebody_is_not_waited_for(brand):
    code_id = await brand.make_code()
    detail = "/cgi-bin/externalcontact/get"
    slow = {"kind": "latency_ms", "prefix": detail, "value": 2_000, "count": 1}
    await brand.world.do("POST", "faults", slow)
    await brand.scan(code_id, "小满")
    await brand.until(brand.welcomes)
    [call] = await brand.welcomes()
    assert call["body"]["text"]["content"].startswith("你好，欢迎来到拾木：http://")


async def test_nobody_is_asked_for_a_name_the_text_does_not_want(brand):
    code_id = await brand.make_code(welcome={"text": "你好：{link}"})
    await brand.scan(code_id, "小满")
    await brand.heard(3)
    record = await brand.world.do("GET", "record?endpoint=/cgi-bin/externalcontact/get")
    assert len(await brand.welcomes()) == 1
    assert len(record["calls"]) == 1
