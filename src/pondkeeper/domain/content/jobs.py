"""Once a day: figures of articles, and what became of those that are on their way."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import structlog

from pondkeeper.domain.channels import accesses
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.content import publishing
from pondkeeper.domain.content.actions import keep_totals
from pondkeeper.kit.db import SqlFolder
from pondkeeper.kit.errors import PondError

SQL = SqlFolder(__package__)
ZONE = "Asia/Shanghai"
"""The platform counts days of China."""
TOLD = timedelta(days=8)
"""Figures are told for seven days after the day of publishing."""
LOG = structlog.get_logger(__name__)


async def look_after_articles(doors: ChannelDoors, payload: dict[str, Any]) -> None:
    """Daily: settle what is unfinished, then read figures up to yesterday."""
    workspace_id = payload["workspace_id"]
    async with doors.database.tx(workspace_id) as tx:
        waiting = await publishing.unfinished(tx)
    for step in waiting:
        with suppress(PondError):  # it stays unfinished, and the page says so
            await publishing.settle(doors, step)
    await read_figures(doors, workspace_id)


async def read_figures(doors: ChannelDoors, workspace_id: int) -> None:
    """Read the figures that the platform still tells; a day that fails is asked for tomorrow."""
    async with doors.database.tx(workspace_id) as tx:
        days = await tx.rows(
            SQL.counted_days, workspace_id=workspace_id, zone=ZONE, since=tx.clock.now() - TOLD
        )
        opened = await accesses(tx, sorted({row["channel_id"] for row in days}))
    for row in days:
        if (access := opened.get(row["channel_id"])) is not None:
            await _read_day(doors, access, row["sent_on"])


async def _read_day(doors: ChannelDoors, access: ChannelAccess, sent_on: date) -> None:
    try:
        totals = await publishing.port(doors, access).totals(access, sent_on)
    except (SendRefused, SendUnknown) as error:
        LOG.warning("figures of articles not read", channel=access.channel_id, why=str(error))
        return
    async with doors.database.tx(access.workspace_id) as tx:
        await keep_totals(tx, access.channel_id, totals, ZONE)
