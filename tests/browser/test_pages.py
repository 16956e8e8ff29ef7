"""Every page of the console, in both languages: real data, no error, nobody excluded."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import CONSOLE, PICTURES, ROOT, first, signed_in

pytestmark = pytest.mark.browser

PLAIN = (
    "/", "/contacts", "/tasks", "/handovers", "/codes", "/sources", "/orders", "/offers",
    "/imports", "/runs", "/approvals", "/settings/channels", "/settings/stores",
    "/settings/staff", "/settings/keys", "/settings/audit", "/settings/privacy",
    "/settings/workspace", "/settings/restore", "/settings/account", "/nowhere",
)
RAW = re.compile(r"(?<![\w./@:-])[a-z]+(?:_[a-z0-9]+)+(?![\w/@])")
"""A key of the API that no locale has words for."""
BUDGET = 350 * 1024
"""Bytes of entry and Today, compressed."""
SLOT = re.compile(r"\{\w+\}")


def looked_at(visit, path: str, *, code: bool = False) -> list[str]:
    page = visit.open(path)
    expect(page.locator("h1").first).to_be_attached()
    text = page.locator("body").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"raw key: {key}" for key in set(RAW.findall(text))]
    found += [] if code else [f"empty slot: {slot}" for slot in set(SLOT.findall(text))]
    found += [f"too wide by {wide}"] if wide > 0 else []
    found += visit.axe() + visit.wrong
    visit.wrong.clear()
    return [f"{path}: {one}" for one in found]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_a_living_brand(browser, brand, bought, language):
    with signed_in(browser, brand, language, 1440 if language == "zh" else 1280) as visit:
        contact = first(brand, "/api/contacts?sort=-revenue_fen")["id"]
        order = first(brand, "/api/orders")["id"]
        code = first(brand, "/api/codes")["id"]
        wrong = [one for path in PLAIN for one in looked_at(visit, path)]
        wrong += looked_at(visit, f"/contacts/{contact}")
        wrong += looked_at(visit, f"/orders/{order}")
        wrong += looked_at(visit, f"/codes/{code}", code=True)  # its welcome has slots of its own
        assert wrong == []


def test_every_page_on_the_first_day(browser, empty):
    with signed_in(browser, empty, "zh") as visit:
        assert [one for path in PLAIN for one in looked_at(visit, path)] == []


@pytest.mark.parametrize(
    ("path", "opener"),
    [
        ("/codes", "新建活码"), ("/offers", "新建优惠券"), ("/offers", "新建商品"),
        ("/sources", "登记投入"), ("/settings/channels", "添加接入账号"),
        ("/settings/channels", "回调记录"), ("/settings/stores", "添加门店"),
        ("/settings/staff", "邀请员工"), ("/settings/keys", "新建密钥"), ("/contacts", "导出"),
    ],
)
def test_dialogs_open_close_by_key_and_exclude_nobody(browser, brand, path, opener):
    with signed_in(browser, brand, "zh") as visit:
        page = visit.open(path)
        page.get_by_role("button", name=opener, exact=True).first.click()
        dialog = page.get_by_role("dialog").last
        expect(dialog).to_be_visible()
        settled(page)
        wrong = visit.axe() + visit.wrong
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert wrong == []


def test_keys_find_search_and_jump(browser, brand):
    with signed_in(browser, brand, "zh") as visit:
        page = visit.open("/contacts")
        page.keyboard.press("/")
        expect(page.get_by_label("姓名、手机号或后四位")).to_be_focused()
        page.keyboard.press("Escape")
        page.locator("body").click(position={"x": 700, "y": 5})
        page.keyboard.press("g")
        page.keyboard.press("o")
        expect(page).to_have_url(re.compile("/console/orders"))
        page.keyboard.press("Control+k")
        expect(page.get_by_role("combobox", name="搜客户、订单号、页面")).to_be_focused()
        page.keyboard.type("来源")
        expect(page.get_by_role("option").first).to_contain_text("渠道来源")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/console/sources"))
        assert visit.wrong == []


def test_a_wrong_password_is_said_in_the_reader_s_language(browser, brand):
    for locale, words in (("zh-CN", "登录名或密码不对"), ("en-GB", "Login or password is wrong")):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.goto(f"{brand.product.address}/console/login")
        page.get_by_label(re.compile("登录名|Login", re.IGNORECASE)).fill("lin")
        page.get_by_label(re.compile("密码|Password")).fill("not this one")
        page.keyboard.press("Enter")
        expect(page.get_by_text(words).first).to_be_visible()
        context.close()


def test_the_first_page_is_light(browser, brand):
    with signed_in(browser, brand, "zh") as visit:
        asked: list[str] = []
        visit.page.on("request", lambda one: asked.append(urlsplit(one.url).path))
        visit.open("/")
        files = [CONSOLE.parent / path.removeprefix("/console/") for path in set(asked)]
        packed = sum(len(gzip.compress(file.read_bytes())) for file in files if file.is_file())
        assert 50 * 1024 < packed <= BUDGET, f"{packed / 1024:.0f} KB"


@pytest.mark.skipif(not PICTURES, reason="POND_SCREENSHOTS=1 paints the picture of the README")
def test_picture_of_today(browser, brand):
    with signed_in(browser, brand, "zh") as visit:
        visit.open("/")
        (ROOT / "docs" / "images").mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=ROOT / "docs" / "images" / "today.png")


def settled(page: Page) -> None:
    """Wait until nothing fades or slides any more: contrast is judged on what stays."""
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished.catch(() => 0)))")
