"""Notices to the product: WeCom and Weixin events (3 tries), Pay notifies (the documented ladder).

Each is a row before it is sent, so that a killed emulator goes on where it was. Every try is
encrypted and signed anew, as the platforms do.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Row

import aiohttp
from yarl import URL

from pond_emulator.faults import NOTICE_KINDS, Faults
from pond_emulator.kit.clock import Clock
from pond_emulator.kit.outside import session
from pond_emulator.kit.store import Store

# WeCom: "3 tries in all" (developer.work.weixin.qq.com/document/path/90930); the pause is ours.
# Weixin: no answer within 5 s: again, 3 times in all
# (developers.weixin.qq.com/doc/service/guide/product/message/Passive_User_Reply_Message.html).
# Pay: 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h
# (pay.weixin.qq.com/doc/v3/merchant/4012791861).
# QQ and Douyin: not documented; three tries. Kuaishou: at most 16 tries, the pauses are ours (M).
LADDERS: dict[str, tuple[float, ...]] = {
    "wecom": (5, 5),
    "qq": (5, 5),
    "douyin": (5, 5),
    "douyin_pay": (5, 5),
    "kuaishou": (5,) * 15,
    "weixin": (5, 5),
    "pay": (
        *(15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600),
        *(10800, 10800, 10800, 21600, 21600),
    ),
}
ANSWER_WITHIN_S = 5.0
AT_ONCE = 16
OVERTAKEN_WITHIN_S = 5.0


@dataclass(frozen=True)
class Sealed:
    """One try, ready for the wire."""

    url: str
    body: bytes
    headers: dict[str, str]


Sealer = Callable[[Row], Sealed]
Hearer = Callable[[Row, bytes], None]


class BadReplyError(Exception):
    """What the product answered is no answer: the notice counts as not delivered."""


class Notices:
    def __init__(self, store: Store, clock: Clock, faults: Faults, unit: float) -> None:
        self._store = store
        self._clock = clock
        self._faults = faults
        self._unit = unit
        self._sealers: dict[str, Sealer] = {}
        self._hearers: dict[str, Hearer] = {}
        self._wake = asyncio.Event()
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def register(self, kind: str, sealer: Sealer, hearer: Hearer | None = None) -> None:
        """How a kind of notice is encrypted and signed; each platform brings its own. `hearer`
        reads what was answered, where that says something; it may raise BadReplyError.
        """
        self._sealers[kind] = sealer
        if hearer:
            self._hearers[kind] = hearer

    def queue(
        self, kind: str, owner: str, label: str, url: str, body: str, agentid: int | None = None
    ) -> None:
        """Writes the notice in the caller's transaction. `label` is what faults match on."""
        struck = {f.kind: f.value for f in self._faults.hit(label, NOTICE_KINDS)}
        state = "lost" if "lost" in struck else "waiting"
        held = (struck["reorder"] or OVERTAKEN_WITHIN_S) if "reorder" in struck else 0.0
        now = self._clock.real()
        for _ in range(2 if "twice" in struck else 1):
            self._store.add(
                "insert into notice (kind, owner, agentid, label, url, body, next_at, state, made,"
                " at, held) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                kind,
                owner,
                agentid,
                label,
                url,
                body,
                now + max(struck.get("late", 0.0), held),
                state,
                now,
                self._clock.world(),
                int(held > 0),
            )
        self._wake.set()

    def pending(self) -> int:
        """How many are still to be delivered, those waiting for a later try included."""
        found: int = self._store.value("select count(*) from notice where state = 'waiting'")
        return found

    async def run(self) -> None:
        """Delivers until cancelled."""
        async with session("", ANSWER_WITHIN_S, AT_ONCE) as client:
            try:
                while True:
                    self._wake.clear()
                    pause = self._start_due(client)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), pause)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start_due(self, client: aiohttp.ClientSession) -> float:
        """Starts what is due, up to AT_ONCE in flight; tells how long nothing else is due."""
        now = self._clock.real()
        rows = self._store.all(
            "select * from notice where state = 'waiting' order by next_at, id limit ?",
            AT_ONCE * 2,
        )
        for row in rows:
            if row["id"] in self._busy:
                continue
            if row["next_at"] > now:
                return min(float(row["next_at"] - now), 1.0)
            if len(self._busy) >= AT_ONCE:
                break
            self._busy.add(row["id"])
            task = asyncio.create_task(self._deliver(client, row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return 1.0

    async def _deliver(self, client: aiohttp.ClientSession, row: Row) -> None:
        try:
            sealed = self._sealers[row["kind"]](row)
            status, said = await self._post(client, sealed)
            self._settle(row, self._heard(row, status, said))
        finally:
            self._busy.discard(row["id"])
            self._wake.set()

    async def _post(self, client: aiohttp.ClientSession, sealed: Sealed) -> tuple[str, bytes]:
        """(status or the name of the trouble, what was answered)"""
        try:
            async with client.post(
                URL(sealed.url, encoded=True),
                data=sealed.body,
                headers=sealed.headers,
                allow_redirects=False,
            ) as answer:
                said = await answer.read()
                return str(answer.status), said
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return type(error).__name__, b""

    def _heard(self, row: Row, status: str, said: bytes) -> str:
        """The status, or what is wrong with the answer."""
        hearer = self._hearers.get(row["kind"])
        if hearer is None or not taken(status):
            return status
        try:
            hearer(row, said)
        except BadReplyError as error:
            return str(error)
        return status

    def _settle(self, row: Row, status: str) -> None:
        tries = row["tries"] + 1
        ladder = LADDERS[row["kind"]]
        state = "waiting"
        if taken(status):
            state = "delivered"
        elif tries > len(ladder):
            state = "given_up"
        wait = ladder[min(tries, len(ladder)) - 1] * self._unit
        now = self._clock.real()
        self._store.run(
            "update notice set tries = ?, state = ?, last_status = ?, next_at = ?, done = ?"
            " where id = ?",
            tries,
            state,
            status,
            now + wait,
            None if state == "waiting" else now,
            row["id"],
        )
        if state == "delivered":
            self._let_go(row, now)

    def _let_go(self, later: Row, now: float) -> None:
        """One that was held back for reordering goes once a later one has arrived."""
        self._store.run(
            "update notice set held = 0, next_at = ? where owner = ? and id < ? and held = 1"
            " and state = 'waiting'",
            *(now, later["owner"], later["id"]),
        )


def taken(status: str) -> bool:
    """Whether a status is one of success."""
    return len(status) == 3 and status.startswith("2")
