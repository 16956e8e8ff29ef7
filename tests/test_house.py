"""What the house promises about its own shape, and import-linter cannot say."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pondkeeper.domain.tables import METADATA
from pondkeeper.kit.db.shared_tables import SHARED_TABLES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PARTITIONED = {"event", "event_key", "callback"}
ROOM_ORDER = (
    "staff", "runs", "timeline", "contacts", "channels tasks ledger", "profiles", "offers webhooks groups",
    "messaging shop", "content", "transfer", "insight",
)  # fmt: skip
OTHER_INDEXES = {
    "staff_account_id_idx": "an account asks for its brands before any is chosen",
    "callback_key_received_at_idx": "old keys go by age, over all brands",
}
PERIOD_NAMES = {"now", "utcnow", "today"}


def sources() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations/versions" not in path.as_posix()]


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sources():
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_files_are_small():
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in sources())
    assert statistics.median(lengths) <= 90
    assert lengths[int(len(lengths) * 0.9)] < 250
    assert lengths[-1] <= 500


def test_only_the_clock_reads_the_time():
    allowed = {"pondkeeper/kit/clock.py"}
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path, tree in trees()
        if path.is_relative_to(SOURCE / "pondkeeper" / "domain")
        or path.is_relative_to(SOURCE / "pondkeeper" / "api")
        or path.is_relative_to(SOURCE / "pondkeeper" / "kit")
        or path.is_relative_to(SOURCE / "pondkeeper" / "platforms")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in PERIOD_NAMES
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
        and str(path.relative_to(SOURCE)) not in allowed
    ]
    assert found == []


def statements() -> list[Path]:
    return [path for path in SOURCE.rglob("*.sql") if "migrations" not in path.parts]


@pytest.mark.parametrize("path", statements(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_statement_begins_with_what_it_asks_and_never_with_the_clock(path):
    text = path.read_text(encoding="utf-8")
    first, rest = text.split("\n", 1)
    assert first.startswith("-- ")
    assert not re.search(r"\b(now\(\)|current_timestamp|current_date|clock_timestamp)", rest)


def test_every_statement_is_used():
    python = {path: path.read_text(encoding="utf-8") for path in sources()}
    unused = []
    for path in statements():
        room = path.parent.parent
        if room.is_relative_to(SOURCE / "pond_emulator"):
            continue
        pattern = re.compile(rf"\bSQL\.{path.stem}\b|[\"']{path.stem}[\"']")
        near = [text for file, text in python.items() if file.is_relative_to(room)]
        if not any(pattern.search(text) for text in near):
            unused.append(str(path.relative_to(SOURCE)))
    assert unused == []


def test_sql_is_read_not_built():
    """Only files made for it may put SQL together from text."""
    allowed = {
        "pondkeeper/migrations", "pondkeeper/kit/db/stage.py", "pondkeeper/runtime",
        "pondkeeper/cli", "pond_emulator",
    }  # fmt: skip
    verb = re.compile(r"^\s*(select|insert|update|delete|with|copy|truncate)\s", re.IGNORECASE)
    found = []
    for path, tree in trees():
        name = str(path.relative_to(SOURCE))
        if any(name.startswith(place) for place in allowed):
            continue
        found += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            and node.values
            and isinstance(node.values[0], ast.Constant)
            and verb.match(str(node.values[0].value))
            and len([part for part in node.values if isinstance(part, ast.FormattedValue)]) > 0
        ]
    assert [one for one in found if "kit/wake.py" not in one] == []


def room_of(table: str) -> str:
    for mapper in METADATA_CLASSES:
        if mapper.__tablename__ == table:
            return mapper.__module__.split(".")[2]
    raise KeyError(table)


from pondkeeper.kit.db import Base  # noqa: E402 - after METADATA has filled the registry

METADATA_CLASSES = [mapper.class_ for mapper in Base.registry.mappers]


def test_foreign_keys_point_down_and_stay_in_the_workspace():
    height = {room: level for level, rooms in enumerate(ROOM_ORDER) for room in rooms.split()}
    for table in METADATA.tables.values():
        if table.name in PARTITIONED:
            assert not table.foreign_keys, f"{table.name} is partitioned"
        for constraint in table.foreign_key_constraints:
            target = constraint.referred_table
            above = height[room_of(target.name)] - height[room_of(table.name)]
            assert above < 0 or room_of(target.name) == room_of(table.name), (
                f"{table.name} points up to {target.name}"
            )
            if target.name not in SHARED_TABLES:
                names = [column.name for column in constraint.columns]
                assert names[0] == "workspace_id", f"{table.name} -> {target.name} has no workspace"


def test_no_foreign_key_points_to_a_canonical_contact():
    pointing = [
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if column.foreign_keys and ("canonical" in column.name or column.name == "merged_into")
    ]
    assert pointing == []


def test_the_workspace_comes_first_in_every_key_and_index():
    for table in METADATA.tables.values():
        if table.name in SHARED_TABLES:
            continue
        assert next(iter(table.primary_key.columns)).name == "workspace_id", table.name
        for index in table.indexes:
            first = next(iter(index.columns)).name
            assert first == "workspace_id" or index.name in OTHER_INDEXES, index.name


def test_money_is_whole_fen():
    columns = [
        f"{table.name}.{column.name}: {column.type}"
        for table in METADATA.tables.values()
        for column in table.columns
        if column.name.endswith("_fen") and str(column.type) != "BIGINT"
    ]
    assert columns == []


def test_documents_name_files_that_exist():
    missing = []
    for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), ROOT / "CONTRIBUTING.md"]:
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        named = re.findall(r"`((?:src|tests|docs|bench|web|scripts)/[\w./-]+)`", text)
        missing += [
            f"{page.name}: {name}"
            for name in named
            if not (ROOT / name).exists() and not re.search(r"\b(NAME|PLACE)\b", name)
        ]
    assert missing == []


@pytest.mark.parametrize("process", ["web", "worker"])
def test_a_process_alone_knows_every_table_that_a_person_is_erased_from(process):
    """A process of its own: in this one the tests have imported everything."""
    code = (
        f"import pondkeeper.runtime.{process}\n"
        "from pondkeeper.kit.db import Base\n"
        "from pondkeeper.kit.privacy import TABLES\n"
        "print(sorted(TABLES.keys() - Base.metadata.tables.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
