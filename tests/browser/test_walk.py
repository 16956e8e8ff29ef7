"""Played by hand on the emulator's phone: scan, be welcomed, buy; then seen in the console."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import first, signed_in
from tests.browser.phone import NAME
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser


def test_from_the_scan_to_the_customer_s_page(browser, brand, bought):
    _, wrong = bought
    assert wrong == []
    with signed_in(browser, brand, "zh") as console:
        brand.until(lambda: first(brand, "/api/contacts")["orders"])
        seen_in_the_console(console)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_personal_page_excludes_nobody(browser, brand, bought, language):
    """The shop's page itself, 375 wide, without the phone around it."""
    path = re.search(r"%2Fl%2F([\w-]+)%2F([\w.~-]+)", bought[0])
    assert path, bought
    context = browser.new_context(viewport={"width": 375, "height": 760})
    visit = Visit(context.new_page(), brand.product.address)
    visit.watch()
    visit.page.goto(f"{visit.address}/l/{path[1]}/{path[2]}?lang={language}")
    wide = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert (visit.axe(), visit.wrong, wide) == ([], [], 0)
    context.close()


def seen_in_the_console(console: Visit) -> None:
    page = console.open("/contacts")
    page.get_by_label("姓名、手机号或后四位").fill(NAME[:4])
    expect(page.get_by_role("row")).to_have_count(2)  # the heading and her
    page.get_by_role("row").last.get_by_text(NAME).click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_text(re.compile("付款 ¥"))).to_be_visible()
    expect(page.get_by_text("发出欢迎语")).to_be_visible()
    page.goto(f"{console.address}/console/orders", wait_until="networkidle")
    row = page.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("已付款")
    assert console.wrong == []
