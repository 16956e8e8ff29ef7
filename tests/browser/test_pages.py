"""Every page of the console, in both languages: real data, no error, nobody excluded."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import CONSOLE, PICTURES, ROOT, first, signed_in, visitor
from tests.browser.pages import PLAIN

pytestmark = pytest.mark.browser

BUDGET = 350 * 1024
"""Bytes of entry and Today, compressed."""
DIALOGS = (
    ("/codes", "新建活码"), ("/offers", "新建优惠券"), ("/offers", "新建商品"),
    ("/sources", "登记投入"), ("/settings/channels", "添加接入账号"),
    ("/settings/stores", "添加门店"),
    ("/settings/staff", "邀请员工"), ("/settings/keys", "新建密钥"),
    ("/settings/webhooks", "添加订阅"), ("/contacts", "导出"),
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_a_living_brand(browser, brand, bought, language):
    with signed_in(browser, brand, language, 1440 if language == "zh" else 1280) as visit:
        contact = first(brand, "/api/contacts?sort=-revenue_fen")["id"]
        order = first(brand, "/api/orders")["id"]
        code = first(brand, "/api/codes")["id"]
        channel = f"/settings/channels/{first(brand, '/api/channels')['id']}"
        visit.open("/")
        wrong = [one for path in PLAIN for one in visit.look(path)]
        for tab in ("connect", "callbacks", "limits", "syncs"):
            wrong += visit.look(f"{channel}?tab={tab}")
        wrong += visit.look(f"{channel}?tab=answers", terms=True)
        for path in (f"/contacts/{contact}", f"/orders/{order}"):
            visit.open(path)  # where a link of a message leads, without the pages before it
            wrong += visit.faults()
        wrong += visit.look(f"/codes/{code}", slots=True)  # its welcome has slots of its own
        assert wrong == []


def test_dialogs_open_close_by_key_and_exclude_nobody(browser, brand):
    wrong = []
    with signed_in(browser, brand, "zh") as visit:
        page = visit.open("/")
        for path, opener in DIALOGS:
            visit.go(path)
            visit.button(opener).first.click()
            dialog = page.get_by_role("dialog").last
            expect(dialog).to_be_visible()
            visit.settle()
            wrong += [f"{opener}: {one}" for one in visit.axe()]
            page.keyboard.press("Escape")
            expect(dialog).to_be_hidden()
        assert wrong + visit.wrong == []


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


@pytest.mark.parametrize(
    ("language", "login", "password", "words"),
    [
        ("zh", "登录名", "密码", "登录名或密码不对"),
        ("en", "Login", "Password", "Login or password is wrong"),
    ],
)
def test_a_wrong_password_is_said_in_the_reader_s_language(
    browser, founded, language, login, password, words
):
    with visitor(browser, founded[0], language) as visit:
        page = visit.open("/login")
        page.get_by_label(login).fill("lin")
        page.get_by_label(password, exact=True).fill("not this one")
        page.keyboard.press("Enter")
        expect(page.get_by_text(words)).to_be_visible()
        assert visit.axe() == []


def test_a_page_left_open_over_an_upgrade_loads_itself_anew(browser, brand):
    gone = f"{brand.product.address}/console/assets/SourcesPage-0ld.js"
    with signed_in(browser, brand, "zh") as visit:
        page = visit.open("/contacts")
        assert page.request.get(gone).status == 404
        page.route(re.compile("/assets/SourcesPage-.*js"), lambda one: one.abort(), times=1)
        page.get_by_role("link", name="渠道来源").click()
        expect(page.get_by_role("heading", name="来源经济账")).to_be_visible()


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
