"""An official account connected in the console, with the emulator in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from tests.api.conftest import Person
from tests.emulator.stage import open_test_world
from tests.emulator.stage import served as emulator_served
from tests.platforms.emulated import until
from tests.support import net
from tests.support.pond import served

from pond_emulator.app import App
from pond_emulator.world import World
from pondkeeper.api.callbacks import callbacks, flush
from pondkeeper.api.services import Services
from pondkeeper.domain.channels import code_sync
from pondkeeper.platforms import inbox


@dataclass
class Stage:
    owner: Person
    services: Services
    control: httpx.AsyncClient
    inside: World
    channel_id: str
    appid: str
    secret: str

    @property
    def workspace_id(self) -> int:
        return int(self.owner.me["workspace"]["id"])

    async def do(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.control.request(method, f"/emulator/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def person(self, act: str, **body: Any) -> int:
        """Somebody new does something."""
        made = await self.do("POST", "people", {"name": "安然"})
        await self.does(made["person_id"], act, **body)
        return int(made["person_id"])

    async def does(self, person: int, act: str, **body: Any) -> Any:
        return await self.do(
            "POST", f"people/{person}/weixin/{act}", {"appid": self.appid, **body}
        )

    async def call(self, path: str, body: Any) -> Any:
        """Ask the platform for something as another program of the account would."""
        asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        token = (await self.control.post("/cgi-bin/stable_token", json=asked)).json()
        params = {"access_token": token["access_token"]}
        return (await self.control.post(path, params=params, json=body)).json()

    async def settle(self) -> None:
        """Wait until the platform told everything, and act on it."""
        await until(lambda: not self.inside.notices.pending())
        while await inbox.consume(self.services, self.workspace_id):
            pass
        while await code_sync.consume(self.services, self.workspace_id):
            pass

    async def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = await self.owner.send(method, path, body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def upload(self, method: str, path: str, content: bytes, status: int = 200) -> Any:
        answer = await self.owner.http.request(
            method, path, files={"file": ("a.png", content, "image/png")},
            headers={"X-CSRF-Token": self.owner.csrf},
        )  # fmt: skip
        assert answer.status_code == status, answer.text
        return answer.json()


@asynccontextmanager
async def staged(
    owner: Person, services: Services, home: Path, kind: str = "official_account"
) -> AsyncIterator[Stage]:
    inside = open_test_world(home)
    async with (
        emulator_served(App(inside)) as base,
        net.client(base) as control,
        served(partial(callbacks, services=services)) as doorstep,
    ):
        made = (await control.post("/emulator/accounts", json={"kind": kind})).json()
        settings = {
            "app_id": made["appid"], "app_secret": made["secret"],
            "callback_token": made["token"], "encoding_aes_key": made["encoding_aes_key"],
        }  # fmt: skip
        request = {"kind": kind, "name": "塘边", "base_url": base, "settings": settings}
        channel = (await owner.send("POST", "/api/channels", request)).json()
        stage = Stage(owner, services, control, inside, channel["id"], made["appid"], made["secret"])
        url = f"{doorstep}/callbacks/{channel['public_key']}"
        await stage.do("PUT", f"accounts/{made['appid']}/callback", {"url": url})
        yield stage
        await stage.settle()
        await flush(services)
    inside.store.close()
