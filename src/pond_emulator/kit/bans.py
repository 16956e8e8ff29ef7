"""Who may do nothing for a while, because the rules forbade what was done."""

from typing import Any

from pond_emulator.kit.clock import Clock
from pond_emulator.kit.store import Store


class Bans:
    """Kept by the story's clock. A subject is one member or user of an account; '' is all of it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def put(
        self, platform: str, account: str, subject: str, why: str, seconds: int, code: str = ""
    ) -> None:
        """Forbids from now on; a ban that already lasts longer stays. `code` is what the
        platform answers then, '' for its usual word.
        """
        now = self._clock.world()
        self._store.run(
            "insert into ban values (?, ?, ?, ?, ?, ?, ?) on conflict do update set"
            " why = excluded.why, code = excluded.code, until = max(until, excluded.until)",
            *(platform, account, subject, why, code, now, now + seconds),
        )

    def find(self, platform: str, account: str, subject: str = "") -> dict[str, Any] | None:
        """The ban that lies on an account, or on one subject of it."""
        row = self._store.one(
            "select * from ban where platform = ? and account = ? and subject = ? and until > ?",
            *(platform, account, subject, self._clock.world()),
        )
        return dict(row) if row else None

    def lift(self, platform: str, account: str, subject: str) -> int:
        return self._store.run(
            "delete from ban where platform = ? and account = ? and subject = ?",
            *(platform, account, subject),
        )

    def listed(self) -> list[dict[str, Any]]:
        rows = self._store.all("select * from ban where until > ?", self._clock.world())
        return [dict(row) for row in rows]
