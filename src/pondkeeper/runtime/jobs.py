"""Doing the queue's jobs: each by its handler, tried again with patience when it fails."""

from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import structlog
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job

from pondkeeper.api.services import Services
from pondkeeper.kit.jobs import JobHandler
from pondkeeper.kit.telemetry import JOBS as DONE
from pondkeeper.kit.telemetry import span
from pondkeeper.reactions import JOBS

TRIES = 12
LONGEST_PAUSE_S = 900
DEAD_AFTER = timedelta(seconds=6)
"""A job whose worker gave no sign of life for this long is taken by another: soon enough for a
welcome, whose code lives 20 seconds."""
LOG = structlog.get_logger(__name__)


def queue(pool: asyncpg.Pool, services: Services) -> PgQueuer:
    """Return a queue that knows every job of `reactions.JOBS`."""
    made = PgQueuer(AsyncpgPoolDriver(pool))
    for name, handler in JOBS.items():
        made.entrypoint(name, on_failure="hold")(_shell(name, handler, services))
    return made


async def run(made: PgQueuer) -> None:
    """Do jobs until the queue is told to shut down."""
    await made.run(
        dequeue_timeout=timedelta(seconds=5), batch_size=20, heartbeat_timeout=DEAD_AFTER
    )


def _shell(name: str, handler: JobHandler, services: Services) -> Any:
    async def do(job: Job) -> None:
        payload = msgspec.json.decode(job.payload or b"{}", type=dict[str, Any])
        try:
            with span(f"job {name}"):
                await handler(services, payload)
        except Exception as error:  # noqa: BLE001 - every failure asks for another try
            _failed(name, job, error)
        DONE.labels(name, "done").inc()

    return do


def _failed(name: str, job: Job, error: Exception) -> None:
    """Ask for another try, later each time; after the last one the job is kept as failed."""
    DONE.labels(name, "failed").inc()
    LOG.warning("job failed", job=name, id=job.id, tries=job.attempts, exc_info=error)
    if job.attempts >= TRIES:
        raise error
    pause = min(2 ** job.attempts, LONGEST_PAUSE_S)
    raise RetryRequested(delay=timedelta(seconds=pause), reason=type(error).__name__) from error
