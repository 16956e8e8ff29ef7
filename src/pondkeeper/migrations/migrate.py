"""Bring a database to the newest schema, and ask whether it is there."""

from datetime import datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from pondkeeper.domain.tables import METADATA
from pondkeeper.kit.db.database import driver_url
from pondkeeper.migrations.compare import ours
from pondkeeper.migrations.partitions import drop_old_callbacks, make_partitions

LOCK = "select pg_advisory_xact_lock(7046029254386353131)"


async def migrate(
    owner_url: str, app_role: str, *, now: datetime, steered_from: datetime | None
) -> None:
    """Run what is missing as the owner, let `app_role` use it, make the partitions ahead and drop
    the weeks of callbacks that are no longer kept. Run daily by whoever keeps the product running.

    `steered_from` is looked at only when the database is new: business time then starts there.
    """
    engine = create_async_engine(driver_url(owner_url))
    try:
        async with engine.begin() as connection:
            await connection.execute(text(LOCK))
            await connection.run_sync(_upgrade, app_role, now, steered_from)
            await make_partitions(connection, now=now)
            await drop_old_callbacks(connection, now=await _business_now(connection, now))
    finally:
        await engine.dispose()


async def _business_now(connection: AsyncConnection, now: datetime) -> datetime:
    """Callbacks are dated in business time, which may stand in the past while it is steered."""
    found = await connection.execute(text("select steered_at from installation"))
    return found.scalar_one() or now


async def differences(owner_url: str) -> list[Any]:
    """Return what models and database disagree on; empty when migrations match the models."""
    engine = create_async_engine(driver_url(owner_url))
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_compare)
    finally:
        await engine.dispose()


def newest() -> str | None:
    """Return the newest revision that this version of the product knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _upgrade(
    connection: Connection, app_role: str, now: datetime, steered_from: datetime | None
) -> None:
    config = _config()
    config.attributes.update(
        connection=connection, app_role=app_role, now=now, steered_from=steered_from
    )
    command.upgrade(config, "head")


def _compare(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"include_object": ours, "compare_server_default": False}
    )
    return list(compare_metadata(context, METADATA))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
