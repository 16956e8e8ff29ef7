"""How long a page of the customer list takes among a million people, whatever is asked.

Every filter that the API's schema names, alone, at its most and its least selective value, times
every sort, times the first page and page 200; four at once, statement to rows. Data: one
workspace, uneven and with bursts, written by SQL as the product would have written it.
"""

import argparse
import asyncio
import json
import runpy
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from sqlalchemy import select

from pondkeeper.api import contacts_list
from pondkeeper.api.door import provide_door
from pondkeeper.domain import profiles
from pondkeeper.domain.profiles import ContactFilters
from pondkeeper.domain.profiles.filters import State, wanted_by
from pondkeeper.domain.profiles.paging import ordered
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.kit.pagination import encode_cursor
from pondkeeper.migrations.migrate import migrate
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import Postgres

POOL = runpy.run_path(str(Path(__file__).with_name("_people.py")))
TARGETS = {"list_p95_ms": 150}
AT_ONCE = 4
LIMIT = 50
DEEP = 200
ROLE = "pond_app"
NOT_FILTERS = {"sort", "cursor", "limit"}
# What to ask for each filter: the statement lists its values from the commonest to the rarest.
COUNTED = (
    "select {column} from {table} where workspace_id = $1 and {column} is not null"
    " group by 1 order by count(*) desc"
)
GRAMS = (
    "select gram from contact_gram where workspace_id = $1 and length(gram) = {size}"
    " group by 1 order by count(*) desc"
)
TABLES = {
    "tag_id": "contact_tag", "source_id": "contact_state", "owner_id": "contact_state",
    "store_id": "contact_state", "code_id": "contact_state", "lifecycle": "contact_state",
    "reachable": "contact_state",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One filter at one value (or none), one sort, one page."""

    label: str
    filters: ContactFilters
    sort: str
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How long it took."""

    question: Question
    ms: float


async def measure(people: int, home: Path) -> float:
    postgres = Postgres(Home(home))
    urls = postgres.start()
    now = datetime.now(UTC)
    try:
        await migrate(urls.owner_url, ROLE, now=now, steered_from=None)
        Keyring.create_file(home)
        database = Database(urls.database_url, keyring=Keyring.from_environment(home))
        workspace_id = await filled(urls.admin_url, database, people, now)
        asked = [one async for one in questions(database, workspace_id, now.date())]
        await ask(database, workspace_id, asked[:: max(1, len(asked) // 50)])  # warm, as in use
        answers = await ask(database, workspace_id, asked)
        await database.close()
    finally:
        postgres.stop()
    return tell(answers)


async def filled(admin_url: str, database: Database, people: int, now: datetime) -> int:
    """Return the workspace with its people, which an earlier run may have left in this home."""
    kept = await POOL["kept"](admin_url)
    if kept is not None:
        workspace_id, there = kept
        print(f"{there:,} people kept from an earlier run")
        if there != people:
            sys.exit(f"this home holds {there:,} people, not {people:,}")
        return int(workspace_id)
    started = time.perf_counter()
    workspace_id = await POOL["seed"](admin_url, database, people, now)
    print(f"{people:,} people written in {time.perf_counter() - started:.0f} s (not judged)")
    return int(workspace_id)


def tell(answers: list[Answer]) -> float:
    """Print the slowest and return the 95th percentile in ms."""
    ordered = sorted(answers, key=lambda answer: answer.ms)
    p95 = ordered[int(len(ordered) * 0.95)].ms
    middle = ordered[len(ordered) // 2].ms
    print(f"{len(ordered)} pages: median {middle:.1f} ms, p95 {p95:.1f} ms")
    for answer in ordered[-12:]:
        print(f"  {answer.ms:7.1f} ms  {answer.question.label}")
    return p95


async def ask(database: Database, workspace_id: int, asked: list[Question]) -> list[Answer]:
    """Ask all, four at once; each answer is timed from its transaction's opening to its rows."""
    waiting = iter(asked)
    answers: list[Answer] = []

    async def one_of_four() -> None:
        for question in waiting:
            started = time.perf_counter()
            async with database.tx(workspace_id) as tx:
                await profiles.find_contacts(
                    tx, question.filters, question.sort, question.cursor, LIMIT
                )
            answers.append(Answer(question, (time.perf_counter() - started) * 1000))

    await asyncio.gather(*(one_of_four() for _ in range(AT_ONCE)))
    return answers


async def questions(database: Database, workspace_id: int, today: date) -> Any:
    """Yield every page to ask for: the schema's filters and sorts, first page and page 200."""
    filters, sorts = schema()
    for name, value in [("none", None), *await values(database, workspace_id, filters, today)]:
        given = ContactFilters() if value is None else ContactFilters(**{name: value})
        for sort in sorts:
            label = f"{name}={value} {sort}"
            yield Question(label, given, sort)
            cursor = await deep_cursor(database, workspace_id, given, sort)
            if cursor:
                yield Question(f"{label} page {DEEP}", given, sort, cursor)


def schema() -> tuple[list[str], list[str]]:
    """Return the filters and the sorts that the API's own description names."""
    app = Litestar(contacts_list.ROUTES, dependencies={"door": Provide(provide_door)})
    described = app.openapi_schema.to_schema()["paths"]["/api/contacts"]["get"]["parameters"]
    sort = next(one for one in described if one["name"] == "sort")
    names = [one["name"] for one in described if one["name"] not in NOT_FILTERS]
    return names, list(sort["schema"]["enum"])


async def values(
    database: Database, workspace_id: int, filters: list[str], today: date
) -> list[tuple[str, Any]]:
    """Return each filter with its commonest and its rarest value."""
    fixed: dict[str, tuple[Any, ...]] = {
        "phone": (POOL["PHONE"], "13900009999"), "phone_tail": ("0000", "9999"),
        "added_from": (today - timedelta(days=1000), today - timedelta(days=1)),
        "added_to": (today, today - timedelta(days=729)), "orders_min": (1, 12),
    }
    found: list[tuple[str, Any]] = []
    async with database.tx(workspace_id) as tx:
        for name in filters:
            if name in fixed:
                found += [(name, value) for value in fixed[name]]
                continue
            for statement in statements(name):
                rows = await tx.raw.fetch(statement, workspace_id)
                found += [(name, rows[0][0]), (name, rows[-1][0])]
    return found


def statements(name: str) -> Iterator[str]:
    """Yield what lists a filter's values by how common they are; names by one and two signs."""
    if name == "q":
        for size in (1, 2):
            yield GRAMS.format(size=size)
    else:
        yield COUNTED.format(column=name, table=TABLES[name])


async def deep_cursor(
    database: Database, workspace_id: int, filters: ContactFilters, sort: str
) -> str | None:
    """Return the cursor at the end of page 199, or None when there is no page 200; not timed."""
    async with database.tx(workspace_id) as tx:
        first = await profiles.find_contacts(tx, filters, sort, None, LIMIT)
        wanted = await wanted_by(tx, filters)
        by = State[sort.lstrip("-")]
        everybody = select(by, State.contact_id).where(*wanted.conditions())
        ends = ordered(everybody, State, sort, None).offset((DEEP - 1) * LIMIT - 1).limit(2)
        found = (await tx.execute(ends)).all()
    if len(found) < len(("the last of page 199", "the first of page 200")):
        return None
    return encode_cursor(sort, *found[0], first.count, first.count_exact)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="keep the people here, and take them again")
    given = parser.parse_args()
    people: int = given.people
    with tempfile.TemporaryDirectory(prefix="pond-bench-") as folder:
        Path(folder).chmod(0o711)
        p95 = asyncio.run(measure(people, given.home or Path(folder) / "home"))
    figures = {"list_p95_ms": round(p95, 1)}
    met = p95 <= TARGETS["list_p95_ms"] and people >= 1_000_000
    print(json.dumps({"bench": "people", "figures": figures, "targets": TARGETS, "met": met}))


if __name__ == "__main__":
    main()
