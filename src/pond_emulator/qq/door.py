"""QQ's door: the token in a header, refusals with an HTTP status."""

import secrets
from dataclasses import dataclass
from typing import TypeAlias

from pond_emulator.kit import door
from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Answer, BadJsonError, Request, answer_json
from pond_emulator.qq.errors import STATUS, TEXTS
from pond_emulator.small import apps
from pond_emulator.small.apps import App
from pond_emulator.world import World

PLATFORM = "qq"


@dataclass(kw_only=True)
class Call(door.Call):
    """One call by a bot."""

    app: App


Endpoint: TypeAlias = door.Endpoint[Call]


class Manner:
    platform = PLATFORM
    busy = 11242
    banned = 11265

    def __init__(self, world: World) -> None:
        self._world = world

    def open(self, request: Request) -> Call:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "QQBot" or not token:
            raise Refused(11241)
        row = apps.owner(self._world, PLATFORM, token)
        if row is None:
            raise Refused(11243)
        if row["expires"] <= self._world.clock.real():
            raise Refused(11244)
        return self._call(request, apps.find(self._world, PLATFORM, row["app_id"]))

    def open_by_secret(self, request: Request) -> Call:
        """For getAppAccessToken: appId and clientSecret in the body."""
        body = self._body(request)
        app = apps.find(self._world, PLATFORM, str(body.get("appId")))
        if app is None:
            raise Refused(100007)
        if body.get("clientSecret") != app.secret:
            raise Refused(100016)
        return self._call(request, app)

    def granted(self, data: dict[str, object]) -> Answer:
        return answer_json(data) if data else Answer(200)

    def refused(self, request: Request, refused: Refused) -> Answer:
        code = int(refused.code)
        text = ": ".join(filter(None, (TEXTS.get(code, "error"), refused.detail)))
        body = {"message": text, "code": code, "trace_id": secrets.token_hex(16)}
        # The token's address answers refusals with 200, the others do not.
        status = 200 if request.path.startswith("/app/") else STATUS.get(code, 400)
        return answer_json(body, status)

    def _call(self, request: Request, app: App | None) -> Call:
        if app is None:
            raise Refused(11243)
        body = self._body(request)
        return Call(self._world, request, app.app_id, request.query, body, app=app)

    def _body(self, request: Request) -> dict[str, object]:
        try:
            return request.json() if request.method == "POST" else {}
        except BadJsonError as error:
            raise Refused(12002) from error
