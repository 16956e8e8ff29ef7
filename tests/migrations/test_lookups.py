"""The questions asked before a workspace is known: what is due, and what waits for a person."""

from datetime import timedelta

import asyncpg
import pytest

from pondkeeper.domain.messaging import holds
from pondkeeper.kit import steering
from pondkeeper.kit.clock import SystemClock

NOW = SystemClock().real()
LATE = NOW - timedelta(minutes=1)
OLD_EPOCH, NEW_EPOCH = 1, 2


@pytest.fixture
async def sends(urls):
    """The owner's connection to a brand, restored once, with one send of each epoch due."""
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("update installation set epoch = $1", NEW_EPOCH)
    await owner.execute(
        "insert into workspace (id, name, timezone, created_at, day_begun) overriding system value"
        " values (1, '拾木', 'Asia/Shanghai', $1, ($1::timestamptz at time zone 'Asia/Shanghai'))",
        NOW,
    )
    await owner.execute(
        "insert into channel (workspace_id, kind, name, public_key, base_url, settings,"
        " secrets_sealed, created_at) values (1, 'wecom', '企微', 'key', 'http://127.0.0.1', '{}',"
        " '', $1)", NOW,
    )
    for epoch in (OLD_EPOCH, NEW_EPOCH):
        await owner.execute(
            "insert into delivery (workspace_id, channel_id, lane, kind, body, client_key, epoch,"
            " not_before, created_at) select 1, id, 'service', 'message', '{}', $1, $2, $3, $3"
            " from channel", f"e{epoch}", epoch, LATE,
        )
    yield owner
    await owner.close()


async def due(database) -> tuple[int, list[str]]:
    """How many sends keep steered time from moving, and which loops are woken."""
    async with database.tx() as tx:
        told = await steering.look(tx)
        found = await tx.raw.fetch("select work from find_due_work($1, $1)", tx.clock.real())
    return told["touches"], [row["work"] for row in found]


async def test_what_a_restore_holds_back_keeps_nobody_waiting(sends, database):
    assert await due(database) == (2, ["dispatch"])
    async with database.tx(1) as tx:
        await holds.hold(tx, backup_at=NOW, restored_at=NOW)
    # The hold marks as unknown what was due: this one fell due after it.
    await sends.execute("update delivery set state = 'ready' where epoch = $1", OLD_EPOCH)
    assert await due(database) == (1, ["dispatch"])
    await sends.execute("delete from delivery where epoch = $1", NEW_EPOCH)
    assert await due(database) == (0, [])
    # One that came too late is ended though it is held; then nothing is left of it.
    await sends.execute("update delivery set expires_at = $1", LATE)
    assert await due(database) == (1, ["dispatch"])
    await sends.execute("update delivery set expires_at = null")
    await sends.execute("update restore_hold set released_at = $1", NOW)
    assert await due(database) == (1, ["dispatch"])
