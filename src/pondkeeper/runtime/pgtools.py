"""pg_dump and pg_restore of the Postgres that was found, run as the owner."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pondkeeper.runtime.binaries import Binaries, find_binaries
from pondkeeper.runtime.cluster import find_cluster
from pondkeeper.runtime.home import Home, Trouble

CHUNK = 1 << 20


class ToolFailed(Trouble):
    """A program of Postgres ended badly; the text has its own words."""


def find_tools(home: Home) -> Binaries:
    """Return the programs that fit this home. Raises ToolFailed when they lack pg_dump."""
    # where the embedded server keeps its own, so that nothing is unpacked twice
    embedded = (home.root / "postgres.json").exists()
    store = find_cluster(home).folder if embedded else home.root
    found = find_binaries(store / "programs")
    if not (found.folder / "pg_dump").exists():
        raise ToolFailed(f"The Postgres from {found.origin} has no pg_dump beside it.")
    return found


def dump(tools: Binaries, owner_url: str, keep: Callable[[bytes], object]) -> None:
    """Hand the whole database to `keep`, piece by piece, as of one moment. Raises ToolFailed."""
    url, environment = without_password(owner_url)
    # What the application may do is noted apart: its login may have another name elsewhere.
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--dbname={url}"]
    with subprocess.Popen(
        [tools.program("pg_dump"), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as running:
        for piece in _pieces(running):
            keep(piece)
        said = running.stderr.read().decode(errors="replace") if running.stderr else ""
    if running.returncode:
        raise ToolFailed(f"The database could not be read:\n{said[-2000:]}")


def load(tools: Binaries, owner_url: str, archive: Path, offset: int) -> None:
    """Fill an empty database from `archive`, from byte `offset` on. Raises ToolFailed."""
    url, environment = without_password(owner_url)
    options = ["--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={url}"]
    with archive.open("rb", buffering=0) as source:
        source.seek(offset)
        done = subprocess.run(
            [tools.program("pg_restore"), *options],
            stdin=source,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    if done.returncode:
        said = done.stderr.decode(errors="replace")[-2000:]
        raise ToolFailed(f"The backup could not be read:\n{said}")


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """Return the address for a command line, where everybody may read it, and the environment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(unquote(parts.username or ''))}@{host}" if parts.username else host
    environment = os.environ | {"LC_ALL": "C", "PGAPPNAME": "pond backup"}
    if parts.password:
        environment |= {"PGPASSWORD": unquote(parts.password)}
    return urlunsplit(parts._replace(netloc=netloc)), environment


def to_database(url: str, name: str) -> str:
    """Return the same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(name)}"))


def database_of(url: str) -> str:
    """Return the database an address names. Raises ToolFailed when it names none."""
    name = unquote(urlsplit(url).path.lstrip("/"))
    if not name:
        raise ToolFailed("DATABASE_OWNER_URL names no database after the host.")
    return name


def quoted(name: str) -> str:
    """Return a name as SQL takes any name."""
    return '"' + name.replace('"', '""') + '"'


def _pieces(running: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    while running.stdout and (piece := running.stdout.read(CHUNK)):
        yield piece
