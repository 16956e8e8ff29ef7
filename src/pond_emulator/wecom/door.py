"""The /cgi-bin door: WeCom's manner (token in the query, HTTP 200 with errcode and hint)."""

from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any, TypeAlias

from pond_emulator.kit import door
from pond_emulator.kit.web import Answer, BadJsonError, Request, answer_json
from pond_emulator.wecom.errors import Refused, error_text
from pond_emulator.world import World

PLATFORM = "wecom"


@dataclass
class Call(door.Call):
    """One call by an app of a corp; `account` is the corp."""

    agentid: int = 0

    @property
    def corpid(self) -> str:
        return self.account

    def size(self, rule: str) -> int:
        """What a rule of limits.toml allows, by its name without the platform."""
        return self.world.limits.count(PLATFORM, f"{PLATFORM}.{rule}")

    def over(self, bucket: str, subject: str) -> bool:
        """Counts one for a recipient (or owner, or task); True when that would be too many."""
        path = self.request.path
        return bool(self.world.limits.hit(PLATFORM, self.corpid, path, bucket, subject))


Endpoint: TypeAlias = Callable[[Call], dict[str, Any] | Answer]


class Manner:
    platform = PLATFORM
    busy = -1
    banned = 48002

    def __init__(self, world: World) -> None:
        self._world = world

    def open(self, request: Request) -> Call:
        corpid, agentid = app_of_token(self._world, request)
        is_json = "multipart" not in request.headers.get("content-type", "")
        try:
            body = request.json() if request.method == "POST" and is_json else {}
        except BadJsonError as error:
            raise Refused(47001) from error
        return Call(self._world, request, corpid, request.query, body, agentid=agentid)

    def open_unknown(self, request: Request) -> Call:
        """For gettoken: nobody is known yet."""
        return Call(self._world, request, request.query.get("corpid", ""), request.query, {})

    def granted(self, data: dict[str, Any]) -> Answer:
        return answer_json({"errcode": 0, "errmsg": "ok", **data})

    def refused(self, request: Request, refused: door.Refused) -> Answer:
        code = int(refused.code)
        text = error_text(code, refused.detail, request.client)
        return answer_json({"errcode": code, "errmsg": text})


def shaped(endpoint: Endpoint) -> Endpoint:
    """A value of the wrong kind is an invalid parameter; what was wrong stands in the errmsg."""

    def handle(call: Call) -> dict[str, Any] | Answer:
        try:
            return endpoint(call)
        except (TypeError, ValueError, AttributeError) as error:
            raise Refused(40058, f"{type(error).__name__} {error}") from error

    return handle


def app_of_token(world: World, request: Request) -> tuple[str, int]:
    """(corpid, agentid) of the access token in the query; raises Refused."""
    token = request.query.get("access_token", "")
    if not token:
        raise Refused(41001)
    row = world.store.one("select * from access_token where token = ?", token)
    if row is None:
        raise Refused(40014)
    if row["expires"] <= world.clock.real():
        raise Refused(42001)
    return row["corpid"], row["agentid"]


def find_member(call: Call, userid: str) -> Row:
    """A member who has not left; raises Refused 60111."""
    row = call.world.store.one(
        "select * from member where corpid = ? and userid = ? and left_at is null",
        call.corpid,
        userid,
    )
    if row is None:
        raise Refused(60111)
    return row


def find_external(call: Call, external_userid: str) -> Row:
    """A person outside whom this corp knows; raises Refused 40096."""
    row = call.world.store.one(
        "select e.*, p.name, p.gender, p.unionid from external e join person p on p.id ="
        " e.person_id where corpid = ? and external_userid = ?",
        call.corpid,
        external_userid,
    )
    if row is None:
        raise Refused(40096)
    return row


def find_follow(call: Call, external_userid: str, userid: str) -> Row:
    """The living relation of the two; raises Refused 84061."""
    row = call.world.store.one(
        "select * from follow where corpid = ? and external_userid = ? and userid = ?"
        " and ended is null",
        call.corpid,
        external_userid,
        userid,
    )
    if row is None:
        raise Refused(84061)
    return row
