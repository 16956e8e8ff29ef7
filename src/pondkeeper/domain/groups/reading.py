"""The loop 'groups': groups of which something was told are read whole and compared with ours."""

from dataclasses import dataclass
from datetime import timedelta

from pondkeeper.domain.channels.ports import SendRefused, SendUnknown
from pondkeeper.domain.channels.queries import accesses
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.groups import actions
from pondkeeper.kit.db import SqlFolder

SQL = SqlFolder(__package__)
AT_ONCE = 20
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Due:
    """A group to be read."""

    id: int
    channel_id: int
    chat_id: str


async def consume(doors: ChannelDoors, workspace_id: int) -> bool:
    """Read up to 20 groups that are due; True when there were some."""
    async with doors.database.tx(workspace_id) as tx:
        real = tx.clock.real()
        due: list[Due] = await tx.rows(
            SQL.claim_groups,
            into=Due,
            workspace_id=workspace_id,
            real=real,
            until=real + LEASE,
            limit=AT_ONCE,
        )
        opened = await accesses(tx, sorted({one.channel_id for one in due}))
    for one in due:
        access = opened.get(one.channel_id)
        reader = doors.adapters.of(access.kind).groups if access else None
        if access is None or reader is None:
            async with doors.database.tx(workspace_id) as tx:
                await actions.put_off(
                    tx, one.id, "接入账号已停用或不支持客户群", timedelta(hours=1)
                )
            continue
        try:
            group = await reader.get(access, one.chat_id)
        except (SendRefused, SendUnknown) as error:
            await _not_read(doors, workspace_id, one, error)
            continue
        async with doors.database.tx(workspace_id, repeatable=True) as tx:
            await actions.keep(tx, access, group)
    return bool(due)


async def _not_read(
    doors: ChannelDoors, workspace_id: int, due: Due, error: SendRefused | SendUnknown
) -> None:
    async with doors.database.tx(workspace_id) as tx:
        wait_s = getattr(error, "wait_s", None)
        wait = timedelta(seconds=wait_s) if wait_s else actions.PAUSE
        await actions.put_off(tx, due.id, str(error), wait)
