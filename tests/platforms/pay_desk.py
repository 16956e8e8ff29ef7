"""A merchant's desk: our adapter at work before a platform that says what a test wants it to."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.platforms import merchant as m
from tests.platforms.cast import NOW, MemoryTokens, Pauses, StandingClock, Unmetered
from tests.platforms.loopback import Asked, HangUp, Loopback, Reply, loopback

from pondkeeper.domain.channels.ports import ChannelAccess, Pay
from pondkeeper.kit.http import Http
from pondkeeper.platforms import wechat_pay
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.wechat_pay import seals


def good(answer: dict[str, Any] | None, **how: Any) -> Reply:
    body = b"" if answer is None else json.dumps(answer).encode()
    return Reply(body, 204 if answer is None else 200, m.signed(body, **how))


def bad(status: int, code: str) -> Reply:
    """Refusals come unsigned here, as some do from the platform."""
    return Reply(json.dumps({"code": code, "message": "为什么"}).encode(), status)


class Desk:
    def __init__(self, http: Http) -> None:
        self.replies: list[Reply | None] = []
        self.platform = wechat_pay.build(
            Ground(http, MemoryTokens(), StandingClock(), Unmetered(), Pauses())
        )
        self.server: Loopback

    async def __call__(self, asked: Asked) -> Reply:
        check_signature(asked)
        reply = self.replies.pop(0)
        if reply is None:
            raise HangUp
        return reply

    @property
    def pay(self) -> Pay:
        assert self.platform.pay is not None
        return self.platform.pay

    @property
    def access(self) -> ChannelAccess:
        return m.pay_access(self.server.base_url)

    @property
    def last(self) -> Asked:
        return self.server.asked[-1]


def check_signature(asked: Asked) -> None:
    """Every request must carry the merchant's signature over exactly what was sent."""
    scheme, _, rest = asked.headers["authorization"].partition(" ")
    fields = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    assert scheme == seals.SCHEME
    assert (fields["mchid"], fields["serial_no"]) == (m.MCHID, m.SERIAL)
    lines = (asked.method, asked.target, fields["timestamp"], fields["nonce_str"])
    message = "".join(f"{line}\n" for line in lines).encode() + asked.body + b"\n"
    seals.verify_raw(m.key("merchant").public_key(), message, fields["signature"])
    assert fields["timestamp"] == str(int(NOW.timestamp()))


@asynccontextmanager
async def open_desk() -> AsyncIterator[Desk]:
    async with Http() as http:
        made = Desk(http)
        async with loopback(made) as made.server:
            yield made
