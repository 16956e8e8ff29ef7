"""All four smaller platforms at the emulator's one address."""

from typing import Protocol

from pond_emulator.bilibili import routes as bilibili
from pond_emulator.douyin import routes as douyin
from pond_emulator.kit.web import Answer, Request, Router
from pond_emulator.kuaishou import routes as kuaishou
from pond_emulator.qq import routes as qq
from pond_emulator.world import World


class Routes(Protocol):
    """A platform's `routes.py`."""

    @property
    def PREFIXES(self) -> tuple[str, ...]: ...  # noqa: N802  a module's constant

    def mount(self, router: Router, world: World) -> None: ...

    def unknown(self, request: Request) -> Answer: ...


PLATFORMS: tuple[Routes, ...] = (qq, douyin, kuaishou, bilibili)


def mount(router: Router, world: World) -> None:
    for platform in PLATFORMS:
        platform.mount(router, world)


def unknown(request: Request) -> Answer | None:
    """A clear error of the platform whose path this would be; None when it is nobody's."""
    for platform in PLATFORMS:
        if request.path.startswith(platform.PREFIXES):
            return platform.unknown(request)
    return None
