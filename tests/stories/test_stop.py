"""SIGTERM: the worker ends what is on the wire, gives back the rest, and nobody is in doubt."""

import asyncio
import signal

from tests.stories.brand import set_up
from tests.stories.stage import WELCOME, world

PEOPLE = 12


def test_a_worker_told_to_stop_leaves_nothing_unknown() -> None:
    with world() as it:
        brand = set_up(it)
        people = [
            it.do("POST", "people", {"name": f"客{n}"})["person_id"] for n in range(PEOPLE)
        ]
        it.do("POST", "faults", {"kind": "latency_ms", "prefix": WELCOME, "value": 1_000})
        for person in people:
            it.do("POST", f"people/{person}/scan", {"config_id": brand.config_id})

        def on_the_wire() -> bool:
            return bool(asyncio.run(it.rows("select from delivery where state = 'wire'")))

        it.until(on_the_wire)
        [worker] = [one for one in it.crew.programs if one.name == "worker"]
        assert worker.child is not None
        stopped = worker.child
        stopped.send_signal(signal.SIGTERM)
        it.until(lambda: stopped.poll() is not None)
        assert stopped.returncode == 0
        left = asyncio.run(
            it.rows("select from delivery where state in ('leased', 'wire', 'unknown')")
        )
        assert not left

        it.until(lambda: len(it.welcomes()) == PEOPLE)
        it.until(it.idle)
        rows = asyncio.run(it.rows("select distinct state from delivery"))
        assert {row["state"] for row in rows} == {"sent"}
        assert it.do("GET", f"record/doubled?endpoint={WELCOME}")["doubled"] == []
