"""Finds out whether a connection pooler hands out another session for every transaction."""

import asyncio

import asyncpg

POOLER = (
    "DATABASE_URL leads to a pooler in transaction mode: session state does not survive two "
    "transactions, so notifications, prepared statements and advisory locks would fail now and "
    "then. Give the address of Postgres itself, or set the pooler to pool_mode = session."
)
PATIENCE = 3.0


async def behind_pooler(url: str) -> bool:
    """Whether two transactions of one connection run in different sessions.

    While our first connection rests, a second one opens a transaction. A transaction pooler
    gives it the session that the first just returned, and must then serve the first from
    another one, or (having only one) let it wait.
    """
    first = await asyncpg.connect(url, statement_cache_size=0)
    second = await asyncpg.connect(url, statement_cache_size=0)
    try:
        before = await _session(first)
        async with second.transaction():
            await second.execute("select 1")
            after = await asyncio.wait_for(_session(first), PATIENCE)
        return before != after
    except TimeoutError:
        return True
    finally:
        first.terminate()
        second.terminate()


async def _session(connection: asyncpg.Connection) -> int:
    async with connection.transaction():
        number: int = await connection.fetchval("select pg_backend_pid()")
        return number
