"""SQL kept in files: each answers one question, which its first line states."""

import re
from dataclasses import dataclass
from importlib.resources import files

PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement with its named parameters turned into the driver's numbered ones."""

    name: str
    text: str
    parameters: tuple[str, ...]

    @classmethod
    def parse(cls, name: str, source: str) -> "Sql":
        """Number `:named` parameters in order of first use; `::type` casts are left alone."""
        names: list[str] = []

        def number(match: re.Match[str]) -> str:
            if match[1] not in names:
                names.append(match[1])
            return f"${names.index(match[1]) + 1}"

        lines = [line.split("--")[0] for line in source.splitlines()]
        text = PARAMETER.sub(number, "\n".join(lines))
        return cls(name, text, tuple(names))


class SqlFolder:
    """The statements in a room's `sql/` folder: `SQL.due_touches` reads `sql/due_touches.sql`."""

    def __init__(self, package: str) -> None:
        """Remember the room; files are read when first asked for, then kept."""
        self._package = package
        self._known: dict[str, Sql] = {}

    def __getattr__(self, name: str) -> Sql:
        """Return the statement `name`. Raises AttributeError when there is no such file."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._known:
            path = files(self._package) / "sql" / f"{name}.sql"
            if not path.is_file():
                msg = f"{self._package} has no sql/{name}.sql"
                raise AttributeError(msg)
            self._known[name] = Sql.parse(name, path.read_text(encoding="utf-8"))
        return self._known[name]
