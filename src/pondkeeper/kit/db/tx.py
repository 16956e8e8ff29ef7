"""Tx: one transaction of one workspace, by one actor, at one moment."""

from dataclasses import dataclass
from typing import Any, TypeVar, cast, overload

import asyncpg
import msgspec
from sqlalchemy import Executable
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection

from pondkeeper.kit.clock import Clock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db.sql import Sql
from pondkeeper.kit.jobs import Job, Reactions, enqueue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a member of staff, an API key, a customer, or the system itself.

    `rights` are what the actor may do; `scope` limits which contacts a member of staff sees
    (own, store, department, all), with the ids that the scope needs.
    """

    kind: str
    id: int | None = None
    account_id: int | None = None
    role: str = ""
    rights: frozenset[str] = frozenset()
    scope: str = "all"
    store_ids: tuple[int, ...] = ()
    ip: str = ""

    @classmethod
    def system(cls) -> "Actor":
        """Return the product acting by itself: workers, loops, platform callbacks."""
        return cls(kind="system")


@dataclass(slots=True)
class Tx:
    """Passed to every action and query; opened and committed at the door, never inside."""

    workspace_id: int
    actor: Actor
    clock: Clock
    epoch: int
    keyring: Keyring
    reactions: Reactions
    connection: AsyncConnection
    raw: asyncpg.Connection

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a Core statement (simple reads and writes); set-based work is in SQL files."""
        return await self.connection.execute(statement, parameters)

    @overload
    async def rows(self, sql: Sql, /, **parameters: Any) -> list[asyncpg.Record]: ...
    @overload
    async def rows(self, sql: Sql, /, into: type[T], **parameters: Any) -> list[T]: ...
    async def rows(
        self, sql: Sql, /, into: type[Any] | None = None, **parameters: Any
    ) -> list[Any]:
        """Run a statement from a file; each row as `into(**columns)` or as a record."""
        found = await self.raw.fetch(sql.text, *_in_order(sql, parameters))
        return found if into is None else [into(**dict(row)) for row in found]

    async def row(self, sql: Sql, /, **parameters: Any) -> asyncpg.Record | None:
        """Run a statement from a file; its first row, or None."""
        return await self.raw.fetchrow(sql.text, *_in_order(sql, parameters))

    async def value(self, sql: Sql, /, **parameters: Any) -> Any:
        """Run a statement from a file; the first column of its first row, or None."""
        return await self.raw.fetchval(sql.text, *_in_order(sql, parameters))

    async def run(self, sql: Sql, /, **parameters: Any) -> int:
        """Run a statement from a file that returns nothing; how many rows it touched."""
        status = await self.raw.execute(sql.text, *_in_order(sql, parameters))
        last = status.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def enqueue(self, *jobs: Job) -> None:
        """Put jobs on the queue in this transaction."""
        await enqueue(cast("asyncpg.Connection", self.raw), jobs)


def _in_order(sql: Sql, parameters: dict[str, Any]) -> list[Any]:
    missing = set(sql.parameters) ^ set(parameters)
    if missing:
        msg = f"{sql.name}.sql and its caller disagree on parameters: {sorted(missing)}"
        raise TypeError(msg)
    return [_for_driver(parameters[name]) for name in sql.parameters]


def _for_driver(value: Any) -> Any:
    """Dicts go as JSON text; lists are Postgres arrays, except lists of dicts."""
    if isinstance(value, dict) or (
        isinstance(value, list) and value and isinstance(value[0], dict)
    ):
        return msgspec.json.encode(value).decode()
    return value
