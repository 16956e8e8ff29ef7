"""Every endpoint of QQ's bots there is. What is not listed answers with a clear error."""

from typing import Any

from pond_emulator.kit.door import Door
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.qq import events, messages
from pond_emulator.qq.door import PLATFORM, Call, Endpoint, Manner
from pond_emulator.small import apps
from pond_emulator.small.control import Control, Stage
from pond_emulator.world import World

PREFIXES = ("/app/", "/v2/", "/users/", "/channels/", "/dms/", "/guilds/", "/gateway")
LIFE_S = 7200
RENEWED_S = 60
TOKEN = "/app/getAppAccessToken"  # noqa: S105  a path
USER, GROUP = "/v2/users/{openid}", "/v2/groups/{group}"
ENDPOINTS: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "/users/@me", messages.me),
    ("POST", f"{USER}/messages", messages.send_to_user),
    ("POST", f"{GROUP}/messages", messages.send_to_group),
    ("POST", f"{USER}/files", messages.upload_for_user),
    ("POST", f"{GROUP}/files", messages.upload_for_group),
    ("DELETE", f"{USER}/messages/{{message}}", messages.recall),
    ("DELETE", f"{GROUP}/messages/{{message}}", messages.recall),
)


def mount(router: Router, world: World) -> None:
    manner = Manner(world)
    door = Door[Call](world, manner)
    router.add("POST", TOKEN, door.serve(TOKEN, token, "token", manner.open_by_secret))
    for method, path, endpoint in ENDPOINTS:
        router.add(method, path, door.serve(path, endpoint))
    world.notices.register(PLATFORM, events.sealer(world))
    Control(
        world, Stage(PLATFORM, "1020", events.ACTS, props, check=events.check, secret_length=28)
    ).mount(router)


def props() -> dict[str, Any]:
    """`hosts` are those whose addresses the bot may send."""
    return {"name": "小池机器人", "hosts": []}


def token(call: Call) -> dict[str, Any]:
    """The same one until its last 60 seconds; then a new one, and both are good."""
    found = apps.living(call.world, call.app, "app", at_least_s=RENEWED_S)
    value, left = found or (apps.issue(call.world, call.app, "app", LIFE_S), LIFE_S)
    return {"access_token": value, "expires_in": str(int(left))}


def unknown(request: Request) -> Answer:
    """Never a made-up success: says that the emulator, not the platform, lacks this."""
    text = f"{request.method} {request.path} is not emulated"
    return answer_json({"code": 404404, "message": text}, 404)
