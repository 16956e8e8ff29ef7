"""Start a program so that it never outlives us, and end it when we mean to."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


def spawn(
    command: list[str],
    log: Path,
    *,
    when_orphaned: signal.Signals = signal.SIGKILL,
    **more: Any,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, writing to `log`.

    Ctrl-C in the terminal does not reach it. On Linux the kernel sends it `when_orphaned` when
    the *thread* that called this ends: call from the main thread.
    """
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent(when_orphaned),  # noqa: PLW1509 - one thread forks, and it only makes two system calls
            **more,
        )


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return ask


def end(
    child: subprocess.Popen[bytes], polite: signal.Signals = signal.SIGTERM, seconds: float = 20
) -> None:
    """Ask `child` to end, wait, then kill it with everything in its process group."""
    if child.poll() is None:
        child.send_signal(polite)
        with suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
