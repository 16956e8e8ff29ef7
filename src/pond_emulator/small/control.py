"""The emulator's own doors for a small platform: register an app, be somebody in it, act."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

from pond_emulator.kit.outside import authorities
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.notices import Sealed
from pond_emulator.small import apps, fans
from pond_emulator.small.apps import App
from pond_emulator.small.fans import Fan
from pond_emulator.world import World, token_text

CHECK_WITHIN_S = 5.0
CODE_LIFE_S = 120
Act = Callable[[World, App, Fan, dict[str, Any]], dict[str, Any]]
Check = Callable[[App, float], tuple[Sealed, Callable[[bytes], bool]]]


@dataclass(frozen=True)
class Stage:
    """What people can do on a platform. `check` is how it asks a callback address, if it does."""

    platform: str
    prefix: str
    acts: Mapping[str, Act]
    props: Callable[[], dict[str, Any]] = dict
    check: Check | None = None
    secret_length: int = 32


class Control:
    def __init__(self, world: World, stage: Stage) -> None:
        self._world = world
        self._stage = stage

    def mount(self, router: Router) -> None:
        base = f"/emulator/{self._stage.platform}/apps"
        router.add("POST", base, self.make_app)
        router.add("PUT", f"{base}/{{app}}/callback", self.set_callback)
        router.add("POST", f"{base}/{{app}}/people", refusing(self.meet))
        router.add("POST", f"{base}/{{app}}/codes", refusing(self.code))
        router.add("POST", f"{base}/{{app}}/acts", refusing(self.act))
        router.add("GET", f"{base}/{{app}}/things/{{kind}}", refusing(self.things))

    def make_app(self, request: Request) -> Answer:
        """{callback_url?, props?} -> {app_id, secret, props}. An address given here is taken
        unchecked; PUT …/callback asks it first.
        """
        body = request.json()
        app = App(
            platform=self._stage.platform,
            app_id=f"{self._stage.prefix}{secrets.randbelow(10**12):012d}",
            secret=token_text(self._stage.secret_length),
            callback_url=str(body.get("callback_url") or ""),
            props=self._stage.props() | dict(body.get("props") or {}),
        )
        apps.keep(self._world, app)
        return answer_json({"app_id": app.app_id, "secret": app.secret, "props": app.props}, 201)

    async def set_callback(self, request: Request) -> Answer:
        """{url} -> {ok, detail}: saved only when the address answers the platform's check."""
        app = apps.find(self._world, self._stage.platform, request.params["app"])
        if app is None:
            return answer_error(404, "no such app")
        app = replace(app, callback_url=str(request.json().get("url") or ""))
        detail = await self._address_trouble(app)
        if detail:
            return answer_json({"ok": False, "detail": detail}, 422)
        apps.keep(self._world, app)
        return answer_json({"ok": True, "detail": "ok"})

    async def _address_trouble(self, app: App) -> str:
        if self._stage.check is None:
            return ""
        asked, right = self._stage.check(app, self._world.clock.real())
        try:
            async with httpx.AsyncClient(
                timeout=CHECK_WITHIN_S, trust_env=False, verify=authorities()
            ) as client:
                answer = await client.post(asked.url, content=asked.body, headers=asked.headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"the address could not be reached: {type(error).__name__}"
        if answer.status_code != 200 or not right(answer.content):
            return f"the address answered {answer.status_code} and not what the check asks for"
        return ""

    def meet(self, request: Request) -> Answer:
        """{person_id} -> {open_id, union_id}: the person as this app knows them."""
        app = self._app(request)
        person_id = request.json().get("person_id")
        if not self._world.store.value("select 1 from person where id = ?", person_id):
            raise LookupError("no such person")
        fan = self._fan(app, fans.meet(self._world, app, int(str(person_id))))
        return answer_json({"open_id": fan.open_id, "union_id": fan.union_id}, 201)

    def code(self, request: Request) -> Answer:
        """{open_id, life_s?} -> {code}: the person has logged in and allowed the app."""
        app, body = self._app(request), request.json()
        fan = self._fan(app, str(body.get("open_id")))
        life_s = float(body.get("life_s") or CODE_LIFE_S)
        return answer_json({"code": apps.make_code(self._world, app, fan.open_id, life_s)}, 201)

    def act(self, request: Request) -> Answer:
        """{open_id, act, …}: the person does something, with all its consequences."""
        app, body = self._app(request), request.json()
        act = self._stage.acts.get(str(body.get("act")))
        if act is None:
            return answer_error(422, f"act must be one of {', '.join(self._stage.acts)}")
        with self._world.store.transaction():
            fan = self._fan(app, str(body.get("open_id")))
            return answer_json(act(self._world, app, fan, body))

    def things(self, request: Request) -> Answer:
        """?open_id -> {things: […]}: what was made or sent through the app, by kind."""
        kind, open_id = request.params["kind"], request.query.get("open_id", "")
        found = fans.things(self._world, self._app(request), kind, open_id)
        return answer_json({"things": found})

    def _app(self, request: Request) -> App:
        app = apps.find(self._world, self._stage.platform, request.params["app"])
        if app is None:
            raise LookupError("no such app")
        return app

    def _fan(self, app: App, open_id: str) -> Fan:
        fan = fans.find(self._world, app, open_id)
        if fan is None:
            raise LookupError("this app does not know such a person")
        return fan


def refusing(handler: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """What cannot be done is told as 409 with the reason."""

    def handle(request: Request) -> Answer:
        try:
            return handler(request)
        except LookupError as error:
            return answer_error(409, str(error.args[0]))

    return handle
