"""A row in every table of a brand, written by the owner of the tables; only whose it is matters."""

from typing import Any

import asyncpg

ALL_COLUMNS = """
select c.relname as table, c.oid::regclass::text as spelled, a.attname as column,
       format_type(a.atttypid, a.atttypmod) as type, a.attnotnull and not a.atthasdef as wanted,
       a.attidentity <> '' as counted, a.attgenerated <> '' as made
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p') and not c.relispartition
order by c.relname, a.attnum
"""
LIMITS = """
select conrelid::regclass::text as table, conname from pg_constraint
where contype in ('c', 'f') and connamespace = 'public'::regnamespace
  and conparentid = 0
"""
SAMPLES = {
    "text": "'x'", "bigint": "1", "integer": "1", "smallint": "1", "boolean": "false",
    "jsonb": "'{}'", "json": "'{}'", "bytea": "'\\x00'", "date": "current_date",
    "timestamp with time zone": "now()", "double precision": "0", "real": "0",
}  # fmt: skip


async def tables(connection: asyncpg.Connection) -> dict[str, list[Any]]:
    """Every table of the product as Postgres tells it, with its columns; partitions apart."""
    found: dict[str, list[Any]] = {}
    for row in await connection.fetch(ALL_COLUMNS):
        found.setdefault(row["spelled"], []).append(row)
    return found


def of_a_brand(columns: list[Any]) -> bool:
    return any(row["column"] == "workspace_id" for row in columns)


async def forget_limits(owner: asyncpg.Connection) -> None:
    """Take checks and references away, so that a row of nonsense fits into every table."""
    for row in await owner.fetch(LIMITS):
        await owner.execute(
            f'alter table {row["table"]} drop constraint if exists "{row["conname"]}" cascade'
        )


def insertion(table: str, columns: list[Any], workspace_id: int) -> str:
    """Return a statement that adds one row of nonsense to a table of a brand."""
    wanted = [row for row in columns if row["column"] == "workspace_id" or _needed(row)]
    names = ", ".join(f'"{row["column"]}"' for row in wanted)
    values = ", ".join(
        str(workspace_id) if row["column"] == "workspace_id" else _sample(row) for row in wanted
    )
    return f"insert into {table} ({names}) values ({values})"


def _needed(row: Any) -> bool:
    return row["wanted"] and not row["counted"] and not row["made"]


def _sample(row: Any) -> str:
    return "'{}'" if row["type"].endswith("[]") else SAMPLES[row["type"]]
