"""An official account and a mini program against a small server that plays the platform."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.platforms import vectors as v
from tests.platforms.cast import MemoryTokens, Pauses, StandingClock, Unmetered
from tests.platforms.loopback import Asked, HangUp, Loopback, Reply, loopback, ok

from pondkeeper.domain.channels.ports import ChannelAccess, Platform
from pondkeeper.kit.http import Http
from pondkeeper.platforms import mini_program, official_account
from pondkeeper.platforms.common.ground import Ground

APP, SECRET, TOKEN = "wxpond00000001", "app-secret-0001", "callback-token"


def access(kind: str, base_url: str = "http://127.0.0.1:9", **secrets: str) -> ChannelAccess:
    """A channel in plain mode, unless `encoding_aes_key` is given."""
    given = {"app_secret": SECRET, "callback_token": TOKEN, **secrets}
    return ChannelAccess(1, 7, kind, base_url, "pk", {"app_id": APP}, given)


def safe(kind: str, base_url: str = "http://127.0.0.1:9") -> ChannelAccess:
    return access(kind, base_url, encoding_aes_key=v.FIXED_AES_KEY)


def refused(code: int, errmsg: str = "no", **more: Any) -> Reply:
    """A refusal, with the number of the request that the platform adds."""
    text = f"{errmsg} rid: 66f0a1b2-0c3d4e5f-6a7b8c9d"
    return Reply(json.dumps({"errcode": code, "errmsg": text, **more}).encode())


class Desk:
    def __init__(self, http: Http, kind: str) -> None:
        self.kind = kind
        self.replies: dict[str, list[Reply | None]] = {}
        self.fetched = 0
        self.tokens = MemoryTokens()
        self.quota, self.pauses = Unmetered(), Pauses()
        ground = Ground(http, self.tokens, StandingClock(), self.quota, self.pauses)
        build = official_account.build if kind == "official_account" else mini_program.build
        self.platform: Platform = build(ground)
        self.server: Loopback

    async def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/cgi-bin/stable_token":
            self.fetched += 1
            return Reply(
                json.dumps({"access_token": f"t{self.fetched}", "expires_in": 7200}).encode()
            )
        waiting = self.replies.get(asked.path.removeprefix("/cgi-bin"))
        assert waiting is not None, f"nobody expected {asked.path}"
        reply = waiting.pop(0)
        if reply is None:
            raise HangUp
        return reply

    @property
    def access(self) -> ChannelAccess:
        return access(self.kind, self.server.base_url)

    def says(self, path: str, *replies: Reply | None) -> None:
        """Set the answers of a path, '/cgi-bin' left out; none given is a plain yes."""
        self.replies[path] = list(replies) or [ok()]

    def sent(self) -> Any:
        return self.server.asked[-1].json

    def asked(self) -> dict[str, str]:
        return self.server.asked[-1].query


@asynccontextmanager
async def desk_of(kind: str) -> AsyncIterator[Desk]:
    async with Http() as http:
        made = Desk(http, kind)
        async with loopback(made) as made.server:
            yield made
