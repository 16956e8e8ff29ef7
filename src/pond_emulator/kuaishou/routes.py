"""Every endpoint of Kuaishou there is. What is not listed answers with a clear error."""

from typing import Any

from pond_emulator.kit.door import Door
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.kuaishou import logins, messages, videos, webhooks
from pond_emulator.kuaishou.door import PLATFORM, Call, Endpoint, Manner
from pond_emulator.small.control import Act, Control, Stage
from pond_emulator.world import World

PREFIXES = ("/oauth2/", "/openapi/")
BY_SECRET: tuple[tuple[str, str, Endpoint], ...] = (
    ("POST", "/oauth2/access_token", logins.token),
    ("GET", "/oauth2/access_token", logins.token),
    ("POST", "/oauth2/refresh_token", logins.refresh),
    ("POST", "/oauth2/mp/code2session", logins.login),
)
AS_ACCOUNT: tuple[tuple[str, Endpoint], ...] = (
    ("/openapi/user_info", videos.user_info),
    ("/openapi/photo/list", videos.videos),
    ("/openapi/photo/info", videos.video),
    ("/openapi/photo/count", videos.count),
)
SUBSCRIBE = "/openapi/mp/developer/message/template/send"
ACTS: dict[str, Act] = {
    "agree": messages.agree,
    "withdraw": webhooks.withdraw,
    "publish": videos.publish,
}
UNKNOWN = 404404


def mount(router: Router, world: World) -> None:
    manner = Manner(world)
    door = Door[Call](world, manner)
    for method, path, endpoint in BY_SECRET:
        router.add(method, path, door.serve(path, endpoint, "token", manner.open_by_secret))
    for path, endpoint in AS_ACCOUNT:
        router.add("GET", path, door.serve(path, endpoint, "", manner.open_as_account))
    router.add("POST", SUBSCRIBE, door.serve(SUBSCRIBE, messages.subscribe, "subscribe"))
    world.notices.register(PLATFORM, webhooks.sealer(world), webhooks.heard)
    Control(world, Stage(PLATFORM, "ks", ACTS, props, secret_length=22)).mount(router)


def props() -> dict[str, Any]:
    return {"fans": 1200, "follows": 8}


def unknown(request: Request) -> Answer:
    """Never a made-up success: says that the emulator, not the platform, lacks this."""
    text = f"{request.method} {request.path} is not emulated"
    return answer_json({"result": UNKNOWN, "error_msg": text}, 404)
