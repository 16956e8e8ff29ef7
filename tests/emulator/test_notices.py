"""Callbacks: tried three times, doubled, late or lost when a test wants it."""

from pathlib import Path

from tests.emulator.stage import Corp, corp_on, open_test_world, served, until

from pond_emulator.app import App


async def test_a_refused_callback_is_tried_three_times_in_all(corp: Corp) -> None:
    await until(lambda: corp.world.notices.pending() == 0)
    corp.listener.refuse = 2
    await corp.scan(await corp.person(), await corp.code())
    await until(lambda: corp.listener.named("add_external_contact"))
    corp.listener.refuse = 3
    await corp.scan(await corp.person(), await corp.code())
    await until(lambda: corp.world.notices.pending() == 0)
    given_up = (await corp.control("GET", "notices?state=given_up"))["notices"]
    assert [(notice["tries"], notice["last_status"]) for notice in given_up] == [(3, "503")]
    assert len(corp.listener.named("add_external_contact")) == 1


async def test_callbacks_twice_late_and_lost(corp: Corp) -> None:
    code = await corp.code()
    prefix = "change_external_contact/add"
    await corp.control("POST", "faults", {"kind": "twice", "prefix": prefix, "count": 1})
    await corp.scan(await corp.person(), code)
    await until(lambda: len(corp.listener.named("add_external_contact")) == 2)
    first, second = corp.listener.named("add_external_contact")
    assert first == second
    await corp.control("POST", "faults", {"kind": "lost", "prefix": prefix, "count": 1})
    await corp.scan(await corp.person(), code)
    await corp.control(
        "POST", "faults", {"kind": "late", "prefix": prefix, "value": 0.3, "count": 1}
    )
    await corp.scan(await corp.person(), code)
    assert corp.world.notices.pending() == 1
    await until(lambda: corp.world.notices.pending() == 0)
    assert len(corp.listener.named("add_external_contact")) == 3
    assert len((await corp.control("GET", "notices?state=lost"))["notices"]) == 1


async def test_what_was_not_delivered_is_delivered_after_a_new_start(tmp_path: Path) -> None:
    async with corp_on(open_test_world(tmp_path, notice_unit=1.0)) as corp:
        await until(lambda: corp.world.notices.pending() == 0)
        corp.listener.refuse = 99
        await corp.scan(await corp.person(), await corp.code())
        await until(lambda: corp.listener.refuse < 99)
        listener = corp.listener
    assert listener.named("add_external_contact") == []
    world = open_test_world(tmp_path)
    assert world.notices.pending() == 1
    listener.refuse = 0
    async with served(listener) as product, served(App(world)):
        world.store.run("update notice set next_at = 0, url = ?", f"{product}/wecom")
        await until(lambda: listener.named("add_external_contact"))
    world.store.close()


async def test_a_callback_address_must_answer_the_check(corp: Corp) -> None:
    path = f"corps/{corp.app['corpid']}/apps/{corp.app['agentid']}/callback"
    refused = await corp.control("PUT", path, {"url": f"{corp.base}/emulator/state"})
    assert refused["ok"] is False
    assert "echostr" in refused["detail"]
    unreachable = await corp.control("PUT", path, {"url": "http://127.0.0.1:9/x"})
    assert "could not be reached" in unreachable["detail"]
