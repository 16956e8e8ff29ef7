"""Databases that a killed restore left beside the one in use: found, and dropped on demand."""

import asyncpg

from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.pgtools import database_of, quoted, to_database

BEFORE, UNFINISHED = "_before", "_restoring"
FOUND = "select datname from pg_database where datname = any ($1::text[]) order by 1"


async def find(urls: Urls) -> list[str]:
    """Return the names of databases that a restore of this one made and did not drop."""
    connection = await asyncpg.connect(urls.owner_url, statement_cache_size=0)
    try:
        name = database_of(urls.owner_url)
        found = await connection.fetch(FOUND, [name + BEFORE, name + UNFINISHED])
    finally:
        await connection.close()
    return [row["datname"] for row in found]


async def drop(urls: Urls) -> list[str]:
    """Drop them and return their names. The caller holds `restore.claim`: no restore runs."""
    names = await find(urls)
    url = to_database(urls.owner_url, "postgres")
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        for name in names:
            await connection.execute(f"drop database if exists {quoted(name)} with (force)")
    finally:
        await connection.close()
    return names
