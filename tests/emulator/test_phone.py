"""A person plays a customer in real Chromium: scan, welcome, shop, pay, delete; by keyboard too."""

import json
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from tests.emulator.stage import DEADLINE_S, Corp, until
from tests.emulator.test_pay import KEY, Merchant, open_merchant

from pond_emulator.kit import crypto

PATIENCE_MS = DEADLINE_S * 1000
SHOP = """<!doctype html><html lang="zh"><head><title>小店</title></head>
<body>
<button>买</button>
<p id="said"></p><script>
document.querySelector('button').onclick = () => WeixinJSBridge.invoke(
  'getBrandWCPayRequest', FIELDS, (r) => { said.textContent = r.err_msg })
</script></body></html>"""


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
    context = await browser.new_context(
        locale="zh-CN", viewport={"width": 375, "height": 700}, reduced_motion="reduce"
    )
    opened = await context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    yield opened
    await context.close()
    assert troubles == []


async def become(page: Page, corp: Corp, name: str) -> None:
    await page.goto(f"{corp.base}/phone")
    await page.get_by_label("昵称").fill(name)
    await page.get_by_label("昵称").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.browser
async def test_who_scans_sees_the_welcome_come_by_itself(corp: Corp, page: Page) -> None:
    await corp.code("parcel-01")
    await become(page, corp, "A小鱼🐟")
    await page.get_by_role("button", name="parcel-01").press("Enter")
    await expect(page.get_by_text("已添加，等待欢迎语…").last).to_be_visible()
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    body = {"welcome_code": event["WelcomeCode"], "text": {"content": "收到包裹啦"}}
    assert (await corp.post("externalcontact/send_welcome_msg", body))["errcode"] == 0
    await expect(page.get_by_role("log")).to_contain_text("收到包裹啦")


@pytest.mark.browser
async def test_buying_in_the_webview_opens_the_pay_sheet(corp: Corp, page: Page) -> None:
    code = await corp.code("parcel-02")
    await become(page, corp, "平安是福")
    await page.get_by_role("button", name="parcel-02").click()
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    fields = await pay_fields(corp, event["ExternalUserID"])
    corp.listener.pages["/l/k1/t0ken"] = SHOP.replace("FIELDS", json.dumps(fields))
    address = corp.world.store.value("select callback_url from app").replace("/wecom", "")
    body = {
        "welcome_code": event["WelcomeCode"],
        "text": {"content": f"你的小店：{address}/l/k1/t0ken"},
    }
    await corp.post("externalcontact/send_welcome_msg", body)
    await page.get_by_role("log").get_by_role("link").click()
    shop = page.frame_locator("iframe")
    await shop.get_by_role("button", name="买").click()
    await expect(page.get_by_role("dialog")).to_contain_text("¥99.00")
    await page.get_by_role("button", name="取消").click()
    await expect(shop.locator("#said")).to_have_text("get_brand_wcpay_request:cancel")
    await shop.get_by_role("button", name="买").click()
    await page.get_by_role("dialog").get_by_role("button", name="确认支付").click()
    await expect(shop.locator("#said")).to_have_text("get_brand_wcpay_request:ok")
    await until(lambda: corp.listener.notifies)
    assert code


@pytest.mark.browser
async def test_deleting_a_friend_asks_first(corp: Corp, page: Page) -> None:
    await corp.code("parcel-03")
    await become(page, corp, "随缘")
    await page.get_by_role("button", name="parcel-03").click()
    await page.get_by_role("button", name="删除好友").click()
    await page.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert corp.listener.named("del_follow_user") == []
    await page.get_by_role("button", name="删除好友").click()
    await page.get_by_role("dialog").get_by_role("button", name="删除").click()
    await until(lambda: corp.listener.named("del_follow_user"))
    await expect(page.get_by_role("log")).to_contain_text("已删除好友")
    await page.get_by_role("button", name="EN").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.browser
async def test_the_phone_fits_a_small_screen_and_a_scanned_code_is_remembered(
    corp: Corp, page: Page
) -> None:
    code = await corp.code("parcel-04")
    await page.goto(f"{corp.base}/scan/{code}")
    await page.get_by_label("昵称").fill("momo")
    await page.get_by_role("button", name="用这个昵称").click()
    await until(lambda: corp.listener.named("add_external_contact"))
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 375


async def test_the_webview_opens_known_products_only(corp: Corp) -> None:
    answer = await corp.client.get("/webview", params={"url": "http://169.254.169.254/x"})
    assert answer.status_code == 403
    nowhere = await corp.client.get("/l/k1/t0ken")
    assert nowhere.status_code == 404


async def test_the_doors_are_for_this_machine_only(corp: Corp) -> None:
    answer = await corp.client.get("/emulator/state", headers={"host": "evil.example"})
    assert answer.status_code == 403


async def pay_fields(corp: Corp, external_userid: str) -> dict[str, Any]:
    """An order of the shop and the page's signature over it."""
    wanted = {
        "appids": [corp.app["corpid"]],
        "public_pem": crypto.public_pem(KEY),
        "serial_no": "5157F09EFDC096DE15EB",
    }
    data = await corp.control("POST", "merchants", wanted)
    found = await corp.post(
        "externalcontact/convert_to_openid", {"external_userid": external_userid}
    )
    callback = corp.world.store.value("select callback_url from app")
    merchant = Merchant(corp, data, found["openid"], callback.replace("/wecom", "/pay"))
    prepay_id = (await merchant.order()).json()["prepay_id"]
    fields = {
        "appId": corp.app["corpid"],
        "timeStamp": "1700000000",
        "nonceStr": "n",
        "package": f"prepay_id={prepay_id}",
        "signType": "RSA",
    }
    message = "".join(f"{fields[k]}\n" for k in ("appId", "timeStamp", "nonceStr", "package"))
    return fields | {"paySign": crypto.rsa_sign(KEY, message.encode())}


TAKING = """<!doctype html><html lang="zh"><head><title>领奖</title></head>
<body><button>领取</button><p id="said"></p><script>
document.querySelector('button').onclick = () => WeixinJSBridge.invoke(
  'requestMerchantTransfer', FIELDS, (r) => { said.textContent = r.err_msg })
</script></body></html>"""


@pytest.mark.browser
async def test_a_page_asks_a_person_to_take_money(corp: Corp, page: Page) -> None:
    await corp.code("parcel-05")
    await become(page, corp, "随缘")
    await page.get_by_role("button", name="parcel-05").click()
    event = (await until(lambda: corp.listener.named("add_external_contact")))[0]
    merchant = await open_merchant(corp, "public_key")
    found = await corp.post(
        "externalcontact/convert_to_openid", {"external_userid": event["ExternalUserID"]}
    )
    transfer = {
        "appid": corp.app["corpid"],
        "out_bill_no": "B1",
        "transfer_scene_id": "1000",
        "openid": found["openid"],
        "transfer_amount": 300,
        "transfer_remark": "奖励",
        "transfer_scene_report_infos": [{"info_type": "活动名称", "info_content": "老带新"}],
    }
    path = "/v3/fund-app/mch-transfer/transfer-bills"
    package = (await merchant.call("POST", path, transfer)).json()["package_info"]
    fields = {"mchId": merchant.data["mchid"], "appId": corp.app["corpid"], "package": package}
    corp.listener.pages["/l/k1/prize"] = TAKING.replace("FIELDS", json.dumps(fields))
    address = corp.world.store.value("select callback_url from app").replace("/wecom", "")
    text = {"content": f"领奖：{address}/l/k1/prize"}
    body = {"welcome_code": event["WelcomeCode"], "text": text}
    await corp.post("externalcontact/send_welcome_msg", body)
    await page.get_by_role("log").get_by_role("link").click()
    prize = page.frame_locator("iframe")
    await prize.get_by_role("button", name="领取").click()
    await page.get_by_role("dialog").get_by_role("button", name="收款").click()
    await expect(prize.locator("#said")).to_have_text("requestMerchantTransfer:ok")
    asked = (await merchant.call("GET", f"{path}/out-bill-no/B1")).json()
    assert asked["state"] == "SUCCESS"


@pytest.mark.browser
async def test_a_code_is_paid_and_money_is_taken(corp: Corp, page: Page) -> None:
    merchant = await open_merchant(corp, "public_key")
    body = {
        "mchid": merchant.data["mchid"],
        "appid": merchant.data["appids"][0],
        "description": "口红",
        "out_trade_no": "N00001",
        "notify_url": merchant.notify_url,
        "amount": {"total": 9900, "currency": "CNY"},
    }
    await merchant.call("POST", "/v3/pay/transactions/native", body)
    await become(page, corp, "随缘")
    await page.get_by_role("button", name="口红").click()
    await expect(page.get_by_role("dialog")).to_contain_text("¥99.00")
    await page.get_by_role("dialog").get_by_role("button", name="确认支付").click()
    paid = (await until(lambda: merchant.notified("TRANSACTION.SUCCESS")))[0]
    transfer = {
        "appid": merchant.data["appids"][0],
        "out_bill_no": "B1",
        "transfer_scene_id": "1000",
        "openid": paid["payer"]["openid"],
        "transfer_amount": 300,
        "transfer_remark": "老带新奖励",
        "notify_url": merchant.notify_url,
        "transfer_scene_report_infos": [{"info_type": "活动名称", "info_content": "老带新"}],
    }
    await merchant.call("POST", "/v3/fund-app/mch-transfer/transfer-bills", transfer)
    await page.get_by_role("button", name="老带新奖励").click()
    await page.get_by_role("dialog").get_by_role("button", name="收款").click()
    told = (await until(lambda: merchant.notified("MCHTRANSFER.BILL.FINISHED")))[0]
    assert told["state"] == "SUCCESS"
    await expect(page.get_by_text("已收款").last).to_be_visible()
