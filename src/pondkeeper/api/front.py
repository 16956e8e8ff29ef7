"""The ASGI front: hot doors by exact path, everything else to the application; each is measured."""

import time
from collections.abc import Mapping, MutableMapping
from typing import Any

from pondkeeper.api.hot import Asgi, Receive, Scope, Send
from pondkeeper.kit.telemetry import REQUESTS, span

__all__ = ["Asgi", "Front"]

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
]
HOT_METHODS = frozenset({"POST", "OPTIONS"})


class Front:
    """Routes hot paths to their own plain ASGI handlers; the rest is the application's."""

    def __init__(
        self, app: Asgi, callbacks: Asgi, console: Asgi, hot: Mapping[str, Asgi] | None = None
    ) -> None:
        """`console` serves static files under /console/, `hot` are handlers by exact path.

        A hot path is the handler's for POST and OPTIONS only; reading it is the application's.
        """
        self._app = app
        self._callbacks = callbacks
        self._console = console
        self._hot = hot or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if path.startswith("/callbacks/"):
            await _measured(self._callbacks, "/callbacks/{key}", scope, receive, send)
        elif path in self._hot and scope["method"] in HOT_METHODS:
            await _measured(self._hot[path], path, scope, receive, send)
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
