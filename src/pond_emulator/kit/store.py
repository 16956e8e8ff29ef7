"""The emulator's store: one SQLite file, written by one process, whole transactions only."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")


class Store:
    """SQLite in WAL mode. A commit has reached the system's page cache when it returns, so a
    killed process loses nothing; only a machine that loses power may lose the last moments.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(
            "pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000;"
            "pragma cache_size = -32000; pragma foreign_keys = on;"
        )
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. An inner transaction joins the outer one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def one(self, sql: str, *args: Any) -> sqlite3.Row | None:
        """The first row, or None."""
        row: sqlite3.Row | None = self._db.execute(sql, args).fetchone()
        return row

    def all(self, sql: str, *args: Any) -> list[sqlite3.Row]:
        return self._db.execute(sql, args).fetchall()

    def value(self, sql: str, *args: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._db.execute(sql, args).fetchone()
        return row[0] if row else None

    def run(self, sql: str, *args: Any) -> int:
        """Executes and tells how many rows it touched."""
        return self._db.execute(sql, args).rowcount

    def add(self, sql: str, *args: Any) -> int:
        """Inserts and tells the new row's id."""
        return int(self._db.execute(sql, args).lastrowid or 0)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._db.executemany(sql, rows)

    def get(self, key: str) -> str | None:
        """A remembered setting, or None."""
        found: str | None = self.value("select value from meta where key = ?", key)
        return found

    def put(self, key: str, value: str) -> None:
        self.run(
            "insert into meta values (?, ?) on conflict (key) do update set value = excluded.value",
            key,
            value,
        )

    def close(self) -> None:
        self._db.close()
