"""The product's own processes, a small brand that lived a few weeks, and a real browser."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.first_day import set_up
from tests.browser.phone import PATIENCE_MS, play
from tests.browser.visit import AXE, Visit
from tests.stories.stage import ACCOUNT, World, world

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "src" / "pondkeeper" / "console" / "index.html"
PICTURES = os.environ.get("POND_SCREENSHOTS") == "1"
STORY = {"weeks": 26, "scale": 0.4} if PICTURES else {"weeks": 2, "scale": 0.05}
TOLD_S = 1800 if PICTURES else 600
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(scope="session")
def built() -> None:
    """The console and its tools: `./pond` builds one with the other."""
    how = "run `npm ci && npm run bundle` in web/console"
    assert CONSOLE.exists(), f"the console is not built: {how}"
    assert AXE.exists(), f"axe-core is not installed: {how}"


@pytest.fixture(scope="session")
def untouched(built) -> Iterator[World]:
    """The product as it stands before anybody has opened it."""
    weeks = timedelta(weeks=int(STORY["weeks"]))
    with world(datetime.now(UTC) - weeks, set_up=False) as it:
        yield it


@pytest.fixture(scope="session")
def browser(untouched) -> Iterator[Browser]:
    """Started last: Playwright keeps a loop running, in which the product could not be prepared."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = os.environ.get("POND_CHROMIUM") or shutil.which("chromium")
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        with playwright.chromium.launch(executable_path=found, args=arguments) as chromium:
            yield chromium


@pytest.fixture(scope="session")
def founded(browser, untouched) -> tuple[World, list[str]]:
    """Somebody who reads English set it up by hand: the empty brand, and what went wrong."""
    with visitor(browser, untouched, "en") as visit:
        wrong = set_up(visit)
    untouched.enter("/api/sessions", {one: ACCOUNT[one] for one in ("login", "password")})
    return untouched, wrong


@pytest.fixture(scope="session")
def brand(founded) -> World:
    """A brand with people, orders, codes and costs, told by the emulator over some weeks."""
    it: World = founded[0]
    key = it.product.home.root / "api.key"
    wanted = {"name": "story", "rights": it.ask("GET", "/api/me")["rights"]}
    key.write_text(it.ask("POST", "/api/api-keys", wanted)["secret"])
    it.do("POST", "demo", STORY | {
        "product": it.product.address, "api_key_file": str(key), "seed": 1,
        "steer_token_file": str(it.product.home.steer_token),
    })
    it.until(lambda: (it.perhaps("GET", "progress") or {}).get("state") == "told", TOLD_S)
    return it


@pytest.fixture(scope="session")
def bought(browser, brand) -> tuple[str, list[str]]:
    """Somebody scanned, was welcomed and bought, by hand: the shop's address, what went wrong."""
    return play(browser, brand)


@contextmanager
def visitor(browser: Browser, it: World, language: str, width: int = 1440) -> Iterator[Visit]:
    """Somebody's browser in one language, before they have signed in."""
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": 900},
        timezone_id="Asia/Shanghai", reduced_motion="reduce",
    )
    visit = Visit(context.new_page(), it.product.address)
    visit.watch()
    yield visit
    context.close()


@contextmanager
def signed_in(browser: Browser, it: World, language: str, width: int = 1440) -> Iterator[Visit]:
    """An operator's browser in one language, with the session that `it` has."""
    with visitor(browser, it, language, width) as visit:
        cookies = it.console.cookies.jar
        visit.page.context.add_cookies([
            {"name": one.name, "value": str(one.value), "url": visit.address} for one in cookies
        ])
        yield visit


def first(it: World, path: str) -> dict[str, Any]:
    """The first row of a list of the API."""
    found: dict[str, Any] = it.ask("GET", path)["items"][0]
    return found
