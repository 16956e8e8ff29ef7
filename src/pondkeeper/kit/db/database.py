"""The process's door to Postgres: a pool, and transactions that carry workspace and actor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from pondkeeper.kit.clock import Clock, SteeredClock, SystemClock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db.tx import Actor, Tx
from pondkeeper.kit.http import open_transactions
from pondkeeper.kit.jobs import Reactions

OPENING = text(
    "select set_config('pond.workspace', :workspace, true),"
    " set_config('pond.account', :account, true),"
    " set_config('synchronous_commit',"
    " coalesce(cast(:commit as text), current_setting('synchronous_commit')), true),"
    " epoch, steered_at from installation"
)
ARRAYS = "select " + ", ".join(
    f"'{{}}'::{name}[]"
    for name in ("bigint", "int", "smallint", "float8", "bool", "bytea", "date", "timestamptz")
)


def driver_url(url: str) -> str:
    """Return a `postgres://` or `postgresql://` address as SQLAlchemy's asyncpg address."""
    for prefix in ("postgresql+asyncpg://", "postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+asyncpg://" + url.removeprefix(prefix)
    msg = "the database address must begin with postgresql://"
    raise ValueError(msg)


class Database:
    """Opens transactions. One per process; close it at the end."""

    def __init__(
        self,
        url: str,
        *,
        keyring: Keyring,
        reactions: Reactions | None = None,
        pool: int = 10,
    ) -> None:
        """Connect lazily to `url`, as the application's own login, `pool` times at most."""
        self.url = url
        self.keyring = keyring
        self.reactions = reactions or {}
        self.engine = create_async_engine(
            driver_url(url), pool_size=pool, max_overflow=0, pool_pre_ping=False,
            hide_parameters=True,  # an error is logged, and people's data is in its parameters
        )
        event.listen(self.engine.sync_engine, "connect", _meet_arrays)

    @asynccontextmanager
    async def tx(
        self,
        workspace_id: int = 0,
        actor: Actor | None = None,
        *,
        account_id: int | None = None,
        repeatable: bool = False,
    ) -> AsyncIterator[Tx]:
        """Open one transaction; it commits when the block ends and rolls back when it raises.

        `workspace_id` 0 sees no brand's rows: only shared tables and the look-ups by which a
        workspace becomes known. The opening statement runs before anyone can reach the raw
        connection, because SQLAlchemy begins lazily and a job enqueued before would survive a
        rollback.

        `repeatable` says that nothing is lost if a crash of the machine undoes this transaction,
        because what asked for it is then still there and nobody outside was told: its commit does
        not wait for the disk, and the next one that does takes it along
        (https://www.postgresql.org/docs/current/wal-async-commit.html).
        """
        who = actor or Actor.system()
        account = account_id or who.account_id
        async with self.engine.connect() as connection, connection.begin():
            found = await connection.execute(
                OPENING,
                {
                    "workspace": str(workspace_id or ""),
                    "account": str(account or ""),
                    "commit": "off" if repeatable else None,  # else as the server is set
                },
            )
            opened = found.one()
            raw = await raw_connection(connection)
            mark = open_transactions.set(open_transactions.get() + 1)
            try:
                yield Tx(
                    workspace_id=workspace_id,
                    actor=who,
                    clock=_clock(opened.steered_at),
                    epoch=opened.epoch,
                    keyring=self.keyring,
                    reactions=self.reactions,
                    connection=connection,
                    raw=raw,
                )
            finally:
                open_transactions.reset(mark)

    async def close(self) -> None:
        """Close the pool."""
        await self.engine.dispose()


async def raw_connection(connection: AsyncConnection) -> asyncpg.Connection:
    """Return asyncpg's own connection under SQLAlchemy's, in the same transaction."""
    fairy: Any = await connection.get_raw_connection()
    return cast("asyncpg.Connection", fairy.driver_connection)


def _meet_arrays(connection: Any, _record: Any) -> None:
    """Let a new connection learn all array types at once: one by one takes far longer."""
    connection.run_async(lambda raw: raw.fetch(ARRAYS))


def _clock(steered_at: datetime | None) -> Clock:
    return SystemClock() if steered_at is None else SteeredClock(steered_at)
