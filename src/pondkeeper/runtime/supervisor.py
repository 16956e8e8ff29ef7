"""Starts the product's processes, keeps them running, and ends all of them and nothing else."""

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Self

from pondkeeper.runtime.children import end, spawn
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import Postgres, tail

STOP_SECONDS = 20.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
STEADY_SECONDS = 30.0
"""A process that ran this long is well: its next death starts from the shortest pause again."""


@dataclass(slots=True)
class Program:
    """One process to keep running."""

    name: str
    command: list[str]
    env: dict[str, str]
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0
    deaths: int = field(default=0)


class Supervisor:
    """Owns Postgres (when embedded) and the programs. Use from the main thread only.

    `with Supervisor(home) as crew:` catches SIGINT, SIGTERM and SIGHUP; leaving the block ends
    every program first and Postgres last.
    """

    def __init__(self, home: Home, say: Callable[[str], None] = print) -> None:
        """`say` is told of deaths and restarts."""
        self.home = home
        self.say = say
        self.postgres: Postgres | None = None
        self.programs: list[Program] = []
        self.stopping = False
        self._wake, self._woken = socket.socketpair()
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for end_of_pair in (self._wake, self._woken):
            end_of_pair.setblocking(False)
        signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._before[number] = signal.signal(number, self._asked_to_stop)
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _nothing)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._wake.close()
        self._woken.close()

    def start(self, name: str, command: list[str], env: dict[str, str]) -> Program:
        """Start `command` with `env` over this process's environment and keep it running."""
        program = Program(name, command, env)
        self.programs.append(program)
        self._spawn(program)
        return program

    def log_of(self, name: str) -> Path:
        return self.home.logs / f"{name}.log"

    def tick(self, seconds: float = 1.0) -> bool:
        """Wait up to `seconds`, or for a signal or a death; restart what died.

        Returns False once we were asked to stop.
        """
        if self.stopping:
            return False
        ready, _, _ = select.select([self._wake], [], [], self._patience(seconds))
        if ready:
            with suppress(BlockingIOError):
                self._wake.recv(4096)
        if not self.stopping:
            self._mend()
        return not self.stopping

    def run(self) -> None:
        """Keep everything running until a signal asks us to stop."""
        while self.tick(60.0):
            pass

    def wait_for(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Tick until `ready()`; False when asked to stop or when the time is over."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline or not self.tick(0.05):
                return False
        return True

    def stop(self) -> None:
        """End every program at once (SIGTERM, 20 s, SIGKILL), then Postgres."""
        self.stopping = True
        running = [program.child for program in self.programs if program.child]
        for child in running:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
            end(child, signal.SIGKILL)
        self.programs.clear()
        if self.postgres:
            self.postgres.stop()
            self.postgres = None

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _spawn(self, program: Program) -> None:
        env = os.environ | program.env
        program.child = spawn(program.command, self.log_of(program.name), env=env)
        program.started, program.due = time.monotonic(), 0.0

    def _patience(self, seconds: float) -> float:
        waiting = [program.due - time.monotonic() for program in self.programs if program.due]
        return max(0.0, min([seconds, *waiting]))

    def _mend(self) -> None:
        if self.postgres and not self.postgres.alive():
            self.say("Postgres ended unexpectedly; starting it again")
            self.postgres.start()
        for program in self.programs:
            if program.due:
                if program.due <= time.monotonic():
                    self._spawn(program)
            elif program.child and program.child.poll() is not None:
                self._plan_restart(program, program.child)

    def _plan_restart(self, program: Program, child: subprocess.Popen[bytes]) -> None:
        end(child, signal.SIGKILL)
        ran = time.monotonic() - program.started
        calm = ran > STEADY_SECONDS or not program.pause
        program.pause = FIRST_PAUSE if calm else min(program.pause * 2, LONGEST_PAUSE)
        program.due = time.monotonic() + program.pause
        program.deaths += 1
        last = tail(self.log_of(program.name), 3)
        self.say(
            f"{program.name} ended with code {child.returncode}; "
            f"starting it again in {program.pause:.1f} s\n{last}"
        )


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """A handler that only makes a child's death write to the wake-up pipe."""
