"""Douyin's door: three tokens, a sign, and two envelopes that tell by the path."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from pond_emulator.douyin.errors import TEXTS, apps_envelope, open_envelope
from pond_emulator.kit import door
from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Answer, BadJsonError, Request, answer_json
from pond_emulator.small import apps
from pond_emulator.small.apps import App
from pond_emulator.world import World

PLATFORM = "douyin"
UNSIGNED = ("app_id", "thirdparty_id", "sign", "other_settle_params")


@dataclass(kw_only=True)
class Call(door.Call):
    """One call by an app; `open_id` is the business account it speaks for, if any."""

    app: App
    open_id: str = ""


Endpoint: TypeAlias = door.Endpoint[Call]
Opened: TypeAlias = Callable[[Request], Call]


class Manner:
    platform = PLATFORM
    busy = 28001005
    banned = 28001016

    def __init__(self, world: World) -> None:
        self._world = world

    def open(self, request: Request) -> Call:
        """As the account: its token in the header, its open_id in the query."""
        row = self._token(request.headers.get("access-token", ""), "user", 28001003, 28001008)
        if request.query.get("open_id") != row["open_id"]:
            raise Refused(28001007, "open_id 与 access_token 不匹配")
        return self._call(request, row["app_id"], row["open_id"])

    def open_as_app(self, request: Request) -> Call:
        """As the app: client_token in the header."""
        row = self._token(request.headers.get("access-token", ""), "client", 28001003, 28001008)
        return self._call(request, row["app_id"])

    def open_as_program(self, request: Request) -> Call:
        """As the mini program: its token and app_id in the body."""
        given = fields_of(request)
        row = self._token(str(given.get("access_token") or ""), "mini", 11016, 11016)
        if given.get("app_id", row["app_id"]) != row["app_id"]:
            raise Refused(10014)
        return self._call(request, row["app_id"])

    def open_signed(self, request: Request) -> Call:
        """As a merchant: app_id and sign in the body."""
        given = fields_of(request)
        call = self._call(request, str(given.get("app_id") or ""))
        if given.get("sign") != pay_sign(call.app.props["pay_salt"], given):
            raise Refused(2000)
        return call

    def open_by_secret(self, request: Request) -> Call:
        """For tokens: key and secret in the body, under either of their names."""
        given = fields_of(request)
        key = given.get("client_key") or given.get("appid") or ""
        call = self._call(request, str(key))
        secret = given.get("client_secret") or given.get("secret")
        # The two interfaces that prolong a consent take no secret.
        if secret != call.app.secret and "refresh_token" not in given:
            raise Refused(10013)
        return call

    def granted(self, data: dict[str, Any]) -> Answer:
        return answer_json(data)

    def refused(self, request: Request, refused: Refused) -> Answer:
        code = int(refused.code)
        text = "：".join(filter(None, (TEXTS.get(code, "error"), refused.detail)))
        if request.path.startswith("/api/apps/"):
            return answer_json(apps_envelope(code, text))
        return answer_json(open_envelope(code, text, self._world.clock.real()))

    def _token(self, token: str, kind: str, wrong: int, old: int) -> Any:
        row = apps.owner(self._world, PLATFORM, token)
        if row is None or row["kind"] != kind:
            raise Refused(wrong)
        if row["expires"] <= self._world.clock.real():
            raise Refused(old)
        return row

    def _call(self, request: Request, app_id: str, open_id: str = "") -> Call:
        app = apps.find(self._world, PLATFORM, app_id)
        if app is None:
            raise Refused(10003)
        body = fields_of(request)
        return Call(self._world, request, app_id, request.query, body, app=app, open_id=open_id)


def fields_of(request: Request) -> dict[str, Any]:
    """The body, JSON or form; {} for a file."""
    kind = request.headers.get("content-type", "")
    if "multipart" in kind or not request.body:
        return {}
    if "urlencoded" in kind:
        return dict(parse_qsl(request.body.decode()))
    try:
        return request.json()
    except BadJsonError as error:
        raise Refused(28001007, "body") from error


def pay_sign(salt: str, body: Mapping[str, Any]) -> str:
    """md5 of all values and the salt, sorted, joined by & (…/server/ecpay/TE/)."""
    values = [salt]
    for name, value in body.items():
        text = str(value).strip()
        if name not in UNSIGNED and text not in ("", "null"):
            values.append(text)
    values.sort()
    return hashlib.md5("&".join(values).encode(), usedforsecurity=False).hexdigest()
