"""The ASGI front: hot doors by exact path, everything else to the application; each is measured."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from pondkeeper.kit.telemetry import REQUESTS, span

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
]


class Front:
    """Routes `/callbacks/{key}` to its own plain ASGI handler; the rest is the application's."""

    def __init__(self, app: Asgi, callbacks: Asgi, console: Asgi) -> None:
        """`console` serves static files under /console/."""
        self._app = app
        self._callbacks = callbacks
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if path.startswith("/callbacks/"):
            await _measured(self._callbacks, "/callbacks/{key}", scope, receive, send)
        elif path in {"/", "/console"} or path.startswith("/console/"):
            await _measured(self._console, "/console", scope, receive, send)
        else:
            await _measured(self._app, "", scope, receive, send)


async def _measured(door: Asgi, route: str, scope: Scope, receive: Receive, send: Send) -> None:
    status = 500
    started = time.monotonic()

    async def watched(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            message["headers"] = [*message.get("headers", []), *SECURITY_HEADERS]
        await send(message)

    with span(f"{scope['method']} {route or scope['path']}"):
        await door(scope, receive, watched)
    name = route or scope.get("path_template") or "other"
    REQUESTS.labels(scope["method"], name, status).observe(time.monotonic() - started)
