"""What the official account's platform does not let pass, and the smaller interfaces."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.emulator.stage import open_test_world
from tests.emulator.weixin_stage import PNG, Wx, account_on

DAY_S = 86400


@pytest.fixture(params=[True])
async def oa(tmp_path: Path, request: Any) -> AsyncIterator[Wx]:
    world = open_test_world(tmp_path)
    async with account_on(world, "official_account", service=request.param) as made:
        yield made


def to_all(text: str, key: str) -> dict[str, Any]:
    said = {"msgtype": "text", "text": {"content": text}, "clientmsgid": key}
    return {"filter": {"is_to_all": True}} | said


async def codes_of(oa: Wx, texts: list[str]) -> list[int]:
    found = []
    for n, text in enumerate(texts):
        found.append((await oa.post("message/mass/sendall", to_all(text, f"k{n}")))["errcode"])
    return found


@pytest.mark.parametrize("oa", [False], indirect=True)
async def test_a_subscription_account_sends_once_a_day(oa: Wx) -> None:
    await oa.fan()
    assert await codes_of(oa, ["上新", "又上新"]) == [0, 45028]
    oa.world.clock.steer(oa.world.clock.world() + DAY_S)
    assert (await oa.post("message/mass/sendall", to_all("再上新", "k9")))["errcode"] == 0


async def test_forbidden_words_fail_and_close_mass_messages(oa: Wx) -> None:
    _, openid = await oa.fan()
    assert await codes_of(oa, ["代开发票"] * 3 + ["上新"]) == [0, 0, 0, 48004]
    ends = await oa.heard("MASSSENDJOBFINISH", 3)
    assert {end["Status"] for end in ends} == {"err(10001)"}
    assert await oa.screen(openid) == []
    oa.world.clock.steer(oa.world.clock.world() + 7 * DAY_S + 1)
    assert (await oa.post("message/mass/sendall", to_all("上新", "k9")))["errcode"] == 0


async def test_pictures_and_articles_to_many_previewed_and_taken_back(oa: Wx) -> None:
    _, openid = await oa.fan()
    pictures = [(await oa.upload("media/upload", "image"))["media_id"] for _ in range(2)]
    body = {"msgtype": "image", "images": {"media_ids": pictures}}
    assert (await oa.post("message/mass/preview", body | {"touser": openid}))["errcode"] == 0
    sent = await oa.post("message/mass/sendall", body | {"filter": {"is_to_all": True}})
    assert sent["errcode"] == 0
    assert (await oa.post("message/mass/delete", {"msg_id": sent["msg_id"]}))["errcode"] == 40035
    assert [m["kind"] for m in await oa.screen(openid)] == ["preview", "mass"]
    thumb = (await oa.upload("material/add_material", "thumb"))["media_id"]
    one = {"title": "上新", "content": "<p>正文</p>", "thumb_media_id": thumb}
    draft = (await oa.post("draft/add", {"articles": [one, one]}))["media_id"]
    news = {"msgtype": "mpnews", "mpnews": {"media_id": draft}, "filter": {"is_to_all": True}}
    sent = await oa.post("message/mass/sendall", news)
    end = (await oa.heard("MASSSENDJOBFINISH", 2))[-1]
    items = end["ArticleUrlResult"]["ResultList"]["item"]
    assert "上新" in (await oa.client.get(items[1]["ArticleUrl"])).text
    assert (await oa.post("message/mass/delete", {"msg_id": sent["msg_id"]}))["errcode"] == 0
    status = await oa.post("message/mass/get", {"msg_id": sent["msg_id"]})
    assert status["msg_status"] == "DELETE_SUCCESS"
    assert (await oa.post("message/mass/speed/set", {"speed": 4}))["errcode"] == 0
    assert await oa.post("message/mass/speed/get", {}) == {"speed": 4, "realspeed": 10}


async def test_one_article_of_two_is_taken_back(oa: Wx) -> None:
    thumb = (await oa.upload("material/add_material", "thumb"))["media_id"]
    two = [{"title": t, "content": "<p>正文</p>", "thumb_media_id": thumb} for t in ("甲", "乙")]
    draft = (await oa.post("draft/add", {"articles": two}))["media_id"]
    publish_id = (await oa.post("freepublish/submit", {"media_id": draft}))["publish_id"]
    done = await oa.post("freepublish/get", {"publish_id": publish_id})
    gone = {"article_id": done["article_id"], "index": 1}
    assert (await oa.post("freepublish/delete", gone))["errcode"] == 0
    urls = [item["article_url"] for item in done["article_detail"]["item"]]
    assert [(await oa.client.get(url)).status_code for url in urls] == [410, 200]
    listed = await oa.post("freepublish/batchget", {"offset": 0, "count": 1})
    news = listed["item"][0]["content"]["news_item"]
    assert [article["is_deleted"] for article in news] == [True, False]
    bad = await oa.post("draft/add", {"articles": [two[0] | {"thumb_media_id": "no"}]})
    assert bad["errcode"] == 40007


async def test_whoever_is_on_the_blacklist_is_not_heard(oa: Wx) -> None:
    person, openid = await oa.fan()
    assert (await oa.post("tags/members/batchblacklist", {"openid_list": [openid]}))["errcode"] == 0
    listed = await oa.post("tags/members/getblacklist", {"begin_openid": ""})
    assert listed["data"]["openid"] == [openid]
    await oa.does(person, "write", text="在吗")
    both = {"openid_list": [openid]}
    assert (await oa.post("tags/members/batchunblacklist", both))["errcode"] == 0
    await oa.does(person, "write", text="还在吗")
    assert [event["Content"] for event in await oa.heard("text")] == ["还在吗"]
    named = {"openid": openid, "remark": "老客"}
    assert (await oa.post("user/info/updateremark", named))["errcode"] == 0
    assert (await oa.get("user/info", openid=openid))["remark"] == "老客"


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        ("image", {"url": "http://127.0.0.1/a.png"}, {"PicUrl": "http://127.0.0.1/a.png"}),
        ("voice", {"media_id": "m1"}, {"MediaId": "m1"}),
        ("location", {"x": 31.2, "y": 121.5, "label": "静安店"}, {"Label": "静安店"}),
        ("link", {"title": "文章", "url": "https://example.com/"}, {"Title": "文章"}),
    ],
)
async def test_people_send_all_kinds(oa: Wx, kind: str, said: Any, told: Any) -> None:
    person, _ = await oa.fan()
    await oa.does(person, "write", type=kind, **said)
    assert told.items() <= (await oa.heard(kind))[0].items()
    await oa.does(person, "write", 409, type=kind)
    await oa.does(person, "write", 409, type="smell")


async def test_buttons_that_scan_and_ask_for_a_place(oa: Wx) -> None:
    person, _ = await oa.fan()
    buttons = [
        {"type": "scancode_push", "name": "扫码", "key": "SCAN"},
        {"type": "location_select", "name": "位置", "key": "PLACE"},
        {"type": "pic_weixin", "name": "照片", "key": "PIC"},
    ]
    assert (await oa.post("menu/create", {"button": buttons}))["errcode"] == 0
    await oa.does(person, "click", name="扫码", scanned="P1")
    scanned = (await oa.heard("scancode_push"))[0]
    assert scanned["ScanCodeInfo"]["ScanResult"] == "P1"
    await oa.does(person, "click", name="位置", label="静安店")
    assert (await oa.heard("location_select"))[0]["SendLocationInfo"]["Label"] == "静安店"
    assert "not emulated" in (await oa.does(person, "click", 409, name="照片"))["error"]


async def test_the_one_message_of_an_accepted_page(oa: Wx) -> None:
    person = await oa.person()
    openid = (await oa.does(person, "once", template_id="T1", scene="1000"))["openid"]
    body = {"touser": openid, "template_id": "T1", "scene": "1000", "title": "提醒"}
    body |= {"url": "https://example.com/", "data": {"content": {"value": "到货了"}}}
    answers = [(await oa.post("message/template/subscribe", body))["errcode"] for _ in range(2)]
    assert answers == [0, 43101]
    other = await oa.post("message/template/subscribe", body | {"scene": "1001"})
    assert other["errcode"] == 43101


async def test_who_paid_may_be_written_to(oa: Wx) -> None:
    _, openid = await oa.fan()
    oa.world.store.run("delete from wx_window")
    now = oa.world.clock.world()
    oa.world.store.run(
        "insert into pay_order (mchid, out_trade_no, prepay_id, appid, openid, description, total,"
        " notify_url, state, created) values ('1', 'P1', 'wxp1', ?, ?, '刷', 1, ?, 'NOTPAY', ?)",
        *(oa.appid, openid, "http://127.0.0.1:1/pay", now),
    )
    text = {"touser": openid, "msgtype": "text", "text": {"content": "谢谢"}}
    assert (await oa.post("message/custom/send", text))["errcode"] == 45015
    oa.world.store.run("update pay_order set state = 'SUCCESS'")
    answer = await oa.client.post("/emulator/pay", json={"prepay_id": "wxp1"})
    assert answer.status_code == 200
    assert [(await oa.post("message/custom/send", text))["errcode"] for _ in range(7)] == [0] * 7


async def test_service_accounts_and_short_keys(oa: Wx) -> None:
    account = {"kf_account": "mei@pond", "nickname": "梅"}
    assert (await oa.post("/customservice/kfaccount/add", account))["errcode"] == 0
    assert (await oa.post("/customservice/kfaccount/add", account))["errcode"] == 61453
    listed = (await oa.get("customservice/getkflist"))["kf_list"]
    assert [row["kf_nick"] for row in listed] == ["梅"]
    assert (await oa.post("/customservice/kfaccount/del", account))["errcode"] == 0
    key = (await oa.post("shorten/gen", {"long_data": "很长", "expire_seconds": 60}))["short_key"]
    told = await oa.post("shorten/fetch", {"short_key": key})
    assert (told["long_data"], told["expire_seconds"]) == ("很长", 60)
    oa.world.clock.steer(oa.world.clock.world() + 61)
    assert (await oa.post("shorten/fetch", {"short_key": key}))["errcode"] == 40035


async def test_a_ban_a_busy_answer_and_a_cut_line(oa: Wx) -> None:
    fault = {"kind": "busy", "prefix": "/cgi-bin/tags", "count": 1}
    await oa.client.post("/emulator/faults", json=fault)
    assert (await oa.get("tags/get"))["errcode"] == -1
    assert (await oa.get("tags/get"))["tags"]
    oa.world.bans.put("official_account", oa.appid, "", "spam", DAY_S)
    assert (await oa.get("tags/get"))["errcode"] == 48004
    await oa.client.post("/emulator/tokens/expiry")
    assert (await oa.get("tags/get"))["errcode"] == 42001


async def test_a_video_is_told_by_its_address(oa: Wx) -> None:
    said = '{"title": "开箱", "introduction": "粉底刷"}'
    kept = await oa.upload("material/add_material", "video", description=said)
    told = await oa.post("material/get_material", {"media_id": kept["media_id"]})
    assert (told["title"], told["description"]) == ("开箱", "粉底刷")
    assert (await oa.client.get(told["down_url"])).content == PNG
    listed = await oa.post("material/batchget_material", {"type": "video", "offset": 0, "count": 9})
    assert listed["total_count"] == 1
