"""The web process: every door on one port. `python -m pondkeeper.runtime.web`."""

import os
from functools import partial
from typing import cast

import structlog
import uvicorn
import uvloop

from pondkeeper.api import track
from pondkeeper.api.app import build
from pondkeeper.api.callbacks import callbacks, flush
from pondkeeper.api.console import console
from pondkeeper.api.front import Asgi, Front
from pondkeeper.kit.log import configure_logging
from pondkeeper.kit.telemetry import configure_tracing
from pondkeeper.pages import ROUTES as PAGES
from pondkeeper.runtime.memory import keep_what_is
from pondkeeper.runtime.services import Settings, open_services

POOL = 12
GRACE_S = 15
LOG = structlog.get_logger(__name__)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; answers that are under way are finished."""
    async with open_services(settings, pool=POOL) as services:
        app = cast("Asgi", build(services, PAGES))
        keep_what_is()
        callback_door = partial(callbacks, services=services)
        front = Front(app, callback_door, console, track.doors(services))
        server = uvicorn.Server(
            uvicorn.Config(
                front, host=os.environ.get("POND_HOST", "127.0.0.1"), port=settings.port,
                loop="uvloop", http="httptools", lifespan="on", log_level="warning",
                access_log=False, timeout_graceful_shutdown=GRACE_S, server_header=False,
                limit_concurrency=2_000,
            )
        )
        await server.serve()
        await flush(services)
        await track.flush(services)


def main() -> None:
    """Run the web server of this process's environment."""
    configure_logging("web")
    configure_tracing("web")
    uvloop.run(serve(Settings.from_environment()))


if __name__ == "__main__":
    main()
