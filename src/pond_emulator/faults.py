"""Troubles that can be switched on: per kind, per prefix of an endpoint or event, bounded or not.

Kinds for calls: `error` (HTTP 5xx before anything is done; value = status), `busy` (the platform's
own busy answer, nothing done), `latency_ms` (value), `drop` (the call is carried out, then the
connection is cut), `maintenance` (the busy answer, or the HTTP status in value, for as long as it
lasts), `ban` (the account is refused; value = the code, 0 for the platform's usual one). Kinds
for notices: `twice`, `late` (value = seconds), `lost`, `reorder` (a later one overtakes it; it
waits for that at most value seconds, 5 by default). Kinds for money: `probe` (an answer or notice
of WeChat Pay carries a signature that a merchant must refuse), `abnormal` (a refund does not get
through to the payer; value 1: it is closed). Each may end by itself after some seconds.
"""

import random
import time
from dataclasses import dataclass
from typing import Any

from pond_emulator.kit.store import Store

CALL_KINDS = ("error", "busy", "latency_ms", "drop", "maintenance", "ban")
NOTICE_KINDS = ("twice", "late", "lost", "reorder")
MONEY_KINDS = ("probe", "abnormal")


@dataclass(frozen=True)
class Fault:
    kind: str
    value: float


class Faults:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._any = bool(store.value("select count(*) from fault"))

    def switch_on(
        self,
        kind: str,
        prefix: str,
        value: float,
        rate: float,
        remaining: int | None,
        seconds: float | None = None,
    ) -> int:
        """`rate` is the share of matching calls that are hit; `remaining` how many at most;
        `seconds` how long by the machine's clock.
        """
        self._any = True
        return self._store.add(
            "insert into fault (kind, prefix, value, rate, remaining, until)"
            " values (?, ?, ?, ?, ?, ?)",
            kind,
            prefix,
            value,
            rate,
            remaining,
            None if seconds is None else time.time() + seconds,
        )

    def switch_off(self, fault_id: int | None) -> None:
        """One, or all of them."""
        self._store.run("delete from fault where ? is null or id = ?", fault_id, fault_id)
        self._any = bool(self._store.value("select count(*) from fault"))

    def listed(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self._store.all("select * from fault order by id")]

    def hit(self, subject: str, kinds: tuple[str, ...]) -> list[Fault]:
        """The faults that strike this call or notice; each strike uses up one of `remaining`."""
        if not self._any:
            return []
        struck = []
        for row in self._store.all("select * from fault order by id"):
            if row["kind"] not in kinds or not subject.startswith(row["prefix"]):
                continue
            if row["until"] is not None and row["until"] <= time.time():
                continue
            if row["remaining"] == 0 or random.random() >= row["rate"]:
                continue
            self._store.run(
                "update fault set remaining = remaining - 1 where id = ? and remaining is not null",
                row["id"],
            )
            struck.append(Fault(row["kind"], row["value"]))
        return struck
