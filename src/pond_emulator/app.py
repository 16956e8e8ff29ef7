"""The whole emulator as one ASGI application."""

import asyncio
import contextlib
import ipaddress

from pond_emulator.control.accounts import Accounts
from pond_emulator.control.groups import Groups
from pond_emulator.control.members import Members
from pond_emulator.control.people import People
from pond_emulator.control.rules import Rules
from pond_emulator.control.service import Service
from pond_emulator.control.workings import Workings
from pond_emulator.demo.stage import Stage
from pond_emulator.desk.pages import Desk
from pond_emulator.kit import asgi
from pond_emulator.kit.web import Answer, BadJsonError, Request, Router, answer_error, settle
from pond_emulator.pay import refunds
from pond_emulator.pay import routes as pay_routes
from pond_emulator.pay import transfers as payouts
from pond_emulator.pay.hands import Hands
from pond_emulator.people.walks import Walks
from pond_emulator.phone.pages import Phone
from pond_emulator.phone.webview import Webview
from pond_emulator.small import mounting as small
from pond_emulator.wecom import hands, transfers
from pond_emulator.wecom import routes as wecom_routes
from pond_emulator.wecom.login_pages import Login
from pond_emulator.wecom.visits import Visits
from pond_emulator.weixin import door as weixin_door
from pond_emulator.weixin import mounting as weixin
from pond_emulator.world import World

OWN = ("/emulator", "/phone", "/scan/", "/ca/", "/kf/", "/webview")
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
TICK_S = 0.05


class App:
    def __init__(self, world: World) -> None:
        self.world = world
        self.router = Router()
        self._tasks: list[asyncio.Task[None]] = []
        wecom_routes.mount(self.router, world)
        weixin.mount(self.router, world)
        door = pay_routes.mount(self.router, world)
        small.mount(self.router, world)
        Accounts(world, door).mount(self.router)
        Hands(world, door).mount(self.router)
        People(world).mount(self.router)
        Workings(world).mount(self.router)
        Rules(world).mount(self.router)
        Members(world).mount(self.router)
        Groups(world).mount(self.router)
        Service(world).mount(self.router)
        Phone(world).mount(self.router)
        self._webview = Webview(world)
        self._webview.mount(self.router)
        self._stage = Stage(world)
        self._stage.mount(self.router)
        self._walks = Walks(world)
        self._walks.mount(self.router)
        Desk(world).mount(self.router)
        Visits(world).mount(self.router)
        Login(world).mount(self.router)  # last: one path is shared with who had it before

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await asgi.write_answer(send, await self._answer(scope, receive))

    async def _live(self, receive: asgi.Receive, send: asgi.Send) -> None:
        await receive()
        coroutines = (
            self.world.notices.run(),
            self._tick(),
            self._stage.run(),
            self._walks.run(),
        )
        self._tasks = [asyncio.create_task(c) for c in coroutines]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.world.stop()
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _tick(self) -> None:
        """What falls due by itself: refunds, hand-overs, confirmations by members."""
        while True:
            refunds.settle_due(self.world)
            payouts.settle_due(self.world)
            transfers.settle_due(self.world)
            hands.settle_due(self.world)
            await asyncio.sleep(TICK_S)

    async def _answer(self, scope: asgi.Scope, receive: asgi.Receive) -> Answer:
        try:
            request = await asgi.read_request(scope, receive)
        except asgi.BodyTooLargeError:
            return answer_error(413, "too large")
        if request.path.startswith(OWN) and not is_local(request):
            return answer_error(403, "this door is for this machine only")
        handler = self.router.find(request)
        if handler is None:
            return await self._unknown(request)
        try:
            return await settle(handler(request))
        except BadJsonError as error:
            return answer_error(400, str(error))
        except (KeyError, TypeError, ValueError) as error:
            if not request.path.startswith("/emulator/"):
                raise
            return answer_error(422, f"{type(error).__name__}: {error}")

    async def _unknown(self, request: Request) -> Answer:
        if weixin_door.is_for_us(self.world, request):
            return weixin_door.unknown(request)
        if request.path.startswith("/cgi-bin/"):
            return wecom_routes.unknown(request)
        if request.path.startswith("/v3/"):
            return pay_routes.unknown(request)
        if (told := small.unknown(request)) is not None:
            return told
        if not is_local(request):
            return answer_error(404, f"{request.method} {request.path} is not here")
        return await self._webview.fetch(request)


def is_local(request: Request) -> bool:
    """From this machine, under a loopback name, and no deed of a page that lies elsewhere."""
    if request.method != "GET" and request.headers.get("sec-fetch-site") == "cross-site":
        return False
    host = request.headers.get("host", "").rsplit(":", 1)[0]
    try:
        near = ipaddress.ip_address(request.client).is_loopback
    except ValueError:
        near = False
    return near and host in LOOPBACK_NAMES
