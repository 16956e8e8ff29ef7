"""The worker's loops: one turn at a time for each workspace, and who gives way to whom."""

import asyncio

import pytest

from pondkeeper.runtime.loops import LoopRunner


class Turns:
    """Turns that are noted as they begin and end when they are let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go = asyncio.Event()

    def runner(self, name: str, *, waits: bool = False) -> LoopRunner:
        async def turn(_doors: object, _workspace_id: int) -> bool:
            self.begun.append(name)
            if waits:
                await self.go.wait()
            return False

        return LoopRunner(name, turn, services=None)  # type: ignore[arg-type]


async def until(turns: Turns, names: list[str]) -> None:
    async with asyncio.timeout(60):
        while turns.begun != names:  # noqa: ASYNC110 - turns tell nobody
            await asyncio.sleep(0.01)


async def test_profiles_wait_while_people_are_coming_in() -> None:
    turns = Turns()
    inbox, profiles = turns.runner("inbox", waits=True), turns.runner("profiles")
    profiles.before = inbox
    inbox.wake(7)
    profiles.wake(7)
    await until(turns, ["inbox"])
    turns.go.set()
    await until(turns, ["inbox", "profiles"])


async def test_they_do_not_wait_for_ever() -> None:
    turns = Turns()
    inbox, profiles = turns.runner("inbox", waits=True), turns.runner("profiles")
    profiles.before = inbox
    inbox.wake(7)
    profiles.wake(7)
    await until(turns, ["inbox", "profiles"])
    assert inbox.is_working(7)
    turns.go.set()


@pytest.mark.parametrize("wakes", [2, 5])
async def test_wakes_during_a_turn_make_one_more(wakes: int) -> None:
    turns = Turns()
    inbox = turns.runner("inbox", waits=True)
    inbox.wake(7)
    await until(turns, ["inbox"])
    for _ in range(wakes):
        inbox.wake(7)
    turns.go.set()
    await until(turns, ["inbox", "inbox"])
