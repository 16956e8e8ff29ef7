"""A platform's `errcodes.csv`: every known code, and what to do about it.

Columns: code, kind (permanent, retry, quota, done), act (what a person or the guard does about
it, see ACTS), here (1: the same call may help within a second), wait_s, zh (what it means).
"""

import csv
from importlib.resources import files
from typing import get_args

from pondkeeper.domain.channels.ports import RefusalKind
from pondkeeper.platforms.common.errors import Verdict

ACTS = frozenset(
    {
        "",
        "token",  # a fresh one may help, once
        "config",  # somebody must put a setting right
        "bug",  # we asked wrongly
        "relation_lost",  # the friendship is gone: read the customer again
        "capacity_full",  # stop the job and say so
        "finished",  # there is nothing left to do
        "window_closed",  # another channel may still reach them
        "consent_gone",  # the person does not want it (any more)
        "capability_lost",  # the account may not do this (any more)
        "alarm",  # the platform punishes: a person must look now
    }
)


UNLISTED = Verdict("permanent", "未收录的错误码")
"""What a code is that no table has: repeating what nobody understands helps nobody."""


def load(package: str) -> dict[str, Verdict]:
    """Return the table of a platform's folder, by code. Raises ValueError for a wrong row."""
    text = (files(package) / "errcodes.csv").read_text(encoding="utf-8")
    kinds: dict[str, RefusalKind] = {kind: kind for kind in get_args(RefusalKind)}
    table: dict[str, Verdict] = {}
    for row in csv.DictReader(text.splitlines()):
        code = row["code"]
        if row["kind"] not in kinds or row["act"] not in ACTS or code in table:
            raise ValueError(f"{package}: the row of code {code} is wrong")
        table[code] = Verdict(
            kinds[row["kind"]],
            row["zh"],
            here=row["here"] == "1",
            wait_s=int(row["wait_s"]) if row["wait_s"] else None,
            act=row["act"],
        )
    return table
