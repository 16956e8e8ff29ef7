"""The first day: set up by hand in English, then every page while there is nothing yet."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import signed_in
from tests.browser.pages import PLAIN

pytestmark = pytest.mark.browser


def test_setting_up_in_english_leads_to_today(founded):
    it, wrong = founded
    assert wrong == []
    assert it.ask("GET", "/api/me")["account"]["language"] == "en", "the next sign-in too"


def test_every_page_on_the_first_day(browser, founded):
    with signed_in(browser, founded[0], "zh") as visit:
        page = visit.open("/")
        expect(page.get_by_role("heading", name="还差几步，客户扫码就能自动欢迎")).to_be_visible()
        assert [one for path in PLAIN for one in visit.look(path)] == []
