"""Customer service: people write, apps pull and answer within five messages and 48 hours."""

from typing import Any

import pytest
from tests.emulator.stage import Corp, until


@pytest.fixture
async def kf(corp: Corp) -> str:
    made = await corp.post("kf/account/add", {"name": "拾木客服"})
    await corp.post("kf/servicer/add", {"open_kfid": made["open_kfid"], "userid_list": ["lan"]})
    return str(made["open_kfid"])


async def pull(corp: Corp, kf: str, **more: Any) -> dict[str, Any]:
    return await corp.post("kf/sync_msg", {"open_kfid": kf, **more})


async def say(corp: Corp, kf: str, text: str = "在吗") -> tuple[int, str]:
    person = await corp.person("阿珍")
    await corp.control("POST", f"people/{person}/kf", {"open_kfid": kf, "text": text})
    name = corp.world.store.value(
        "select external_userid from external where person_id = ?", person
    )
    return person, str(name)


def answer(kf: str, name: str) -> dict[str, Any]:
    return {"touser": name, "open_kfid": kf, "msgtype": "text", "text": {"content": "您好"}}


async def test_what_people_say_is_pulled_by_cursor_with_the_callbacks_token(
    corp: Corp, kf: str
) -> None:
    _, name = await say(corp, kf)
    told = await until(lambda: [e for e in corp.listener.events if e["Event"] == "kf_msg_or_event"])
    assert told[0]["OpenKfId"] == kf
    first = await pull(corp, kf, token=told[0]["Token"], limit=1)
    assert (first["has_more"], first["msg_list"][0]["event"]["event_type"]) == (1, "enter_session")
    rest = await pull(corp, kf, cursor=first["next_cursor"])
    assert (rest["has_more"], rest["msg_list"][0]["text"]["content"]) == (0, "在吗")
    assert (rest["msg_list"][0]["origin"], rest["msg_list"][0]["external_userid"]) == (3, name)
    assert (await pull(corp, kf, cursor=rest["next_cursor"]))["msg_list"] == []
    corp.world.store.run("update kf_token set expires = 0")
    assert (await pull(corp, kf, token=told[0]["Token"]))["errcode"] == 95007


async def test_five_answers_then_the_customer_must_write_again(corp: Corp, kf: str) -> None:
    person, name = await say(corp, kf)
    codes = [(await corp.post("kf/send_msg", answer(kf, name)))["errcode"] for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 95001]
    await corp.control("POST", f"people/{person}/kf", {"open_kfid": kf, "text": "还在"})
    assert (await corp.post("kf/send_msg", answer(kf, name)))["errcode"] == 0
    await corp.control("POST", "clock", {"to": corp.world.clock.real() + 48 * 3600 + 60})
    assert (await corp.post("kf/send_msg", answer(kf, name)))["errcode"] == 95031


async def test_a_welcome_code_serves_once_and_for_twenty_seconds(corp: Corp, kf: str) -> None:
    person = await corp.person()
    for _ in range(2):
        await corp.control("POST", f"people/{person}/kf/enter", {"open_kfid": kf, "scene": "card"})
    codes = [m["event"]["welcome_code"] for m in (await pull(corp, kf))["msg_list"]]
    reply = {"code": codes[0], "msgtype": "text", "text": {"content": "欢迎"}}
    sent = [(await corp.post("kf/send_msg_on_event", reply))["errcode"] for _ in range(2)]
    assert sent == [0, 95007]
    corp.world.store.run("update kf_code set expires = expires - 20.1")
    late = await corp.post("kf/send_msg_on_event", reply | {"code": codes[1]})
    assert late["errcode"] == 95007


async def test_states_move_only_as_they_may(corp: Corp, kf: str) -> None:
    _, name = await say(corp, kf)
    who = {"open_kfid": kf, "external_userid": name}
    trans = "kf/service_state/trans"
    assert (await corp.post(trans, who | {"service_state": 4}))["errcode"] == 95016
    wrong = who | {"service_state": 3, "servicer_userid": "mumu"}
    assert (await corp.post(trans, wrong))["errcode"] == 95014
    served = await corp.post(trans, wrong | {"servicer_userid": "lan"})
    assert served["msg_code"]
    assert (await corp.post("kf/send_msg", answer(kf, name)))["errcode"] == 95018
    state = await corp.post("kf/service_state/get", who)
    assert (state["service_state"], state["servicer_userid"]) == (3, "lan")
    assert (await corp.post(trans, who | {"service_state": 4}))["errcode"] == 0
    assert (await corp.post(trans, who | {"service_state": 1}))["errcode"] == 95013


async def test_members_answer_in_the_client_and_people_refuse_and_recall(
    corp: Corp, kf: str
) -> None:
    person, name = await say(corp, kf)
    said = {"open_kfid": kf, "external_userid": name, "userid": "lan", "text": "我来"}
    await corp.control("POST", "kf/serve", said)
    await corp.control("POST", "kf/end", said)
    await corp.control("PUT", f"people/{person}/props", {"refuses_kf": True})
    mine = await corp.control("POST", f"people/{person}/kf", {"open_kfid": kf, "text": "再见"})
    assert (await corp.post("kf/send_msg", answer(kf, name)))["errcode"] == 0
    await corp.control("POST", "kf/recall", {"msgid": mine["msgid"]})
    kinds = [m.get("event", {}).get("event_type") for m in (await pull(corp, kf))["msg_list"]]
    change, fail, recalled = "session_status_change", "msg_send_fail", "user_recall_msg"
    assert kinds == ["enter_session", None, change, None, change, None, fail, recalled]


async def test_accounts_customers_and_links(corp: Corp, kf: str) -> None:
    _, name = await say(corp, kf)
    listed = await corp.post("kf/account/list", {})
    assert [one["name"] for one in listed["account_list"]] == ["拾木客服"]
    who = {"external_userid_list": [name, "wmX"], "need_enter_session_context": 1}
    told = await corp.post("kf/customer/batchget", who)
    assert told["customer_list"][0]["nickname"] == "阿珍"
    assert told["invalid_external_userid"] == ["wmX"]
    link = await corp.post("kf/add_contact_way", {"open_kfid": kf, "scene": "card"})
    assert link["url"].endswith(f"/kf/{kf}?scene=card")
    query = {"access_token": corp.token, "open_kfid": kf}
    servicers = (await corp.client.get("/cgi-bin/kf/servicer/list", params=query)).json()
    assert servicers["servicer_list"] == [{"userid": "lan", "status": 0}]
    assert (await corp.post("kf/account/del", {"open_kfid": kf}))["errcode"] == 0
    assert (await pull(corp, kf))["errcode"] == 95004


async def test_a_customer_is_offered_a_member_of_their_own(corp: Corp, kf: str) -> None:
    person, name = await say(corp, kf)
    offer = {"open_kfid": kf, "external_userid": name, "type": 1}
    path = "kf/customer/upgrade_service"
    refused = await corp.post(path, offer | {"member": {"userid": "ghost"}})
    assert refused["errcode"] == 60111
    own = {"userid": "lan", "wording": "我是你的专属顾问"}
    assert (await corp.post(path, offer | {"member": own}))["errcode"] == 0
    shown = (await corp.control("GET", f"people/{person}"))["messages"]
    assert shown[-1]["body"]["content"] == {"member": own}
    cancel = "kf/customer/cancel_upgrade_service"
    assert (await corp.post(cancel, {"open_kfid": kf, "external_userid": name}))["errcode"] == 0
