"""What follows what: the automation of the product, on one page.

An action records an event; the jobs named here are enqueued in the same transaction. Nobody
registers a reaction anywhere else. A reaction answers live events only, unless it names others.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pondkeeper.domain.runs import RunHandler
from pondkeeper.kit.jobs import JobHandler, Reactions

Loop = Callable[[Any, int], Awaitable[bool]]
"""(doors, workspace id) -> whether there was work."""

REACTIONS: Reactions = {}

JOBS: Mapping[str, JobHandler] = {}
"""Name of a job -> what does it."""

LOOPS: Mapping[str, Loop] = {}
"""Name of a loop -> one turn of it for one workspace; woken by `kit.wake` and by due time."""

RUN_KINDS: Mapping[str, RunHandler] = {}
"""Kind of long work -> what does it."""
