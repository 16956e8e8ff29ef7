"""Signing in by a platform that knows our staff: scanning in a browser, silently inside its app.

A login page knows the brand by the public key of its channel. Who comes back is found among the
staff of that brand by their id at the platform; their second factor is asked for as ever.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.datastructures import Cookie, State
from litestar.params import JSONBody

from pondkeeper.api.door import AnyRequest, peer
from pondkeeper.api.me import SessionAnswer, me_of, open_browser, session_cookie, with_cookie
from pondkeeper.api.services import Services
from pondkeeper.domain import channels, staff
from pondkeeper.domain.channels.facts.inside import SignedIn
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.kit import ids
from pondkeeper.kit.errors import NotAuthenticated, NotFound

KEPT = "pond_login"
PATH = "/api/session/wecom"
WITHIN_THE_APP = "wxwork"
"""In the user agent of the browser inside WeCom (document/path/91022 and its neighbours)."""
MEMBER_SHOWN = 64
LONGEST_PATH = 500


class LoginOffer(msgspec.Struct):
    """`offered`: staff of this brand may sign in by the platform; `within`: we are in its app."""

    offered: bool
    within: bool
    brand: str | None


class SecondFactor(msgspec.Struct, forbid_unknown_fields=True):
    """The code of the authenticator app."""

    totp: str


class Unwelcome(Exception):
    """Somebody who came back may not come in; `reason` is one of the login page's words."""

    def __init__(self, reason: str, member: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.member = member


@get(PATH + "/{key:str}")
async def read_offer(request: AnyRequest, state: State, key: str) -> LoginOffer:
    """Say whether staff of the brand behind a channel's key may sign in by its platform."""
    services: Services = state.services
    within = _within(request)
    try:
        access = await _access(services, key)
        _address(services, access, "0", within=within)
    except NotFound:
        return LoginOffer(offered=False, within=within, brand=None)
    async with services.database.tx(access.workspace_id) as tx:
        return LoginOffer(offered=True, within=within, brand=(await staff.brand(tx)).name)


@get(PATH + "/{key:str}/departure")
async def depart(request: AnyRequest, state: State, key: str, to: str = "") -> Response[None]:
    """Send the browser to the platform; what it must bring back stays sealed in a cookie."""
    services: Services = state.services
    access = await _access(services, key)
    async with services.database.tx() as tx:
        token, kept = staff.elsewhere.leave(tx, key, _inside(to))
    where = _address(services, access, token, within=_within(request))
    return _go(where, _kept(request, kept))


@get(PATH + "/{key:str}/return")
async def come_back(
    request: AnyRequest, state: State, key: str, code: str = ""
) -> Response[None]:
    """Let in who comes back from the platform, or send them to the login page with the reason."""
    services: Services = state.services
    try:
        return await _welcome(request, services, key, code)
    except Unwelcome as unwelcome:
        told = {"w": key, "wecom": unwelcome.reason}
        if unwelcome.member:
            told["member"] = unwelcome.member[:MEMBER_SHOWN]
        return _go(_page(told), _kept(request, ""))


@post(PATH + "/{key:str}/code")
async def give_code(
    request: AnyRequest, state: State, key: str, data: JSONBody[SecondFactor]
) -> Response[SessionAnswer]:
    """Give the second factor after coming back; opens the session."""
    services: Services = state.services
    await _access(services, key)
    async with services.database.tx() as tx:
        asked = staff.elsewhere.second_asked(tx, request.cookies.get(KEPT, ""))
        if asked is None:
            raise NotAuthenticated("This took too long.", hint="Sign in once more.")
        keys = [f"second:{asked.account_id}", f"ip:{peer(request)}"]
        await staff.count_attempt(tx, keys)
    brand, account = asked.workspace_id, asked.account_id
    async with services.database.tx(brand, account_id=account) as tx:
        login = await staff.load_login(tx, account)
        if login is None:
            raise NotAuthenticated("There is no such login any more.")
        await staff.check_second(tx, login, data.totp.strip())
        await staff.forget_attempts(tx, keys)
        token, csrf = await open_browser(tx, request, account, brand)
        me = await me_of(tx, account, csrf)
    answer = with_cookie(SessionAnswer(csrf, me), token, request)
    answer.cookies.append(_kept(request, ""))
    return answer


async def _welcome(
    request: AnyRequest, services: Services, key: str, code: str
) -> Response[None]:
    state = str(request.query_params.get("state", ""))  # as a parameter it is the application's
    try:
        access = await _access(services, key)
    except NotFound as error:
        raise Unwelcome("closed") from error
    async with services.database.tx() as tx:
        left = await staff.elsewhere.come_back(tx, request.cookies.get(KEPT, ""), state, key)
    if left is None or not code:
        raise Unwelcome("expired")
    who = await _who(services, access, code)
    if not who.member_id:
        raise Unwelcome("outsider")
    brand = access.workspace_id
    async with services.database.tx(brand) as tx:
        account = await staff.elsewhere.account_of_member(tx, who.member_id)
    if account is None:
        raise Unwelcome("unmapped", who.member_id)
    async with services.database.tx(brand, account_id=account) as tx:
        login = await staff.load_login(tx, account)
        if login is None:
            raise Unwelcome("unmapped", who.member_id)
        if login.totp_confirmed:
            kept = staff.elsewhere.ask_second(tx, account, left.to)
            told = {"w": key, "wecom": "second", **({"to": left.to} if left.to else {})}
            return _go(_page(told), _kept(request, kept))
        token, _ = await open_browser(tx, request, account, brand)
    return _go(f"/console{left.to or '/'}", _kept(request, ""), session_cookie(token, request))


async def _who(services: Services, access: ChannelAccess, code: str) -> SignedIn:
    login = services.adapters.of(access.kind).login
    if login is None:
        raise Unwelcome("closed")
    try:
        return await login.who(access, code)
    except (SendRefused, SendUnknown) as error:
        raise Unwelcome("refused") from error


async def _access(services: Services, key: str) -> ChannelAccess:
    async with services.database.tx() as tx:
        found = await channels.find_by_key(tx, key) if ids.plausible(key) else None
    if found is None:
        raise NotFound("There is no such channel, or it is switched off.")
    workspace_id, channel_id = found
    async with services.database.tx(workspace_id) as tx:
        return await channels.access(tx, channel_id)


def _address(services: Services, access: ChannelAccess, state: str, *, within: bool) -> str:
    """Return where the platform asks who it is. Raises NotFound where it cannot."""
    login = services.adapters.of(access.kind).login
    back = f"{services.public_url}{PATH}/{access.public_key}/return"
    try:
        if login is not None:
            return login.address(access, redirect=back, state=state, within=within)
    except SendRefused:  # a setting is missing
        pass
    raise NotFound("Nobody can sign in by this channel.", hint="Fill in its application's id.")


def _within(request: AnyRequest) -> bool:
    return WITHIN_THE_APP in request.headers.get("user-agent", "").lower()


def _inside(to: str) -> str:
    """Only paths of the console are gone to afterwards."""
    safe = to.startswith("/") and not to.startswith("//") and "\\" not in to and to.isprintable()
    return to if safe and len(to) <= 500 else ""


def _page(told: Mapping[str, str]) -> str:
    return f"/console/login?{urlencode(told)}"


def _kept(request: AnyRequest, kept: str) -> Cookie:
    """Return the cookie that stays here meanwhile; '' takes it away."""
    return Cookie(
        KEPT,
        value=kept,
        max_age=600 if kept else 0,
        httponly=True,
        samesite="lax",
        path=PATH,
        secure=request.url.scheme == "https",
    )


def _go(where: str, *cookies: Cookie) -> Response[None]:
    headers = {"location": where, "cache-control": "no-store"}
    return Response(None, status_code=302, headers=headers, cookies=list(cookies))


ROUTES = (read_offer, depart, come_back, give_code)
