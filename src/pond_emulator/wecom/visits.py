"""Where an acquisition link and a customer service link lead: choose who opens it."""

import html
from collections.abc import Callable
from urllib.parse import urlencode

from pond_emulator.kit.web import Answer, Request, Router, answer_error
from pond_emulator.wecom import kf_life, link_life
from pond_emulator.wecom.login_pages import PAGE
from pond_emulator.world import World

Visit = Callable[[Request, int], None]


class Visits:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        for path, visit in (("/ca/{name}", self._click), ("/kf/{name}", self._enter)):
            router.add("GET", path, self.choose)
            router.add("POST", path, self._visited(visit))

    def choose(self, request: Request) -> Answer:
        """The played people, each a button."""
        rows = self._world.store.all(
            "select id, name from person where played = 1 order by id desc limit 50"
        )
        page = PAGE
        for row in rows:
            target = html.escape(f"?{urlencode(request.query | {'person': str(row['id'])})}")
            name = html.escape(row["name"])
            page += f'<form method="post" action="{target}"><button>{name}</button></form>'
        return Answer(200, page.encode(), content_type="text/html; charset=utf-8")

    def _visited(self, visit: Visit) -> Callable[[Request], Answer]:
        def handle(request: Request) -> Answer:
            """Back to the phone, on which the consequences are seen."""
            try:
                with self._world.store.transaction():
                    visit(request, int(request.query.get("person") or 0))
            except LookupError as error:
                return answer_error(409, str(error.args[0]))
            return Answer(303, b"", [("location", "/phone")])

        return handle

    def _click(self, request: Request, person: int) -> None:
        name, channel = request.params["name"], request.query.get("customer_channel", "")
        link_life.click(self._world, person, name, channel, self._world.clock.world())

    def _enter(self, request: Request, person: int) -> None:
        scene, param = (request.query.get(key, "") for key in ("scene", "scene_param"))
        name, now = request.params["name"], self._world.clock.world()
        kf_life.enter(self._world, person, name, scene, param, now)
