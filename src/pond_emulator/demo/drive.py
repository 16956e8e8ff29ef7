"""Tells the story: slot by slot, everybody whose hour has come acts, then the clock moves on.

Lives inside the serving process: a deed and its mark in the agenda are one transaction, so that a
kill at any point neither repeats nor forgets one. When the story has caught up with today, people
go on living at the machine's own pace.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from sqlite3 import Row
from typing import Any

from pond_emulator.demo.console import ConsoleError
from pond_emulator.demo.operators import KINDS, NOBODY, Operators
from pond_emulator.demo.state import Story, save
from pond_emulator.demo.steering import POLL_S, Steering
from pond_emulator.pay import refunds
from pond_emulator.people.life import Life, NeverError, NotYetError
from pond_emulator.people.shop import ShopDownError
from pond_emulator.wecom import transfers
from pond_emulator.world import World

SLOT_S = 4.5 * 3600
SLOT_DEEDS = 120
AT_ONCE = 16
QUIET_WITHIN_S = 60.0
TRIES_NOW = (0.3, 0.6, 1.2, 2.4)  # real seconds, while the product restarts
LATER_S = 2 * 3600  # of the story, when it was not possible now
GIVE_UP = 12
DONE, WAITING, NEVER = 1, 0, 2


class Drive:
    def __init__(
        self, world: World, story: Story, steering: Steering, life: Life, operators: Operators
    ) -> None:
        self._world = world
        self._story = story
        self._steering = steering
        self._life = life
        self._operators = operators
        self._free = asyncio.Semaphore(AT_ONCE)

    async def tell(self) -> None:
        """From where the story stands to today; returns when business time is the machine's."""
        await self._steering.now()
        while self._steering.steered:
            end = min(self._story.end, int(time.time()))
            slot = self._next_slot(end)
            await self._live(slot, self._end_of(slot, end))
            if not slot:
                await self._steering.end()
        self._world.clock.steer(None)
        # a story shorter than the time since its start leaves a gap in which nobody lived
        self._world.store.run(
            "update agenda set state = 2, note = 'after the story' where state = 0 and due < ?",
            int(time.time()),
        )
        self._note("told", "")

    async def go_on(self) -> None:
        """After the story: each deed when its time really comes."""
        while True:
            slot = self._next_slot(int(time.time()))
            if slot:
                await self._act(slot)
            else:
                await asyncio.sleep(1.0)

    def _next_slot(self, end: int) -> Sequence[Row]:
        """What falls due next, up to SLOT_S after the first and SLOT_DEEDS in number."""
        first = self._world.store.value("select min(due) from agenda where state = 0")
        if first is None or first > end:
            return []
        return self._world.store.all(
            "select * from agenda where state = 0 and due <= ? order by due, id limit ?",
            min(first + SLOT_S, end),
            SLOT_DEEDS,
        )

    def _end_of(self, slot: Sequence[Row], end: int) -> float:
        """How far time moves for a slot. What its deeds bring about within it comes a little late,
        with the next one: people who have just been met would make a slot of every minute.
        """
        if not slot:
            return end
        if len(slot) == SLOT_DEEDS:
            return float(slot[-1]["due"])
        return float(min(slot[0]["due"] + SLOT_S, end))

    async def _live(self, slot: Sequence[Row], until: float) -> None:
        now = await self._steering.to(max(until, self._world.clock.world()))
        self._world.clock.steer(now)
        transfers.settle_due(self._world)
        await self._act(slot)
        await self._quiet()

    async def _act(self, slot: Sequence[Row]) -> None:
        """Everybody at once; each person one deed after the other."""
        people: dict[int, list[Row]] = defaultdict(list)
        for deed in slot:
            people[deed["person_id"]].append(deed)
        await asyncio.gather(*(self._one_after_the_other(deeds) for deeds in people.values()))

    async def _one_after_the_other(self, deeds: list[Row]) -> None:
        async with self._free:
            for deed in deeds:
                await self._do(deed)

    async def _do(self, deed: Row) -> None:
        trouble = ""
        for wait_s in (*TRIES_NOW, None):
            try:
                await self._once(deed)
            except NotYetError as error:
                self._not_yet(deed, str(error))
                return
            except ShopDownError as error:
                trouble = str(error)
            except (NeverError, ConsoleError) as error:
                self._put_off(deed, NEVER, str(error))
                return
            else:
                return
            if wait_s is not None:
                await asyncio.sleep(wait_s)
        self._later(deed, trouble, LATER_S)

    def _not_yet(self, deed: Row, why: str) -> None:
        """The first time again with the next slot: until then the product has become idle, and
        what was to come has come.
        """
        self._later(deed, why, LATER_S if deed["tries"] else 0)

    async def _once(self, deed: Row) -> None:
        actor = self._operators if deed["kind"] in KINDS else self._life
        if (deed["person_id"] == NOBODY) != (actor is self._operators):
            raise NeverError("nobody does this")
        await actor.do(deed)

    def _later(self, deed: Row, why: str, wait_s: float) -> None:
        if deed["tries"] + 1 >= GIVE_UP:
            self._put_off(deed, NEVER, why)
        else:
            self._put_off(deed, WAITING, why, self._world.clock.world() + wait_s)

    def _put_off(self, deed: Row, state: int, why: str, due: float | None = None) -> None:
        self._world.store.run(
            "update agenda set state = ?, tries = tries + 1, note = ?, due = ? where id = ?",
            state,
            why[:300],
            deed["due"] if due is None else due,
            deed["id"],
        )

    async def _quiet(self) -> None:
        """Until nothing is under way on either side; notes it when that takes too long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + QUIET_WITHIN_S
        for attempt in range(1_000_000):
            idle, pending = False, dict[str, Any]()
            if self._own_quiet():
                idle, pending = await self._steering.idle()
            if idle and self._own_quiet():
                return
            if loop.time() > until:
                self._note(self._story.state, f"went on although not idle: {pending}")
                return
            await asyncio.sleep(POLL_S[min(attempt, len(POLL_S) - 1)])

    def _own_quiet(self) -> bool:
        return self._world.notices.pending() == 0 and refunds.pending(self._world) == 0

    def _note(self, state: str, note: str) -> None:
        self._story.state, self._story.note = state, note
        save(self._world, self._story)
