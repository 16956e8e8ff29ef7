"""Setting up by hand, as somebody who reads English."""

from playwright.sync_api import expect
from tests.browser.visit import Visit
from tests.stories.stage import ACCOUNT, BRAND


def set_up(visit: Visit) -> list[str]:
    """From the bare address over the set-up page to Today; returns what was wrong on the way."""
    page = visit.open("/")
    expect(page).to_have_title("Set up · Pondkeeper")
    expect(page.get_by_text("Asia/Shanghai").first).to_be_visible()
    visit.wrong = [line for line in visit.wrong if "401" not in line]  # that nobody is known yet
    wrong = visit.faults()
    page.get_by_label("Brand").fill(BRAND["name"])
    page.get_by_label("Name", exact=True).fill(ACCOUNT["name"])
    page.get_by_label("Login").fill(ACCOUNT["login"])
    page.get_by_label("Password", exact=True).fill("short")
    visit.button("Create and enter").click()
    expect(page.locator(".el-form-item__error")).to_be_visible()
    visit.settle()
    visit.wrong = [line for line in visit.wrong if "422" not in line]
    wrong += visit.faults()
    page.get_by_label("Password", exact=True).fill(ACCOUNT["password"])
    visit.button("Create and enter").click()
    expect(page.get_by_role("heading", name="A few steps, and customers are welcomed by themselves")).to_be_visible()
    visit.settle()
    return wrong + visit.faults()
