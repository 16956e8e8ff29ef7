"""Whether the process is well, its metrics, and the door by which business time is steered."""

import ipaddress
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import JSONBody
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from pondkeeper.api.door import AnyRequest, peer
from pondkeeper.api.services import Services
from pondkeeper.kit import steering
from pondkeeper.kit.crypto import same
from pondkeeper.kit.errors import Forbidden

STEER_HEADER = "x-pond-steer"


class SteerRequest(msgspec.Struct):
    """Where business time should stand; empty only asks."""

    to: datetime | None = None
    end: bool = False


class SteerAnswer(msgspec.Struct):
    """Where business time stands, and whether everything due has been done."""

    now: datetime
    mode: str
    idle: bool
    pending: dict[str, int]


@get("/healthz", media_type="text/plain", include_in_schema=False)
async def health() -> str:
    """Say that the process answers."""
    return "ok"


@get("/readyz", media_type="text/plain", include_in_schema=False)
async def ready(state: State) -> str:
    """Say that the process and its database answer."""
    services: Services = state.services
    async with services.database.tx() as tx:
        return f"ok, epoch {tx.epoch}"


@get("/metrics", include_in_schema=False)
async def metrics() -> Response[bytes]:
    """Hand Prometheus this process's numbers."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@post("/steer", status_code=200, include_in_schema=False)
async def steer(request: AnyRequest, state: State, data: JSONBody[SteerRequest]) -> SteerAnswer:
    """Move steered business time forward, for a program on this machine that has the token."""
    services: Services = state.services
    _check(request, services)
    async with services.database.tx() as tx:
        if data.end:
            await steering.end(tx)
        elif data.to is not None:
            await steering.move(tx, data.to)
    async with services.database.tx() as tx:
        seen: dict[str, Any] = await steering.look(tx)
    mode = "steered" if seen.pop("steered_at") else "system"
    pending: dict[str, int] = seen
    return SteerAnswer(tx.clock.now(), mode, not any(pending.values()), pending)


def _check(request: AnyRequest, services: Services) -> None:
    given = request.headers.get(STEER_HEADER, "")
    local = ipaddress.ip_address(peer(request) or "0.0.0.0").is_loopback  # noqa: S104 - no address given counts as not local
    if not (local and services.steer_token and same(given, services.steer_token)):
        raise Forbidden("Business time is steered from this machine only, with its token.")


ROUTES = (health, ready, metrics, steer)
