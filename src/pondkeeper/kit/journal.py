"""The erasure journal beside the database: who was erased, by number only, kept through a restore.

A backup holds people as they were; whoever asked to be forgotten after it was made must be
forgotten again. One JSON line per erasure; `house` tells one installation from another.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

NAME = "erasures.jsonl"


class ErasedLine(msgspec.Struct, frozen=True):
    """One erased person: all contacts that were they, and no name; `at` is machine time.

    Contact numbers are given again after a restore, so a line speaks only to backups of its own
    epoch or an earlier one that were made before it.
    """

    house: str
    epoch: int
    workspace_id: int
    contact_ids: list[int]
    at: datetime


def append(path: Path, lines: Iterable[ErasedLine]) -> None:
    """Add lines and have them on disk before returning (mode 600)."""
    # a line of its own each, even after one that was cut short
    text = b"".join(b"\n" + msgspec.json.encode(line) + b"\n" for line in lines)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, text)
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> Iterator[ErasedLine]:
    """Yield the lines; one that was cut short is left out."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n"):
        try:
            yield msgspec.json.decode(line, type=ErasedLine)
        except msgspec.DecodeError:
            continue


def house(first_business_at: datetime, set_up_at: datetime | None) -> str:
    """Return the mark by which an installation is known again: when it began, when set up."""
    return f"{first_business_at.isoformat()}/{set_up_at.isoformat() if set_up_at else ''}"
