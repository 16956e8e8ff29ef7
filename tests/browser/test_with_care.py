"""What an operator does with care, walked in both languages: import, erasure, second factor."""

import time

import pyotp
import pytest
from playwright.sync_api import expect
from tests.browser.conftest import first, signed_in, visitor
from tests.browser.visit import Visit
from tests.browser.words import Words

pytestmark = pytest.mark.browser

NAMES = {"zh": "导入的小鹿", "en": "Imported deer"}
BAD = "2026-13-45"
FILES = {
    "zh": "姓名,手机号,来源,添加时间\n{name},13800000001,包裹卡,2026-01-05\n没有这天,13800000009,包裹卡,"
    "2026-13-45\n{name},13800000001,包裹卡,2026-01-05\n",
    "en": "name,mobile,source,added at\n{name},13800000002,Parcel card,2026-01-05\n"
    "No such day,13800000009,Parcel card,2026-13-45\n",
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_is_tried_then_imported_and_its_bad_rows_come_back(browser, brand, language):
    say = Words(language)
    with signed_in(browser, brand, language) as visit:
        page = visit.open("/imports")
        body = FILES[language].format(name=NAMES[language])
        page.locator("input[type=file]").set_input_files(
            {"name": f"{language}.csv", "mimeType": "text/csv", "buffer": body.encode()}
        )
        expect(visit.button(say("import.try"))).to_be_enabled()
        wrong = settled_faults(visit)
        visit.button(say("import.try")).click()
        expect(page.get_by_role("region", name=say("import.errors_label"))).to_contain_text(BAD)
        wrong += settled_faults(visit)
        assert brand.ask("GET", "/api/contacts?q=" + NAMES[language][:4])["count"] == 0, "only tried"

        count = body.count("\n") - 2  # the headings and the row without a day
        visit.button(say("import.commit", n=count)).click()
        with page.expect_download() as loading:
            page.locator("main").get_by_role("link", name=say("runs.artefact.errors")).click()
        errors = loading.value.path().read_text(encoding="utf-8-sig")
        assert BAD in errors
        assert NAMES[language] not in errors
        wrong += settled_faults(visit)
        page.locator("main").get_by_role("link", name=say("import.see")).click()
        page.get_by_role("textbox").first.fill(NAMES[language][:4])
        expect(page.get_by_role("row").filter(has_text=NAMES[language])).to_have_count(1)
        assert wrong + visit.wrong == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_person_who_asks_is_erased_and_the_journal_says_so(browser, brand, language):
    say = Words(language)
    person = first(brand, "/api/contacts?sort=added_at&reachable=true")
    with signed_in(browser, brand, language) as visit:
        page = visit.open(f"/contacts/{person['id']}")
        visit.button(say("contact.erase")).click()
        box = page.get_by_role("dialog")
        expect(box).to_contain_text(person["name"])
        wrong = settled_faults(visit)
        box.get_by_role("button", name=say("contact.erase_do")).click()
        expect(box).to_contain_text(say("contact.erase_reason_needed"))
        box.get_by_role("textbox").fill("asked by phone")
        box.get_by_role("button", name=say("contact.erase_do")).click()
        expect(visit.button(say("contact.erase"))).to_have_count(0)
        brand.until(lambda: first(brand, "/api/privacy/erasures")["state"] == "done")

        visit.go("/settings/privacy")
        row = page.get_by_role("row").filter(has_text=f"#{person['id']}")
        expect(row).to_contain_text(say("state.erasure.done"))
        wrong += visit.faults()
        visit.go(f"/contacts/{person['id']}")
        expect(page.get_by_text(say("contact.erasure.done"), exact=True).first).to_be_visible()
        assert person["name"] not in page.locator("main").inner_text()
        assert wrong + settled_faults(visit) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_second_factor_is_set_up_and_asked_for_at_the_next_sign_in(browser, brand, language):
    say = Words(language)
    invitation = {"login": f"{language}.totp", "name": "周", "role": "operator", "scope": "all"}
    password = brand.ask("POST", "/api/staff", invitation)["initial_password"]
    with visitor(browser, brand, language) as visit:
        enter(visit, say, invitation["login"], password)
        if language == "en":  # whose account speaks Chinese until told otherwise
            visit.page.get_by_role("button", name="周").click()
            visit.page.get_by_role("menuitem", name="English").click()
        visit.go("/settings/account")
        visit.button(say("account.totp_begin")).click()
        secret = visit.page.locator("p.mono").inner_text()
        wrong = settled_faults(visit)
        visit.page.get_by_label(say("login.totp")).fill(pyotp.TOTP(secret).now())
        visit.button(say("account.totp_confirm")).click()
        expect(visit.page.get_by_text(say("account.totp_is_on"))).to_be_visible()
        visit.page.get_by_role("button", name="周").click()
        visit.page.get_by_role("menuitem", name=say("shell.out")).click()

        enter(visit, say, invitation["login"], password, then="totp")
        visit.settle()
        forgive(visit, "401")  # the answer that asks for the code
        wrong += visit.faults()
        visit.page.get_by_label(say("login.totp")).fill(pyotp.TOTP(secret).at(time.time() + 30))
        visit.button(say("login.submit")).click()
        expect(visit.page.get_by_role("button", name="周")).to_be_visible()
        assert wrong + visit.wrong == []


def enter(visit: Visit, say: Words, login: str, password: str, then: str = "") -> None:
    """Sign in on the page; `then` is the field that is asked for next."""
    page = visit.page
    if "/login" not in page.url:
        visit.open("/login")
    page.get_by_label(say("login.login")).fill(login)
    page.get_by_label(say("login.password"), exact=True).fill(password)
    visit.button(say("login.submit")).click()
    if then:
        expect(page.get_by_label(say(f"login.{then}"))).to_be_focused()
    else:
        expect(page.get_by_role("button", name="周")).to_be_visible()


def forgive(visit: Visit, status: str) -> None:
    """Forget the browser's own line about an answer that was meant to be refused."""
    visit.wrong = [line for line in visit.wrong if status not in line]


def settled_faults(visit: Visit) -> list[str]:
    """What is wrong with the page once nothing moves any more."""
    visit.settle()
    return visit.faults()
