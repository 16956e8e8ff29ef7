"""Postgres: reachable, new enough, ruled by the right logins, at this version, ready for months."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg

from pondkeeper.cli.checks import Finding
from pondkeeper.kit.clock import SystemClock
from pondkeeper.runtime import leftovers
from pondkeeper.runtime.binaries import OLDEST
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.pooler import POOLER, behind_pooler
from pondkeeper.runtime.product import newest_revision

ROLE = """
select rolsuper, rolbypassrls,
  (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and pg_has_role(current_user, c.relowner, 'member')) as owned
from pg_roles where rolname = current_user
"""
PARTITIONS = """
select p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound
from pg_inherits i
join pg_class c on c.oid = i.inhrelid
join pg_class p on p.oid = i.inhparent
where p.relname in ('event', 'callback')
"""
AHEAD = timedelta(days=80)
LEFT = {
    leftovers.BEFORE: "is what the last restore replaced: the restore took effect, but was killed"
    " before it could drop this",
    leftovers.UNFINISHED: "was being filled by a restore that did not finish: the database in use"
    " was not touched",
}
Check = Callable[[asyncpg.Connection], Awaitable[list[Finding]]]


async def findings(urls: Urls) -> list[Finding]:
    """Everything the two logins can see."""
    unreachable = []
    for login, url in (("application", urls.database_url), ("owner", urls.owner_url)):
        try:
            await (await asyncpg.connect(url, statement_cache_size=0)).close()
        except (OSError, asyncpg.PostgresError, ValueError) as error:
            advice = "check the address, the password and whether the server runs"
            unreachable.append(Finding("bad", f"{login}'s login", str(error), advice))
    if unreachable:
        return unreachable
    return [
        *await _with(urls.database_url, server),
        *await _with(urls.database_url, application_role),
        await pooler(urls.database_url),
        *await _with(urls.owner_url, migrations),
        *await restores(urls),
    ]


async def _with(url: str, check: Check) -> list[Finding]:
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        return await check(connection)
    finally:
        await connection.close()


async def server(connection: asyncpg.Connection) -> list[Finding]:
    version = connection.get_server_version()
    found = f"Postgres {await connection.fetchval('show server_version')}"
    if version.major < OLDEST:
        return [Finding("bad", "database", found, f"use Postgres {OLDEST} or newer")]
    encoding = await connection.fetchval("show server_encoding")
    if encoding != "UTF8":
        advice = "create the database with encoding UTF8"
        return [Finding("bad", "database", f"{found}, encoding {encoding}", advice)]
    return [Finding("good", "database", f"{found}, reached as both logins")]


async def application_role(connection: asyncpg.Connection) -> list[Finding]:
    """Brands are kept apart by row policies, which an owner or superuser would walk through."""
    role = await connection.fetchrow(ROLE)
    wrong = [
        text
        for text, holds in (
            ("is a superuser", role["rolsuper"]),
            ("has BYPASSRLS", role["rolbypassrls"]),
            (f"owns {role['owned']} tables", role["owned"] > 0),
        )
        if holds
    ]
    if wrong:
        advice = "give DATABASE_URL a login of its own: no superuser, no BYPASSRLS, not the owner"
        text = f"the application's login {' and '.join(wrong)}: brands would see one another"
        return [Finding("bad", "isolation", text, advice)]
    text = "the application's login is neither owner, superuser nor BYPASSRLS"
    return [Finding("good", "isolation", text)]


async def pooler(url: str) -> Finding:
    if await behind_pooler(url):
        return Finding("bad", "pooler", *POOLER.split(". ", 1))
    return Finding("good", "pooler", "none in transaction mode; session state survives")


async def migrations(connection: asyncpg.Connection) -> list[Finding]:
    advice = "run: pond migrate"
    try:
        revision = await connection.fetchval("select version_num from alembic_version")
    except asyncpg.UndefinedTableError:
        return [Finding("note", "tables", "none yet; the first start makes them")]
    newest = newest_revision()
    if revision != newest:
        text = f"at {revision}, this version needs {newest}"
        return [Finding("bad", "tables", text, advice)]
    return [Finding("good", "tables", f"at {newest}"), *await partitions(connection)]


async def partitions(connection: asyncpg.Connection) -> list[Finding]:
    needed = SystemClock().real() + AHEAD
    found = []
    for parent, until in (await _ends(connection)).items():
        if until < needed:
            advice = "run: pond migrate (a running `pond up` does it every day)"
            text = f"{parent} ends on {until:%Y-%m-%d}, less than three months ahead"
            found.append(Finding("bad", "partitions", text, advice))
        else:
            found.append(Finding("good", "partitions", f"{parent} until {until:%Y-%m-%d}"))
    return found


async def restores(urls: Urls) -> list[Finding]:
    """What a killed restore left: nobody uses it, and no erasure reaches the people in it."""
    return [
        Finding(
            "bad", "restore", f"the database {name} {why}. Nothing uses it, but it holds customers",
            "unless a restore runs right now, end the product and run: pond doctor --tidy",
        )
        for name in await leftovers.find(urls)
        for ending, why in LEFT.items()
        if name.endswith(ending)
    ]


async def _ends(connection: asyncpg.Connection) -> dict[str, datetime]:
    """When the last partition of each partitioned table ends; no partition: the year 1."""
    ends = dict.fromkeys(("callback", "event"), datetime.min.replace(tzinfo=UTC))
    for row in await connection.fetch(PARTITIONS):
        if bound := re.search(r"TO \('([^']+)'\)", row["bound"]):
            until = datetime.fromisoformat(bound[1]).astimezone(UTC)
            ends[row["parent"]] = max(ends[row["parent"]], until)
    return ends
