"""The words of a small web server: request, answer, route. Nothing general, nothing hidden."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import msgspec


class BadJsonError(Exception):
    """The body is not a JSON object."""


@dataclass
class Request:
    method: str
    path: str
    query_string: str
    headers: dict[str, str]
    body: bytes
    client: str = "127.0.0.1"
    base_url: str = ""
    params: dict[str, str] = field(default_factory=dict)
    gone: Callable[[], bool] = lambda: False

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def target(self) -> str:
        """Path and query exactly as asked, the form that Pay signatures cover."""
        return f"{self.path}?{self.query_string}" if self.query_string else self.path

    def json(self) -> dict[str, Any]:
        """The body as an object; raises BadJsonError."""
        try:
            found = msgspec.json.decode(self.body or b"{}")
        except msgspec.DecodeError as error:
            raise BadJsonError(str(error)) from error
        if not isinstance(found, dict):
            raise BadJsonError("the body must be a JSON object")
        return found


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    content_type: str = "application/json; charset=utf-8"
    stream: AsyncIterator[bytes] | None = None
    drop: bool = False
    delay_s: float = 0.0


def answer_json(data: Any, status: int = 200) -> Answer:
    return Answer(status, msgspec.json.encode(data))


def answer_error(status: int, detail: str) -> Answer:
    """A refusal of the emulator itself (not of a platform it plays)."""
    return answer_json({"error": detail}, status)


Handler = Callable[[Request], Answer | Awaitable[Answer]]


class Router:
    """Exact paths by dictionary, the few with {names} by pattern, in the order they were added."""

    def __init__(self) -> None:
        self._exact: dict[tuple[str, str], Handler] = {}
        self._patterns: list[tuple[str, re.Pattern[str], Handler]] = []

    def add(self, method: str, path: str, handler: Handler) -> None:
        if "{" not in path:
            self._exact[method, path] = handler
            return
        pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path))
        self._patterns.append((method, pattern, handler))

    def find(self, request: Request) -> Handler | None:
        """The handler for this request, its path parameters filled in, or None."""
        exact = self._exact.get((request.method, request.path))
        if exact:
            return exact
        for method, pattern, handler in self._patterns:
            match = pattern.fullmatch(request.path) if method == request.method else None
            if match:
                request.params = match.groupdict()
                return handler
        return None


async def settle(found: Answer | Awaitable[Answer]) -> Answer:
    """Handlers may be plain or async: most are plain, since SQLite answers in microseconds."""
    answer = found if isinstance(found, Answer) else await found
    if answer.delay_s:
        await asyncio.sleep(answer.delay_s)
    return answer
