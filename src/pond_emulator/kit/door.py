"""What all JSON doors share: faults, token, bans, limits, one transaction, one record, one answer.

A platform brings its manner (how a caller is known, how it words yes and no) and its endpoints.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from pond_emulator.faults import CALL_KINDS, Fault
from pond_emulator.kit.web import Answer, Request
from pond_emulator.record import Entry
from pond_emulator.world import World


class Refused(Exception):
    """The platform says no; `detail` goes into its text."""

    def __init__(self, code: int | str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass
class Call:
    """One call by somebody known. Handlers fill `subject` and `client_key` for the record."""

    world: World
    request: Request
    account: str
    query: dict[str, str]
    body: dict[str, Any]
    subject: str = ""
    client_key: str = ""

    def need(self, name: str, code: int | str = 40058) -> Any:
        """A field of the body (or query); its absence is refused with `code`."""
        found = self.body.get(name, self.query.get(name))
        if found in (None, "", []):
            raise Refused(code, f"{name} missing")
        return found


C = TypeVar("C", bound=Call)
C_co = TypeVar("C_co", bound=Call, covariant=True)
Endpoint: TypeAlias = Callable[[C], "dict[str, Any] | Answer"]


class Manner(Protocol[C_co]):
    """How one platform behaves at its door."""

    @property
    def platform(self) -> str:
        """The emulator's folder of it, and its name in limits and bans."""

    @property
    def busy(self) -> int | str:
        """The code of its own "try again later"."""

    @property
    def banned(self) -> int | str:
        """The code for an account that may not call."""

    def open(self, request: Request) -> C_co:
        """Who calls, and with what body; raises Refused."""

    def granted(self, data: dict[str, Any]) -> Answer: ...

    def refused(self, request: Request, refused: Refused) -> Answer: ...


class Door(Generic[C]):
    def __init__(self, world: World, manner: Manner[C]) -> None:
        self._world = world
        self._manner = manner

    def serve(
        self,
        path: str,
        endpoint: Endpoint[C],
        bucket: str = "",
        open_call: Callable[[Request], C] | None = None,
    ) -> Callable[[Request], Answer]:
        """Wraps an endpoint: what it writes, its record and its answer stand or fall together.

        `path` is what faults, record and limits know it by, `bucket` the limits its calls use up
        (beside those for every endpoint), `open_call` another way to know the caller (a token is
        fetched without one). An endpoint may answer bytes by giving an Answer of its own.
        """
        opened = open_call or self._manner.open

        def handle(request: Request) -> Answer:
            faults = {f.kind: f for f in self._world.faults.hit(path, CALL_KINDS)}
            if broken := broken_answer(faults):
                return broken
            entry = Entry(path, "", dropped="drop" in faults)
            with self._world.store.transaction():
                try:
                    answer = self._carry_out(request, opened, endpoint, bucket, entry, faults)
                except Refused as refused:
                    entry.errcode = str(refused.code)
                    answer = self._manner.refused(request, refused)
                self._world.record.append(entry)
            return troubled(answer, faults)

        return handle

    def _carry_out(
        self,
        request: Request,
        opened: Callable[[Request], C],
        endpoint: Endpoint[C],
        bucket: str,
        entry: Entry,
        faults: Mapping[str, Fault],
    ) -> Answer:
        if "busy" in faults or "maintenance" in faults:
            raise Refused(self._manner.busy)
        call = opened(request)
        entry.account, entry.body = call.account, call.body
        self._check(call, entry.endpoint, bucket, faults)
        try:
            data = endpoint(call)
        finally:
            entry.subject, entry.client_key = call.subject, call.client_key
        return data if isinstance(data, Answer) else self._manner.granted(data)

    def _check(self, call: C, path: str, bucket: str, faults: Mapping[str, Fault]) -> None:
        """Bans first, then the limits; raises Refused."""
        platform = self._manner.platform
        ban = self._world.bans.find(platform, call.account)
        if ban or "ban" in faults:
            told = int(faults["ban"].value) if "ban" in faults else 0
            code = (ban or {}).get("code") or told or self._manner.banned
            raise Refused(as_code(code), "the account is banned")
        rule = self._world.limits.hit(platform, call.account, path, bucket)
        if rule:
            raise Refused(as_code(rule.code))


def as_code(text: int | str) -> int | str:
    """Numbers as numbers: most platforms answer with them."""
    return int(text) if str(text).lstrip("-").isdigit() else text


def broken_answer(faults: Mapping[str, Fault]) -> Answer | None:
    """An HTTP error before anything is done: `error`, or `maintenance` with a status."""
    for kind, usual in (("error", 502), ("maintenance", 0)):
        status = int(faults[kind].value or usual) if kind in faults else 0
        if status:
            return Answer(status, b"", delay_s=delay(faults))
    return None


def troubled(answer: Answer, faults: Mapping[str, Fault]) -> Answer:
    """The answer, dropped or late as the faults say."""
    answer.drop = "drop" in faults
    answer.delay_s = delay(faults)
    return answer


def delay(faults: Mapping[str, Fault]) -> float:
    return faults["latency_ms"].value / 1000 if "latency_ms" in faults else 0.0
