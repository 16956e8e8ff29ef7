"""The append-only record of every call: who asked what, with which key, and whether the answer
got through. Tests judge doubled and lost sends by it alone.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from pond_emulator.kit.clock import Clock
from pond_emulator.kit.store import Store


@dataclass
class Entry:
    endpoint: str
    account: str
    subject: str = ""
    client_key: str = ""
    errcode: str = "0"
    dropped: bool = False
    body: dict[str, Any] | None = None


class Record:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def append(self, entry: Entry) -> int:
        return self._store.add(
            "insert into record (at_real, at, endpoint, account, subject, client_key, errcode,"
            " dropped, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._clock.real(),
            self._clock.world(),
            entry.endpoint,
            entry.account,
            entry.subject,
            entry.client_key,
            entry.errcode,
            int(entry.dropped),
            msgspec.json.encode(entry.body or {}).decode(),
        )

    def listed(
        self, endpoint: str, subject: str, after: int, limit: int, *, accepted_only: bool
    ) -> list[dict[str, Any]]:
        """In the order of arrival. Empty texts match everything."""
        rows = self._store.all(
            "select * from record where id > ?1 and (?2 = '' or endpoint = ?2)"
            " and (?3 = '' or subject = ?3) and (?4 = 0 or errcode = '0') order by id limit ?5",
            after,
            endpoint,
            subject,
            int(accepted_only),
            limit,
        )
        return [dict(row) | {"body": msgspec.json.decode(row["body"])} for row in rows]

    def doubled(self, endpoint: str) -> list[dict[str, Any]]:
        """Subjects that were served more than once by an endpoint that should serve each once."""
        rows = self._store.all(
            "select subject, client_key, count(*) as times from record"
            " where endpoint = ? and errcode = '0' group by subject, client_key"
            " having count(*) > 1 order by min(id)",
            endpoint,
        )
        return [dict(row) for row in rows]
