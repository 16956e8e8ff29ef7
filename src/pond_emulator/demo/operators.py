"""What the brand's people do during the half year: enter costs each week, hand a leaver's
customers over. Their deeds stand in the same agenda, under nobody's number.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator import acts
from pond_emulator.control.accounts import remove_member
from pond_emulator.demo import cast
from pond_emulator.demo.console import Console, ConsoleError
from pond_emulator.demo.state import Story
from pond_emulator.people import hours, names, plan, table
from pond_emulator.people.chance import between, happens
from pond_emulator.people.life import add_deeds, finish
from pond_emulator.people.table import HABITS
from pond_emulator.world import World

NOBODY = 0
KINDS = ("costs", "leaves", "hands_over")


def office_deeds(story: Story) -> list[plan.Deed]:
    """Costs on each Monday morning for the week before; the leaver in week 11."""
    first = hours.day_of(story.start)
    deeds = [
        plan.Deed(
            int((first + timedelta(weeks=week, hours=9, minutes=37)).timestamp()),
            "costs",
            {"week": week},
        )
        for week in range(1, story.weeks + 1)
    ]
    if story.weeks >= cast.LEAVE_WEEK:
        day = first + timedelta(weeks=cast.LEAVE_WEEK - 1, days=2)
        leaves = day + timedelta(hours=18, minutes=12)
        over = day + timedelta(days=1, hours=10, minutes=4)
        deeds.append(plan.Deed(int(leaves.timestamp()), "leaves", {}))
        deeds.append(plan.Deed(int(over.timestamp()), "hands_over", {}))
    return deeds


@dataclass
class Operators:
    world: World
    story: Story
    console: Console

    async def do(self, deed: Row) -> None:
        props = msgspec.json.decode(deed["props"])
        if deed["kind"] == "costs":
            await self.costs(deed, props["week"])
        elif deed["kind"] == "leaves":
            with self.world.store.transaction():
                userid = cast.member_id(cast.LEAVER)
                remove_member(self.world, self.story.corpid, userid, deed["due"])
                finish(self.world, deed)
        else:
            await self.hand_over()
            finish(self.world, deed)

    async def costs(self, deed: Row, week: int) -> None:
        """Per source: what was paid to others and what our own hours cost, by the week's adds."""
        start = hours.day_of(self.story.start) + timedelta(weeks=week - 1)
        arrived = self._arrived(start)
        day = (start + timedelta(days=6)).date().isoformat()
        posts = [
            self._post(source.key, kind, yuan, day, week)
            for source in table.SOURCES
            for kind, yuan in self._spent(source, week, arrived[source.key])
        ]
        await asyncio.gather(*posts)
        finish(self.world, deed)

    def _arrived(self, start: datetime) -> Counter[str]:
        rows = self.world.store.all(
            "select props from agenda where kind = 'scan' and state = 1 and due >= ? and due < ?",
            int(start.timestamp()),
            int((start + timedelta(weeks=1)).timestamp()),
        )
        return Counter(msgspec.json.decode(row["props"])["source"] for row in rows)

    def _spent(self, source: table.SourceRange, week: int, adds: int) -> list[tuple[str, float]]:
        """The week's price is the source's own, a little up or down; bought clicks creep up."""
        seed, figures = self.story.seed, plan.figures(self.story.seed, source, self.story.scale)
        creep = 0.8 + 0.4 * week / 26 if source.key == "feed" else 1.0
        sway = between(seed, 0.92, 1.08, source.key, week, "price") * creep
        costs = [(cast.SOURCES[source.key][1], adds * figures.cash_yuan * sway)]
        costs.append(("labour", adds * figures.labour_yuan * sway))
        return [(kind, yuan) for kind, yuan in costs if yuan >= 1]

    async def _post(self, source: str, kind: str, yuan: float, day: str, week: int) -> None:
        body = {
            "amount_fen": round(yuan * 100), "day": day, "kind": kind, "note": f"第 {week} 周",
            # killed after some of a week's costs, the deed is done again from its beginning
            "idempotency_key": f"demo:{source}:{kind}:{week}",
        }
        await self.console.post(f"/api/sources/{self.story.sources[source]}/costs", body)

    async def hand_over(self) -> None:
        """A leaver's customers go to colleagues of the same shop; some customers refuse."""
        body = {
            "from_member_id": cast.member_id(cast.LEAVER),
            "to_member_ids": [cast.member_id(login) for login in cast.HEIRS],
        }
        for wait_s in (0.5, 2, 5):
            try:
                await self.console.post("/api/handovers", body)
            except ConsoleError:
                await asyncio.sleep(wait_s)  # the leaver's event may still be on its way in
            else:
                return
        await self.console.post("/api/handovers", body)


def plan_story(world: World, story: Story) -> None:
    """Writes everybody's arrival into the agenda, once."""
    if world.store.value("select 1 from agenda limit 1"):
        return
    with world.store.transaction():
        for arrival in plan.arrivals(story.seed, story.start, story.scale):
            if arrival.at > story.end:
                continue
            person = add_person(world, story, arrival.person)
            props: dict[str, Any] = {"source": arrival.source}
            add_deeds(world, person, arrival.person, [plan.Deed(arrival.at, "scan", props)])
        add_deeds(world, NOBODY, NOBODY, office_deeds(story))


def add_person(world: World, story: Story, number: int) -> int:
    seed = story.seed
    gender = 1 if happens(seed, 0.06, number, "gender") else 2
    person = acts.make_person(world, names.nickname(seed, number), gender, played=False)
    if happens(seed, plan.inner(seed, HABITS.refuses_handover, "refuses"), number, "refuses"):
        world.store.run("update person set refuses_transfer = 1 where id = ?", person)
    return person
