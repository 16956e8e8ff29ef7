"""What is rolled back leaves nothing, and nothing goes outside while a transaction is open."""

import asyncpg
import pytest

from pondkeeper.domain import timeline
from pondkeeper.kit.db import Database
from pondkeeper.kit.db.sql import Sql
from pondkeeper.kit.http import CallInsideTransaction, Http
from pondkeeper.kit.jobs import Job, Reaction

COUNT_JOBS = Sql.parse("count", "select count(*) from pgqueuer")
COUNT_EVENTS = Sql.parse("count", "select count(*) from event where workspace_id = :workspace_id")


class Oops(Exception):
    pass


@pytest.fixture
async def reacting(urls, keyring):
    """A database whose events of one kind are answered by a job."""
    opened = Database(
        urls.app, keyring=keyring, reactions={"order.paid": (Reaction("thank", priority=1),)}
    )
    yield opened
    await opened.close()


async def counts(database: Database) -> tuple[int, int]:
    async with database.tx(7) as tx:
        return (
            await tx.value(COUNT_EVENTS, workspace_id=7),
            await tx.value(COUNT_JOBS),
        )


async def test_an_action_leaves_its_event_and_its_job_together(reacting):
    async with reacting.tx(7) as tx:
        await timeline.record(tx, "order.paid", 3, order_id="9")
    assert await counts(reacting) == (1, 1)


async def test_a_rolled_back_action_leaves_neither_event_nor_job(reacting):
    with pytest.raises(Oops):  # noqa: PT012 - the transaction is what is tested
        async with reacting.tx(7) as tx:
            await timeline.record(tx, "order.paid", 3)
            raise Oops
    assert await counts(reacting) == (0, 0)


async def test_a_job_that_is_the_first_statement_is_rolled_back_too(reacting):
    with pytest.raises(Oops):  # noqa: PT012 - the transaction is what is tested
        async with reacting.tx(7) as tx:
            await tx.enqueue(Job("thank", {"workspace_id": 7}))
            raise Oops
    assert await counts(reacting) == (0, 0)


async def test_imported_history_triggers_nothing(reacting):
    async with reacting.tx(7) as tx:
        await timeline.record(tx, "order.paid", 3, origin="import")
    assert await counts(reacting) == (1, 0)


async def test_what_comes_from_outside_twice_is_kept_once(reacting):
    for _ in range(2):
        async with reacting.tx(7) as tx:
            kept = await timeline.record_many(
                tx,
                [
                    timeline.NewEvent("order.paid", 3, key="till-1"),
                    timeline.NewEvent("order.paid", 4, key="till-1"),
                    timeline.NewEvent("order.paid", 5, key="till-2"),
                ],
            )
    assert kept == []
    assert (await counts(reacting))[0] == 2


async def test_a_clock_that_runs_ahead_is_clamped_and_remembered(reacting):
    async with reacting.tx(7) as tx:
        now = tx.clock.now()
        ahead = now.replace(year=now.year + 1)
        await timeline.record(tx, "order.paid", 3, at=ahead)
        (seen,) = await timeline.of_contact(tx, [3])
    assert seen.at == now or seen.at < ahead
    assert seen.props["claimed_at"].startswith(str(ahead.year))


async def test_a_thousand_events_make_one_job_and_one_more_makes_two(reacting):
    async with reacting.tx(7) as tx:
        await timeline.record_many(tx, [timeline.NewEvent("order.paid", n) for n in range(1001)])
    assert await counts(reacting) == (1001, 2)


async def test_only_what_can_be_repeated_does_not_wait_for_the_disk(reacting):
    show = "select setting, reset_val from pg_settings where name = 'synchronous_commit'"
    waits = []
    for repeatable in (False, True, False):
        async with reacting.tx(7, repeatable=repeatable) as tx:
            await tx.raw.execute("set session synchronous_commit = 'local'")  # as a server may be
        async with reacting.tx(7, repeatable=repeatable) as tx:
            waits.append((await tx.raw.fetchrow(show))["setting"])
    assert waits == ["local", "off", "local"]


async def test_no_call_goes_outside_while_a_transaction_is_open(reacting):
    async with Http() as http:
        async with reacting.tx(7):
            with pytest.raises(CallInsideTransaction):
                await http.request("GET", "http://127.0.0.1:9/")
        with pytest.raises(Exception, match="connect"):
            await http.request("GET", "http://127.0.0.1:9/")


async def test_a_brand_cannot_write_for_another(reacting):
    async with reacting.tx(7) as tx:
        tx.workspace_id = 8
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await timeline.record(tx, "order.paid", 3)


async def test_a_statement_and_its_caller_must_agree_on_parameters(reacting):
    async with reacting.tx(7) as tx:
        with pytest.raises(TypeError, match="workspace_id"):
            await tx.value(COUNT_EVENTS)
