"""A person uses an official account and a mini program on the emulated phone, in real Chromium."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from tests.emulator.stage import DEADLINE_S, open_test_world, until
from tests.emulator.weixin_stage import Wx, account_on

PATIENCE_MS = DEADLINE_S * 1000


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield found
        await found.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 375, "height": 700})
    opened = await context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    yield opened
    await context.close()
    assert troubles == []


async def become(page: Page, wx: Wx, code: str = "") -> None:
    await page.goto(f"{wx.base}/phone{code}")
    await page.get_by_label("昵称").fill("小鱼")
    await page.get_by_label("昵称").press("Enter")


@pytest.mark.browser
async def test_follow_press_write_and_read_the_reply(tmp_path: Path, page: Page) -> None:
    world = open_test_world(tmp_path)
    async with account_on(world, "official_account", name="拾木", mode="plain") as oa:
        song = {"type": "click", "name": "今日歌曲", "key": "SONG"}
        await oa.post("menu/create", {"button": [song]})
        await become(page, oa)
        await page.get_by_role("button", name="拾木").click()
        await page.get_by_role("button", name="关注", exact=True).click()
        await page.get_by_role("button", name="今日歌曲").click()
        openid = (await oa.heard("CLICK"))[0]["FromUserName"]
        oa.server.answers.append(
            f"<xml><ToUserName>{openid}</ToUserName><MsgType>text</MsgType>"
            "<Content><![CDATA[在的]]></Content></xml>"
        )
        await page.get_by_label("输入消息").fill("在吗")
        await page.get_by_role("button", name="发送").click()
        await expect(page.get_by_role("log")).to_contain_text("在的")
        await page.get_by_role("button", name="取消关注").click()
        await expect(page.get_by_text("还没有关注")).to_be_visible()
        await oa.heard("unsubscribe")


@pytest.mark.browser
async def test_a_code_opens_a_mini_program_and_a_prompt_is_allowed(
    tmp_path: Path, page: Page
) -> None:
    async with account_on(open_test_world(tmp_path), "mini_program", name="拾木小店") as mini:
        wanted = {"tid": "403", "kidList": [1, 2], "sceneDesc": "付款"}
        template = (await mini.post("/wxaapi/newtmpl/addtemplate", wanted))["priTmplId"]
        link = {"path": "pages/shop", "query": "c=1", "expire_type": 1, "expire_interval": 1}
        address = (await mini.post("/wxa/generate_urllink", link))["url_link"]
        await page.goto(address)
        await page.get_by_label("昵称").fill("小鱼")
        await page.get_by_label("昵称").press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("拾木小店")
        await page.get_by_role("button", name="允许一次").click()
        await expect(page.get_by_text("还可以收 1 条")).to_be_visible()
        openid = (await mini.heard("subscribe_msg_popup_event"))[0]["FromUserName"]
        data = {"thing1": {"value": "粉底刷"}, "amount2": {"value": "149.00元"}}
        body = {"touser": openid, "template_id": template, "data": data}
        assert (await mini.post("message/subscribe/send", body))["errcode"] == 0
        await expect(page.get_by_role("log")).to_contain_text("商品名称：粉底刷")
        await until(lambda: mini.world.store.value("select uses from wx_link"))
