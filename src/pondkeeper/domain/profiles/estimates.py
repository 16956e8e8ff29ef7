"""How many rows a statement would have, by the planner's statistics: shown as 'about'."""

from typing import Any

import msgspec
from sqlalchemy import Executable, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement


class Explain(Executable, ClauseElement):
    """The plan of a statement, as JSON text, instead of its rows."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        """Take the statement to plan, with its values."""
        self.statement = statement


@compiles(Explain)
def _explain(element: Explain, compiler: Any, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + str(compiler.process(element.statement, **options))


def planned_rows(plan: Any) -> int:
    """Return the rows that the top of a plan expects."""
    read = msgspec.json.decode(plan) if isinstance(plan, (str, bytes)) else plan
    return int(read[0]["Plan"]["Plan Rows"])
