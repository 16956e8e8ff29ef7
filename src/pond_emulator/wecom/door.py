"""The /cgi-bin door: token, faults, one transaction, one record, one envelope."""

from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from pond_emulator.faults import CALL_KINDS, Fault
from pond_emulator.kit.web import Answer, BadJsonError, Request, answer_json
from pond_emulator.record import Entry
from pond_emulator.wecom.errors import Refused, error_text
from pond_emulator.world import World


@dataclass
class Call:
    """One call by an app of a corp. Handlers fill `subject` and `client_key` for the record."""

    world: World
    request: Request
    corpid: str
    agentid: int
    query: dict[str, str]
    body: dict[str, Any]
    subject: str = ""
    client_key: str = ""
    note: str = ""  # appended to a successful errmsg, where the platform does so

    def need(self, name: str, code: int = 40058) -> Any:
        """A field of the body (or query); its absence is refused with `code`."""
        found = self.body.get(name, self.query.get(name))
        if found in (None, "", []):
            raise Refused(code, f"{name} missing" if code == 40058 else "")
        return found


Endpoint = Callable[[Call], dict[str, Any]]


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


def serve(world: World, path: str, endpoint: Endpoint) -> Callable[[Request], Answer]:
    """Wraps an endpoint: what it writes, its record and its answer stand or fall together."""

    def handle(request: Request) -> Answer:
        faults = {f.kind: f for f in world.faults.hit(path, CALL_KINDS)}
        if "error" in faults:
            return Answer(int(faults["error"].value or 502), b"", delay_s=delay(faults))
        entry = Entry(path, "", dropped="drop" in faults)
        with world.store.transaction():
            data = answer_data(world, request, endpoint, entry, busy="busy" in faults)
            world.record.append(entry)
        return finish(data, faults)

    return handle


def delay(faults: dict[str, Fault]) -> float:
    return faults["latency_ms"].value / 1000 if "latency_ms" in faults else 0.0


def finish(data: dict[str, Any], faults: dict[str, Fault]) -> Answer:
    answer = answer_json(data)
    answer.drop = "drop" in faults
    answer.delay_s = delay(faults)
    return answer


def answer_data(
    world: World, request: Request, endpoint: Endpoint, entry: Entry, *, busy: bool
) -> dict[str, Any]:
    try:
        call = open_call(world, request, busy=busy)
        entry.account = call.corpid
        entry.body = call.body
        try:
            data = endpoint(call)
        finally:
            entry.subject, entry.client_key = call.subject, call.client_key
    except Refused as refused:
        entry.errcode = str(refused.code)
        text = error_text(refused.code, refused.detail, request.client)
        return {"errcode": refused.code, "errmsg": text}
    return {"errcode": 0, "errmsg": "ok", **data}


def open_call(world: World, request: Request, *, busy: bool) -> Call:
    if busy:
        raise Refused(-1)
    corpid, agentid = app_of_token(world, request)
    is_json = request.method == "POST" and "multipart" not in request.headers.get(
        "content-type", ""
    )
    try:
        body = request.json() if is_json else {}
    except BadJsonError as error:
        raise Refused(47001) from error
    return Call(world, request, corpid, agentid, request.query, body)


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
