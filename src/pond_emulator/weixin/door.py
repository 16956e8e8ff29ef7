"""The door of api.weixin.qq.com: whose token it is decides what kind of account calls.

Official accounts, mini programs and WeCom share path names (`/cgi-bin/user/get`), on hosts of
their own in life and on one address here; nobody's token is another's, so the token tells.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from sqlite3 import ProgrammingError, Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Call, Door, Refused
from pond_emulator.kit.web import Answer, BadJsonError, Handler, Request, Router, answer_json
from pond_emulator.weixin.errors import error_text, new_rid
from pond_emulator.world import World

OFFICIAL, MINI = "official_account", "mini_program"
ROOTS = ("/wxa/", "/wxaapi/", "/sns/", "/datacube/", "/customservice/", "/card/")
MISSHAPEN = (
    *(TypeError, ValueError, AttributeError, KeyError, OverflowError),
    ProgrammingError,  # a list where SQLite wants a text
)
UNKNOWN = 40001_404  # far outside the platform's range: nobody can take it for its word


@dataclass
class WxCall(Call):
    """One call of an official account or a mini program; `account` is its appid."""

    def text(self, name: str, code: int = 47001) -> str:
        """A field that must be there, as text."""
        return str(self.need(name, code))

    def owner(self) -> Row:
        """The account that calls."""
        found = self.world.store.one("select * from wx_account where appid = ?", self.account)
        if found is None:
            raise Refused(40013)
        return found


Endpoint = Callable[[WxCall], "dict[str, Any] | Answer"]
Opener = Callable[[Request], WxCall]


@dataclass(frozen=True)
class Route:
    """One endpoint of a kind of account. `bucket` names the limits that its calls use up; `open`
    tells who calls where no access token does.
    """

    method: str
    path: str
    endpoint: Endpoint
    bucket: str = ""
    open: Callable[[World], Opener] | None = None


@dataclass(frozen=True)
class WxManner:
    """How an account's kind behaves at the door (see kit/door.py)."""

    world: World
    platform: str
    busy: int = -1
    banned: int = 48004

    def open(self, request: Request) -> WxCall:
        token = token_of(self.world, request)
        if token is None:
            raise Refused(40001 if request.query.get("access_token") else 41001)
        if token["expires"] <= self.world.clock.real():
            raise Refused(42001)
        return WxCall(self.world, request, token["appid"], request.query, body_of(request))

    def granted(self, data: dict[str, Any]) -> Answer:
        """Most answers carry no errcode when all went well; empty ones do."""
        return answer_json(data or {"errcode": 0, "errmsg": "ok"})

    def refused(self, request: Request, refused: Refused) -> Answer:
        rid = new_rid()
        text = error_text(refused.code, refused.detail, rid)
        data = {"errcode": refused.code, "errmsg": text, **getattr(refused, "data", {})}
        self._remember(request, rid, data)
        return answer_json(data)

    def _remember(self, request: Request, rid: str, data: dict[str, Any]) -> None:
        """What openapi/rid/get tells about it, to the account whose call it was."""
        token = token_of(self.world, request)
        if token is None:
            return
        self.world.store.run(
            "insert into wx_rid values (?, ?, ?, ?, ?, ?)",
            *(rid, token["appid"], self.world.clock.world(), request.path),
            request.body[:2000].decode("utf-8", "replace"),
            msgspec.json.encode(data).decode(),
        )


class RefusedWith(Refused):
    """A refusal that tells more than its code."""

    def __init__(self, code: int, data: dict[str, Any]) -> None:
        super().__init__(code)
        self.data = data


def token_of(world: World, request: Request) -> Row | None:
    """The token of the query, living or dead, with its account's kind."""
    return world.store.one(
        "select t.*, a.kind as account_kind from wx_token t join wx_account a on a.appid = t.appid"
        " where t.token = ?",
        request.query.get("access_token", ""),
    )


def body_of(request: Request) -> dict[str, Any]:
    """The JSON body; {} for a GET and for an upload. Raises Refused."""
    if request.method != "POST" or "multipart" in request.headers.get("content-type", ""):
        return {}
    try:
        return request.json()
    except BadJsonError as error:
        raise Refused(47001) from error


def account_kind(world: World, request: Request) -> str:
    """Whose call this is: by its token, else by the appid it names; '' when nobody's."""
    token = token_of(world, request)
    if token is not None:
        return str(token["account_kind"])
    appid = request.query.get("appid", "")
    if not appid and "access_token" not in request.query:
        try:
            appid = str(request.json().get("appid", ""))
        except BadJsonError:
            appid = ""
    found = world.store.value("select kind from wx_account where appid = ?", appid)
    return str(found or "")


def mount(router: Router, world: World, tables: dict[str, Iterable[Route]]) -> None:
    """Adds every kind's endpoints; a path that somebody had before stays theirs for their calls."""
    kinds: dict[tuple[str, str], dict[str, Handler]] = {}
    for platform, rows in tables.items():
        door = Door(world, WxManner(world, platform))
        for row in rows:
            opener = row.open(world) if row.open else None
            handler = door.serve(row.path, reading(row.endpoint), row.bucket, opener)
            kinds.setdefault((row.method, row.path), {})[platform] = handler
    refusing = Door(world, WxManner(world, OFFICIAL))
    for (method, path), handlers in kinds.items():
        other = refusing.serve(path, unauthorized)
        before = router.find(Request(method, path, "", {}, b""))
        router.add(method, path, chooser(world, handlers, other, before))


def reading(endpoint: Endpoint) -> Endpoint:
    """A field of a shape nobody expects is refused in words, not answered with a broken line."""

    def read(call: WxCall) -> dict[str, Any] | Answer:
        try:
            return endpoint(call)
        except MISSHAPEN as error:
            raise Refused(47001, type(error).__name__) from error

    return read


def chooser(
    world: World, handlers: dict[str, Handler], other: Handler, before: Handler | None
) -> Handler:
    def choose(request: Request) -> Any:
        kind = account_kind(world, request)
        if kind in handlers:
            return handlers[kind](request)
        if kind:
            return other(request)
        if before is not None:
            return before(request)
        return next(iter(handlers.values()))(request)

    return choose


def unauthorized(_call: WxCall) -> dict[str, Any]:
    """Another kind of account has this interface."""
    raise Refused(48001)


def is_for_us(world: World, request: Request) -> bool:
    """Whether a path that nobody serves is one of api.weixin.qq.com."""
    if request.path.startswith(ROOTS):
        return True
    return request.path.startswith("/cgi-bin/") and token_of(world, request) is not None


def unknown(request: Request) -> Answer:
    """Never a made-up success: says that the emulator, not the platform, lacks this."""
    detail = f"{request.method} {request.path} is not emulated"
    return answer_json({"errcode": UNKNOWN, "errmsg": f"{detail} rid: {new_rid()}"}, 404)
