"""The home folder: where one installation keeps its database, keys, tokens, logs and ports."""

import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path


class Trouble(Exception):
    """What a person at the terminal can put right; the text says how."""


class HomeUnusable(Trouble):
    """The home folder cannot be used as it is; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    root: Path

    @property
    def keys(self) -> Path:
        return self.root / "keys.json"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def ports(self) -> Path:
        return self.root / "ports.json"

    @property
    def steer_token(self) -> Path:
        return self.root / "steer.token"

    def make(self) -> "Home":
        """Create the folder (mode 700) and its log folder. Raises HomeUnusable."""
        try:
            # Root runs Postgres as another user, who must pass through to its own folder.
            self.root.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            hint = "set POND_HOME to a folder this user may write to"
            raise HomeUnusable(f"{self.root} cannot be made ({error.strerror}); {hint}") from error
        return self

    def secret(self, name: str) -> str:
        """Return the random text kept under `name`, made at the first call (mode 600)."""
        path = self.root / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32))
        return read_private(path)

    def remember_ports(self, **ports: int) -> None:
        """Note which process listens where, for other commands and for the next start."""
        write_private(self.ports, json.dumps(self.known_ports() | ports))

    def known_ports(self) -> dict[str, int]:
        try:
            known: dict[str, int] = json.loads(self.ports.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return known


def find_home() -> Home:
    """`POND_HOME`, else `.pond` beside the clone this runs from, else the user's data folder."""
    given = os.environ.get("POND_HOME")
    if given:
        return Home(Path(given).expanduser().resolve())
    clone = clone_root()
    return Home(clone / ".pond" if clone else user_data_folder() / "pondkeeper")


def clone_root() -> Path | None:
    """The clone this package runs from, or None when it is installed as a wheel."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pond").is_file() and (root / "pyproject.toml").is_file() else None


def user_data_folder() -> Path:
    """Where this platform keeps programs' data of one user."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    given = os.environ.get("XDG_DATA_HOME")
    return Path(given) if given else Path.home() / ".local" / "share"


def write_private(path: Path, text: str) -> None:
    """Write `text` whole or not at all, readable by this user only."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read_private(path: Path) -> str:
    """Return the text of a secret file. Raises HomeUnusable when others may read it."""
    if path.stat().st_mode & 0o077:
        raise HomeUnusable(f"{path} can be read by others; run: chmod 600 {path}")
    return path.read_text()
