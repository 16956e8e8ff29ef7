"""Set-up, signing in, and what concerns the person who is signed in."""

from datetime import datetime
from typing import Any

import msgspec
import segno
from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import Cookie, State
from litestar.params import JSONBody

from pondkeeper.api.door import COOKIE, AnyRequest, Door, find_session, peer
from pondkeeper.api.services import Services
from pondkeeper.api.shapes import Ref, given, number, ref
from pondkeeper.domain import channels, staff
from pondkeeper.domain.messaging import holds
from pondkeeper.kit.clock import SteeredClock
from pondkeeper.kit.db import Actor, Tx
from pondkeeper.kit.errors import FieldError, Forbidden, InvalidInput, NotAuthenticated

SESSION_SECONDS = 14 * 24 * 3600
LANGUAGES = ("zh", "en")


class NewWorkspace(msgspec.Struct):
    """A brand to make."""

    name: str
    timezone: str = "Asia/Shanghai"


class NewAccount(msgspec.Struct):
    """A login to make."""

    login: str
    name: str
    password: str


class SetupRequest(msgspec.Struct):
    """The first brand and its first member of staff."""

    workspace: NewWorkspace
    account: NewAccount


class SetupState(msgspec.Struct):
    """Whether the first set-up is still to be done."""

    needed: bool


class SessionRequest(msgspec.Struct):
    """Who wants in."""

    login: str
    password: str
    totp: str | None = None


class Notice(msgspec.Struct):
    """A sentence shown on every page of a workspace, with a link."""

    text: str
    link: str | None = None


class Workspace(msgspec.Struct):
    """The brand that is worked in."""

    id: str
    name: str
    timezone: str
    notice: Notice | None


class AccountSeen(msgspec.Struct):
    """My login."""

    id: str
    login: str
    name: str
    totp_enabled: bool
    language: str


class StaffSeen(msgspec.Struct):
    """My place in this brand."""

    id: str
    name: str
    scope: str
    store: Ref | None
    department: Ref | None


class ClockSeen(msgspec.Struct):
    """Business time, and whether it is steered."""

    now: datetime
    mode: str


class Me(msgspec.Struct):
    """Who I am here and what I may do. `channel_kinds`: what kinds of account are connected."""

    account: AccountSeen
    staff: StaffSeen
    workspace: Workspace
    workspaces: list[Ref]
    role: str
    rights: list[str]
    csrf_token: str
    clock: ClockSeen
    restore_held: bool
    channel_kinds: list[str]


class SessionAnswer(msgspec.Struct):
    """Signed in."""

    csrf_token: str
    me: Me


class SetupAnswer(msgspec.Struct):
    """Set up and signed in."""

    workspace_id: str
    csrf_token: str
    me: Me


class MeRequest(msgspec.Struct):
    """What I change of myself."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    language: str | msgspec.UnsetType = msgspec.UNSET


class PasswordRequest(msgspec.Struct):
    """A new password."""

    current_password: str
    new_password: str


class TotpAnswer(msgspec.Struct):
    """A second factor to be confirmed; the QR code is SVG without scripts."""

    secret: str
    uri: str
    qr_svg: str


class TotpCode(msgspec.Struct):
    """A code of the authenticator app."""

    code: str


class ChooseRequest(msgspec.Struct):
    """The brand to work in."""

    workspace_id: str


@get("/api/setup")
async def read_setup(state: State) -> SetupState:
    """Say whether this installation is new."""
    async with _services(state).database.tx() as tx:
        return SetupState(await staff.set_up_needed(tx))


@post("/api/setup")
async def set_up(
    request: AnyRequest, state: State, data: JSONBody[SetupRequest]
) -> Response[SetupAnswer]:
    """Make the first brand and its owner, once, and sign them in."""
    async with _services(state).database.tx(actor=Actor("setup", ip=peer(request))) as tx:
        await staff.claim_set_up(tx)
        account_id = await staff.create_account(
            tx, login=data.account.login, name=data.account.name, password=data.account.password
        )
        workspace_id, _ = await staff.create_workspace(
            tx, name=data.workspace.name, timezone=data.workspace.timezone, account_id=account_id
        )
        token, csrf = await open_browser(tx, request, account_id, workspace_id)
        me = await me_of(tx, account_id, csrf)
    return with_cookie(SetupAnswer(str(workspace_id), csrf, me), token, request)


@post("/api/sessions")
async def sign_in(
    request: AnyRequest, state: State, data: JSONBody[SessionRequest]
) -> Response[SessionAnswer]:
    """Sign in with login, password and, where set, a second factor."""
    database = _services(state).database
    keys = [f"login:{data.login.strip().lower()[:200]}", f"ip:{peer(request)}"]
    async with database.tx() as tx:
        await staff.count_attempt(tx, keys)
        account_id = await staff.find_account(tx, data.login)
    async with database.tx(account_id=account_id) as tx:
        login = await staff.load_login(tx, account_id) if account_id else None
        known = await staff.check_login(tx, login, data.password, data.totp)
        await staff.forget_attempts(tx, keys)
        brands = await staff.brands_of(tx, known.id)
        if not brands:
            raise Forbidden("You do not work for any brand here.", hint="Ask to be invited.")
        token, csrf = await open_browser(tx, request, known.id, brands[0][0])
    async with database.tx(brands[0][0], account_id=known.id) as tx:
        me = await me_of(tx, known.id, csrf)
    return with_cookie(SessionAnswer(csrf, me), token, request)


@delete("/api/sessions/current", status_code=204)
async def sign_out(request: AnyRequest, state: State) -> Response[None]:
    """Sign out of this browser."""
    services = _services(state)
    session = await find_session(services, request)
    async with services.database.tx(account_id=session.account_id) as tx:
        await staff.close_session(tx, session.id)
    answer: Response[None] = Response(None, status_code=204)
    answer.delete_cookie(COOKIE)
    return answer


@get("/api/me")
async def read_me(door: Door) -> Me:
    """Say who is signed in, where, and what they may do."""
    async with door.tx("") as tx:
        return await me_of(tx, *_signed_in(door))


@put("/api/me")
async def change_me(door: Door, data: JSONBody[MeRequest]) -> Me:
    """Change my name or language."""
    if data.language is not msgspec.UNSET and data.language not in LANGUAGES:
        raise InvalidInput(
            "This language is not spoken.", errors=[FieldError("language", "zh, en")]
        )
    async with door.tx("") as tx:
        account_id, csrf = _signed_in(door)
        await staff.change_account(tx, account_id, **given(name=data.name, language=data.language))
        return await me_of(tx, account_id, csrf)


@put("/api/me/password", status_code=204)
async def change_password(door: Door, data: JSONBody[PasswordRequest]) -> None:
    """Change my password; every other browser is signed out."""
    async with door.tx("") as tx:
        account_id, _ = _signed_in(door)
        await staff.change_password(tx, account_id, data.current_password, data.new_password)
        await staff.close_other_sessions(tx, account_id, door.session.id if door.session else None)


@post("/api/me/workspace", status_code=200)
async def choose_workspace(door: Door, data: JSONBody[ChooseRequest]) -> Me:
    """Work in another of my brands."""
    account_id, csrf = _signed_in(door)
    wanted = number(data.workspace_id, "workspace_id") or 0
    async with door.tx("") as tx:
        if wanted not in [brand_id for brand_id, _ in await staff.brands_of(tx, account_id)]:
            raise Forbidden("You do not work for this brand.")
        if door.session:
            await staff.choose_workspace(tx, door.session.id, wanted)
    async with door.services.database.tx(wanted, account_id=account_id) as tx:
        return await me_of(tx, account_id, csrf)


@post("/api/me/totp")
async def begin_totp(door: Door) -> TotpAnswer:
    """Begin to set a second factor."""
    async with door.tx("") as tx:
        secret, uri = await staff.begin_totp(tx, _signed_in(door)[0])
    return TotpAnswer(secret, uri, segno.make(uri).svg_inline(scale=4))


@post("/api/me/totp/confirmation", status_code=204)
async def confirm_totp(door: Door, data: JSONBody[TotpCode]) -> None:
    """Switch the second factor on."""
    async with door.tx("") as tx:
        await staff.confirm_totp(tx, _signed_in(door)[0], data.code)


@delete("/api/me/totp", status_code=204)
async def remove_totp(door: Door, code: str) -> None:
    """Switch the second factor off; asks for a code once more."""
    async with door.tx("") as tx:
        await staff.remove_totp(tx, _signed_in(door)[0], code)


async def me_of(tx: Tx, account_id: int, csrf: str) -> Me:
    """Say who works here under this account. Raises NotAuthenticated when nobody does."""
    login = await staff.load_login(tx, account_id)
    member = await staff.membership(tx, account_id)
    if login is None or member is None:
        raise NotAuthenticated("You do not work here (any more).")
    brand = await staff.brand(tx)
    steered = isinstance(tx.clock, SteeredClock)
    return Me(
        account=AccountSeen(
            str(login.id), login.login, login.name, login.totp_confirmed, login.language
        ),
        staff=StaffSeen(
            str(member.id),
            member.name,
            member.scope,
            ref(member.store_id, member.store_name),
            ref(member.department_id, member.department_name),
        ),
        workspace=Workspace(str(brand.id), brand.name, brand.timezone, notice(brand.notice)),
        workspaces=[Ref(str(id_), name) for id_, name in await staff.brands_of(tx, account_id)],
        role=member.role,
        rights=sorted(staff.ROLE_RIGHTS[member.role]),
        csrf_token=csrf,
        clock=ClockSeen(tx.clock.now(), "steered" if steered else "system"),
        restore_held=await holds.is_held(tx),
        channel_kinds=await channels.active_kinds(tx),
    )


def notice(value: dict[str, Any] | None) -> Notice | None:
    """Return a workspace's notice as it is shown."""
    return None if value is None else Notice(value["text"], value.get("link"))


def _signed_in(door: Door) -> tuple[int, str]:
    if door.session is None:
        raise Forbidden("An API key has no account.", hint="Sign in with a browser.")
    return door.session.account_id, door.session.csrf_token


async def open_browser(
    tx: Tx, request: AnyRequest, account_id: int, workspace_id: int
) -> tuple[str, str]:
    """Begin a session for the browser that asks; return its token and CSRF token."""
    agent = request.headers.get("user-agent", "")
    return await staff.open_session(tx, account_id, workspace_id, ip=peer(request), agent=agent)


def with_cookie(body: Any, token: str, request: Request[Any, Any, State]) -> Response[Any]:
    """Answer with a body and the new session's cookie."""
    return Response(body, status_code=201, cookies=[session_cookie(token, request)])


def session_cookie(token: str, request: Request[Any, Any, State]) -> Cookie:
    """Return the cookie by which the browser is known from now on."""
    return Cookie(
        COOKIE,
        value=token,
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        path="/",
        secure=request.url.scheme == "https",
    )


def _services(state: State) -> Services:
    services: Services = state.services
    return services


ROUTES = (
    read_setup,
    set_up,
    sign_in,
    sign_out,
    read_me,
    change_me,
    change_password,
    choose_workspace,
    begin_totp,
    confirm_totp,
    remove_totp,
)
