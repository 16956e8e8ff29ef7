"""A customer played by hand on the emulator's phone."""

from playwright.sync_api import Browser, expect
from tests.browser.visit import Visit
from tests.stories.stage import World

NAME = "小满在浏览器里"
PATIENCE_MS = 60_000
THANKS = "已付款，谢谢。订单在这一页下面。"


def play(browser: Browser, it: World) -> tuple[str, list[str]]:
    """Scan a code, be welcomed and buy; return the address of the shop and what went wrong."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 375, "height": 760})
    phone = Visit(context.new_page(), it.emulator_address)
    phone.watch(it.product.address)
    scan_and_be_welcomed(phone)
    address = buy(phone)
    context.close()
    return address, phone.wrong


def scan_and_be_welcomed(phone: Visit) -> None:
    page = phone.page
    page.goto(f"{phone.address}/phone")
    page.get_by_label("昵称").fill(NAME)
    page.get_by_role("button", name="用这个昵称").click()
    page.locator("#screen h2:text-is('扫一扫') + ul button").first.click()
    expect(page.locator(".bubble a").first).to_be_visible(timeout=PATIENCE_MS)


def buy(phone: Visit) -> str:
    """Put one thing in the cart, pay it, and return the address of the shop's page."""
    page = phone.page
    page.locator(".bubble a").first.click()
    shop = page.frame_locator("iframe")
    expect(shop.locator("#cart")).to_be_visible(timeout=PATIENCE_MS)
    address = page.locator("iframe").get_attribute("src") or ""
    shop.locator("#cart [data-step='1']").first.click()
    shop.locator("#cart button[type=submit]").click()
    shop.locator("#pay").click(timeout=PATIENCE_MS)
    page.get_by_role("dialog").get_by_role("button", name="确认支付").click()
    expect(shop.get_by_text(THANKS)).to_be_visible(timeout=PATIENCE_MS)
    expect(shop.locator(".tag.paid").first).to_be_visible(timeout=PATIENCE_MS)
    return address
