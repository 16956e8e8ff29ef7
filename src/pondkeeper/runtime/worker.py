"""The worker process: jobs and loops. `python -m pondkeeper.runtime.worker`."""

import asyncio
import signal

import asyncpg
import structlog
import uvloop

from pondkeeper.domain.messaging import engine as dispatcher
from pondkeeper.kit.log import configure_logging
from pondkeeper.kit.telemetry import configure_tracing
from pondkeeper.runtime import jobs
from pondkeeper.runtime.loops import LoopRunner, Waking
from pondkeeper.runtime.memory import keep_what_is
from pondkeeper.runtime.services import Settings, open_services
from pondkeeper.runtime.turns import GIVE_WAY, LOOPS

POOL = 16
QUEUE_POOL = 3
LOG = structlog.get_logger(__name__)


async def work(settings: Settings) -> None:
    """Do jobs and turn loops until SIGTERM or SIGINT; then finish what runs and return."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopping.set)
    async with (
        open_services(settings, pool=POOL) as services,
        asyncpg.create_pool(settings.database_url, min_size=1, max_size=QUEUE_POOL) as pool,
    ):
        runners = {name: LoopRunner(name, turn, services) for name, turn in LOOPS.items()}
        for name, before in GIVE_WAY.items():
            runners[name].before = runners[before]
        waking = Waking(settings.database_url, services, runners)
        queue = jobs.queue(pool, services)
        tasks = [asyncio.create_task(waking.run()), asyncio.create_task(jobs.run(queue))]
        keep_what_is()
        LOG.info("worker ready")
        ended = asyncio.create_task(stopping.wait())
        done, _ = await asyncio.wait([ended, *tasks], return_when=asyncio.FIRST_COMPLETED)
        waking.end()
        queue.shutdown.set()
        await asyncio.gather(*(runner.stop() for runner in runners.values()))
        await dispatcher.drain(services)
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in done - {ended}:
            task.result()  # a task that ended by itself ended by an error: let it be seen
    LOG.info("worker ended")


def main() -> None:
    """Run the worker of this process's environment."""
    configure_logging("worker")
    configure_tracing("worker")
    uvloop.run(work(Settings.from_environment()))


if __name__ == "__main__":
    main()
