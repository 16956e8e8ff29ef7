"""An official account walks through its platform: tokens, followers, messages, menus, articles."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.emulator.stage import open_test_world, until
from tests.emulator.weixin_stage import PNG, Wx, account_on

from pond_emulator.kit import crypto
from pond_emulator.kit.rules import china_day

DAY_S = 86400


@pytest.fixture(params=["safe", "plain"])
async def oa(tmp_path: Path, request: Any) -> AsyncIterator[Wx]:
    mode = getattr(request, "param", "safe")
    async with account_on(open_test_world(tmp_path), "official_account", mode=mode) as made:
        yield made


safe_only = pytest.mark.parametrize("oa", ["safe"], indirect=True)


@safe_only
async def test_the_stable_token_stays_and_a_forced_one_ends_it(oa: Wx) -> None:
    assert (await oa.stable())["access_token"] == oa.token
    forced = (await oa.stable(force_refresh=True))["access_token"]
    assert forced != oa.token
    assert (await oa.get("user/get"))["errcode"] == 42001
    assert (await oa.stable())["access_token"] == forced
    assert (await oa.stable(force_refresh=True))["errcode"] == 45011


@safe_only
async def test_the_stable_token_is_renewed_in_its_last_minutes_and_both_serve(oa: Wx) -> None:
    left = oa.world.clock.real() + 299
    oa.world.store.run("update wx_token set expires = ?", left)
    renewed = await oa.stable()
    assert (renewed["access_token"] != oa.token, renewed["expires_in"]) == (True, 7200)
    assert (await oa.get("tags/get"))["tags"]
    assert (await oa.stable())["access_token"] == renewed["access_token"]
    for code, wrong in ((40013, {"appid": "wxnobody"}), (40002, {"grant_type": "x"})):
        assert (await oa.stable(**wrong))["errcode"] == code


@safe_only
async def test_the_plain_token_is_new_each_time_and_the_former_lives_on_a_while(oa: Wx) -> None:
    secret = {"grant_type": "client_credential", "appid": oa.appid, "secret": oa.account["secret"]}
    first, second = [
        (await oa.client.get("/cgi-bin/token", params=secret)).json()["access_token"]
        for _ in range(2)
    ]
    assert first != second != oa.token
    for token in (first, second, oa.token):
        oa.token = token
        assert (await oa.get("user/get"))["total"] == 0
    oa.world.store.run("update wx_token set expires = expires - 301 where token = ?", first)
    oa.token = first
    assert (await oa.get("user/get"))["errcode"] == 42001


@safe_only
async def test_refusals_carry_a_rid_that_tells_what_was_asked(oa: Wx) -> None:
    answer = await oa.get("user/info", openid="nobody")
    assert answer["errcode"] == 40003
    text, _, rid = answer["errmsg"].partition(" rid: ")
    assert text == "invalid openid"
    told = await oa.post("openapi/rid/get", {"rid": rid})
    assert "40003" in told["request"]["response_body"]
    assert (await oa.post("openapi/rid/get", {"rid": "0-0-0"}))["errcode"] == 76001
    wrong = {"grant_type": "client_credential", "appid": oa.appid, "secret": "no"}
    answer = (await oa.client.post("/cgi-bin/stable_token", json=wrong)).json()
    assert answer["errcode"] == 40125
    oa.token = "nobodys"
    assert (await oa.get("tags/get"))["errcode"] == 40001


async def test_a_follow_and_its_end_are_told_and_listed(oa: Wx) -> None:
    person, openid = await oa.fan("小鱼")
    event = (await oa.heard("subscribe"))[0]
    assert event["FromUserName"] == openid
    assert event["ToUserName"] == oa.account["username"]
    assert (await oa.get("user/get"))["data"] == {"openid": [openid]}
    info = await oa.get("user/info", openid=openid)
    assert (info["subscribe"], info["nickname"]) == (1, "")
    assert info["subscribe_scene"] == "ADD_SCENE_SEARCH"
    await oa.does(person, "unfollow")
    await oa.heard("unsubscribe")
    assert (await oa.get("user/info", openid=openid))["subscribe"] == 0
    batch = {"user_list": [{"openid": openid}]}
    listed = (await oa.post("user/info/batchget", batch))["user_info_list"]
    assert listed[0]["subscribe"] == 0


async def test_a_code_with_a_scene_brings_followers_and_known_ones_scan(oa: Wx) -> None:
    wanted = {"expire_seconds": 600, "action_name": "QR_STR_SCENE"}
    code = await oa.post(
        "qrcode/create", wanted | {"action_info": {"scene": {"scene_str": "parcel-7"}}}
    )
    assert code["expire_seconds"] == 600
    person = await oa.person()
    openid = (await oa.does(person, "scan", ticket=code["ticket"]))["openid"]
    event = (await oa.heard("subscribe"))[0]
    assert (event["EventKey"], event["Ticket"]) == ("qrscene_parcel-7", code["ticket"])
    await oa.does(person, "scan", ticket=code["ticket"])
    assert (await oa.heard("SCAN"))[0]["EventKey"] == "parcel-7"
    info = await oa.get("user/info", openid=openid)
    assert (info["qr_scene_str"], info["subscribe_scene"]) == ("parcel-7", "ADD_SCENE_QR_CODE")
    picture = await oa.client.get("/cgi-bin/showqrcode", params={"ticket": code["ticket"]})
    assert picture.content.startswith(b"\x89PNG")
    oa.world.clock.steer(oa.world.clock.world() + 601)
    assert "no longer" in (await oa.does(person, "scan", 409, ticket=code["ticket"]))["error"]


@pytest.mark.parametrize("oa", ["safe"], indirect=True)
async def test_service_messages_need_a_window_and_use_it_up(oa: Wx) -> None:
    person, openid = await oa.fan()

    async def send() -> int:
        text = {"touser": openid, "msgtype": "text", "text": {"content": "你好"}}
        return (await oa.post("message/custom/send", text))["errcode"]

    assert [await send() for _ in range(4)] == [0, 0, 0, 45047]
    oa.world.store.run("update wx_window set opened = opened - 61")
    assert await send() == 45015
    await oa.does(person, "write", text="在吗")
    assert (await oa.heard("text"))[0]["Content"] == "在吗"
    assert [await send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    oa.world.clock.steer(oa.world.clock.world() + 48 * 3600 + 1)
    assert await send() == 45015
    await oa.does(person, "write", text="还在吗")
    await oa.does(person, "refuse")
    assert await send() == 48002


async def test_a_passive_reply_is_read_and_shown(oa: Wx) -> None:
    person, openid = await oa.fan()
    await oa.heard("subscribe")
    reply = (
        f"<xml><ToUserName>{openid}</ToUserName><FromUserName>{oa.account['username']}"
        "</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>"
        "<Content><![CDATA[欢迎]]></Content></xml>"
    )
    oa.server.answers.append(sealed(oa, reply))
    await oa.does(person, "write", text="在吗")
    await oa.heard("text")
    await until(lambda: oa.world.notices.pending() == 0)
    shown = [m for m in await oa.screen(openid) if m["kind"] == "passive"]
    assert shown[0]["body"]["text"] == {"content": "欢迎"}


async def test_what_is_no_reply_is_tried_three_times(oa: Wx) -> None:
    person, _ = await oa.fan()
    await oa.heard("subscribe")
    oa.server.answers += ["no xml"] * 3
    await oa.does(person, "write", text="在吗")
    await oa.heard("text", 3)
    await until(lambda: oa.world.notices.pending() == 0)
    row = oa.world.store.one("select * from notice where label = 'text'")
    assert row is not None
    assert (row["state"], row["tries"]) == ("given_up", 3)
    assert len({event["MsgId"] for event in oa.server.named("text")}) == 1


def sealed(oa: Wx, reply: str) -> str:
    """A reply in the account's mode."""
    if oa.account["mode"] == "plain":
        return reply
    encrypted = crypto.callback_encrypt(oa.account["encoding_aes_key"], oa.appid, reply.encode())
    signature = crypto.callback_signature(oa.account["token"], "1", "2", encrypted)
    return (
        f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature>{signature}</MsgSignature>"
        "<TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>"
    )


@safe_only
async def test_tags(oa: Wx) -> None:
    _, openid = await oa.fan()
    tag = (await oa.post("tags/create", {"tag": {"name": "老客"}}))["tag"]
    assert (await oa.post("tags/create", {"tag": {"name": "老客"}}))["errcode"] == 45157
    both = {"openid_list": [openid], "tagid": tag["id"]}
    assert (await oa.post("tags/members/batchtagging", both))["errcode"] == 0
    assert {"id": tag["id"], "name": "老客", "count": 1} in (await oa.get("tags/get"))["tags"]
    assert (await oa.post("tags/getidlist", {"openid": openid}))["tagid_list"] == [tag["id"]]
    members = await oa.post("user/tag/get", {"tagid": tag["id"], "next_openid": ""})
    assert members["data"]["openid"] == [openid]
    assert (await oa.post("tags/members/batchtagging", both | {"tagid": 999}))["errcode"] == 45159
    many = {"openid_list": ["o"] * 51, "tagid": tag["id"]}
    assert (await oa.post("tags/members/batchtagging", many))["errcode"] == 40032
    assert (await oa.post("tags/members/batchuntagging", both))["errcode"] == 0
    assert (await oa.post("tags/delete", {"tag": {"id": tag["id"]}}))["errcode"] == 0
    assert (await oa.post("tags/delete", {"tag": {"id": 2}}))["errcode"] == 45058


@safe_only
async def test_menus_for_all_and_for_some(oa: Wx) -> None:
    person, openid = await oa.fan()
    assert (await oa.get("menu/get"))["errcode"] == 46003
    song = {"type": "click", "name": "歌", "key": "SONG"}
    site = {"type": "view", "name": "官网", "url": "https://example.com/"}
    bar = {"button": [song, {"name": "更多", "sub_button": [site]}]}
    assert (await oa.post("menu/create", bar))["errcode"] == 0
    assert (await oa.post("menu/create", {"button": [song] * 4}))["errcode"] == 40016
    assert await oa.does(person, "click", name="歌") == {}
    assert (await oa.heard("CLICK"))[0]["EventKey"] == "SONG"
    assert await oa.does(person, "click", name="官网") == {"url": "https://example.com/"}
    assert (await oa.heard("VIEW"))[0]["EventKey"] == "https://example.com/"

    tag = (await oa.post("tags/create", {"tag": {"name": "老客"}}))["tag"]["id"]
    special = {"button": [site], "matchrule": {"tag_id": str(tag)}}
    menuid = (await oa.post("menu/addconditional", special))["menuid"]
    assert len((await oa.post("menu/trymatch", {"user_id": openid}))["button"]) == 2
    await oa.post("tags/members/batchtagging", {"openid_list": [openid], "tagid": tag})
    assert len((await oa.post("menu/trymatch", {"user_id": openid}))["button"]) == 1
    assert str((await oa.get("menu/get"))["conditionalmenu"][0]["menuid"]) == menuid
    assert (await oa.post("menu/delconditional", {"menuid": menuid}))["errcode"] == 0
    assert (await oa.get("menu/delete"))["errcode"] == 0
    assert (await oa.post("menu/trymatch", {"user_id": openid}))["errcode"] == 46003


@safe_only
async def test_templates_tell_their_end_and_marketing_closes_them(oa: Wx) -> None:
    person, openid = await oa.fan()
    added = await oa.post("template/api_add_template", {"template_id_short": "TM00015"})
    template = added["template_id"]
    listed = (await oa.get("template/get_all_private_template"))["template_list"]
    assert listed[0]["template_id"] == template

    async def send(word: str) -> dict[str, Any]:
        data = {"keyword1": {"value": "P1"}, "keyword2": {"value": word}}
        body = {"touser": openid, "template_id": template, "data": data}
        return await oa.post("message/template/send", body)

    sent = await send("粉底刷")
    assert (await oa.heard("TEMPLATESENDJOBFINISH"))[0]["MsgID"] == str(sent["msgid"])
    assert "商品名称：粉底刷" in (await oa.screen(openid))[-1]["body"]["lines"]
    await oa.does(person, "refuse")
    await send("粉底刷")
    ends = await oa.heard("TEMPLATESENDJOBFINISH", 2)
    assert [end["Status"] for end in ends] == ["success", "failed:user block"]
    assert [(await send("送您优惠券")).get("errcode") for _ in range(4)] == [0, 0, 0, 48004]
    assert (await oa.get("tags/get"))["tags"]


@safe_only
async def test_subscribe_messages_need_an_accepted_prompt_each(oa: Wx) -> None:
    person, openid = await oa.fan()
    wanted = {"tid": "402", "kidList": [1, 2], "sceneDesc": "发货"}
    template = (await oa.post("/wxaapi/newtmpl/addtemplate", wanted))["priTmplId"]
    data = {"character_string1": {"value": "P1"}, "thing2": {"value": "粉底刷"}}
    body = {"touser": openid, "template_id": template, "data": data}

    async def send(**more: Any) -> int:
        return (await oa.post("message/subscribe/bizsend", body | more))["errcode"]

    assert await send() == 43101
    await oa.does(person, "prompt", answers={template: "accept"})
    popup = (await oa.heard("subscribe_msg_popup_event"))[0]["SubscribeMsgPopupEvent"]["List"]
    assert (popup["TemplateId"], popup["SubscribeStatusString"]) == (template, "accept")
    bad = {"data": {"character_string1": {"value": "订单"}, "thing2": {"value": "刷"}}}
    assert await send(**bad) == 47003
    assert [await send(), await send()] == [0, 43101]
    sent = (await oa.heard("subscribe_msg_sent_event"))[0]["SubscribeMsgSentEvent"]["List"]
    assert sent["ErrorStatus"] == "success"
    await oa.does(person, "prompt", answers={template: "accept"})
    await oa.does(person, "withdraw", template_id=template)
    assert await send() == 43101


async def article(oa: Wx, title: str = "上新") -> str:
    """The media_id of a new draft of one article."""
    thumb = (await oa.upload("material/add_material", "thumb"))["media_id"]
    one = {"title": title, "content": "<p>正文</p>", "thumb_media_id": thumb}
    return (await oa.post("draft/add", {"articles": [one]}))["media_id"]


@safe_only
async def test_mass_messages_are_sent_once_and_four_a_month(oa: Wx) -> None:
    fans = [(await oa.fan(name))[1] for name in ("甲", "乙", "丙")]

    async def send(key: str) -> dict[str, Any]:
        body = {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": "上新"}}
        return await oa.post("message/mass/sendall", body | {"clientmsgid": key})

    first = await send("a")
    assert first["errcode"] == 0
    again = await send("a")
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    end = (await oa.heard("MASSSENDJOBFINISH"))[0]
    assert (end["MsgID"], end["Status"]) == (str(first["msg_id"]), "send success")
    assert (end["TotalCount"], end["SentCount"]) == ("3", "3")
    status = await oa.post("message/mass/get", {"msg_id": first["msg_id"]})
    assert status["msg_status"] == "SEND_SUCCESS"
    for key in "bcde":
        await send(key)
    last = (await oa.heard("MASSSENDJOBFINISH", 5))[-1]
    assert (last["TotalCount"], last["FilterCount"], last["SentCount"]) == ("3", "0", "0")
    assert [m["kind"] for m in await oa.screen(fans[0])] == ["mass"] * 4
    few = {"touser": fans[:1], "msgtype": "text", "text": {"content": "上新"}}
    assert (await oa.post("message/mass/send", few))["errcode"] == 40032


@safe_only
async def test_articles_from_draft_to_figures(oa: Wx) -> None:
    person, _ = await oa.fan()
    media_id = await article(oa)
    assert (await oa.get("draft/count"))["total_count"] == 1
    news = (await oa.post("draft/get", {"media_id": media_id}))["news_item"][0]
    changed = news | {"title": "上新了"}
    update = {"media_id": media_id, "index": 0, "articles": changed}
    assert (await oa.post("draft/update", update))["errcode"] == 0
    publish_id = (await oa.post("freepublish/submit", {"media_id": media_id}))["publish_id"]
    info = (await oa.heard("PUBLISHJOBFINISH"))[0]["PublishEventInfo"]
    assert (info["publish_id"], info["publish_status"]) == (publish_id, "0")
    done = await oa.post("freepublish/get", {"publish_id": publish_id})
    url = done["article_detail"]["item"][0]["article_url"]
    assert (await oa.get("draft/count"))["total_count"] == 0
    assert (await oa.post("freepublish/batchget", {"offset": 0, "count": 5}))["total_count"] == 1
    page = await oa.client.get(url, params={"person": person})
    assert "上新了" in page.text
    await oa.does(person, "read", media_id=media_id, share=True, place="friends")
    await oa.does(person, "write", text="在吗")

    day = china_day(oa.world.clock.world()).isoformat()
    span = {"begin_date": day, "end_date": day}
    assert (await oa.post("/datacube/getusersummary", span))["errcode"] == 61501
    oa.world.clock.steer(oa.world.clock.world() + DAY_S)
    row = (await oa.post("/datacube/getarticlesummary", span))["list"][0]
    assert (row["int_page_read_user"], row["int_page_read_count"], row["share_count"]) == (1, 2, 1)
    total = (await oa.post("/datacube/getarticletotal", span))["list"][0]
    assert total["details"][0]["int_page_from_friends_read_count"] == 1
    assert (await oa.post("/datacube/getusersummary", span))["list"][0]["new_user"] == 1
    assert (await oa.post("/datacube/getusercumulate", span))["list"][0]["cumulate_user"] == 1
    for unit in ("", "hour", "week", "month"):
        rows = (await oa.post(f"/datacube/getupstreammsg{unit}", span))["list"]
        assert [row["msg_count"] for row in rows] == [1]
    for unit in ("", "week", "month"):
        rows = (await oa.post(f"/datacube/getupstreammsgdist{unit}", span))["list"]
        assert [(row["count_interval"], row["msg_user"]) for row in rows] == [(1, 1)]
    for unit in ("", "hour"):
        rows = (await oa.post(f"/datacube/getuserread{unit}", span))["list"]
        everywhere = [row for row in rows if row["user_source"] == 99999999]
        assert sum(row["int_page_read_count"] for row in everywhere) == 2
        shares = (await oa.post(f"/datacube/getusershare{unit}", span))["list"]
        assert [(row["share_scene"], row["share_count"]) for row in shares] == [(2, 1)]
        told = (await oa.post(f"/datacube/getinterfacesummary{unit}", span))["list"]
        assert sum(row["callback_count"] for row in told) >= 2
    article_id = done["article_id"]
    deleted = await oa.post("freepublish/delete", {"article_id": article_id, "index": 0})
    assert deleted["errcode"] == 0
    assert (await oa.client.get(url)).status_code == 410


@safe_only
async def test_media_come_back_as_they_went(oa: Wx) -> None:
    _, openid = await oa.fan()
    up = await oa.upload("media/upload", "image")
    back = await oa.raw("GET", "media/get", {"media_id": up["media_id"]})
    assert (back.content, back.headers["content-type"]) == (PNG, "image/png")
    image = {"touser": openid, "msgtype": "image", "image": {"media_id": up["media_id"]}}
    assert (await oa.post("message/custom/send", image))["errcode"] == 0
    shown = (await oa.upload("media/uploadimg", ""))["url"]
    assert (await oa.client.get(shown)).content == PNG
    oa.world.clock.steer(oa.world.clock.world() + 3 * DAY_S + 1)
    gone = await oa.get("media/get", media_id=up["media_id"])
    assert gone["errcode"] == 40007
    kept = (await oa.upload("material/add_material", "image"))["media_id"]
    assert (await oa.get("material/get_materialcount"))["image_count"] == 1
    assert (await oa.post("material/del_material", {"media_id": kept}))["errcode"] == 0


@safe_only
async def test_logging_in_by_a_code_that_serves_once(oa: Wx) -> None:
    person, openid = await oa.fan("木木")
    query = {
        "appid": oa.appid,
        "redirect_uri": "http://127.0.0.1:9/back",
        "response_type": "code",
        "scope": "snsapi_userinfo",
        "state": "s1",
        "as_person": str(person),
    }
    sent = await oa.client.get("/connect/oauth2/authorize", params=query)
    back = dict(parse_qsl(urlsplit(sent.headers["location"]).query))
    assert back["state"] == "s1"
    ask = {"appid": oa.appid, "secret": oa.account["secret"], "grant_type": "authorization_code"}
    ask |= {"code": back["code"]}
    got = (await oa.client.get("/sns/oauth2/access_token", params=ask)).json()
    assert got["openid"] == openid
    again = (await oa.client.get("/sns/oauth2/access_token", params=ask)).json()
    assert again["errcode"] == 40163
    mine = {"access_token": got["access_token"], "openid": openid}
    assert (await oa.client.get("/sns/userinfo", params=mine)).json()["nickname"] == "木木"
    ticket = await oa.get("ticket/getticket", type="jsapi")
    assert ticket["ticket"] == (await oa.get("ticket/getticket", type="jsapi"))["ticket"]


@safe_only
async def test_a_page_on_the_phone_logs_its_owner_in(oa: Wx) -> None:
    person, openid = await oa.fan("木木")
    shop = oa.world.store.value("select callback_url from wx_account").removesuffix("/weixin")
    opened = await oa.client.get("/webview", params={"url": f"{shop}/home", "person": person})
    assert opened.headers["location"] == "/home"
    asked = {"appid": oa.appid, "redirect_uri": f"{shop}/in", "response_type": "code"}
    sent = await oa.client.get(
        "/connect/oauth2/authorize", params=asked | {"scope": "snsapi_base", "state": "s"}
    )
    back = dict(parse_qsl(urlsplit(sent.headers["location"]).query))["url"]
    assert back.startswith(f"{shop}/in?code=")
    ask = {"appid": oa.appid, "secret": oa.account["secret"], "grant_type": "authorization_code"}
    ask["code"] = dict(parse_qsl(urlsplit(back).query))["code"]
    got = (await oa.client.get("/sns/oauth2/access_token", params=ask)).json()
    assert (got["openid"], got["scope"]) == (openid, "snsapi_base")
    me = {"access_token": got["access_token"], "openid": openid}
    assert (await oa.client.get("/sns/userinfo", params=me)).json()["errcode"] == 48001
    renewed = {"appid": oa.appid, "refresh_token": got["refresh_token"]}
    assert (
        "unionid" not in (await oa.client.get("/sns/oauth2/refresh_token", params=renewed)).json()
    )
    strange = await oa.client.get("/webview", params={"url": "http://127.0.0.9/"})
    assert strange.status_code == 403


@safe_only
async def test_limits_of_the_day_can_be_read_and_set_back(oa: Wx) -> None:
    rule = {"platform": "official_account", "rule": "oa.menu.get.day", "count": 1}
    assert (await oa.client.post("/emulator/limits", json=rule)).status_code == 200
    assert (await oa.get("menu/get"))["errcode"] == 46003
    assert (await oa.get("menu/get"))["errcode"] == 45009
    asked = {"cgi_path": "/cgi-bin/menu/get"}
    quota = (await oa.post("openapi/quota/get", asked))["quota"]
    assert quota == {"daily_limit": 1, "used": 1, "remain": 0}
    assert (await oa.post("clear_quota", {"appid": oa.appid}))["errcode"] == 0
    assert (await oa.get("menu/get"))["errcode"] == 46003


@safe_only
async def test_what_is_not_emulated_says_so(oa: Wx) -> None:
    answer = await oa.raw("POST", "comment/list", {}, {})
    assert answer.status_code == 404
    assert "is not emulated" in answer.json()["errmsg"]
    assert (await oa.raw("POST", "/wxa/getnearbypoilist", {}, {})).status_code == 404
    other = await oa.post("/wxa/msg_sec_check", {"content": "x"})
    assert other["errcode"] == 48001
