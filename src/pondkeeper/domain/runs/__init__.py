"""Long work with progress, a place to resume from and a result; and the files it reads and leaves.
Rooms above say in `reactions.py` how each kind of run is done.
"""

from pondkeeper.domain.runs.actions import (
    Claimed,
    RunStopped,
    cancel,
    fail,
    finish,
    progress,
    release,
    start,
)
from pondkeeper.domain.runs.blobs import (
    PIECE,
    File,
    append,
    body,
    close_file,
    file,
    open_file,
    piece,
    pieces,
    save_file,
)
from pondkeeper.domain.runs.engine import RunHandler, consume, system_actor
from pondkeeper.domain.runs.queries import list_runs, run, sees_every

__all__ = [
    "PIECE", "Claimed", "File", "RunHandler", "RunStopped", "append", "body", "cancel",
    "close_file", "consume", "fail", "file", "finish", "list_runs", "open_file", "piece", "pieces",
    "progress", "release", "run", "save_file", "sees_every", "start",
    "system_actor",
]
