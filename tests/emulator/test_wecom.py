"""A product walks through WeCom: token, code, scan, welcome, tags, hand-over."""

import httpx
import pytest
from tests.emulator.stage import Corp, until

EC = "externalcontact"


async def test_the_same_token_is_returned_while_it_is_valid(corp: Corp) -> None:
    secret = {"corpid": corp.app["corpid"], "corpsecret": corp.app["secret"]}
    again = (await corp.client.get("/cgi-bin/gettoken", params=secret)).json()
    assert again["access_token"] == corp.token
    await corp.control("POST", "tokens/expiry")
    assert (await corp.get("user/get", userid="mumu"))["errcode"] == 42001
    fresh = (await corp.client.get("/cgi-bin/gettoken", params=secret)).json()
    assert fresh["access_token"] != corp.token


async def test_a_wrong_secret_is_refused_in_the_platforms_words(corp: Corp) -> None:
    secret = {"corpid": corp.app["corpid"], "corpsecret": "wrong"}
    answer = await corp.client.get("/cgi-bin/gettoken", params=secret)
    assert answer.status_code == 200
    data = answer.json()
    assert data["errcode"] == 40001
    assert data["errmsg"].startswith("invalid credential, hint: [")
    assert data["errmsg"].endswith(
        "from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=40001"
    )


async def test_a_scan_makes_a_relation_and_an_encrypted_event(corp: Corp) -> None:
    code, person = await corp.code("parcel-07"), await corp.person("A小鱼🐟")
    added = await corp.scan(person, code)
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    assert event["State"] == "parcel-07"
    assert event["ExternalUserID"] == added["external_userid"]
    assert event["FromUserName"] == "sys"
    told = await corp.get(f"{EC}/get", external_userid=added["external_userid"])
    assert told["external_contact"]["name"] == "A小鱼🐟"
    assert told["follow_user"][0]["state"] == "parcel-07"


async def test_members_behind_a_code_take_turns_and_known_ones_meet_again(corp: Corp) -> None:
    code = await corp.code()
    met = [(await corp.scan(await corp.person(), code))["userid"] for _ in range(4)]
    assert sorted(met) == ["lan", "lan", "mumu", "mumu"]
    person = await corp.person()
    first, again = await corp.scan(person, code), await corp.scan(person, code)
    assert (first["fresh"], again["fresh"]) == (True, False)
    assert first["userid"] == again["userid"]
    assert len(corp.listener.named("add_external_contact")) <= 5


async def test_a_welcome_code_serves_once(corp: Corp) -> None:
    person = await corp.person()
    await corp.scan(person, await corp.code())
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    welcome = {"welcome_code": event["WelcomeCode"], "text": {"content": "你好"}}
    assert (await corp.post(f"{EC}/send_welcome_msg", welcome))["errcode"] == 0
    assert (await corp.post(f"{EC}/send_welcome_msg", welcome))["errcode"] == 41051
    shown = await corp.control("GET", f"people/{person}")
    assert [m["body"]["text"] for m in shown["messages"]] == ["你好"]
    doubled = await corp.control("GET", "record/doubled?endpoint=/cgi-bin/" + EC + "/get")
    assert doubled == {"doubled": []}


async def test_a_welcome_code_dies_after_twenty_real_seconds(corp: Corp) -> None:
    await corp.scan(await corp.person(), await corp.code())
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    corp.world.store.run("update welcome set made = made - 20.1")
    welcome = {"welcome_code": event["WelcomeCode"], "text": {"content": "晚了"}}
    assert (await corp.post(f"{EC}/send_welcome_msg", welcome))["errcode"] == 41050


async def test_who_has_written_first_gets_no_welcome(corp: Corp) -> None:
    person = await corp.person()
    added = await corp.scan(person, await corp.code())
    await corp.control("POST", f"people/{person}/chat", {"userid": added["userid"], "text": "在吗"})
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    welcome = {"welcome_code": event["WelcomeCode"], "text": {"content": "你好"}}
    assert (await corp.post(f"{EC}/send_welcome_msg", welcome))["errcode"] == 41051


async def test_tags_are_made_listed_and_marked_once(corp: Corp) -> None:
    made = await corp.post(
        f"{EC}/add_corp_tag", {"group_name": "来源", "tag": [{"name": "包裹卡"}]}
    )
    tag = made["tag_group"]["tag"][0]["id"]
    again = await corp.post(
        f"{EC}/add_corp_tag", {"group_name": "来源", "tag": [{"name": "包裹卡"}]}
    )
    assert again["errcode"] == 40071
    added = await corp.scan(await corp.person(), await corp.code())
    mark = {
        "userid": added["userid"],
        "external_userid": added["external_userid"],
        "add_tag": [tag],
    }
    for _ in range(2):
        assert (await corp.post(f"{EC}/mark_tag", mark))["errcode"] == 0
    told = await corp.get(f"{EC}/get", external_userid=added["external_userid"])
    assert [t["tag_name"] for t in told["follow_user"][0]["tags"]] == ["包裹卡"]
    assert (await corp.post(f"{EC}/mark_tag", mark | {"add_tag": ["etX"]}))["errcode"] == 40068
    assert not corp.listener.named("edit_external_contact")  # the API asked: no event


async def test_a_customer_who_deletes_is_told_and_can_come_back(corp: Corp) -> None:
    code, person = await corp.code(), await corp.person()
    added = await corp.scan(person, code)
    assert (await corp.control("POST", f"people/{person}/delete", {}))["deleted"] == 1
    gone = (await until(lambda: corp.listener.named("del_follow_user")))[0]
    assert gone["ExternalUserID"] == added["external_userid"]
    assert (await corp.scan(person, code))["fresh"]


async def test_a_leavers_customers_are_handed_over_and_some_refuse(corp: Corp) -> None:
    code = await corp.code(users=("mumu",))
    stays, refuses = await corp.person("李姐"), await corp.person("平安是福")
    first, second = await corp.scan(stays, code), await corp.scan(refuses, code)
    await corp.control("PUT", f"people/{refuses}", {"refuses_transfer": True})
    await corp.control("DELETE", f"corps/{corp.app['corpid']}/members/mumu")
    assert (await until(lambda: corp.listener.named("delete_user")))[0]["UserID"] == "mumu"
    waiting = await corp.post(f"{EC}/get_unassigned_list", {"page_size": 100})
    externals = [item["external_userid"] for item in waiting["info"]]
    assert externals == [first["external_userid"], second["external_userid"]]
    pair = {"handover_userid": "mumu", "takeover_userid": "lan"}
    asked = await corp.post(
        f"{EC}/resigned/transfer_customer", pair | {"external_userid": externals}
    )
    assert [item["errcode"] for item in asked["customer"]] == [0, 0]
    result = await corp.post(f"{EC}/resigned/transfer_result", pair)
    assert [item["status"] for item in result["customer"]] == [2, 2]
    await corp.control("POST", "clock", {"to": corp.world.clock.real() + 86500})
    result = await corp.post(f"{EC}/resigned/transfer_result", pair)
    assert [item["status"] for item in result["customer"]] == [1, 3]
    fail = (await until(lambda: corp.listener.named("transfer_fail")))[0]
    assert fail["FailReason"] == "customer_refused"
    told = await corp.get(f"{EC}/get", external_userid=first["external_userid"])
    assert told["follow_user"][0]["userid"] == "lan"


async def test_a_member_who_is_still_here_cannot_be_a_leaver(corp: Corp) -> None:
    body = {"handover_userid": "mumu", "takeover_userid": "lan", "external_userid": ["wm1"]}
    refused = await corp.post(f"{EC}/resigned/transfer_customer", body)
    assert refused["errcode"] == 40097


async def test_openid_and_pages_of_relations(corp: Corp) -> None:
    code = await corp.code(users=("lan",))
    added = [await corp.scan(await corp.person(f"顾客{i}"), code) for i in range(3)]
    body = {"external_userid": added[0]["external_userid"]}
    assert (await corp.post(f"{EC}/convert_to_openid", body))["openid"].startswith("o")
    page = await corp.post(f"{EC}/batch/get_by_user", {"userid_list": ["lan"], "limit": 2})
    rest = await corp.post(
        f"{EC}/batch/get_by_user",
        {"userid_list": ["lan"], "limit": 2, "cursor": page["next_cursor"]},
    )
    items = page["external_contact_list"] + rest["external_contact_list"]
    names = [item["external_contact"]["name"] for item in items]
    assert names == ["顾客0", "顾客1", "顾客2"]
    assert rest["next_cursor"] == ""


async def test_what_is_not_emulated_says_so(corp: Corp) -> None:
    answer = await corp.client.post("/cgi-bin/living/create", json={})
    assert answer.status_code == 404
    assert "is not emulated" in answer.json()["errmsg"]
    assert answer.json()["errcode"] != 0


async def test_uploading_media_needs_a_file(corp: Corp) -> None:
    query = {"access_token": corp.token, "type": "image"}
    url = "/cgi-bin/media/upload"
    good = await corp.client.post(url, params=query, files={"media": ("a.png", b"x" * 64)})
    assert good.json()["errcode"] == 0
    assert good.json()["media_id"]
    empty = await corp.client.post(url, params=query, files={"media": ("a.png", b"")})
    assert empty.json()["errcode"] == 44001


async def test_an_answer_can_be_dropped_after_the_deed_is_done(corp: Corp) -> None:
    code, person = await corp.code(), await corp.person()
    await corp.scan(person, code)
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    path = f"/cgi-bin/{EC}/send_welcome_msg"
    await corp.control("POST", "faults", {"kind": "drop", "prefix": path, "count": 1})
    welcome = {"welcome_code": event["WelcomeCode"], "text": {"content": "你好"}}
    with pytest.raises(httpx.RemoteProtocolError):
        await corp.post(f"{EC}/send_welcome_msg", welcome)
    calls = (await corp.control("GET", f"record?endpoint={path}&accepted=1"))["calls"]
    assert [call["dropped"] for call in calls] == [1]
    assert len((await corp.control("GET", f"people/{person}"))["messages"]) == 1


async def test_errors_come_before_anything_is_done(corp: Corp) -> None:
    fault = {"kind": "error", "prefix": "/cgi-bin/user", "value": 502, "count": 1}
    await corp.control("POST", "faults", fault)
    query = {"access_token": corp.token, "userid": "mumu"}
    answer = await corp.client.get("/cgi-bin/user/get", params=query)
    assert answer.status_code == 502
    assert (await corp.get("user/get", userid="mumu"))["name"] == "木木"
    await corp.control("POST", "faults", {"kind": "busy", "prefix": "/cgi-bin/user", "count": 1})
    assert (await corp.get("user/get", userid="mumu"))["errcode"] == -1


async def test_who_was_not_added_back_yet_is_told_by_another_name(corp: Corp) -> None:
    scan = {"config_id": await corp.code("parcel"), "half": True}
    await corp.control("POST", f"people/{await corp.person()}/scan", scan)
    event = (await until(lambda: corp.listener.named("add_half_external_contact")))[0]
    assert (event["State"], bool(event["WelcomeCode"])) == ("parcel", True)
