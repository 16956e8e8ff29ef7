"""Requests that fit the API's own description, or nearly: no answer of 500, no hang.

Made up by schemathesis from the OpenAPI document; the owner's session, a full brand.
"""

import asyncio
import json
import os
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from tests.api.conftest import Person
from tests.api.filled import fill
from tests.api.routes import body_of
from tests.support import asgi

from pondkeeper.api import track
from pondkeeper.api.app import build
from pondkeeper.api.callbacks import callbacks
from pondkeeper.api.console import console
from pondkeeper.api.front import Front
from pondkeeper.api.openapi import describe
from pondkeeper.domain import channels
from pondkeeper.pages import ROUTES as PAGES

CASES = int(os.environ.get("POND_CASES", "300"))
SEED = int(os.environ.get("POND_SEED", "20261122"))
PATIENCE_S = 60.0
APP = {"kind": "own_app", "name": "app", "base_url": "http://127.0.0.1", "settings": {}}
NOT_OURS = {"DELETE /api/sessions/current"}  # it would end the session that all others need


@dataclass
class Caller:
    """Sends cases to the application in the event loop of the test, from hypothesis's thread."""

    app: Any
    loop: asyncio.AbstractEventLoop
    headers: list[tuple[bytes, bytes]]
    answers: Counter[int] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)
    """By operation the first request that broke it."""

    def send(self, operation: str, asked: asgi.Asked) -> None:
        answer = asyncio.run_coroutine_threadsafe(asgi.ask(self.app, asked), self.loop)
        answered = answer.result(PATIENCE_S)
        self.answers[answered.status] += 1
        if answered.status >= 500:
            seen = replace(asked, headers=())
            self.broken.setdefault(operation, f"{answered.status} for {seen!r:.1500}")

    def request(self, case: Case, mine: Mapping[str, Any], taken: int) -> asgi.Asked | None:
        """What goes over the line; None where HTTP itself cannot say it.

        `mine` is a body that makes sense; over it go the fields of the case whose bit is in
        `taken`.
        """
        wanted = case.as_transport_kwargs(base_url="http://127.0.0.1")
        if mine and isinstance(wanted.get("json"), dict):
            drawn = sorted(wanted["json"].items())
            over = {name: value for bit, (name, value) in enumerate(drawn) if taken >> bit & 1}
            wanted["json"] = {**mine, **over}
        try:
            made = requests.Request(
                **{name: wanted[name] for name in SENT if wanted.get(name) is not None}
            ).prepare()
        except (requests.RequestException, UnicodeError, TypeError, ValueError):
            return None
        parts, body = urlsplit(str(made.url)), made.body or b""
        own = [
            (name.lower().encode("latin-1"), str(value).encode("latin-1", "replace"))
            for name, value in made.headers.items()
            if name.lower() not in {"cookie", "x-csrf-token", "authorization"}
        ]
        return asgi.Asked(
            str(made.method),
            unquote(parts.path),
            parts.query.encode(),
            [*own, *self.headers],
            body.encode() if isinstance(body, str) else body,
        )


SENT = ("method", "url", "params", "headers", "json", "data", "files")


@pytest.fixture
async def caller(owner: Person, services: Any) -> AsyncIterator[Caller]:
    """Lin's session, and the write key of an app of hers."""
    cookies = "; ".join(f"{name}={value}" for name, value in owner.http.cookies.items())
    headers = [(b"cookie", cookies.encode()), (b"x-csrf-token", owner.csrf.encode())]
    made = await owner.send("POST", "/api/channels", APP)
    async with services.database.tx(int(owner.me["workspace"]["id"])) as tx:
        key = (await channels.access(tx, int(made.json()["id"]))).public_key
    headers.append((b"authorization", b"Basic " + b64encode(f"{key}:".encode())))
    yield Caller(whole(services), asyncio.get_running_loop(), headers)
    await track.flush(services)


def whole(services: Any) -> Front:
    """Every door of the web process."""
    door = partial(callbacks, services=services)
    return Front(build(services, PAGES), door, console, track.doors(services))


async def test_no_request_that_nearly_makes_sense_breaks_the_api(
    caller: Caller, owner: Person, services: Any, urls: Any
) -> None:
    """POND_CASES requests over all operations, of POND_SEED."""
    ids = await fill(owner, services, urls.owner)
    operations = list(described())
    each = max(1, round(CASES / len(operations)))
    await asyncio.to_thread(try_all, caller, operations, ids, each)
    assert not caller.broken, "\n".join(f"{name}: {how}" for name, how in caller.broken.items())
    assert sum(caller.answers.values()) >= CASES * 0.6, caller.answers
    assert caller.answers[401] < sum(caller.answers.values()) * 0.2, caller.answers
    assert sum(count for status, count in caller.answers.items() if status < 300) > 0


def described() -> Iterator[APIOperation]:
    schema = schemathesis.openapi.from_dict(json.loads(describe()))
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.label not in NOT_OURS:
            yield operation


def try_all(
    caller: Caller, operations: list[APIOperation], ids: Mapping[str, Any], each: int
) -> None:
    for number, operation in enumerate(operations):
        try_one(caller, operation, ids, each, SEED + number)


def try_one(
    caller: Caller, operation: APIOperation, ids: Mapping[str, Any], count: int, own_seed: int
) -> None:
    """Make requests of every kind to one operation: fitting, nearly fitting, of what is there."""
    there = {
        parameter.name: ids[parameter.name]
        for parameter in operation.path_parameters
        if parameter.name in ids
    }

    body = body_of(operation.label, ids)
    mine = body if isinstance(body, dict) else {}

    @seed(own_seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(kinds(operation, there), st.booleans(), st.integers(0, 2**12 - 1))
    def story(case: Case, sensible: bool, taken: int) -> None:  # noqa: FBT001 - hypothesis's
        asked = caller.request(case, mine if sensible else {}, taken)
        if asked is not None:
            caller.send(operation.label, asked)

    story()


def kinds(operation: APIOperation, there: dict[str, Any]) -> st.SearchStrategy[Case]:
    """Requests that fit, about what is there and about anything; where it can be, misfits too."""
    drawn = [operation.as_strategy(GenerationMode.POSITIVE)]
    if there:
        drawn.append(operation.as_strategy(GenerationMode.POSITIVE, path_parameters=there))
    if operation.body or operation.query or operation.path_parameters:
        drawn.append(operation.as_strategy(GenerationMode.NEGATIVE))
    return st.one_of(drawn)


HEADERS = (
    b"x-csrf-token", b"cookie", b"authorization", b"accept", b"accept-language", b"content-type",
    b"content-length", b"content-encoding", b"host", b"x-forwarded-for", b"x-pond-steer",
    b"if-none-match", b"range", b"origin", b"referer",
)  # fmt: skip
VALUES = (
    b"", b"\xe9", b"\xff\xfe", b"\0", b"9" * 5000, b"-1", b"pond_session=\xe9", b"pond_session=%00",
    b"=;=;=", b"Bearer", b"Bearer \xe9", b"Bearer pk_%00", b"Basic Og==", b"application/json",
    b"application/json; charset=utf-16", b"multipart/form-data", b"multipart/form-data; boundary=",
    b"application/x-www-form-urlencoded", b"application/msgpack", b"gzip", b"*/*;q=x", b"bytes=9-1",
)  # fmt: skip
ASKED = (
    ("GET", "/api/me", b""), ("GET", "/api/contacts", b""), ("POST", "/api/tags", b'{"name":"x"}'),
    ("POST", "/api/sessions", b'{"login":"lin","password":"x"}'), ("POST", "/api/imports", b"--x"),
    ("POST", "/api/setup", b"{}"), ("POST", "/steer", b"{}"), ("GET", "/metrics", b""),
    ("POST", "/v1/track", b'{"userId":"u","event":"x"}'), ("POST", "/callbacks/nobody", b""),
    ("GET", "/l/nobody/nothing", b""), ("POST", "/l/nobody/nothing/orders", b"csrf=%C3%A9"),
    ("GET", "/l/\0/\0", b""), ("GET", "/\0", b""), ("GET", "/\ud800", b""),
)  # fmt: skip
ANY_HEADER = [(*asked, name, value) for asked in ASKED for name in HEADERS for value in VALUES]


async def test_headers_of_strangers_break_no_door(services: Any, caller: Caller) -> None:
    """Half of POND_CASES of every header a door reads, with what no browser sends; signed in and not."""
    app, broken = whole(services), []
    chosen = Random(SEED).sample(ANY_HEADER, min(CASES // 2, len(ANY_HEADER)))
    for method, path, body, name, value in chosen:
        for own in (caller.headers, []):
            kept = [(key, text) for key, text in own if key != name]
            asked = asgi.Asked(method, path, b"", [*kept, (name, value)], body)
            if (await asgi.ask(app, asked)).status >= 500:
                broken.append((method, path, name, value))
    assert not broken
