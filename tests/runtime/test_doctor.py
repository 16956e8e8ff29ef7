import asyncpg
import pytest

from pondkeeper.cli.checks import database, machine
from pondkeeper.runtime.cluster import Urls


async def states(app: str, owner: str) -> dict[str, tuple[str, str]]:
    found = await database.findings(Urls(app, owner, ""))
    return {finding.subject: (finding.state, finding.text) for finding in found}


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


async def test_a_sound_database_has_nothing_to_put_right(urls):
    found = await states(urls.app, urls.owner)
    assert {state for state, _ in found.values()} == {"good"}
    assert {"database", "isolation", "pooler", "tables", "partitions"} <= set(found)


async def test_an_application_that_owns_the_tables_is_refused(urls):
    state, text = (await states(urls.owner, urls.owner))["isolation"]
    assert state == "bad"
    assert "owns" in text


async def test_an_application_that_is_a_superuser_is_refused(urls, server):
    admin = server.to(server.urls.admin_url, urls.app.partition("?")[0].rsplit("/", 1)[1])
    state, text = (await states(admin, urls.owner))["isolation"]
    assert state == "bad"
    assert "is a superuser and has BYPASSRLS" in text


async def test_an_older_schema_is_named_with_what_is_needed(urls):
    await execute(urls.owner, "update alembic_version set version_num = '0000'")
    state, text = (await states(urls.app, urls.owner))["tables"]
    assert state == "bad"
    assert text.startswith("at 0000, this version needs ")


async def test_partitions_that_end_too_soon_are_found(urls):
    newest = """
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event'::regclass order by 1 desc limit 2
    """
    connection = await asyncpg.connect(urls.owner)
    for row in await connection.fetch(newest):
        await connection.execute(f"drop table {row['relname']}")
    await connection.close()
    found = await database.findings(Urls(urls.app, urls.owner, ""))
    assert [one.state for one in found if one.text.startswith("event")] == ["bad"]


async def test_an_unreachable_database_is_said_for_both_logins():
    nowhere = "postgresql://pond_app:x@/pond?host=/nowhere/at/all"
    found = await database.findings(Urls(nowhere, nowhere, ""))
    assert [one.state for one in found] == ["bad", "bad"]


@pytest.mark.parametrize("mode, state", [(0o600, "good"), (0o640, "bad"), (0o604, "bad")])
def test_keys_must_be_closed_to_others(home, mode, state, monkeypatch):
    monkeypatch.delenv("POND_KEYS", raising=False)
    home.keys.write_text("{}")
    home.keys.chmod(mode)
    assert machine.keys(home).state == state


def test_a_full_disk_is_bad(home, monkeypatch):
    usage = machine.shutil.disk_usage(home.root)._replace(free=100_000_000)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)
    assert machine.disk(home).state == "bad"
