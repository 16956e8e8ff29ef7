"""Many rows at once: COPY is refused under row-level security, so rows are staged first."""

from collections.abc import Sequence
from typing import Any

from pondkeeper.kit.db.tx import Tx


async def stage(tx: Tx, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """COPY `rows` into a fresh temporary table `name`, which ends with the transaction.

    `columns` are 'name type' pairs of our own making, e.g. 'external_id text'. A following
    `INSERT … SELECT … ON CONFLICT` from a SQL file moves the rows into their table. It is not
    analysed, which takes as long as the copy: the planner knows its size, and a look-up that must
    go by an index says so ("cross join lateral (… offset 0)").
    """
    await tx.raw.execute(
        f"drop table if exists pg_temp.{name};"
        f" create temp table {name} ({', '.join(columns)}) on commit drop"
    )
    await tx.raw.copy_records_to_table(
        name, records=rows, columns=[column.split(" ")[0] for column in columns]
    )
