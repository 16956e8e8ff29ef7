"""The database's folder: where it lies, who owns it, how it is made the first time."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pondkeeper.runtime.binaries import Binaries, reachable
from pondkeeper.runtime.home import Home, read_private, write_private

NOBODY = 65534
ELSEWHERE = Path("/var/lib/pondkeeper")
DATABASE = "pond"
LONGEST_SOCKET_FOLDER = 85
"""A unix socket's path may have 103 bytes on macOS, 107 on Linux; its name takes 17."""

ROLES = """
create role pond_owner login nosuperuser createdb nocreaterole password '{owner}'
create role pond_app login nosuperuser nocreatedb nocreaterole nobypassrls password '{app}'
create database pond owner pond_owner
revoke all on database pond from public
grant connect, temporary on database pond to pond_app
"""
"""One statement a line: Postgres in single-user mode ends a statement at the line's end.
The owner may create databases so that tests and restores need no superuser."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses of one database for its three roles; only `admin` is a superuser."""

    database_url: str
    owner_url: str
    admin_url: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data directory with its passwords. `uid` is None when this user runs Postgres itself."""

    folder: Path
    uid: int | None
    passwords: dict[str, str]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket_folder(self) -> Path:
        beside = self.folder / "run"
        if len(str(beside)) <= LONGEST_SOCKET_FOLDER:
            return beside
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"pond-{mark}"

    @property
    def identity(self) -> dict[str, Any]:
        """What `subprocess` needs so that Postgres never runs as root (it would refuse)."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.uid, "extra_groups": [], "cwd": "/"}

    def urls(self) -> Urls:
        where = f"@/{DATABASE}?host={quote(str(self.socket_folder), safe='/')}"
        app, owner, admin = (
            f"postgresql://pond_{role}:{self.passwords[role]}{where}"
            for role in ("app", "owner", "admin")
        )
        return Urls(app, owner, admin)


def find_cluster(home: Home) -> Cluster:
    """Return the home's cluster, choosing its place and passwords at the first call."""
    note = home.root / "postgres.json"
    if note.exists():
        known = json.loads(read_private(note))
        return Cluster(home.root / known["folder"], known["uid"], known["passwords"])
    uid = NOBODY if os.geteuid() == 0 else None
    folder = Path("postgres") if uid is None or reachable(home.root, uid) else _elsewhere(home)
    passwords = {role: secrets.token_urlsafe(24) for role in ("admin", "owner", "app")}
    made = Cluster(folder, uid, passwords)
    write_private(note, json.dumps(asdict(made) | {"folder": str(folder)}))
    return find_cluster(home)


def _elsewhere(home: Home) -> Path:
    mark = hashlib.sha256(str(home.root).encode()).hexdigest()[:8]
    return ELSEWHERE / f"{home.root.parent.name}-{mark}"


def make_folders(cluster: Cluster) -> None:
    """Create the cluster's folders, closed to everybody but the user Postgres runs as."""
    cluster.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    if cluster.uid is not None and ELSEWHERE in cluster.folder.parents:
        ELSEWHERE.chmod(0o711)
    for folder in (cluster.folder, cluster.folder / "programs", cluster.socket_folder):
        folder.mkdir(exist_ok=True)
        _close(folder, cluster.uid)


def _close(folder: Path, uid: int | None) -> None:
    # A folder in /tmp made by somebody else first would catch our passwords: refuse it.
    if folder.stat().st_uid not in (os.geteuid(), uid):
        raise PermissionError(f"{folder} belongs to another user; remove it")
    folder.chmod(0o700)
    if uid is not None:
        os.chown(folder, uid, uid)


def initialise(cluster: Cluster, binaries: Binaries) -> None:
    """Make the data directory and the roles beside their place, then rename: whole or absent."""
    beside = cluster.folder / "data.new"
    shutil.rmtree(beside, ignore_errors=True)
    secret = cluster.folder / "initdb.secret"
    write_private(secret, cluster.passwords["admin"])
    if cluster.uid is not None:
        os.chown(secret, cluster.uid, cluster.uid)
    try:
        _run(
            cluster,
            [
                *(binaries.program("initdb"), "--pgdata", str(beside), "--no-instructions"),
                *("--username=pond_admin", f"--pwfile={secret}", "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin"),
                *("--builtin-locale=C.UTF-8", "--data-checksums"),
            ],
        )
    finally:
        secret.unlink()
    single = [binaries.program("postgres"), "--single", "-D", str(beside), "postgres"]
    answer = _run(cluster, single, ROLES.strip().format(**cluster.passwords) + "\n")
    if "ERROR" in answer:
        raise RuntimeError(f"the database's roles could not be made:\n{answer}")
    beside.rename(cluster.data)


def _run(cluster: Cluster, command: list[str], text: str = "") -> str:
    # LC_ALL: programs stop when the machine's own locale is not installed on it.
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
        **cluster.identity,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout.strip()}")
    return done.stdout
