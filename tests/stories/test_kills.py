"""kill -9 while a brand lives: nothing is lost, nothing doubled, what is not known is listed.

A small population lives some weeks of steered time while web, worker, Postgres and the emulated
platforms are killed in turn. Judged by the emulator's own record, never by the product's word.
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

from tests.stories.stage import WELCOME, World, world

from pondkeeper.runtime.home import write_private

WEEKS = 2
SCALE = 0.5
KILLS = int(os.environ.get("POND_KILLS", "8"))
SEED = int(os.environ.get("POND_SEED", "20261122"))
TOLD_WITHIN_S = 600.0 + 10 * KILLS
PAUSE_S = (0.3, 1.6)
"""Between two kills: short enough to hit every step, long enough to make headway."""


def test_nothing_is_lost_or_doubled_whoever_is_killed() -> None:
    say(f"seed {SEED}; repeat with POND_SEED={SEED}")
    now = datetime.now(UTC).replace(microsecond=0)
    with world(steered_from=now - timedelta(weeks=WEEKS)) as it:
        tell(it, SEED)
        killed = kill_in_turn(it, random.Random(SEED))
        it.until(lambda: state(it) == "told", TOLD_WITHIN_S)
        it.until(it.idle)
        say(f"killed {killed}; {it.do('GET', 'state')}")
        nobody_is_missing(it)
        every_welcome_is_accounted_for(it)
        the_money_agrees(it)


def say(text: str) -> None:
    """Onto the page that pytest shows when the story fails."""
    sys.stderr.write(f"{text}\n")


def tell(it: World, seed: int) -> None:
    """Let the emulator's people live, with an API key of the brand's operators."""
    rights = it.ask("GET", "/api/me")["rights"]
    key = it.ask("POST", "/api/api-keys", {"name": "demo", "rights": rights})["secret"]
    key_file = it.product.home.root / "api.key"
    write_private(key_file, key)
    story = {
        "product": it.product.address,
        "api_key_file": str(key_file),
        "steer_token_file": str(it.product.home.steer_token),
        "seed": seed,
        "scale": SCALE,
        "weeks": WEEKS,
    }
    it.do("POST", "demo", story)
    it.until(lambda: state(it) == "living")


def state(it: World) -> str:
    """How far the story is; empty while the emulator is down."""
    told = it.perhaps("GET", "progress")
    return str(told["state"]) if told else ""


def kill_in_turn(it: World, dice: random.Random) -> list[str]:
    """Each process in turn, at moments the seed decides, while people live."""
    killed: list[str] = []
    turns = cycle(victims(it))
    for name, find in turns:
        if len(killed) == KILLS or state(it) == "told":
            return killed
        # All is up before the next one dies: the platform tells a thing three times, then never.
        it.until(it.well)
        it.wait(dice.uniform(*PAUSE_S))
        os.kill(it.until(find), signal.SIGKILL)
        killed.append(name)
    return killed


def victims(it: World) -> Iterator[tuple[str, Callable[[], int | None]]]:
    for program in it.crew.programs:
        yield program.name, lambda program=program: living(program.child)
    yield "postgres", lambda: it.crew.postgres.pid if it.crew.postgres else None


def living(child: Any) -> int | None:
    return child.pid if child is not None and child.poll() is None else None


def nobody_is_missing(it: World) -> None:
    """Whoever is a friend at the platform is one here, and nobody else."""
    there = {
        (one["external_userid"], one["userid"]) for one in it.world_rows("follow", "ended is null")
    }
    here = asyncio.run(
        it.rows(
            "select i.key, f.member_id from follow f join identity i on i.id = f.identity_id"
            " where f.ended_at is null"
        )
    )
    assert {(row["key"], row["member_id"]) for row in here} == there
    assert len(here) == len(there)
    events = asyncio.run(
        it.rows(
            "select identity_id, props->>'member_id' as member, at, count(*) from event"
            " where kind in ('contact.added', 'contact.followed')"
            " group by 1, 2, 3 having count(*) > 1"
        )
    )
    assert not events


def every_welcome_is_accounted_for(it: World) -> None:
    """Sent by our books = accepted there, but for those listed as unknown; none twice."""
    assert it.do("GET", f"record/doubled?endpoint={WELCOME}")["doubled"] == []
    deliveries = asyncio.run(
        it.rows(
            "select d.state, d.error_code, i.key from delivery d"
            " join touch t on t.delivery_id = d.id join identity i on i.id = t.identity_id"
        )
    )
    states = [row["state"] for row in deliveries]
    assert set(states) <= {"sent", "failed", "unknown", "suppressed"}
    accepted = len(it.welcomes())
    sent, unknown = states.count("sent"), states.count("unknown")
    say(f"welcomes: {accepted} accepted, {sent} sent, {unknown} unknown of {len(states)}")
    assert sent <= accepted <= sent + unknown
    listed = it.ask("GET", "/api/deliveries/unknown?limit=200")["items"]
    assert len(listed) == unknown
    people = asyncio.run(
        it.rows(
            "select count(*) from event where kind in ('contact.added', 'contact.followed')"
            " and props ? 'welcome_code'"
        )
    )
    assert len(states) == people[0]["count"]


def the_money_agrees(it: World) -> None:
    """Orders paid and money given back: the same numbers and amounts on both sides."""
    there = {
        row["out_trade_no"]: row["total"]
        for row in it.world_rows("pay_order", "state in ('SUCCESS', 'REFUND')")
    }
    here = asyncio.run(
        it.rows("select out_trade_no, amount_fen from payment where paid_at is not null")
    )
    assert {row["out_trade_no"]: row["amount_fen"] for row in here} == there
    assert there, "nobody bought anything: the story was too small"
    entries = asyncio.run(
        it.rows(
            "select ref_kind, ref_id, kind, count(*) from ledger_entry where ref_kind <> 'cost'"
            " group by 1, 2, 3 having count(*) > 1"
        )
    )
    assert not entries
    refunded = asyncio.run(it.rows("select out_refund_no, amount_fen from refund"))
    given = {row["out_refund_no"]: row["amount"] for row in it.world_rows("refund", "true")}
    assert {row["out_refund_no"]: row["amount_fen"] for row in refunded} == given
