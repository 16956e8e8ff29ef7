"""Every endpoint of Bilibili there is. What is not listed answers with a clear error."""

from typing import Any

from pond_emulator.bilibili import accounts
from pond_emulator.bilibili.door import PLATFORM, Call, Endpoint, Manner
from pond_emulator.kit.door import Door
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.small.control import Control, Stage
from pond_emulator.world import World

PREFIXES = ("/x/account-oauth2/", "/arcopen/")
OAUTH = "/x/account-oauth2/v1"
BY_SECRET: tuple[tuple[str, Endpoint], ...] = (
    (f"{OAUTH}/token", accounts.token),
    (f"{OAUTH}/refresh_token", accounts.refresh),
)
SIGNED: tuple[tuple[str, Endpoint], ...] = (
    ("/arcopen/fn/user/account/info", accounts.info),
    ("/arcopen/fn/user/account/scopes", accounts.scopes),
    ("/arcopen/fn/data/user/stat", accounts.user_stat),
    ("/arcopen/fn/data/arc/stat", accounts.work_stat),
    ("/arcopen/fn/archive/viewlist", accounts.works),
)
UNKNOWN = 404404


def mount(router: Router, world: World) -> None:
    manner = Manner(world)
    door = Door[Call](world, manner)
    for path, endpoint in BY_SECRET:
        router.add("POST", path, door.serve(path, endpoint, "token", manner.open_by_secret))
    for path, endpoint in SIGNED:
        router.add("GET", path, door.serve(path, endpoint))
    Control(world, Stage(PLATFORM, "bl", accounts.ACTS, props)).mount(router)


def props() -> dict[str, Any]:
    return {"fans": 3400, "following": 21}


def unknown(request: Request) -> Answer:
    """Never a made-up success: says that the emulator, not the platform, lacks this."""
    text = f"{request.method} {request.path} is not emulated"
    return answer_json({"code": UNKNOWN, "message": text, "ttl": 1}, 404)
