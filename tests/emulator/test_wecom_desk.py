"""What is made, listed and changed: tags, strategies, welcomes, rules, links, files, logins, ids."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.emulator.stage import Corp, until

from pond_emulator.wecom.routes import ENDPOINTS

EC = "externalcontact"


@pytest.mark.parametrize("body", [{}, {"cursor": "x", "limit": 0, "msgtype": "text", "id": 1}])
async def test_every_endpoint_answers_in_the_platforms_envelope(
    corp: Corp, body: dict[str, Any]
) -> None:
    await corp.control("POST", "limits", {"platform": "wecom", "preset": "off"})
    for method, name, _ in ENDPOINTS:
        answer = await corp.client.request(
            method, f"/cgi-bin/{name}", params={"access_token": corp.token}, json=body
        )
        assert answer.status_code == 200, name
        told = answer.json()
        assert isinstance(told["errcode"], int), name
        assert told["errcode"] == 0 or "hint: [" in told["errmsg"], (name, told)
        assert not told["errmsg"].startswith("error"), (name, told)


async def test_tags_are_renamed_deleted_and_taken_off(corp: Corp) -> None:
    made = await corp.post(f"{EC}/add_corp_tag", {"group_name": "来源", "tag": [{"name": "卡"}]})
    tag, group = made["tag_group"]["tag"][0]["id"], made["tag_group"]["group_id"]
    added = await corp.scan(await corp.person(), await corp.code())
    who = {"userid": added["userid"], "external_userid": added["external_userid"]}
    await corp.post(f"{EC}/mark_tag", who | {"add_tag": [tag]})
    await corp.post(f"{EC}/edit_corp_tag", {"id": tag, "name": "包裹卡"})
    told = await corp.get(f"{EC}/get", external_userid=added["external_userid"])
    assert told["follow_user"][0]["tags"][0]["tag_name"] == "包裹卡"
    path = f"corps/{corp.app['corpid']}/tags"
    await corp.control("POST", path, {"change": "update", "id": group, "name": "渠道"})
    event = (await until(lambda: corp.listener.named("update")))[0]
    assert (event["Event"], event["TagType"]) == ("change_external_tag", "tag_group")
    assert (await corp.post(f"{EC}/del_corp_tag", {"group_id": [group]}))["errcode"] == 0
    assert (await corp.post(f"{EC}/get_corp_tag_list", {}))["tag_group"] == []
    told = await corp.get(f"{EC}/get", external_userid=added["external_userid"])
    assert told["follow_user"][0]["tags"] == []


async def test_strategies_hold_their_own_tags_and_ranges(corp: Corp) -> None:
    body = {
        "strategy_name": "门店",
        "admin_list": ["lan"],
        "range": [{"type": 1, "userid": "lan"}],
        "privilege": {"view_customer_list": True},
    }
    path = f"{EC}/customer_strategy"
    number = (await corp.post(f"{path}/create", body))["strategy_id"]
    edited = {"strategy_id": number, "range_add": [{"type": 1, "userid": "mumu"}]}
    await corp.post(f"{path}/edit", edited | {"strategy_name": "一店"})
    kept = (await corp.post(f"{path}/get", {"strategy_id": number}))["strategy"]
    assert (kept["strategy_name"], kept["admin_list"]) == ("一店", ["lan"])
    first = await corp.post(f"{path}/get_range", {"strategy_id": number, "limit": 1})
    assert (len(first["range"]), first["next_cursor"]) == (1, "1")
    tag = {"strategy_id": number, "group_name": "意向", "tag": [{"name": "高"}]}
    await corp.post(f"{EC}/add_strategy_tag", tag)
    own = await corp.post(f"{EC}/get_strategy_tag_list", {"strategy_id": number})
    assert own["tag_group"][0]["strategy_id"] == number
    assert (await corp.post(f"{EC}/get_corp_tag_list", {}))["tag_group"] == []
    assert (await corp.post(f"{path}/list", {}))["strategy"] == [{"strategy_id": number}]
    assert (await corp.post(f"{path}/del", {"strategy_id": number}))["errcode"] == 0


async def test_welcomes_rules_and_products_are_kept(corp: Corp) -> None:
    made = await corp.post(f"{EC}/group_welcome_template/add", {"text": {"content": "欢迎"}})
    asked = {"template_id": made["template_id"]}
    assert (await corp.post(f"{EC}/group_welcome_template/get", asked))["text"]["content"] == "欢迎"
    rule = {
        "rule_name": "红线",
        "word_list": ["微商"],
        "intercept_type": 1,
        "applicable_range": {"user_list": ["lan"]},
    }
    rule_id = (await corp.post(f"{EC}/add_intercept_rule", rule))["rule_id"]
    plus = {"rule_id": rule_id, "add_applicable_range": {"user_list": ["mumu"]}}
    assert (await corp.post(f"{EC}/update_intercept_rule", plus))["errcode"] == 0
    kept = (await corp.post(f"{EC}/get_intercept_rule", {"rule_id": rule_id}))["rule"]
    assert kept["applicable_range"]["user_list"] == ["lan", "mumu"]
    picture = {"type": "image", "image": {"media_id": "x"}}
    product = {"description": "口红", "price": 9900, "attachments": [picture]}
    name = (await corp.post(f"{EC}/add_product_album", product))["product_id"]
    shelf = await corp.post(f"{EC}/get_product_album_list", {"limit": 10})
    assert [one["product_id"] for one in shelf["product_list"]] == [name]


async def link(corp: Corp) -> str:
    body = {"link_name": "直播间", "range": {"user_list": ["lan"]}}
    made = await corp.post(f"{EC}/customer_acquisition/create_link", body)
    return str(made["link"]["link_id"])


async def test_a_link_brings_customers_and_spends_its_quota(corp: Corp) -> None:
    name, path = await link(corp), f"corps/{corp.app['corpid']}/acquisition"
    await corp.control("POST", path, {"balance": 20})
    person = await corp.person()
    click = {"link_id": name, "customer_channel": "live-07"}
    added = await corp.control("POST", f"people/{person}/click", click)
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    assert (event["State"], event["UserID"]) == ("live-07", "lan")
    assert (await corp.get(f"{EC}/customer_acquisition_quota"))["balance"] == 19
    assert await until(lambda: corp.listener.named("balance_low"))
    await corp.control("POST", f"people/{person}/chat", {"userid": "lan", "text": "在吗"})
    chat = (await until(lambda: corp.listener.named("customer_start_chat")))[0]
    key = {"chat_key": chat["ChatKey"]}
    info = await corp.post(f"{EC}/customer_acquisition/get_chat_info", key)
    assert info["chat_info"] == {"recv_msg_cnt": 1, "link_id": name, "state": "live-07"}
    listed = await corp.post(f"{EC}/customer_acquisition/customer", {"link_id": name})
    assert listed["customer_list"][0]["external_userid"] == added["external_userid"]
    now = corp.world.clock.world()
    span = {"link_id": name, "start_time": now - 3600, "end_time": now}
    counted = await corp.post(f"{EC}/customer_acquisition/statistic", span)
    assert (counted["click_link_customer_cnt"], counted["new_customer_cnt"]) == (1, 1)
    await corp.control("POST", path, {"balance": 1})
    for _ in range(2):
        await corp.control("POST", f"people/{await corp.person()}/click", click)
    assert await until(lambda: corp.listener.named("balance_exhausted"))
    listed = await corp.post(f"{EC}/customer_acquisition/customer", {"link_id": name})
    assert len(listed["customer_list"]) == 2
    await corp.control("DELETE", f"links/{name}?change=link_unavailable")
    assert await until(lambda: corp.listener.named("link_unavailable"))


async def test_files_come_back_as_they_went_and_die_after_three_days(corp: Corp) -> None:
    query = {"access_token": corp.token, "type": "image"}
    png = b"\x89PNG\r\n\x1a\n--not a boundary\r\n" + bytes(range(256))
    files = {"media": ("图.png", png, "image/png")}
    made = (await corp.client.post("/cgi-bin/media/upload", params=query, files=files)).json()
    asked = {"access_token": corp.token, "media_id": made["media_id"]}
    back = await corp.client.get("/cgi-bin/media/get", params=asked)
    assert (back.content, back.headers["content-type"]) == (png, "image/png")
    use = query | {"media_type": "video", "attachment_type": "2"}
    wrong = await corp.client.post("/cgi-bin/media/upload_attachment", params=use, files=files)
    assert wrong.json()["errcode"] == 41072
    await corp.control("POST", "clock", {"to": corp.world.clock.real() + 3 * 86400 + 60})
    dead = (await corp.client.get("/cgi-bin/media/get", params=asked)).json()
    assert dead["errcode"] == 40007


async def test_app_messages_that_repeat_or_flood_are_dropped_silently(corp: Corp) -> None:
    body = {
        "touser": "lan|ghost",
        "msgtype": "text",
        "agentid": corp.app["agentid"],
        "text": {"content": "去确认群发"},
        "enable_duplicate_check": 1,
    }
    answers = [await corp.post("message/send", body) for _ in range(2)]
    assert [(one["errcode"], one["invaliduser"]) for one in answers] == [(0, "ghost")] * 2
    for number in range(31):
        await corp.post("message/send", body | {"text": {"content": str(number)}})
    path = f"corps/{corp.app['corpid']}/members/lan/messages"
    states = [one["state"] for one in (await corp.control("GET", path))["messages"]]
    assert states.count("delivered") == 30
    assert (states[1], states[-1]) == ("repeated", "flood")
    assert (await corp.post("message/send", body | {"touser": "ghost"}))["errcode"] == 81013
    assert (await corp.post("message/send", body | {"agentid": 1}))["errcode"] == 40056


async def test_a_login_code_serves_once_for_members_and_for_people(corp: Corp) -> None:
    person = await corp.person("阿珍")
    where = {"appid": corp.app["corpid"], "redirect_uri": "http://shop/in?a=1", "state": "s1"}
    pages = (
        ("/connect/oauth2/authorize", "as_person", str(person), "snsapi_base"),
        ("/connect/oauth2/authorize", "as", "lan", "snsapi_privateinfo"),
        ("/wwlogin/sso/login", "as", "lan", "snsapi_base"),
    )
    told = []
    for path, key, name, scope in pages:
        query = where | {key: name, "scope": scope, "agentid": str(corp.app["agentid"])}
        back = await corp.client.get(path, params=query)
        assert back.status_code == 302
        code = parse_qs(urlsplit(back.headers["location"]).query)
        assert (code["a"], code["state"]) == (["1"], ["s1"])
        told.append(await corp.get("auth/getuserinfo", code=code["code"][0]))
        assert (await corp.get("auth/getuserinfo", code=code["code"][0]))["errcode"] == 40029
    assert told[0]["external_userid"].startswith("wm")
    assert (told[1]["userid"], told[2]["userid"]) == ("lan", "lan")
    detail = await corp.post("auth/getuserdetail", {"user_ticket": told[1]["user_ticket"]})
    assert detail["userid"] == "lan"
    listed = await corp.client.get("/wwlogin/sso/login", params=where)
    assert "阿兰" in listed.text


async def test_script_tickets_stay_the_same_while_they_live(corp: Corp) -> None:
    first = await corp.get("get_jsapi_ticket")
    assert (await corp.get("get_jsapi_ticket"))["ticket"] == first["ticket"]
    own = await corp.get("ticket/get", type="agent_config")
    assert own["ticket"] != first["ticket"]


async def test_ids_departments_and_who_agreed(corp: Corp) -> None:
    base = f"corps/{corp.app['corpid']}"
    person = await corp.person("阿珍")
    shown = await corp.control("GET", f"people/{person}")
    asked = {"unionid": shown["unionid"], "openid": "oX"}
    waiting = await corp.post("idconvert/unionid_to_external_userid", asked)
    added = await corp.scan(person, await corp.code(users=("lan",)))
    known = await corp.post("idconvert/unionid_to_external_userid", asked)
    assert known["external_userid"] == added["external_userid"]
    pending = {"external_userid": [added["external_userid"]]}
    told = await corp.post("idconvert/batch/external_userid_to_pending_id", pending)
    assert told["result"][0]["pending_id"] == waiting["pending_id"]
    await corp.control("POST", f"{base}/departments", {"departments": [{"id": 2, "name": "一店"}]})
    assert (await until(lambda: corp.listener.named("create_party")))[0]["Name"] == "一店"
    await corp.control("PUT", f"{base}/members/lan", {"department": [2], "mobile": "13800000001"})
    assert (await until(lambda: corp.listener.named("update_user")))[0]["Department"] == "2"
    brief = await corp.get("user/simplelist", department_id="2")
    assert [one["userid"] for one in brief["userlist"]] == ["lan"]
    phone = {"mobile": "13800000001"}
    assert (await corp.post("user/getuserid", phone))["userid"] == "lan"
    assert [d["id"] for d in (await corp.get("department/list"))["department"]] == [1, 2]
    agree = {"corpid": corp.app["corpid"], "userid": "lan", "word": "Agree"}
    await corp.control("POST", f"people/{person}/archive", agree)
    assert await until(lambda: corp.listener.named("msg_audit_approved"))
    who = {"userid": "lan", "exteranalopenid": added["external_userid"]}
    answer = await corp.post("msgaudit/check_single_agree", {"info": [who]})
    assert answer["agreeinfo"][0]["agree_status"] == "Agree"
    await corp.control("POST", f"{base}/archive", {"userids": ["lan"]})
    assert (await corp.post("msgaudit/get_permit_user_list", {}))["ids"] == ["lan"]


async def test_a_console_welcome_leaves_no_code_to_apps(corp: Corp) -> None:
    await corp.control("POST", f"corps/{corp.app['corpid']}/admin_welcome", {"on": True})
    await corp.scan(await corp.person(), await corp.code())
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    assert "WelcomeCode" not in event


async def test_a_reordered_callback_is_overtaken(corp: Corp) -> None:
    prefix = "change_external_contact/add"
    await corp.control("POST", "faults", {"kind": "reorder", "prefix": prefix, "count": 1})
    code = await corp.code()
    added = [await corp.scan(await corp.person(), code) for _ in range(2)]
    await until(lambda: len(corp.listener.named("add_external_contact")) == 2)
    heard = [e["ExternalUserID"] for e in corp.listener.named("add_external_contact")]
    assert heard == [added[1]["external_userid"], added[0]["external_userid"]]


async def test_a_member_added_by_far_too_many_rests_for_a_day(corp: Corp) -> None:
    code = await corp.code(users=("lan",))
    await corp.scan(await corp.person(), code)
    now = corp.world.clock.world()
    corp.world.store.many(
        "insert into follow (corpid, external_userid, userid, created) values (?, ?, 'lan', ?)",
        [(corp.app["corpid"], f"wm{number}", now) for number in range(2000)],
    )
    await corp.scan(await corp.person(), code)
    refused = await corp.scan(await corp.person(), code)
    assert refused == {"error": "nobody stands behind this code"}
    bans = (await corp.control("GET", "bans"))["bans"]
    assert json.dumps(bans).count("add lan") == 1


async def test_the_pages_behind_links_let_somebody_open_them(corp: Corp) -> None:
    person, name = await corp.person("阿珍<b>"), await link(corp)
    page = await corp.client.get(f"/ca/{name}?customer_channel=live")
    assert "阿珍&lt;b&gt;" in page.text
    opened = await corp.client.post(f"/ca/{name}?customer_channel=live&person={person}")
    assert opened.status_code == 303
    assert (await until(lambda: corp.listener.named("add_external_contact")))[0]["State"] == "live"
    kf = (await corp.post("kf/account/add", {"name": "客服"}))["open_kfid"]
    opened = await corp.client.post(f"/kf/{kf}?scene=card&person={person}")
    assert opened.status_code == 303
    told = await corp.post("kf/sync_msg", {"open_kfid": kf})
    assert told["msg_list"][0]["event"]["scene"] == "card"
    assert (await corp.client.post(f"/ca/none?person={person}")).status_code == 409


async def test_wrong_secrets_are_counted(corp: Corp) -> None:
    rule = {"platform": "wecom", "rule": "wecom.gettoken.wrong", "count": 2}
    await corp.control("POST", "limits", rule)
    secret = {"corpid": corp.app["corpid"], "corpsecret": "wrong"}
    answers = [await corp.client.get("/cgi-bin/gettoken", params=secret) for _ in range(3)]
    assert [answer.json()["errcode"] for answer in answers] == [40001, 40001, 45009]


async def test_what_members_do_in_an_app_reaches_it(corp: Corp) -> None:
    base = f"corps/{corp.app['corpid']}/members/lan/app"
    app = {"agentid": corp.app["agentid"]}
    await corp.control("POST", base, app | {"text": "我的任务"})
    await corp.control("POST", base, app | {"event": "enter_agent"})
    await until(lambda: len(corp.listener.events) >= 2)
    said, entered = corp.listener.events[-2:]
    assert (said["FromUserName"], said["Content"]) == ("lan", "我的任务")
    assert (entered["Event"], entered["AgentID"]) == ("enter_agent", str(app["agentid"]))
    card = {"card_type": "button_interaction", "task_id": "t1"}
    body = app | {"touser": "lan", "msgtype": "template_card", "template_card": card}
    code = (await corp.post("message/send", body))["response_code"]
    press = app | {"event": "template_card_event", "response_code": code, "key": "ok"}
    await corp.control("POST", base, press)
    pressed = await until(lambda: [e for e in corp.listener.events if e.get("TaskId") == "t1"])
    assert (pressed[0]["ResponseCode"], pressed[0]["EventKey"]) == (code, "ok")
    again = app | {"response_code": code, "userids": ["lan"], "button": {"replace_name": "好"}}
    assert (await corp.post("message/update_template_card", again))["errcode"] == 0
    assert (await corp.post("message/update_template_card", again))["errcode"] == 40058


async def test_a_member_without_places_takes_nobody_over(corp: Corp) -> None:
    rule = {"platform": "wecom", "rule": "wecom.customers.member", "count": 1}
    added = await corp.scan(await corp.person(), await corp.code(users=("lan",)))
    await corp.scan(await corp.person(), await corp.code(users=("mumu",)))
    await corp.control("POST", "limits", rule)
    pair = {"handover_userid": "lan", "takeover_userid": "mumu"}
    await corp.post(
        f"{EC}/transfer_customer", pair | {"external_userid": [added["external_userid"]]}
    )
    await corp.control("POST", "clock", {"to": corp.world.clock.real() + 86500})
    told = await corp.post(f"{EC}/transfer_result", pair)
    assert told["customer"][0]["status"] == 4
    fail = (await until(lambda: corp.listener.named("transfer_fail")))[0]
    assert fail["FailReason"] == "customer_limit_exceed"


async def test_a_member_whom_many_delete_can_send_no_mass_message_for_a_day(corp: Corp) -> None:
    code = await corp.code(users=("lan",))
    people = [await corp.person(str(number)) for number in range(2)]
    added = [await corp.scan(person, code) for person in people]
    now = corp.world.clock.world()
    corp.world.store.many(
        "insert into follow (corpid, external_userid, userid, created, ended, ended_by)"
        " values (?, ?, 'lan', ?, ?, 'customer')",
        [(corp.app["corpid"], f"wm{number}", now, now) for number in range(49)],
    )
    body = {"text": {"content": "新品"}, "external_userid": [added[1]["external_userid"]]}
    made = await corp.post(f"{EC}/add_msg_template", body)
    await corp.control("POST", f"people/{people[0]}/delete", {})
    bans = (await corp.control("GET", "bans"))["bans"]
    assert [(ban["subject"], ban["why"][:8]) for ban in bans] == [("lan", "50 of 51")]
    path = f"corps/{corp.app['corpid']}/members/lan/confirm"
    await corp.control("POST", path, {"msgid": made["msgid"]})
    corp.world.store.run("update mass_task set made = 0")
    asked = {"msgid": made["msgid"], "userid": "lan"}
    listed = await corp.post(f"{EC}/get_groupmsg_send_result", asked)
    assert [one["status"] for one in listed["send_list"]] == [0]
