"""Runs of people: asked for under /emulator/people/run, carried out beside the doors, day by day.

A run survives a restart: each person's day is kept when it is over.
"""

import asyncio
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.outside import session
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.people.shop import Shop
from pond_emulator.people.walker import RATES, Walker, new_walker
from pond_emulator.world import World

MAX_PEOPLE, MAX_DAYS = 5000, 1000
RUNNING, OVER, STOPPED = "running", "over", "stopped"
SHOP_WITHIN_S = 10.0


class Walks:
    def __init__(self, world: World) -> None:
        self._world = world
        self._asked = asyncio.Event()

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/people/run", self.begin)
        router.add("GET", "/emulator/people/runs", self.listed)
        router.add("GET", "/emulator/people/runs/{run}", self.show)
        router.add("DELETE", "/emulator/people/runs/{run}", self.stop)

    def begin(self, request: Request) -> Answer:
        """{corpid, seed?, count?, days?, rates?, code?, step_s?} -> 202 {run_id}. `rates` are the
        chances of each act on a day (see RATES); `code` is the one everybody scans; with `step_s`
        the story's clock moves on that many seconds a day.
        """
        body = request.json()
        corpid, rates = str(body.get("corpid")), body.get("rates") or {}
        count, days = int(body.get("count") or 10), int(body.get("days") or 7)
        if not self._world.store.value("select 1 from corp where corpid = ?", corpid):
            return answer_error(422, "no such corp")
        if not set(rates) <= set(RATES):
            return answer_error(422, f"rates are: {', '.join(RATES)}")
        if not (0 < count <= MAX_PEOPLE and 0 < days <= MAX_DAYS):
            return answer_error(422, f"at most {MAX_PEOPLE} people and {MAX_DAYS} days")
        seed = int(body.get("seed") or 1)
        with self._world.store.transaction():
            run = self._world.store.add(
                "insert into walk (corpid, seed, days, rates, code, step_s, state)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                *(corpid, seed, days, msgspec.json.encode(RATES | rates).decode()),
                *(str(body.get("code") or ""), int(body.get("step_s") or 0), RUNNING),
            )
            for number in range(count):
                new_walker(self._world, run, seed, number, "")
        self._asked.set()
        return answer_json({"run_id": run}, 202)

    def listed(self, _request: Request) -> Answer:
        rows = self._world.store.all("select * from walk order by id desc limit 100")
        return answer_json({"runs": [shown(self._world, row) for row in rows]})

    def show(self, request: Request) -> Answer:
        """?after&limit -> the run, and what was done: {day, number, act, detail} in order."""
        walk = find(self._world, request)
        if walk is None:
            return answer_error(404, "no such run")
        steps = self._world.store.all(
            "select id, day, number, act, detail from walk_step where walk_id = ? and id > ?"
            " order by id limit ?",
            *(walk["id"], int(request.query.get("after") or 0)),
            min(int(request.query.get("limit") or 1000), 10_000),
        )
        return answer_json(shown(self._world, walk) | {"steps": [dict(row) for row in steps]})

    def stop(self, request: Request) -> Answer:
        walk = find(self._world, request)
        if walk is None:
            return answer_error(404, "no such run")
        self._world.store.run(
            "update walk set state = ? where id = ? and state = ?", STOPPED, walk["id"], RUNNING
        )
        return answer_json({})

    async def run(self) -> None:
        """Carries out what runs, one person's day after the other, until cancelled."""
        address = self._world.settings.product_url
        async with session(address or "", SHOP_WITHIN_S, 4) as client:
            shop = Shop(client) if address else None
            while True:
                self._asked.clear()
                walk = self._world.store.one(
                    "select * from walk where state = ? order by id", RUNNING
                )
                if walk is None:
                    await self._asked.wait()
                else:
                    await self._step(walk, shop)

    async def _step(self, walk: Row, shop: Shop | None) -> None:
        row = self._world.store.one(
            "select * from walker where walk_id = ? and number = ?", walk["id"], walk["next"]
        )
        if row is None:
            self._next_day(walk)
            return
        done = await Walker(self._world, walk, row, shop).day()
        with self._world.store.transaction():
            self._world.store.many(
                "insert into walk_step (walk_id, day, number, act, detail) values (?, ?, ?, ?, ?)",
                [(walk["id"], walk["day"], row["number"], act, detail) for act, detail in done],
            )
            self._world.store.run("update walk set next = next + 1 where id = ?", walk["id"])
        await asyncio.sleep(0)  # the doors go first

    def _next_day(self, walk: Row) -> None:
        if walk["step_s"]:
            self._world.clock.steer(self._world.clock.world() + walk["step_s"])
        state = OVER if walk["day"] >= walk["days"] else RUNNING
        self._world.store.run(
            "update walk set day = min(day + 1, days), next = 0, state = ? where id = ?",
            *(state, walk["id"]),
        )


def find(world: World, request: Request) -> Row | None:
    return world.store.one("select * from walk where id = ?", request.params["run"])


def shown(world: World, walk: Row) -> dict[str, Any]:
    """The run with how many people are in each state and how often each act was done."""
    states = world.store.all(
        "select state, count(*) as many from walker where walk_id = ? group by state", walk["id"]
    )
    acts = world.store.all(
        "select act, count(*) as many from walk_step where walk_id = ? group by act", walk["id"]
    )
    return dict(walk) | {
        "rates": msgspec.json.decode(walk["rates"]),
        "people": {row["state"]: row["many"] for row in states},
        "acts": {row["act"]: row["many"] for row in acts},
    }
