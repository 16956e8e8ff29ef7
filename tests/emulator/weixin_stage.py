"""An official account or a mini program on the emulator's port, and its server that only listens."""

import base64
import hashlib
import hmac
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
import msgspec
from tests.emulator.stage import decrypt, served, until
from tests.support import net

from pond_emulator.app import App
from pond_emulator.kit import crypto
from pond_emulator.world import World

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def plain_of(element: ET.Element) -> Any:
    """Nested elements as mappings; what is repeated as a list."""
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        value = plain_of(child)
        if child.tag in found:
            before = found[child.tag]
            found[child.tag] = [*(before if isinstance(before, list) else [before]), value]
        else:
            found[child.tag] = value
    return found


@dataclass
class Server:
    """What an account's owner runs: it checks every signature and opens what is sealed."""

    account: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refuse: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for word in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{word}.complete"})
            return
        body = (await receive()).get("body", b"")
        query = {k: v[0] for k, v in parse_qs(scope["query_string"].decode()).items()}
        status, text = self.hear(scope["method"], query, body)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": text.encode()})

    def hear(self, method: str, query: dict[str, str], body: bytes) -> tuple[int, str]:
        self.verify(query)
        if self.refuse:
            self.refuse -= 1
            return 500, ""
        if method == "GET":
            return 200, query["echostr"]
        self.events.append(self.opened(query, body))
        return 200, self.answers.pop(0) if self.answers else "success"

    def verify(self, query: dict[str, str]) -> None:
        parts = sorted((self.account["token"], query["timestamp"], query["nonce"]))
        assert query["signature"] == hashlib.sha1("".join(parts).encode()).hexdigest()

    def opened(self, query: dict[str, str], body: bytes) -> dict[str, Any]:
        if self.account["mode"] == "safe":
            outer = self.parsed(body)
            expected = crypto.callback_signature(
                self.account["token"], query["timestamp"], query["nonce"], outer["Encrypt"]
            )
            assert query["msg_signature"] == expected
            key, appid = self.account["encoding_aes_key"], self.account["appid"]
            body = decrypt(key, appid, outer["Encrypt"]).encode()
        return self.parsed(body)

    def parsed(self, body: bytes) -> dict[str, Any]:
        if self.account["format"] == "json":
            return msgspec.json.decode(body)
        return plain_of(ET.fromstring(body))

    def named(self, name: str) -> list[dict[str, Any]]:
        return [e for e in self.events if name in (e.get("Event"), e["MsgType"])]


@dataclass
class Wx:
    """One account as its owner sees it: a token, a client, a server; and people around it."""

    base: str
    client: httpx.AsyncClient
    account: dict[str, Any]
    server: Server
    world: World
    token: str = ""

    @property
    def appid(self) -> str:
        return str(self.account["appid"])

    async def stable(self, **more: Any) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": self.appid}
        secret = {"secret": self.account["secret"]}
        return (await self.client.post("/cgi-bin/stable_token", json=body | secret | more)).json()

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        return (await self.raw("GET", path, query)).json()

    async def post(self, path: str, body: Any) -> dict[str, Any]:
        return (await self.raw("POST", path, {}, body)).json()

    async def raw(
        self, method: str, path: str, query: dict[str, Any], body: Any = None
    ) -> httpx.Response:
        named = path if path.startswith("/") else f"/cgi-bin/{path}"
        query = {"access_token": self.token} | query
        return await self.client.request(method, named, params=query, json=body)

    async def upload(self, path: str, kind: str, **fields: str) -> dict[str, Any]:
        files = {"media": ("pond.png", PNG, "image/png")}
        query = {"access_token": self.token, "type": kind}
        answer = await self.client.post(f"/cgi-bin/{path}", params=query, files=files, data=fields)
        return answer.json()

    async def person(self, name: str = "momo", **more: Any) -> int:
        answer = await self.client.post("/emulator/people", json={"name": name, **more})
        return answer.json()["person_id"]

    async def does(self, person: int, act: str, status: int = 200, **body: Any) -> dict[str, Any]:
        path = f"/emulator/people/{person}/weixin/{act}"
        answer = await self.client.post(path, json={"appid": self.appid} | body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def fan(self, name: str = "momo") -> tuple[int, str]:
        """(person, openid) of a new follower."""
        person = await self.person(name)
        return person, (await self.does(person, "follow"))["openid"]

    async def heard(self, name: str, count: int = 1) -> list[dict[str, Any]]:
        await until(lambda: len(self.server.named(name)) >= count)
        return self.server.named(name)

    async def screen(self, openid: str) -> list[dict[str, Any]]:
        """Everything that was written to and by somebody."""
        answer = (await self.client.get(f"/emulator/accounts/{self.appid}/people")).json()
        return [m for m in answer["messages"] if m["openid"] == openid]


def session_signature(key: str) -> str:
    return hmac.new(key.encode(), b"", hashlib.sha256).hexdigest()


@asynccontextmanager
async def account_on(world: World, kind: str, **more: Any) -> AsyncIterator[Wx]:
    """An account whose callback address is checked and set."""
    server = Server()
    async with (
        served(App(world)) as base,
        served(server) as product,
        net.client(base) as client,
    ):
        made = await client.post("/emulator/accounts", json={"kind": kind, **more})
        server.account = made.json()
        wx = Wx(base, client, server.account, server, world)
        path = f"/emulator/accounts/{wx.appid}/callback"
        assert (await client.put(path, json={"url": f"{product}/weixin"})).json()["ok"]
        wx.token = (await wx.stable())["access_token"]
        yield wx
    world.store.close()
