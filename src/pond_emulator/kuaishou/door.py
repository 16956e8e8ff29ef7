"""Kuaishou's door: app id and token as parameters, `result` 1 for yes.

The codes from 100200100 on are from memory (M); the texts are ours.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from pond_emulator.kit import door
from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Answer, Request, answer_json
from pond_emulator.small import apps
from pond_emulator.small.apps import App
from pond_emulator.world import World

PLATFORM = "kuaishou"
TEXTS = {
    100100402: "请求过于频繁",
    100200100: "请求参数有误",
    100200101: "认证失败",
    100200102: "拒绝访问",
    100200104: "grant_type 错误",
    100200105: "code 无效",
    100200106: "refresh_token 无效",
    100200107: "access_token 无效",
}


@dataclass(kw_only=True)
class Call(door.Call):
    """One call by an app; `open_id` is the account whose token it carries, if any."""

    app: App
    open_id: str = ""


Endpoint: TypeAlias = door.Endpoint[Call]


class Manner:
    platform = PLATFORM
    busy = 100100404
    banned = 100200102

    def __init__(self, world: World) -> None:
        self._world = world

    def open(self, request: Request) -> Call:
        """As the app."""
        return self._by_token(request, "app")

    def open_as_account(self, request: Request) -> Call:
        """As an account that said yes."""
        return self._by_token(request, "user")

    def open_by_secret(self, request: Request) -> Call:
        """For tokens and logins."""
        given = fields_of(request)
        call = self._call(request, given, given.get("app_id", ""))
        if given.get("app_secret") != call.app.secret:
            raise Refused(100200101)
        return call

    def granted(self, data: dict[str, Any]) -> Answer:
        return answer_json({"result": 1, **data})

    def refused(self, request: Request, refused: Refused) -> Answer:
        del request
        code = int(refused.code)
        text = "：".join(filter(None, (TEXTS.get(code, "error"), refused.detail)))
        return answer_json({"result": code, "error": "error", "error_msg": text})

    def _by_token(self, request: Request, kind: str) -> Call:
        given = fields_of(request)
        row = apps.owner(self._world, PLATFORM, given.get("access_token", ""))
        if row is None or row["kind"] != kind or row["app_id"] != given.get("app_id"):
            raise Refused(100200107)
        if row["expires"] <= self._world.clock.real():
            raise Refused(100200107, "已过期")
        return self._call(request, given, row["app_id"], row["open_id"])

    def _call(
        self, request: Request, given: dict[str, str], app_id: str, open_id: str = ""
    ) -> Call:
        app = apps.find(self._world, PLATFORM, app_id)
        if app is None:
            raise Refused(100200101)
        body: dict[str, Any] = dict(given)
        return Call(self._world, request, app_id, request.query, body, app=app, open_id=open_id)


def fields_of(request: Request) -> dict[str, str]:
    """Query and form together."""
    return request.query | dict(parse_qsl(request.body.decode(), keep_blank_values=True))
