"""The dispatcher: what is sent once, what is tried again, and what nobody knows."""

import asyncio

import pytest
from tests.domain.messaging.cast import Desk, open_desk, until

from pondkeeper.domain import messaging
from pondkeeper.domain.channels.ports import SendRefused, SendUnknown
from pondkeeper.domain.insight.deliveries import unknown_deliveries
from pondkeeper.domain.messaging import dispatch, engine
from pondkeeper.domain.messaging.dispatch import LANES
from pondkeeper.kit.errors import Conflict, Forbidden
from pondkeeper.kit.http import Http

SERVICE = next(lane for lane in LANES if lane.name == "service")


@pytest.fixture
async def desk(database):
    async with Http() as http:
        made = await open_desk(database, http)
        yield made
        for gate in made.platform.gates.values():
            gate.set()
        await messaging.settle(made.services)


async def die(desk: Desk) -> None:
    """The process is gone, with whatever it was waiting for: nothing of it is settled."""
    pumps = engine._PUMPS.pop(desk.database)
    tasks = [pump.task for pump in pumps.running.values()]
    others = [t for t in asyncio.all_tasks() if t.get_coro().__name__ in {"send", "_pump"}]
    for task in {*tasks, *others}:
        task.cancel()
    await asyncio.gather(*tasks, *others, return_exceptions=True)


async def test_each_is_sent_once_and_told(desk):
    texts = [f"t{n}" for n in range(50)]
    await desk.put(texts)
    await desk.send_all()
    assert sorted(desk.platform.calls) == sorted(texts)
    assert set(await desk.states()) == {"sent"}
    assert await desk.told("touch.sent") == 50
    [row] = await desk.rows("select count(*) as n from delivery_result where outcome = 'sent'")
    assert row["n"] == 50


async def test_two_processes_share_the_work_and_double_nothing(desk, urls, keyring):
    texts = [f"t{n}" for n in range(50)]
    await desk.put(texts)
    await asyncio.gather(*(claim_and_send(desk) for _ in range(4)))
    assert sorted(desk.platform.calls) == sorted(texts)
    assert set(await desk.states()) == {"sent"}


async def claim_and_send(desk: Desk) -> None:
    while leased := await dispatch.claim(desk.services, desk.workspace_id, SERVICE, 7):
        await dispatch.send(desk.services, desk.workspace_id, leased)


async def test_on_the_wire_when_the_process_dies_is_unknown_and_never_repeated(desk):
    desk.platform.gates["slow"] = asyncio.Event()
    await desk.put(["slow"])
    await messaging.consume(desk.services, desk.workspace_id)
    await until(lambda: desk.platform.waiting)
    assert await desk.states() == ["wire"]
    await die(desk)

    await desk.send_all()  # the next process; the lease still stands
    assert await desk.states() == ["wire"]
    await desk.later()
    await desk.send_all()
    await desk.send_all()
    assert await desk.states() == ["unknown"]
    assert desk.platform.calls == ["slow"]
    assert await desk.told("touch.unknown") == 1
    async with desk.tx() as tx:
        [row] = await unknown_deliveries(tx)
    assert (row.recipients, row.error_code) == (1, "died")


async def test_leased_when_the_process_dies_is_sent_by_the_next(desk):
    await desk.put(["a", "b"])
    assert len(await dispatch.claim(desk.services, desk.workspace_id, SERVICE, 2)) == 2
    await desk.send_all()
    assert desk.platform.calls == []
    await desk.later()
    await desk.send_all()
    assert sorted(desk.platform.calls) == ["a", "b"]
    assert await desk.states() == ["sent", "sent"]


async def test_whoever_held_a_lease_too_long_sends_nothing(desk):
    await desk.put(["a"])
    leased = await dispatch.claim(desk.services, desk.workspace_id, SERVICE, 1)
    await desk.later()
    await dispatch.send(desk.services, desk.workspace_id, leased)
    assert desk.platform.calls == []


async def test_an_answer_that_comes_after_the_claim_was_given_up_changes_nothing(desk):
    desk.platform.gates["slow"] = asyncio.Event()
    await desk.put(["slow"])
    leased = await dispatch.claim(desk.services, desk.workspace_id, SERVICE, 1)
    sending = asyncio.create_task(dispatch.send(desk.services, desk.workspace_id, leased))
    await until(lambda: desk.platform.waiting)
    await desk.later()
    await dispatch.look(desk.services, desk.workspace_id)
    desk.platform.gates["slow"].set()
    await sending
    assert await desk.states() == ["unknown"]
    assert await desk.told("touch.sent") == 0


async def test_busy_is_tried_again_later_each_time_and_then_given_up(desk):
    busy = [SendRefused("retry", "-1", "系统繁忙") for _ in range(dispatch.GIVE_UP)]
    desk.platform.answers["a"] = list(busy)
    await desk.put(["a", "b"])
    waits = []
    for _ in busy:
        await desk.send_all()
        [row] = await desk.rows(
            "select retry_at - (select max(at) from delivery_result) as wait, state"
            " from delivery where body ->> 'text' = 'a' or attempts > 1 order by id limit 1"
        )
        if row["state"] == "ready":
            waits.append(round(row["wait"].total_seconds()))
        await desk.later()
    assert waits == [1, 5, 30, 120, 600, 1800, 3600]
    assert sorted(await desk.states()) == ["failed", "sent"]
    assert desk.platform.calls.count("a") == dispatch.GIVE_UP
    assert desk.platform.calls.count("b") == 1
    assert await desk.told("touch.failed") == 1


async def test_a_limit_is_waited_for_as_long_as_the_platform_says(desk):
    desk.platform.answers["a"] = [SendRefused("quota", "45009", "接口调用超过限制", wait_s=900)]
    desk.platform.answers["b"] = [SendRefused("quota", "45009", "接口调用超过限制")]
    await desk.put(["a", "b"])
    await desk.send_all()
    rows = await desk.rows(
        "select d.retry_at - r.at as wait from delivery d join delivery_result r"
        " on r.delivery_id = d.id order by d.id"
    )
    assert [round(row["wait"].total_seconds()) for row in rows] == [900, dispatch.QUOTA_WAIT_S]
    assert await desk.states() == ["ready", "ready"]


async def test_a_retry_that_would_come_too_late_fails_now(desk):
    desk.platform.answers["a"] = [SendRefused("quota", "45009", "接口调用超过限制", wait_s=60)]
    await desk.put(["a"], lane="welcome", life_s=20)
    await desk.send_all()
    assert await desk.states() == ["failed"]


@pytest.mark.parametrize(
    ("answer", "state", "event"),
    [
        (SendRefused("permanent", "84061", "不是客户"), "failed", "touch.failed"),
        (SendRefused("done", "41051", "已开始聊天"), "suppressed", "touch.suppressed"),
        (SendUnknown("没有回答"), "unknown", "touch.unknown"),
        (ZeroDivisionError("a bug of ours"), "unknown", "touch.unknown"),
    ],
)
async def test_one_poisoned_recipient_stops_and_repeats_nobody_else(desk, answer, state, event):
    texts = [f"t{n}" for n in range(20)]
    desk.platform.answers["t7"] = [answer]
    await desk.put(texts)
    await desk.send_all()
    await desk.later()
    await desk.send_all()
    states = await desk.states()
    assert states.pop(7) == state
    assert set(states) == {"sent"}
    assert sorted(desk.platform.calls) == sorted(texts)
    assert await desk.told(event) == 1


async def test_a_slow_lane_never_delays_a_welcome(desk):
    texts = [f"m{n}" for n in range(40)]
    desk.platform.gates = {text: asyncio.Event() for text in texts}
    await desk.put(texts, lane="marketing")
    await messaging.consume(desk.services, desk.workspace_id)
    await until(lambda: len(desk.platform.waiting) == 8)  # all that the lane sends at once

    await desk.put(["hello"], lane="welcome", life_s=20)
    await messaging.consume(desk.services, desk.workspace_id)
    await until(lambda: "hello" in desk.platform.calls)
    assert len(desk.platform.waiting) == 8
    for gate in desk.platform.gates.values():
        gate.set()
    await desk.send_all()
    assert set(await desk.states()) == {"sent"}


async def test_sigterm_waits_for_calls_under_way_and_gives_the_rest_back(desk):
    texts = [f"m{n}" for n in range(40)]
    desk.platform.gates = {text: asyncio.Event() for text in texts}
    await desk.put(texts, lane="marketing")
    await messaging.consume(desk.services, desk.workspace_id)
    await until(lambda: len(desk.platform.waiting) == 8)

    draining = asyncio.create_task(messaging.drain(desk.services))
    await asyncio.sleep(0)
    for gate in desk.platform.gates.values():
        gate.set()
    await draining
    states = await desk.states()
    assert states.count("sent") == 8
    assert states.count("ready") == 32
    await messaging.consume(desk.services, desk.workspace_id)  # a late wake
    assert (await desk.states()).count("ready") == 32
    assert len(desk.platform.calls) == 8


async def test_after_a_restore_nothing_of_an_earlier_epoch_is_sent(desk, urls):
    await desk.put(["old"])
    await desk.rows(
        "insert into restore_hold (workspace_id, epoch, backup_at, restored_at)"
        " values ($1, 2, $2, $2)",
        desk.workspace_id,
        (await desk.rows("select created_at from delivery"))[0]["created_at"],
    )
    await desk.send_all()
    assert await desk.states() == ["ready"]
    await desk.rows("update delivery set epoch = 2")
    await desk.send_all()
    assert await desk.states() == ["sent"]


async def test_only_a_named_person_sends_an_unknown_one_again(desk):
    desk.platform.answers["a"] = [SendUnknown("没有回答")]
    await desk.put(["a"])
    await desk.send_all()
    async with desk.tx() as tx:
        [row] = await unknown_deliveries(tx)
        with pytest.raises(Forbidden):
            await messaging.resend_unknown(tx, row.id)
    async with desk.tx(desk.owner) as tx:
        await messaging.resend_unknown(tx, row.id)
    await desk.send_all()
    assert desk.platform.calls == ["a", "a"]
    assert await desk.states() == ["sent"]
    async with desk.tx(desk.owner) as tx:
        with pytest.raises(Conflict):
            await messaging.settle_unknown(tx, row.id, "failed")
    results = await desk.rows("select outcome, by_actor from delivery_result order by id")
    assert [row["outcome"] for row in results] == ["unknown", "resend", "sent"]
    assert results[1]["by_actor"] == f"staff:{desk.owner.id}"
