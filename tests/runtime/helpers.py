"""Waiting for a condition, and a home folder that Postgres's own user can pass through to."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Return as soon as `holds()` is true; fail when the time is over."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"in vain for {seconds} s"
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether `pid` is a live process (a zombie is not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    """The live children of `pid`, started by whichever of its threads."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(word) for word in listed.read_text().split()]
    return [child for child in found if runs(child)]


def open_to_all(folder: Path) -> Path:
    """As root, Postgres runs as another user: let it through pytest's private folders."""
    for part in [folder, *folder.parents]:
        if os.geteuid() == 0 and part.stat().st_uid == 0 and part != Path("/"):
            part.chmod(part.stat().st_mode | 0o011)
    return folder
