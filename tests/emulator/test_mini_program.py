"""A mini program walks through its platform: login, phone, messages, codes, checks, shipping."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from tests.emulator.stage import open_test_world
from tests.emulator.weixin_stage import Wx, account_on, session_signature

from pond_emulator.kit.rules import china_day

DAY_S = 86400
safe_json = pytest.mark.parametrize("mini", ["json"], indirect=True)


@pytest.fixture(params=["json", "xml"])
async def mini(tmp_path: Path, request: Any) -> AsyncIterator[Wx]:
    world, kind = open_test_world(tmp_path), getattr(request, "param", "json")
    async with account_on(world, "mini_program", format=kind) as made:
        yield made


async def login(mini: Wx, code: str) -> dict[str, Any]:
    ask = {"appid": mini.appid, "secret": mini.account["secret"], "js_code": code}
    ask["grant_type"] = "authorization_code"
    return (await mini.client.get("/sns/jscode2session", params=ask)).json()


@safe_json
async def test_a_login_code_serves_once_and_opens_what_the_phone_sealed(mini: Wx) -> None:
    person = await mini.person("木木")
    opened = await mini.does(person, "visit")
    got = await login(mini, opened["code"])
    assert got["openid"] == opened["openid"]
    assert (await login(mini, opened["code"]))["errcode"] == 40163
    assert (await login(mini, "nobodys"))["errcode"] == 40029
    key, iv = (base64.b64decode(text) for text in (got["session_key"], opened["iv"]))
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    plain = decryptor.update(base64.b64decode(opened["encrypted_data"])) + decryptor.finalize()
    said = json.loads(plain[: -plain[-1]])
    assert (said["openId"], said["unionId"]) == (got["openid"], got["unionid"])
    assert said["watermark"]["appid"] == mini.appid

    signed = {"openid": got["openid"], "sig_method": "hmac_sha256"}
    signed["signature"] = session_signature(got["session_key"])
    assert (await mini.get("/wxa/checksession", **signed))["errcode"] == 0
    fresh = await mini.get("/wxa/resetusersessionkey", **signed)
    assert fresh["session_key"] != got["session_key"]
    assert (await mini.get("/wxa/checksession", **signed))["errcode"] == 87009


@safe_json
async def test_an_old_login_code_is_dead(mini: Wx) -> None:
    opened = await mini.does(await mini.person(), "visit")
    mini.world.store.run("update wx_code set expires = expires - 300")
    assert (await login(mini, opened["code"]))["errcode"] == 40029


@safe_json
async def test_the_phone_number_is_told_once_by_its_code(mini: Wx) -> None:
    person = await mini.person("木木", phone="13800138000")
    code = (await mini.does(person, "phone"))["code"]
    told = await mini.post("/wxa/business/getuserphonenumber", {"code": code})
    assert told["phone_info"]["purePhoneNumber"] == "13800138000"
    again = await mini.post("/wxa/business/getuserphonenumber", {"code": code})
    assert again["errcode"] == 40163
    await mini.does(await mini.person(), "phone", 409)


async def test_subscribe_messages_use_up_accepted_prompts(mini: Wx) -> None:
    person = await mini.person()
    openid = (await mini.does(person, "visit"))["openid"]
    wanted = {"tid": "403", "kidList": [1, 2], "sceneDesc": "付款"}
    template = (await mini.post("/wxaapi/newtmpl/addtemplate", wanted))["priTmplId"]
    listed = (await mini.get("/wxaapi/newtmpl/gettemplate"))["data"]
    assert listed[0]["content"] == "商品名称:{{thing1.DATA}}\n付款金额:{{amount2.DATA}}"
    data = {"thing1": {"value": "粉底刷"}, "amount2": {"value": "149.00元"}}
    body = {"touser": openid, "template_id": template, "page": "pages/order", "data": data}
    assert (await mini.post("message/subscribe/send", body))["errcode"] == 43101
    for _ in range(2):
        await mini.does(person, "prompt", answers={template: "accept"})
    codes = [(await mini.post("message/subscribe/send", body))["errcode"] for _ in range(3)]
    assert codes == [0, 0, 43101]
    sent = (await mini.heard("subscribe_msg_sent_event", 2))[0]
    items = sent["List"] if "List" in sent else [sent["SubscribeMsgSentEvent"]["List"]]
    assert items[0]["TemplateId"] == template
    assert (await mini.screen(openid))[-1]["body"]["lines"][0] == "商品名称：粉底刷"


async def test_the_customer_session(mini: Wx) -> None:
    person = await mini.person()
    openid = (await mini.does(person, "visit"))["openid"]

    async def send() -> int:
        text = {"touser": openid, "msgtype": "text", "text": {"content": "在的"}}
        return (await mini.post("message/custom/send", text))["errcode"]

    assert await send() == 45015
    await mini.does(person, "session", source="order")
    entered = (await mini.heard("user_enter_tempsession"))[0]
    assert entered["SessionFrom"] == "order"
    assert [await send() for _ in range(3)] == [0, 0, 45047]
    await mini.does(person, "write", text="在吗")
    assert (await mini.heard("text"))[0]["Content"] == "在吗"
    assert [await send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    await mini.does(person, "revoke")
    revoked = (await mini.heard("user_authorization_revoke"))[0]
    assert revoked["OpenID"] == openid


@safe_json
async def test_codes_and_links(mini: Wx) -> None:
    asked = {"scene": "a=1&b=2", "page": "pages/index/index", "check_path": False}
    picture = await mini.raw("POST", "/wxa/getwxacodeunlimit", {}, asked)
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["content-type"] == "image/png"
    for bad in ("", "x" * 33, "有"):
        answer = await mini.post("/wxa/getwxacodeunlimit", asked | {"scene": bad})
        assert answer["errcode"] == 40097
    limited = await mini.raw("POST", "/wxa/getwxacode", {}, {"path": "pages/a?x=1"})
    assert limited.content.startswith(b"\x89PNG")
    link = {"path": "/pages/shop", "query": "c=1", "expire_type": 1, "expire_interval": 30}
    made = (await mini.post("/wxa/generate_urllink", link))["url_link"]
    told = (await mini.post("/wxa/query_urllink", {"url_link": made}))["url_link_info"]
    assert (told["path"], told["query"]) == ("pages/shop", "c=1")
    late = await mini.post("/wxa/generate_urllink", link | {"expire_interval": 31})
    assert late["errcode"] == 85401
    jump = {"jump_wxa": {"path": "pages/shop", "query": "c=2"}}
    scheme = (await mini.post("/wxa/generatescheme", jump))["openlink"]
    assert scheme.startswith("weixin://dl/business/?t=")
    info = (await mini.post("/wxa/queryscheme", {"scheme": scheme}))["scheme_info"]
    assert info["query"] == "c=2"


async def test_content_is_checked_for_people_who_are_here(mini: Wx) -> None:
    person = await mini.person()
    body = {"version": 2, "scene": 1, "content": "你好"}
    openid = (await mini.does(person, "visit"))["openid"]
    body["openid"] = openid
    good = await mini.post("/wxa/msg_sec_check", body)
    assert good["result"] == {"suggest": "pass", "label": 100}
    bad = await mini.post("/wxa/msg_sec_check", body | {"content": "代开发票请加我"})
    assert bad["result"] == {"suggest": "risky", "label": 10001}
    picture = {"openid": openid, "version": 2, "scene": 1, "media_type": 2}
    picture["media_url"] = "https://example.com/a.png"
    trace = (await mini.post("/wxa/media_check_async", picture))["trace_id"]
    event = (await mini.heard("wxa_media_check"))[0]
    assert (event["trace_id"], event["result"]["suggest"]) == (trace, "pass")
    mini.world.clock.steer(mini.world.clock.world() + 7201)
    assert (await mini.post("/wxa/msg_sec_check", body))["errcode"] == 61010


@safe_json
async def test_what_was_paid_is_reported_as_sent(mini: Wx) -> None:
    person = await mini.person()
    openid = (await mini.does(person, "visit"))["openid"]
    now = mini.world.clock.world()
    mini.world.store.run(
        "insert into pay_order (mchid, out_trade_no, prepay_id, appid, openid, description, total,"
        " notify_url, state, created, transaction_id, success_time) values"
        " ('1', 'P1', 'wx1', ?, ?, '粉底刷', 14900, '', 'SUCCESS', ?, 'T1', ?)",
        *(mini.appid, openid, now, now),
    )
    paid = {"openid": openid, "transaction_id": "T1"}
    unionid = (await mini.get("/wxa/getpaidunionid", **paid))["unionid"]
    assert unionid == mini.world.store.value("select unionid from person where id = ?", person)
    assert (await mini.get("/wxa/getpaidunionid", openid=openid))["errcode"] == 89300
    parcel = {"tracking_no": "SF1", "express_company": "SF", "item_desc": "粉底刷*1"}
    report = {"delivery_mode": 1, "logistics_type": 1, "shipping_list": [parcel]}
    key = {"order_number_type": 1, "mchid": "1", "out_trade_no": "P1"}
    at = "/wxa/sec/order"
    unknown = report | {"order_key": key | {"out_trade_no": "P2"}}
    assert (await mini.post(f"{at}/upload_shipping_info", unknown))["errcode"] == 10060001
    waiting = {"order_state": 1, "page_size": 10}
    assert len((await mini.post(f"{at}/get_order_list", waiting))["order_list"]) == 1
    report["order_key"] = key
    codes = [(await mini.post(f"{at}/upload_shipping_info", report))["errcode"] for _ in range(3)]
    assert codes == [0, 0, 10060002]
    order = (await mini.post(f"{at}/get_order", {"transaction_id": "T1"}))["order"]
    assert (order["order_state"], order["paid_amount"]) == (2, 14900)
    assert order["shipping"]["shipping_list"][0]["tracking_no"] == "SF1"
    arrived = {"transaction_id": "T1", "received_time": now + 5}
    assert (await mini.post(f"{at}/notify_confirm_receive", arrived))["errcode"] == 0
    order = (await mini.post(f"{at}/get_order", {"transaction_id": "T1"}))["order"]
    assert order["order_state"] == 3


@safe_json
async def test_figures_are_those_of_real_visits(mini: Wx) -> None:
    first, second = await mini.person(), await mini.person()
    await mini.does(first, "visit", page="pages/a")
    await mini.does(first, "page", page="pages/b")
    await mini.does(second, "visit", page="pages/a", share=True)
    day = china_day(mini.world.clock.world())
    mini.world.clock.steer(mini.world.clock.world() + DAY_S)
    span = {"begin_date": day.strftime("%Y%m%d"), "end_date": day.strftime("%Y%m%d")}
    at = "/datacube/getweanalysisappid"
    row = (await mini.post(f"{at}dailyvisittrend", span))["list"][0]
    assert (row["session_cnt"], row["visit_pv"], row["visit_uv_new"]) == (2, 3, 2)
    assert row["visit_depth"] == 1.5
    assert (await mini.post(f"{at}dailysummarytrend", span))["list"][0]["share_uv"] == 1
    pages = {p["page_path"]: p for p in (await mini.post(f"{at}visitpage", span))["list"]}
    assert (pages["pages/a"]["page_visit_pv"], pages["pages/a"]["page_share_pv"]) == (2, 1)
    assert (await mini.post(f"{at}weeklyvisittrend", span))["errcode"] == 61501


@safe_json
async def test_an_official_accounts_interfaces_are_not_granted(mini: Wx) -> None:
    assert (await mini.get("user/get"))["errcode"] == 48001
    assert "is not emulated" in (await mini.post("/wxa/getpluginopenpid", {}))["errmsg"]
