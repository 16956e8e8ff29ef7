import asyncpg

from pondkeeper.kit.db.shared_tables import SHARED_TABLES
from pondkeeper.migrations.migrate import differences


async def test_migrations_match_the_models(urls):
    assert await differences(urls.owner) == []


async def test_every_table_of_a_brand_is_isolated(urls):
    connection = await asyncpg.connect(urls.owner)
    open_tables = await connection.fetch(
        "select relname from pg_class c join pg_namespace n on n.oid = relnamespace"
        " where n.nspname = 'public' and relkind in ('r', 'p') and not relispartition"
        " and not relrowsecurity"
    )
    await connection.close()
    assert {row["relname"] for row in open_tables} <= set(SHARED_TABLES)
