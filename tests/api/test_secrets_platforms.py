"""Every platform's secrets: connected, tested, refused, called back; they are said nowhere."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from tests.api.test_secrets import Talk, said, texts
from tests.platforms.callers import PENS, Post, filled, now
from tests.platforms.cast import Pauses, Unmetered
from tests.platforms.loopback import Asked, HangUp, Reply, loopback
from tests.support import asgi

from pondkeeper.api.callbacks import PREFIX, callbacks, flush
from pondkeeper.domain import channels
from pondkeeper.domain.channels import Adapters
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown, Wire
from pondkeeper.kit.clock import SystemClock
from pondkeeper.platforms import inbox
from pondkeeper.platforms.registry import PLATFORMS, Ground, build

__all__ = ["said"]  # a fixture

TOKEN = "t0kenMARK"
REFUSED = {
    "errcode": 40001, "errmsg": "invalid credential", "code": 11241, "message": "refused",
    "data": {"error_code": 2190008, "description": "refused"}, "result": 100200100,
}  # fmt: skip
GRANTED = {
    "errcode": 0, "access_token": TOKEN, "expires_in": 7200, "result": 1, "code": 0,
    "refresh_token": f"{TOKEN}-again", "data": {"access_token": TOKEN, "expires_in": 7200,
    "error_code": 0, "refresh_token": f"{TOKEN}-again"},
}  # fmt: skip


@dataclass
class Moody:
    """A platform's server in one mood at a time."""

    mood: str = "refuses"

    async def __call__(self, asked: Asked) -> Reply:
        if self.mood == "hangs up":
            raise HangUp
        if self.mood == "grants and refuses" and "token" in asked.path:
            return Reply(json.dumps(GRANTED).encode())
        replies = {
            "fails": Reply(b"<html>500</html>", 500),
            "forbids": Reply(b'{"code":"SIGN_ERROR","message":"bad sign"}', 401),
            "babbles": Reply(b"\xff{not json"),
            "floods": Reply(b'{"code":"FREQUENCY_LIMITED"}', 429),
        }
        return replies.get(self.mood, Reply(json.dumps(REFUSED).encode()))


MOODS = ("refuses", "grants and refuses", "forbids", "floods", "babbles", "fails", "hangs up")


@pytest.fixture
def hasty(services: Any, database: Any) -> Any:
    """The product as it is, but without a pause between tries."""
    ground = Ground(
        http=services.http,
        tokens=services.tokens,
        clock=SystemClock(),
        quota=Unmetered(),
        pause=Pauses(),
    )
    services.adapters = Adapters(build(ground))
    return services


@pytest.mark.parametrize("kind", sorted(PLATFORMS))
async def test_a_platforms_secrets_are_said_nowhere(
    kind: str, hasty: Any, owner: Any, database: Any, said: Any
) -> None:
    """What is secret goes in with the channel; then everything goes wrong that can."""
    lin, brand = Talk(owner), int(owner.me["workspace"]["id"])
    platform = hasty.adapters.of(kind)
    secret = {field.name for field in platform.settings_schema if field.secret}
    settings = marked(kind, filled(platform), secret)
    errors = await everything_wrong(lin, hasty, brand, kind, settings)
    secrets = {name: settings[name] for name in secret} | {"token": TOKEN}
    tables = ("audit", "channel", "platform_token", "callback", "notification")
    places = {
        "the log": said(),
        "an answer": "\n".join(lin.answers),
        "an error": "\n".join(errors),
        **{
            table: await texts(database, brand, f"select t::text from {table} t")
            for table in tables
        },
    }
    leaks = [
        (name, place)
        for name, whole in secrets.items()
        for text in lines_of(whole)
        for place, told in places.items()
        if text in told or text.encode().hex() in told
    ]
    assert leaks == []
    assert all(len(text) >= 9 for whole in secrets.values() for text in lines_of(whole))
    assert bool(places["platform_token"]) == (kind in TAKES_A_TOKEN)


async def everything_wrong(
    lin: Talk, services: Any, brand: int, kind: str, settings: Mapping[str, str]
) -> list[str]:
    """Connect, test, send and be called in every mood; what was raised, as text."""
    moody, errors = Moody(), list[str]()
    async with loopback(moody) as server:
        request = {"kind": kind, "name": kind, "base_url": server.base_url, "settings": settings}
        made = int((await lin.send("POST", "/api/channels", request))["id"])
        path = f"/api/channels/{made}"
        async with services.database.tx(brand) as tx:
            access = await channels.access(tx, made)
        for moody.mood in MOODS:
            await lin.send("POST", f"{path}/test")
            errors += await call_out(services, access)
        for change in ({"base_url": "http://127.0.0.1:1"}, {"base_url": "no address", "name": ""}):
            await lin.send("PUT", path, request | change)
            await lin.send("POST", f"{path}/test")
    await call_in(services, brand, access)
    for page in ("/api/channels", f"{path}/callbacks", f"{path}/limits", "/api/audit"):
        await lin.send("GET", page)
    return errors


TAKES_A_TOKEN = {"wecom", "official_account", "mini_program", "qq", "douyin", "kuaishou", "bilibili"}


def marked(kind: str, given: Mapping[str, str], secret: set[str]) -> dict[str, str]:
    """Settings that work where a pen has them, and say whose they are where it has none."""
    pen = next((pen for pen in PENS.values() if pen.kind == kind), None)
    return {
        **{name: f"s3cretMARK-{text}" if name in secret else text for name, text in given.items()},
        **(pen.settings if pen else {}),
    } | {name: "" for name in given if name.endswith("_url")}


def lines_of(secret: str) -> list[str]:
    """A key in PEM is secret line by line; its first and last line are not."""
    return [line for line in secret.splitlines() if "-----" not in line and len(line) > 8]


async def call_out(services: Any, access: ChannelAccess) -> list[str]:
    """What is sent to a platform in this mood; none of it gets through."""
    errors = []
    for sent in ("welcome", "mass", "template", "custom", "message"):
        body = {"welcome_code": "w", "external_ids": ["x"], "external_id": "x", "text": "hello"}
        try:
            await services.adapters.of(access.kind).adapter.send(access, Wire(sent, body, "k"))
        except (SendRefused, SendUnknown) as error:
            errors.append(f"{error!r} {error} {error.__cause__!r}")
    return errors


async def call_in(services: Any, brand: int, access: ChannelAccess) -> None:
    """What is posted to the channel: real, cut off and empty; handled as far as it goes."""
    door = partial(callbacks, services=services)
    for pen in (pen for pen in PENS.values() if pen.kind == access.kind):
        for post in pen.posts(now()):
            for body in (post.body, post.body[:-3], b""):
                await asgi.ask(door, posted(PREFIX + access.public_key, post, body))
    while await inbox.consume(services, brand):
        pass
    await flush(services)


def posted(path: str, post: Post, body: bytes) -> asgi.Asked:
    headers = [(name.encode(), value.encode()) for name, value in post.headers.items()]
    return asgi.Asked(post.method, path, post.query.encode(), headers, body)
