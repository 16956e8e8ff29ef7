"""Mass messages and Moments: tasks that members confirm, delay or ignore, and what came of them."""

from typing import Any

from tests.emulator.stage import Corp

EC = "externalcontact"
TEXT = {"text": {"content": "周五晚八点直播"}}


async def friends(corp: Corp, count: int, userid: str = "lan") -> list[str]:
    code = await corp.code(users=(userid,))
    added = [await corp.scan(await corp.person(f"顾客{i}"), code) for i in range(count)]
    return [one["external_userid"] for one in added]


async def confirm(corp: Corp, userid: str, msgid: str) -> int:
    path = f"corps/{corp.app['corpid']}/members/{userid}/confirm"
    return int((await corp.control("POST", path, {"msgid": msgid}))["confirmed"])


async def results(corp: Corp, msgid: str, userid: str = "lan") -> dict[str, int]:
    asked = {"msgid": msgid, "userid": userid}
    listed = (await corp.post(f"{EC}/get_groupmsg_send_result", asked))["send_list"]
    return {one.get("external_userid") or one["chat_id"]: one["status"] for one in listed}


async def send(corp: Corp, **more: Any) -> dict[str, Any]:
    answer = await corp.post(f"{EC}/add_msg_template", TEXT | more)
    corp.world.store.run("update mass_task set made = made - 1")  # it is dispatched by now
    return answer


async def test_nothing_is_sent_until_a_member_confirms(corp: Corp) -> None:
    known = await friends(corp, 3)
    made = await send(corp, external_userid=[*known, "wmX"])
    assert made["fail_list"] == ["wmX"]
    assert set((await results(corp, made["msgid"])).values()) == {0}
    gone = corp.world.store.value(
        "select person_id from external where external_userid = ?", known[0]
    )
    await corp.control("POST", f"people/{gone}/delete", {})
    assert await confirm(corp, "lan", made["msgid"]) == 1
    assert list((await results(corp, made["msgid"])).values()) == [2, 1, 1]
    task = await corp.post(f"{EC}/get_groupmsg_task", {"msgid": made["msgid"]})
    assert task["task_list"][0]["status"] == 2
    shown = await corp.control("GET", f"people/{gone + 1}")
    assert shown["messages"][-1]["body"]["text"] == "周五晚八点直播"


async def test_asked_at_once_the_platform_is_still_dispatching(corp: Corp) -> None:
    corp.world.settings = corp.world.settings.__class__(
        corp.world.settings.home, corp.world.settings.base_url, notice_unit=1000
    )
    made = await corp.post(
        f"{EC}/add_msg_template", TEXT | {"external_userid": await friends(corp, 1)}
    )
    answer = await corp.post(f"{EC}/get_groupmsg_task", {"msgid": made["msgid"]})
    assert answer["errcode"] == 41063


async def test_the_member_who_chatted_last_sends(corp: Corp) -> None:
    person = await corp.person()
    for userid in ("mumu", "lan"):
        added = await corp.scan(person, await corp.code(users=(userid,)))
    await corp.control("POST", f"people/{person}/chat", {"userid": "mumu", "text": "在吗"})
    made = await send(corp, external_userid=[added["external_userid"]])
    task = await corp.post(f"{EC}/get_groupmsg_task", {"msgid": made["msgid"]})
    assert [one["userid"] for one in task["task_list"]] == ["mumu"]


async def test_a_customer_gets_no_more_than_the_month_allows(corp: Corp) -> None:
    await corp.control("POST", "limits", {"platform": "wecom", "preset": "strict"})
    known = await friends(corp, 1)
    statuses: list[int] = []
    for _ in range(5):
        made = await send(corp, external_userid=known)
        await confirm(corp, "lan", made["msgid"])
        statuses += (await results(corp, made["msgid"])).values()
    assert statuses == [1, 1, 1, 1, 3]


async def test_habits_and_a_seed_decide_who_confirms(corp: Corp) -> None:
    path, known = f"corps/{corp.app['corpid']}/habits", await friends(corp, 1)
    await corp.control("POST", path, {"confirm": 1, "delay": 0, "seed": 7})
    soon = await send(corp, external_userid=known)
    await corp.control("POST", path, {"confirm": 0, "delay": 1})
    later = await send(corp, external_userid=known)
    await corp.control("POST", path, {"confirm": 0, "delay": 0})
    never = await send(corp, external_userid=known)
    now, told = corp.world.clock.world(), []
    for hours in (0.2, 21, 2000):
        await corp.control("POST", "clock", {"to": now + hours * 3600})
        made = [await results(corp, one["msgid"]) for one in (soon, later, never)]
        told.append([next(iter(one.values())) for one in made])
    assert told == [[1, 0, 0], [1, 1, 0], [1, 1, 0]]


async def test_reminders_are_three_and_a_cancelled_task_stays_unsent(corp: Corp) -> None:
    made = await send(corp, external_userid=await friends(corp, 1))
    asked = {"msgid": made["msgid"]}
    codes = [(await corp.post(f"{EC}/remind_groupmsg_send", asked))["errcode"] for _ in range(4)]
    assert codes == [0, 0, 0, 41094]
    assert (await corp.post(f"{EC}/cancel_groupmsg_send", asked))["errcode"] == 0
    assert (await corp.post(f"{EC}/cancel_groupmsg_send", asked))["errcode"] == 41093
    assert await confirm(corp, "lan", made["msgid"]) == 0
    assert set((await results(corp, made["msgid"])).values()) == {0}


async def test_a_group_is_sent_to_by_its_owner(corp: Corp) -> None:
    path = f"corps/{corp.app['corpid']}/groups"
    chat = (await corp.control("POST", path, {"owner": "lan", "name": "群"}))["chat_id"]
    assert (await send(corp, chat_type="group"))["errcode"] == 40058
    made = await send(corp, chat_type="group", sender="lan")
    await confirm(corp, "lan", made["msgid"])
    assert await results(corp, made["msgid"]) == {chat: 1}
    said = (await corp.control("GET", f"groups/{chat}/messages"))["messages"]
    assert said[0]["body"]["text"] == TEXT["text"]
    span = {"start_time": made_at(corp) - 60, "end_time": made_at(corp) + 60, "chat_type": "group"}
    listed = await corp.post(f"{EC}/get_groupmsg_list_v2", span)
    assert [one["msgid"] for one in listed["group_msg_list"]] == [made["msgid"]]


def made_at(corp: Corp) -> int:
    return corp.world.clock.world()


async def test_what_induces_people_to_share_is_refused_and_then_punished(corp: Corp) -> None:
    known = await friends(corp, 1)
    bad = {"text": {"content": "转发朋友圈领红包"}, "external_userid": known}
    codes = [(await corp.post(f"{EC}/add_msg_template", bad))["errcode"] for _ in range(4)]
    assert codes == [40201, 40201, 40201, 48002]


async def test_a_moment_is_published_liked_and_commented(corp: Corp) -> None:
    known = await friends(corp, 2)
    body = TEXT | {"visible_range": {"sender_list": {"user_list": ["lan", "ghost"]}}}
    job = await corp.post(f"{EC}/add_moment_task", body)
    done = await corp.post(f"{EC}/get_moment_task_result", {"jobid": job["jobid"]})
    assert done["status"] == 3
    assert done["result"]["invalid_sender_list"]["user_list"] == ["ghost"]
    moment = done["result"]["moment_id"]
    who = {"moment_id": moment, "userid": "lan"}
    assert (await corp.post(f"{EC}/get_moment_send_result", who))["customer_list"] == []
    await confirm(corp, "lan", moment)
    task = await corp.post(f"{EC}/get_moment_task", {"moment_id": moment})
    assert task["task_list"] == [{"userid": "lan", "publish_status": 1}]
    shown = (await corp.post(f"{EC}/get_moment_send_result", who))["customer_list"]
    assert [one["external_userid"] for one in shown] == known
    fan = corp.world.store.value(
        "select person_id from external where external_userid = ?", known[1]
    )
    for kind in ("like", "comment"):
        reply = {"moment_id": moment, "kind": kind, "text": "好看"}
        await corp.control("POST", f"people/{fan}/moment", reply)
    told = await corp.post(f"{EC}/get_moment_comments", who)
    assert [told[f"{k}_list"][0]["external_userid"] for k in ("like", "comment")] == [known[1]] * 2
    span = {"start_time": made_at(corp) - 60, "end_time": made_at(corp) + 60}
    listed = (await corp.post(f"{EC}/get_moment_list", span))["moment_list"]
    assert [one["moment_id"] for one in listed] == [moment]
