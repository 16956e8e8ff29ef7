"""What a stranger's login can do with a brand's rows: nothing, in any table."""

import asyncpg
import pytest
from tests.api import everything

from pondkeeper.kit.db.shared_tables import SHARED_TABLES

OURS, STRANGE = 1, 2


@pytest.fixture
async def full(urls):
    """The owner's connection; every table of a brand holds a row of ours."""
    owner = await asyncpg.connect(urls.owner)
    await everything.forget_limits(owner)
    for workspace_id in (OURS, STRANGE):
        await owner.execute(
            "insert into workspace (id, name, timezone, created_at)"
            " overriding system value values ($1, 'x', 'UTC', now())", workspace_id,
        )
    for table, columns in (await everything.tables(owner)).items():
        if everything.of_a_brand(columns) and table != "account_session":
            await owner.execute(everything.insertion(table, columns, OURS))
    yield owner
    await owner.close()


@pytest.fixture
async def app(urls):
    connection = await asyncpg.connect(urls.app)
    yield connection
    await connection.close()


async def brand_tables(owner) -> dict[str, list]:
    found = await everything.tables(owner)
    return {
        table: columns for table, columns in found.items()
        if everything.of_a_brand(columns) and table not in SHARED_TABLES
    }


async def refused(connection, statement: str) -> bool:
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def test_every_table_is_a_brands_own_or_listed_with_a_reason(full):
    every = {name.strip('"') for name in await everything.tables(full)}
    own = {name.strip('"') for name in await brand_tables(full)}
    assert every - own == set(SHARED_TABLES)
    assert len(own) > 40


@pytest.mark.parametrize("workspace", [str(STRANGE), "", "0"])
async def test_a_stranger_finds_changes_and_deletes_nothing(full, app, workspace):
    await app.execute("select set_config('pond.workspace', $1, false)", workspace)
    reached = []
    for table in await brand_tables(full):
        for verb in (
            f"update {table} set workspace_id = workspace_id returning 1",
            f"delete from {table} returning 1",
            f"select 1 from {table}",
            f"select 1 from {table} where workspace_id = {OURS}",
        ):
            try:
                if await app.fetch(verb):
                    reached.append(verb)
            except asyncpg.InsufficientPrivilegeError:
                continue  # no grant at all is as good
    assert reached == []
    for table in await brand_tables(full):
        left = f"select count(*) from {table} where workspace_id = {OURS}"
        assert await full.fetchval(left), table


async def test_the_brands_own_people_find_every_row(full, app):
    """Without this the test above would pass on empty tables, or without any grant."""
    await app.execute("select set_config('pond.workspace', $1, false)", str(OURS))
    blind = [
        table for table in await brand_tables(full)
        if not await app.fetchval(f"select count(*) from {table}")
    ]
    assert blind == []


async def test_a_stranger_puts_nothing_into_a_brand(full, app):
    await app.execute("select set_config('pond.workspace', $1, false)", str(STRANGE))
    written = [
        table for table, columns in (await brand_tables(full)).items()
        if not await refused(app, everything.insertion(table, columns, OURS))
    ]
    assert written == []


async def test_a_stranger_gives_none_of_his_rows_away(full, app):
    """A row of one's own cannot be moved into another brand either."""
    for table, columns in (await brand_tables(full)).items():
        await full.execute(f"delete from {table}")
        await full.execute(everything.insertion(table, columns, STRANGE))
    await app.execute("select set_config('pond.workspace', $1, false)", str(STRANGE))
    moved = [
        table for table in await brand_tables(full)
        if not await refused(app, f"update {table} set workspace_id = {OURS}")
    ]
    assert moved == []


async def test_partitions_are_reached_through_their_parent_only(full, app):
    await app.execute("select set_config('pond.workspace', $1, false)", str(OURS))
    names = await full.fetch(
        "select oid::regclass::text as name from pg_class where relispartition and relkind = 'r'"
    )
    tables = [row["name"] for row in names]
    assert len(tables) > 10
    open_ones = [
        table for table in tables
        if await full.fetchval("select has_any_column_privilege('pond_app', $1, 'select')", table)
    ]
    assert open_ones == []


async def test_a_brand_and_an_account_are_seen_by_their_own_only(full, app):
    for login in ("lin", "mei"):
        await full.execute(
            "insert into account (login, name, password_hash, created_at)"
            " values ($1, $1, 'x', now())", login,
        )
    lin = await full.fetchval("select id from account where login = 'lin'")
    await app.execute("select set_config('pond.workspace', $1, false)", str(STRANGE))
    assert [row["id"] for row in await app.fetch("select id from workspace")] == [STRANGE]
    assert await app.fetch("update workspace set name = 'mine' where id = 1 returning id") == []
    assert await app.fetch("select id from account") == []
    await app.execute("select set_config('pond.account', $1, false)", str(lin))
    assert [row["login"] for row in await app.fetch("select login from account")] == ["lin"]
    assert await app.fetch("update account set name = 'x' where login = 'mei' returning id") == []
