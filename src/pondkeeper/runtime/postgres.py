"""The embedded Postgres: started with the product, found by a second command, never left behind.

Whoever holds the lock file runs the server; everybody else attaches to it. The server hears on a
unix socket only, with a password. After kill -9 of it, or of us, the next start works: what it
acknowledged is on disk, and what was left running or half removed is waited for or ended.
"""

import fcntl
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from pondkeeper.runtime.binaries import find_binaries
from pondkeeper.runtime.children import end, spawn
from pondkeeper.runtime.cluster import Cluster, Urls, find_cluster, initialise, make_folders
from pondkeeper.runtime.home import Home, Trouble

START_SECONDS = 10.0
ATTACH_SECONDS = 30.0

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "192MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_buffers": "16MB",
    "wal_compression": "on",
    "min_wal_size": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "max_logical_replication_workers": "0",
    "autovacuum_naptime": "15s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Values in error messages are people's names and numbers: keep them out of the log.
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
}


class PostgresFailed(Trouble):
    """The server did not come up; the text ends with the last lines of its log."""


class Postgres:
    """One server for one home. Synchronous; call it from the main thread (see children.spawn)."""

    def __init__(self, home: Home, settings: dict[str, str] | None = None) -> None:
        """`settings` are laid over SETTINGS; nothing is started yet."""
        self.home = home
        self.settings = SETTINGS | (settings or {})
        self.cluster: Cluster | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._lock: IO[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.home.logs / "postgres.log"

    @property
    def pid(self) -> int | None:
        """The server's process id, or None when it is not ours or not running."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def start(self) -> Urls:
        """Start the server, or attach to the one already running here. Raises PostgresFailed."""
        self.cluster = find_cluster(self.home.make())
        make_folders(self.cluster)
        if self._owns_lock(self.cluster):
            self._launch(self.cluster)
        else:
            _wait_until_ready(self.cluster, ATTACH_SECONDS, self.log)
        return self.cluster.urls()

    def lies_elsewhere(self) -> Path | None:
        """The database's folder when it could not lie in the home, else None."""
        folder = self.cluster.folder if self.cluster else self.home.root
        return None if folder.is_relative_to(self.home.root) else folder

    def alive(self) -> bool:
        """Whether the server we started still runs; true for one that we only attached to."""
        return self._child is None or self._child.poll() is None

    def stop(self) -> None:
        """Stop what we started, disconnecting its clients; leave what we attached to."""
        if self._child:
            end(self._child, signal.SIGINT)
            self._child = None
        if self._lock:
            self._lock.close()
            self._lock = None

    def _owns_lock(self, cluster: Cluster) -> bool:
        if self._lock:
            return True
        lock = (cluster.folder / "lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _launch(self, cluster: Cluster) -> None:
        binaries = find_binaries(cluster.folder / "programs", cluster.uid)
        if not cluster.data.exists():
            initialise(cluster, binaries)
        _end_orphan(cluster)
        settings = self.settings | {"unix_socket_directories": str(cluster.socket_folder)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [binaries.program("postgres"), "-D", str(cluster.data), *options]
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._child = spawn(
                command,
                self.log,
                when_orphaned=signal.SIGINT,
                env=os.environ | {"LC_ALL": "C"},
                **cluster.identity,
            )
            if _came_up(self._child, cluster.data, deadline):
                return
            # A killed server's last processes may still hold its files for a moment.
            if time.monotonic() > deadline:
                self.stop()
                raise PostgresFailed(f"Postgres did not start:\n{tail(self.log)}")
            time.sleep(0.2)


def _came_up(child: subprocess.Popen[bytes], data: Path, deadline: float) -> bool:
    """Wait while it recovers, however long that takes; give up on one that ended or is mute."""
    while child.poll() is None:
        pid, status = _postmaster(data)
        if pid == child.pid and status == "ready":
            return True
        if pid != child.pid and time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return False


def _wait_until_ready(cluster: Cluster, seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while _postmaster(cluster.data)[1] != "ready":
        if time.monotonic() > deadline:
            raise PostgresFailed(f"Another process is starting Postgres, in vain:\n{tail(log)}")
        time.sleep(0.05)


def _postmaster(data: Path) -> tuple[int | None, str]:
    """Read what the server wrote of itself in postmaster.pid: process id and state."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
    except (FileNotFoundError, ValueError, IndexError):
        return None, ""


def _end_orphan(cluster: Cluster) -> None:
    """End a server whose supervisor was killed: we hold the lock, so nobody else answers for it."""
    pid, _ = _postmaster(cluster.data)
    if pid is None or not _is_postgres(pid, cluster.data):
        return
    for number, seconds in ((signal.SIGINT, 8.0), (signal.SIGQUIT, 2.0)):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while _is_postgres(pid, cluster.data) and time.monotonic() < deadline:
            time.sleep(0.02)


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether `pid` is the server of this very folder, and not a stranger with a reused number."""
    noted = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return str(data).encode() in noted.read_bytes().split(b"\0")
        except OSError:
            return False
    shown = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return str(data) in shown.stdout


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for error messages."""
    with suppress(FileNotFoundError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return ""
