"""Door: who is asking, what they may do, and the transactions opened for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from litestar import Request
from litestar.datastructures import State

from pondkeeper.api.services import Services
from pondkeeper.domain import staff
from pondkeeper.kit.crypto import same
from pondkeeper.kit.db import Actor, Tx
from pondkeeper.kit.errors import Forbidden, NotAuthenticated

COOKIE = "pond_session"
CSRF_HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
AnyRequest = Request[Any, Any, State]


@dataclass(slots=True)
class Door:
    """One request of one known actor. Writes are audited in the transaction that does them."""

    services: Services
    actor: Actor
    workspace_id: int
    verb: str
    writes: bool
    session: "SessionSeen | None" = None
    _about: tuple[str, str, dict[str, Any]] = field(default=("", "", {}))

    @asynccontextmanager
    async def tx(self, right: str) -> AsyncIterator[Tx]:
        """Open a transaction for an actor who has `right` ('' for what everybody here may do).

        Raises Forbidden when they have not.
        """
        if right and right not in self.actor.rights:
            raise Forbidden(
                "You may not do this.", hint=f"Ask an owner for the right '{right}'."
            )
        async with self.services.database.tx(self.workspace_id, self.actor) as tx:
            yield tx
            if self.writes:
                noun, noun_id, detail = self._about
                await staff.audit(tx, self.verb, noun, noun_id, **detail)

    def about(self, noun: str, noun_id: object = "", **detail: Any) -> None:
        """Name what this request is about, for the audit trail."""
        self._about = (noun, str(noun_id), detail)


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """The browser's session, as far as a handler needs it."""

    id: int
    account_id: int
    csrf_token: str
    workspace_id: int | None


async def provide_door(request: AnyRequest) -> Door:
    """Find out who asks. Raises NotAuthenticated, or Forbidden on a missing CSRF token."""
    services: Services = request.app.state.services
    bearer = request.headers.get("authorization", "")
    known = (
        await _by_key(services, request, bearer.removeprefix("Bearer "))
        if bearer.startswith("Bearer pk_")
        else await _by_session(services, request)
    )
    actor, workspace_id, session = known
    return Door(
        services=services, actor=actor, workspace_id=workspace_id, session=session,
        verb=request.route_handler.handler_name,
        writes=request.method not in SAFE_METHODS,
    )


async def find_session(services: Services, request: AnyRequest) -> SessionSeen:
    """Return the session of the request's cookie, CSRF checked on writes. Raises as above."""
    token = request.cookies.get(COOKIE, "")
    async with services.database.tx() as tx:
        found = await staff.find_session(tx, token) if token else None
    if found is None:
        raise NotAuthenticated("You are not signed in.", hint="Sign in and try again.")
    session_id, account_id, _ = found
    async with services.database.tx(account_id=account_id) as tx:
        session = await staff.load_session(tx, session_id)
    if session is None:
        raise NotAuthenticated("Your session has ended.", hint="Sign in again.")
    if request.method not in SAFE_METHODS:
        _check_csrf(request, session.csrf_token)
    return SessionSeen(session_id, account_id, session.csrf_token, session.workspace_id)


def peer(request: AnyRequest) -> str:
    """Return the address of whoever asks."""
    return request.client.host if request.client else ""


async def _by_key(
    services: Services, request: AnyRequest, secret: str
) -> tuple[Actor, int, SessionSeen | None]:
    async with services.database.tx() as tx:
        found = await staff.find_key(tx, secret)
    if found is None:
        raise NotAuthenticated("This API key is not known.", hint="It may have been revoked.")
    workspace_id, key_id = found
    async with services.database.tx(workspace_id) as tx:
        rights = await staff.use_key(tx, key_id)
    return Actor("api_key", key_id, rights=rights, ip=peer(request)), workspace_id, None


async def _by_session(
    services: Services, request: AnyRequest
) -> tuple[Actor, int, SessionSeen | None]:
    session = await find_session(services, request)
    async with services.database.tx(account_id=session.account_id) as tx:
        brands = await staff.brands_of(tx, session.account_id)
    mine = [brand_id for brand_id, _ in brands]
    workspace_id = session.workspace_id if session.workspace_id in mine else next(iter(mine), None)
    if workspace_id is None:
        raise Forbidden("You do not work for any brand here (any more).")
    async with services.database.tx(workspace_id, account_id=session.account_id) as tx:
        member = await staff.membership(tx, session.account_id)
    if member is None:
        raise Forbidden("You do not work for this brand (any more).")
    return member.actor(session.account_id, peer(request)), workspace_id, session


def _check_csrf(request: AnyRequest, wanted: str) -> None:
    if not same(request.headers.get(CSRF_HEADER, ""), wanted):
        raise Forbidden(
            "The page is out of date.", hint="Reload it and try again.", code="csrf"
        )
