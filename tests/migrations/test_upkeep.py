"""What is done daily with the owner's login: partitions ahead, old callbacks gone."""

from datetime import UTC, datetime, timedelta

import asyncpg

from pondkeeper.migrations.migrate import migrate

WEEKS = "select relname from pg_class where relname like 'callback\\_2%' order by 1"


async def test_weeks_of_callbacks_go_after_thirty_days_and_do_not_come_back(urls):
    connection = await asyncpg.connect(urls.owner)
    before = {row["relname"] for row in await connection.fetch(WEEKS)}
    later = datetime.now(UTC) + timedelta(days=60)
    for _ in range(2):
        await migrate(urls.owner, "pond_app", now=later, steered_from=None)
        weeks = {row["relname"] for row in await connection.fetch(WEEKS)}
        kept_from = f"callback_{later - timedelta(days=37):%Y%m%d}"
        assert min(weeks) >= kept_from
        assert max(weeks) > max(before)
    assert min(before) < kept_from
    await connection.close()
