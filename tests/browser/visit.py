"""One page in a real browser, watched."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, expect

AXE = Path(__file__).parents[2] / "web/console/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa"]
RAW = re.compile(r"(?<![\w./@:-])(?!pk_)[a-z]+(?:_[a-z0-9]+)+(?![\w/@])")
"""A key of the API that no locale has words for; what an API key begins with is no such."""
SLOT = re.compile(r"\{\w+\}")
IDLE = """() => new Promise((done) => requestIdleCallback(() => setTimeout(
  () => requestIdleCallback(done, {timeout: 9000}), 30), {timeout: 9000}))"""
STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
  .map((one) => one.finished.catch(() => 0)))"""
JUMP = """(path) => {
  history.pushState(null, '', path)
  dispatchEvent(new PopStateEvent('popstate', {state: null}))
}"""


@dataclass
class Visit:
    """A page in the browser, and what went wrong while it was looked at."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)
    _under_way: set[Request] = field(default_factory=set)

    def open(self, path: str) -> Page:
        """Load a page of the console from its address and wait until it has what it asked for."""
        self.page.goto(f"{self.address}/console{path}")
        self.settle()
        return self.page

    def go(self, path: str) -> Page:
        """Go to a page of the console as its own links do, without loading anything twice."""
        self.page.evaluate(JUMP, f"/console{path}")
        self.settle()
        return self.page

    def look(self, path: str, *, slots: bool = False, terms: bool = False) -> list[str]:
        """Go to a page and return what is wrong with it."""
        self.go(path)
        return self.faults(slots=slots, terms=terms)

    def settle(self) -> None:
        """Wait until the browser idles twice with no request under way and nothing moving."""
        quiet = 0
        while quiet < 2:
            self.page.evaluate(IDLE)
            quiet = 0 if self._under_way else quiet + 1
        self.page.evaluate(STILL)

    def watch(self, *allowed: str) -> None:
        """Note console errors, failed requests, and requests to anybody but `allowed`."""
        hosts = {urlsplit(one).netloc for one in (self.address, *allowed)}
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on(
            "console",
            lambda line: self.wrong.append(f"console: {line.text}") if line.type == "error" else 0,
        )
        self.page.on(
            "request",
            lambda one: self.wrong.append(f"elsewhere: {one.url}")
            if one.url.startswith("http") and urlsplit(one.url).netloc not in hosts
            else 0,
        )
        self.page.on("request", self._begun)
        self.page.on("requestfinished", self._ended)
        self.page.on("requestfailed", self._ended)

    def _begun(self, request: Request) -> None:
        self._under_way.add(request)

    def _ended(self, request: Request) -> None:
        self._under_way.discard(request)

    def faults(self, *, slots: bool = False, terms: bool = False) -> list[str]:
        """What is wrong with the page as it stands; `slots` when its text may have {slots},
        `terms` when it may name a platform's own fields, as access_token.
        """
        expect(self.page.locator("h1").first).to_be_attached()
        text = self.page.locator("body").inner_text()
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = [] if terms else [f"raw key: {key}" for key in set(RAW.findall(text))]
        found += [] if slots else [f"empty slot: {slot}" for slot in set(SLOT.findall(text))]
        found += [f"too wide by {wide}"] if wide > 0 else []
        found += self.axe() + self.wrong
        self.wrong.clear()
        return [f"{urlsplit(self.page.url).path}: {one}" for one in found]

    def axe(self) -> list[str]:
        """Violations of WCAG 2 A and AA, each with the first element it was seen on."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
            ".then(all => all.violations)",
            RULES,
        )
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]

    def button(self, name: str) -> Locator:
        """The button of exactly this name."""
        return self.page.get_by_role("button", name=name, exact=True)
