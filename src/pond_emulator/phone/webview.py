"""The phone's browser: pages of the product, passed through unchanged under the phone's own
address, with WeixinJSBridge put in front so that paying opens the phone's pay sheet.

A link in a chat opens /webview?url=…, which remembers the link's origin in a cookie and goes to the
same path here; what no door of ours answers is then fetched from that origin.
"""

from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

import httpx

from pond_emulator.kit.outside import authorities
from pond_emulator.kit.web import Answer, Request, Router, answer_error
from pond_emulator.world import World

COOKIE = "pond_webview"
WHOSE = "pond_person"
WITHIN_S = 15.0
PASSED_IN = ("accept", "accept-language", "authorization", "content-type", "cookie", "user-agent")
NOT_PASSED_OUT = (
    *("content-length", "content-encoding", "transfer-encoding", "connection", "date", "server"),
    # in WeChat the page is not a frame: here it is one, of this very origin
    *("x-frame-options", "content-security-policy"),
)
BRIDGE = b'<script src="/phone/static/bridge.js"></script>'


class Webview:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("GET", "/webview", self.open)

    def open(self, request: Request) -> Answer:
        """?url=&person= -> the same page under this origin. Only addresses of products that are
        known, and our own; `person` is whose phone it is.
        """
        parts = urlsplit(request.query.get("url", ""))
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in {*self._origins(), request.base_url}:
            return answer_error(403, "this page is not of a product that is connected here")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = [("location", path)]
        if origin != request.base_url:
            headers.append(("set-cookie", cookie(COOKIE, quote(origin, safe=""))))
        if request.query.get("person", "").isdigit():
            headers.append(("set-cookie", cookie(WHOSE, request.query["person"])))
        return Answer(302, b"", headers)

    def _origins(self) -> set[str]:
        """Where callbacks go, and the product's address given at the start."""
        urls = [
            row["url"]
            for row in self._world.store.all(
                "select callback_url as url from app where callback_url is not null"
                " union select distinct notify_url from pay_order"
                " union select callback_url from wx_account where callback_url is not null"
            )
        ]
        parts = map(urlsplit, [*urls, self._world.settings.product_url or ""])
        return {f"{p.scheme}://{p.netloc}" for p in parts if p.netloc}

    async def fetch(self, request: Request) -> Answer:
        """Whatever the open page asks for."""
        origin = unquote(cookies(request).get(COOKIE, ""))
        if origin not in self._origins():
            return answer_error(404, f"{request.method} {request.path} is not here")
        headers = {k: v for k, v in request.headers.items() if k in PASSED_IN}
        try:
            # no shared client: pages are few, and cookies of one person are not another's
            async with httpx.AsyncClient(
                timeout=WITHIN_S, trust_env=False, verify=authorities()
            ) as client:
                found = await client.request(
                    request.method, origin + request.target, headers=headers, content=request.body
                )
        except httpx.HTTPError as error:
            return answer_error(502, f"the shop does not answer: {type(error).__name__}")
        return passed_on(found, origin)


def cookie(name: str, value: str) -> str:
    return f"{name}={value}; Path=/; SameSite=Strict; HttpOnly"


def owner(request: Request) -> str:
    """Whose phone asks; '' for a browser that is no phone of ours."""
    return cookies(request).get(WHOSE, "")


def cookies(request: Request) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in request.headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs}


def passed_on(found: httpx.Response, origin: str) -> Answer:
    kind = found.headers.get("content-type", "application/octet-stream")
    body = found.content
    if kind.startswith("text/html"):
        body = with_bridge(body)
    kept = [*headers_kept(found.headers.multi_items(), origin)]
    return Answer(found.status_code, body, kept, kind)


def headers_kept(items: Iterable[tuple[str, str]], origin: str) -> Iterable[tuple[str, str]]:
    for name, value in items:
        if name == "location":
            yield name, value.removeprefix(origin)
        elif name not in (*NOT_PASSED_OUT, "content-type"):
            yield name, value


def with_bridge(page: bytes) -> bytes:
    """Puts the bridge before every script of the page."""
    lower = page.lower()
    head = lower.find(b"<head")
    after = lower.find(b">", head) + 1 if head >= 0 else 0
    return page[:after] + BRIDGE + page[after:]
