"""Puts the demo together inside the serving process, and takes it up again after a kill."""

import asyncio
from pathlib import Path

import aiohttp
import httpx

from pond_emulator.demo.console import Console, ConsoleError
from pond_emulator.demo.drive import Drive
from pond_emulator.demo.operators import Operators, plan_story
from pond_emulator.demo.setup import Setup
from pond_emulator.demo.state import Story, load, progress, save
from pond_emulator.demo.steering import Steering, SteeringError
from pond_emulator.kit.outside import session
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.people.life import Life
from pond_emulator.people.shop import Shop
from pond_emulator.world import World

WEEK_S = 7 * 86400
TIMEOUT_S = 30.0
AFTER_TROUBLE_S = 3.0


class Stage:
    """One story per home folder."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._asked = asyncio.Event()

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/demo", self.begin)
        router.add("GET", "/emulator/progress", self.progress)

    def begin(self, request: Request) -> Answer:
        """{product, api_key_file, steer_token_file, seed?, scale?, weeks?} -> 202. A story that
        has begun goes on; a second one is not begun.
        """
        body = request.json()
        if load(self._world) is None:
            try:
                save(self._world, wanted(body))
            except KeyError as error:
                return answer_error(422, f"{error.args[0]} is missing")
        self._asked.set()
        return answer_json(progress(self._world), 202)

    def progress(self, _request: Request) -> Answer:
        return answer_json(progress(self._world))

    async def run(self) -> None:
        """Waits for a story, tells it, lets people live on; starts over after any trouble."""
        if load(self._world) is None:
            await self._asked.wait()
        while True:
            story = load(self._world)
            if story is None:
                raise LookupError("the story is gone")
            try:
                await self._tell(story)
            except (ConsoleError, SteeringError, httpx.HTTPError, OSError) as error:
                story = load(self._world) or story
                story.note = f"{type(error).__name__}: {error}"[:500]
                save(self._world, story)
                await asyncio.sleep(AFTER_TROUBLE_S)

    async def _tell(self, story: Story) -> None:
        key = read_key(story.api_key_file)
        product = session(story.product_url, TIMEOUT_S, 32)
        own = httpx.AsyncClient(
            base_url=self._world.settings.base_url, timeout=TIMEOUT_S, trust_env=False
        )
        operator = httpx.AsyncClient(
            base_url=story.product_url,
            timeout=TIMEOUT_S,
            trust_env=False,
            headers={"Authorization": f"Bearer {key}"},
        )
        async with product, own, operator:
            await self._tell_with(story, product, own, Console(operator))

    async def _tell_with(
        self, story: Story, product: aiohttp.ClientSession, own: httpx.AsyncClient, console: Console
    ) -> None:
        steering = Steering(product, Path(story.steer_token_file))
        if story.state == "setting_up":
            if not story.start:
                story.start = int(await steering.now())
                story.end = story.start + story.weeks * WEEK_S
                self._world.clock.steer(story.start)
                save(self._world, story)
            await Setup(self._world, story, console, own).run()
        plan_story(self._world, story)
        life = Life(self._world, Shop(product), story.seed, story.scale, story.codes)
        drive = Drive(self._world, story, steering, life, Operators(self._world, story, console))
        if story.state == "living":
            await drive.tell()
        await drive.go_on()


def read_key(path: str) -> str:
    return Path(path).read_text(encoding="utf-8").strip()


def wanted(body: dict[str, object]) -> Story:
    """The story that a request describes; raises KeyError."""
    return Story(
        product_url=str(body["product"]),
        api_key_file=str(body["api_key_file"]),
        steer_token_file=str(body["steer_token_file"]),
        seed=int(str(body.get("seed", 1))),
        scale=float(str(body.get("scale", 1.0))),
        weeks=int(str(body.get("weeks", 26))),
    )
