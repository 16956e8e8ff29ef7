"""Every endpoint of Kuaishou there is. What is not listed answers with a clear error."""

from typing import Any

from pond_emulator.kit.door import Door
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.kuaishou import people
from pond_emulator.kuaishou.door import PLATFORM, Call, Endpoint, Manner
from pond_emulator.small.control import Control, Stage
from pond_emulator.world import World

PREFIXES = ("/oauth2/", "/openapi/")
BY_SECRET: tuple[tuple[str, str, Endpoint], ...] = (
    ("POST", "/oauth2/access_token", people.token),
    ("GET", "/oauth2/access_token", people.token),
    ("POST", "/oauth2/refresh_token", people.refresh),
    ("POST", "/oauth2/mp/code2session", people.login),
)
AS_ACCOUNT: tuple[tuple[str, Endpoint], ...] = (
    ("/openapi/user_info", people.user_info),
    ("/openapi/photo/list", people.videos),
    ("/openapi/photo/info", people.video),
    ("/openapi/photo/count", people.count),
)
SUBSCRIBE = "/openapi/mp/developer/message/template/send"
UNKNOWN = 404404


def mount(router: Router, world: World) -> None:
    manner = Manner(world)
    door = Door[Call](world, manner)
    for method, path, endpoint in BY_SECRET:
        router.add(method, path, door.serve(path, endpoint, "token", manner.open_by_secret))
    for path, endpoint in AS_ACCOUNT:
        router.add("GET", path, door.serve(path, endpoint, "", manner.open_as_account))
    router.add("POST", SUBSCRIBE, door.serve(SUBSCRIBE, people.subscribe, "subscribe"))
    world.notices.register(PLATFORM, people.sealer(world), people.heard)
    Control(world, Stage(PLATFORM, "ks", people.ACTS, props, secret_length=22)).mount(router)


def props() -> dict[str, Any]:
    return {"fans": 1200, "follows": 8}


def unknown(request: Request) -> Answer:
    """Never a made-up success: says that the emulator, not the platform, lacks this."""
    text = f"{request.method} {request.path} is not emulated"
    return answer_json({"result": UNKNOWN, "error_msg": text}, 404)
