"""The message templates of an account: read at the platform, kept with the time of reading."""

from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from pondkeeper.domain.channels.facts.account import MessageTemplate
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.content.models import TemplateReading
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, InvalidInput, Unavailable


@dataclass(frozen=True, slots=True)
class Templates:
    """What an account had at `read_at` (real time); None as long as nobody looked."""

    items: list[MessageTemplate]
    read_at: datetime | None


async def templates(tx: Tx, channel_id: int) -> Templates:
    """Return the templates as they were read last."""
    mine = (
        TemplateReading.workspace_id == tx.workspace_id,
        TemplateReading.channel_id == channel_id,
    )
    columns = (TemplateReading.items, TemplateReading.read_at)
    row = (await tx.execute(select(*columns).where(*mine))).one_or_none()
    if row is None:
        return Templates([], None)
    return Templates(msgspec.convert(row.items, list[MessageTemplate]), row.read_at)


async def read_templates(doors: ChannelDoors, access: ChannelAccess) -> None:
    """Read an account's templates at the platform. Raises Conflict, Unavailable, InvalidInput."""
    port = doors.adapters.of(access.kind).templates
    if port is None:
        raise InvalidInput("This kind of channel has no templates.")
    try:
        found = await port.templates(access)
    except SendRefused as refused:
        raise Conflict(
            "The platform refused.", hint=f"{refused.hint} ({refused.code})"
        ) from refused
    except SendUnknown as unknown:
        raise Unavailable("The platform did not answer.", hint=unknown.hint) from unknown
    async with doors.database.tx(access.workspace_id) as tx:
        row = {"items": [asdict(one) for one in found], "read_at": tx.clock.real()}
        await tx.execute(
            insert(TemplateReading)
            .values(workspace_id=tx.workspace_id, channel_id=access.channel_id, **row)
            .on_conflict_do_update(index_elements=["workspace_id", "channel_id"], set_=row)
        )
