"""The emulator on a real port, and a product that only listens: what the tests stand on."""

import asyncio
import base64
import struct
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import uvicorn
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from tests.support import net

from pond_emulator.app import App
from pond_emulator.kit import crypto
from pond_emulator.kit.server import Server
from pond_emulator.world import Settings, World, open_world

DEADLINE_S = 60.0


@asynccontextmanager
async def served(app: Any, port: int = 0) -> AsyncIterator[str]:
    """An ASGI application on a loopback port, a free one by default; yields its address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="error", proxy_headers=False, access_log=False
    )
    config.timeout_graceful_shutdown = int(DEADLINE_S)
    server = Server(config, app.world.stop if isinstance(app, App) else lambda: None)
    server.capture_signals = quiet_signals  # type: ignore[method-assign]
    task = asyncio.create_task(server.serve())
    try:
        await until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


def quiet_signals() -> Any:
    """Tests keep their own signal handlers."""
    return nothing_captured()


class nothing_captured:  # noqa: N801  a context manager named like its act
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


async def until(done: Callable[[], Any], deadline_s: float = DEADLINE_S) -> Any:
    """Waits for a condition; fails at the deadline."""
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline_s
    while True:
        found = done()
        if found:
            return found
        assert loop.time() < end, "the deadline passed"
        await asyncio.sleep(0.01)


@dataclass
class Listener:
    """A product that verifies, decrypts and keeps what the platforms tell it."""

    token: str = ""
    encoding_aes_key: str = ""
    corpid: str = ""
    events: list[dict[str, str]] = field(default_factory=list)
    notifies: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    refuse: int = 0
    pages: dict[str, str] = field(default_factory=dict)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = (await receive()).get("body", b"")
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        query = {k: v[0] for k, v in parse_qs(scope["query_string"].decode()).items()}
        status, text = self.hear(scope["path"], scope["method"], query, headers, body)
        kind = [(b"content-type", b"text/html; charset=utf-8")]
        await send({"type": "http.response.start", "status": status, "headers": kind})
        await send({"type": "http.response.body", "body": text.encode()})

    def hear(
        self, path: str, method: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, str]:
        if self.refuse:
            self.refuse -= 1
            return 503, ""
        if path in self.pages:
            return 200, self.pages[path]
        if path == "/pay":
            self.notifies.append((headers, body))
            return 200, ""
        if method == "GET":
            self.verify(query, query["echostr"])
            return 200, self.decrypt(query["echostr"])
        sealed = ET.fromstring(body).findtext("Encrypt", "")
        self.verify(query, sealed)
        plain = ET.fromstring(self.decrypt(sealed))
        self.events.append({child.tag: child.text or "" for child in plain})
        return 200, "success"

    def verify(self, query: dict[str, str], sealed: str) -> None:
        expected = crypto.callback_signature(self.token, query["timestamp"], query["nonce"], sealed)
        assert query["msg_signature"] == expected

    def decrypt(self, sealed: str) -> str:
        return decrypt(self.encoding_aes_key, self.corpid, sealed)

    def named(self, change: str) -> list[dict[str, str]]:
        return [event for event in self.events if event.get("ChangeType") == change]


def decrypt(encoding_aes_key: str, receive_id: str, sealed: str) -> str:
    """WXBizMsgCrypt the other way round, written apart from the emulator's own."""
    key = base64.b64decode(encoding_aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    plain = plain[16 : -plain[-1]]
    length = struct.unpack(">I", plain[:4])[0]
    assert plain[4 + length :].decode() == receive_id
    return plain[4 : 4 + length].decode()


@dataclass
class Corp:
    """A brand's WeCom corp as seen by a product: its app, its members, a client."""

    base: str
    client: httpx.AsyncClient
    app: dict[str, Any]
    listener: Listener
    world: World
    token: str = ""

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.client.request(method, f"/emulator/{path}", json=body)
        assert answer.status_code < 500, answer.text
        return answer.json()

    async def get(self, name: str, **query: str) -> dict[str, Any]:
        query["access_token"] = self.token
        return (await self.client.get(f"/cgi-bin/{name}", params=query)).json()

    async def post(self, name: str, body: Any) -> dict[str, Any]:
        query = {"access_token": self.token}
        return (await self.client.post(f"/cgi-bin/{name}", params=query, json=body)).json()

    async def code(self, state: str = "parcel", users: tuple[str, ...] = ("mumu", "lan")) -> str:
        way = {"type": 2, "scene": 2, "state": state, "user": list(users), "remark": state}
        return (await self.post("externalcontact/add_contact_way", way))["config_id"]

    async def person(self, name: str = "momo") -> int:
        return (await self.control("POST", "people", {"name": name}))["person_id"]

    async def scan(self, person: int, config_id: str) -> dict[str, Any]:
        return await self.control("POST", f"people/{person}/scan", {"config_id": config_id})


KEYS = {name: crypto.private_pem(crypto.new_key()) for name in ("certificate", "public")}


def open_test_world(home: Path, base: str = "http://127.0.0.1:1", **changes: Any) -> World:
    settings = {"notice_unit": 0.01, "refund_s": 0.01} | changes
    world = open_world(Settings(home=home, base_url=base, **settings))
    for name, pem in KEYS.items():  # made once: a new key takes longer than most tests
        world.store.put(f"pay_{name}_key", pem)
    return world


@asynccontextmanager
async def corp_on(world: World) -> AsyncIterator[Corp]:
    """A corp with two members and an app whose callback address is checked and set."""
    listener = Listener()
    async with (
        served(App(world)) as base,
        served(listener) as product,
        net.client(base) as client,
    ):
        corpid = (await client.post("/emulator/corps", json={"name": "拾木"})).json()["corpid"]
        app = (await client.post(f"/emulator/corps/{corpid}/apps", json={})).json()
        listener.corpid, listener.token = corpid, app["token"]
        listener.encoding_aes_key = app["encoding_aes_key"]
        corp = Corp(base, client, app, listener, world)
        members = [{"userid": "mumu", "name": "木木"}, {"userid": "lan", "name": "阿兰"}]
        await corp.control("POST", f"corps/{corpid}/members", {"members": members})
        path = f"corps/{corpid}/apps/{app['agentid']}/callback"
        assert (await corp.control("PUT", path, {"url": f"{product}/wecom"}))["ok"]
        secret = {"corpid": corpid, "corpsecret": app["secret"]}
        answer = await client.get("/cgi-bin/gettoken", params=secret)
        corp.token = answer.json()["access_token"]
        yield corp
    world.store.close()
