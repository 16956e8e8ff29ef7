"""Python, home folder, keys, disk, ports, console."""

import os
import shutil
import sys
from pathlib import Path

from pondkeeper.cli.checks import Finding
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.product import USUAL_PORT, answers, free_port

CONSOLE = Path(__file__).resolve().parents[2] / "console" / "index.html"
LITTLE, TOO_LITTLE = 2_000_000_000, 500_000_000


def findings(home: Home) -> list[Finding]:
    """Everything that can be seen without the database."""
    home.make()
    return [python(), folder(home), keys(home), disk(home), ports(home), console()]


def python() -> Finding:
    version = sys.version.split()[0]
    if sys.version_info < (3, 11):  # noqa: UP036 - a wheel can be forced onto an older Python
        return Finding("bad", "Python", version, "use Python 3.11 or newer")
    return Finding("good", "Python", version)


def folder(home: Home) -> Finding:
    if not os.access(home.root, os.W_OK):
        return Finding("bad", "home", f"{home.root} is read-only", "set POND_HOME to another")
    return Finding("good", "home", str(home.root))


def keys(home: Home) -> Finding:
    if os.environ.get("POND_KEYS"):
        return Finding("good", "keys", "from POND_KEYS")
    if not home.keys.exists():
        return Finding("note", "keys", "none yet; the first start makes them")
    mode = home.keys.stat().st_mode & 0o777
    if mode & 0o077:
        advice = f"run: chmod 600 {home.keys}"
        return Finding("bad", "keys", f"others may read them (mode {mode:o})", advice)
    return Finding("good", "keys", f"{home.keys}, mode {mode:o}; keep a copy apart from backups")


def disk(home: Home) -> Finding:
    free = shutil.disk_usage(home.root).free
    text = f"{free / 1e9:.1f} GB free"
    if free < TOO_LITTLE:
        return Finding("bad", "disk", text, "make room: Postgres stops when the disk is full")
    return Finding("note" if free < LITTLE else "good", "disk", text)


def ports(home: Home) -> Finding:
    port = home.known_ports().get("web", USUAL_PORT)
    if answers(port, "/healthz"):
        return Finding("good", "port", f"{port}: Pondkeeper answers")
    if free_port(port) != port:
        advice = "end it, or start with --port; without that, the next free port is taken"
        return Finding("note", "port", f"{port} is taken by another program", advice)
    return Finding("good", "port", f"{port} is free; Pondkeeper is not running")


def console() -> Finding:
    if CONSOLE.exists():
        return Finding("good", "console", "built")
    advice = "run ./pond up in the clone with the npm registry in reach, or install the wheel"
    return Finding("bad", "console", "not built: only the API will answer", advice)
