"""One page in a real browser, watched."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web/console/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa"]


@dataclass
class Visit:
    """A page in the browser, and what went wrong while it was looked at."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the console and wait until it has all it asked for."""
        self.page.goto(f"{self.address}/console{path}", wait_until="networkidle")
        return self.page

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

    def axe(self) -> list[str]:
        """Violations of WCAG 2 A and AA, each with the first element it was seen on."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(all => all.violations)", RULES
        )
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
