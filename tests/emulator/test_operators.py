"""What the demo's operators do is done once, also when they are killed in the middle of it."""

from pathlib import Path
from typing import Any

import pytest
from tests.emulator.stage import open_test_world

from pond_emulator.demo import cast
from pond_emulator.demo.console import Console, ConsoleError
from pond_emulator.demo.operators import NOBODY, Operators
from pond_emulator.demo.state import Story
from pond_emulator.people import hours
from pond_emulator.people.life import add_deeds
from pond_emulator.people.plan import Deed
from pond_emulator.people.table import SOURCES

START = 1_767_225_600
HOUR = 3_600


class Books(Console):
    """A console that writes costs down; it is gone after `answers` of them."""

    def __init__(self, answers: int) -> None:
        self.answers = answers
        self.costs: list[tuple[str, Any]] = []

    async def post(self, path: str, body: Any) -> Any:
        if len(self.costs) == self.answers:
            raise ConsoleError("killed")
        self.costs.append((path, body))
        return {}


async def test_a_week_of_costs_that_is_told_twice_says_so(tmp_path: Path) -> None:
    world = open_test_world(tmp_path)
    sources = {key: str(number) for number, key in enumerate(cast.SOURCES, 1)}
    story = Story("", "", "", seed=7, scale=1, weeks=2, start=START, end=START, sources=sources)
    first = int(hours.day_of(START).timestamp())
    came = [
        Deed(first + number * HOUR, "scan", {"source": source.key})
        for source in SOURCES
        for number in range(20)
    ]
    with world.store.transaction():
        add_deeds(world, NOBODY, NOBODY, came)
        world.store.run("update agenda set state = 1")
        add_deeds(world, NOBODY, NOBODY, [Deed(START, "costs", {"week": 1})])
    [deed] = world.store.all("select * from agenda where state = 0")
    killed, whole = Books(answers=3), Books(answers=1_000)
    with pytest.raises(ConsoleError):
        await Operators(world, story, killed).do(deed)
    assert world.store.value("select state from agenda where id = ?", deed["id"]) == 0
    await Operators(world, story, whole).do(deed)
    assert world.store.value("select state from agenda where id = ?", deed["id"]) == 1
    keys = [body["idempotency_key"] for _, body in whole.costs]
    assert len(set(keys)) == len(keys) > 3
    assert all(told in whole.costs for told in killed.costs)
