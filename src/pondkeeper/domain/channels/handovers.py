"""A leaver's customers handed to colleagues: listed, asked for, and followed until each ends.

The loop 'handovers' goes one step at a time; each step is harmless when repeated: an item is
unique by customer, the platform answers a second request with 'under way already', and what
ended is never asked again. The platform gives a customer 24 hours to refuse.
"""

from datetime import timedelta
from itertools import groupby

from pondkeeper.domain.channels import ports
from pondkeeper.domain.channels.faces import realm
from pondkeeper.domain.channels.handover_items import Due, items_of, keep_items, understood
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.queries import accesses
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
LEASE = timedelta(seconds=60)
"""Longer than one step with all its tries; after a kill the next step is this far away."""
ASK_AT_ONCE = 100
ASK_AGAIN = timedelta(hours=1)
"""How often the platform is asked how waiting customers stand; business time."""
STEP_AGAIN = timedelta(minutes=1)
NO_WORD_AFTER = timedelta(days=3)
"""A customer has a day to refuse; of whom the platform says nothing for so long, it never will."""


async def consume(doors: ChannelDoors, workspace_id: int) -> bool:
    """Go one step on with a handover that is due; True when there was one."""
    async with doors.database.tx(workspace_id) as tx:
        due = await _claim(tx)
        opened = await accesses(tx, [due.channel_id]) if due else {}
    if due is None:
        return False
    access = opened.get(due.channel_id)
    handover = doors.adapters.of(access.kind).handover if access else None
    if access is None or handover is None:
        await _stand(doors, workspace_id, due, "done", timedelta(0), "接入账号已停用或不支持")
        return True
    try:
        await STEPS[due.state](doors, handover, access, due)
    except SendRefused as refused:
        over = refused.kind == "permanent"
        wait = timedelta(seconds=refused.wait_s or 60)
        await _stand(doors, workspace_id, due, "done" if over else due.state, wait, str(refused))
    except SendUnknown as lost:
        await _stand(doors, workspace_id, due, due.state, STEP_AGAIN, lost.hint)
    return True


async def _list(
    doors: ChannelDoors, handover: ports.Handover, access: ChannelAccess, due: Due
) -> None:
    """Find the leaver's customers; each is given to a taker, in turns."""
    found = [
        row.external_id
        async for row in handover.unassigned(access)
        if row.from_member_id == due.from_member_id
    ]
    async with doors.database.tx(access.workspace_id) as tx:
        takers = due.to_member_ids
        await tx.run(
            SQL.add_items,
            workspace_id=tx.workspace_id,
            handover_id=due.id,
            realm=realm(access),
            external_ids=found,
            takers=[takers[place % len(takers)] for place in range(len(found))],
        )
    await _stand(doors, access.workspace_id, due, "asking", timedelta(0))


async def _ask(
    doors: ChannelDoors, handover: ports.Handover, access: ChannelAccess, due: Due
) -> None:
    """Ask for the next 100 customers of one taker, also for those whose answer got lost."""
    async with doors.database.tx(access.workspace_id) as tx:
        items = await items_of(tx, due, ["found", "asked"], ASK_AT_ONCE)
        mine = [item for item in items if item.to_member_id == items[0].to_member_id]
        await tx.run(
            SQL.ask_items,
            workspace_id=tx.workspace_id,
            ids=[item.id for item in mine],
            now=tx.clock.now(),
        )
    if not mine:
        await _stand(doors, access.workspace_id, due, "waiting", STEP_AGAIN)
        return
    steps = await handover.transfer(
        access,
        from_member_id=due.from_member_id,
        to_member_id=mine[0].to_member_id,
        external_ids=[item.external_id for item in mine],
        left=True,
    )
    async with doors.database.tx(access.workspace_id) as tx:
        await keep_items(tx, access, due, mine, understood(mine, steps))
    await _stand(doors, access.workspace_id, due, "asking", timedelta(0))


async def _follow(
    doors: ChannelDoors, handover: ports.Handover, access: ChannelAccess, due: Due
) -> None:
    """Ask how those who wait stand; when none waits any more, the handover has ended."""
    async with doors.database.tx(access.workspace_id) as tx:
        items = await items_of(tx, due, ["asked", "waiting"], 100_000)
    for taker, mine in groupby(items, key=lambda item: item.to_member_id):
        result = handover.result(
            access, from_member_id=due.from_member_id, to_member_id=taker, left=True
        )
        steps = [step async for step in result]
        async with doors.database.tx(access.workspace_id) as tx:
            await keep_items(tx, access, due, list(mine), steps)
    async with doors.database.tx(access.workspace_id) as tx:
        now = tx.clock.now()
        await tx.run(
            SQL.end_silent,
            workspace_id=tx.workspace_id,
            handover_id=due.id,
            before=now - NO_WORD_AFTER,
            now=now,
        )
        left = await items_of(tx, due, ["asked", "waiting"], 1)
    await _stand(doors, access.workspace_id, due, "waiting" if left else "done", ASK_AGAIN)


async def _claim(tx: Tx) -> Due | None:
    real = tx.clock.real()
    found = await tx.rows(
        SQL.claim_handover,
        into=Due,
        workspace_id=tx.workspace_id,
        now=tx.clock.now(),
        real=real,
        leased=real + LEASE,
    )
    return found[0] if found else None


async def _stand(
    doors: ChannelDoors,
    workspace_id: int,
    due: Due,
    state: str,
    wait: timedelta,
    error: str = "",
) -> None:
    """Say where the handover stands and when to go on; gives the lease back."""
    async with doors.database.tx(workspace_id) as tx:
        await tx.run(
            SQL.stand,
            workspace_id=workspace_id,
            id=due.id,
            leased=due.leased,
            state=state,
            error=error[:500],
            next_at=tx.clock.now() + wait,
        )


STEPS = {"listing": _list, "asking": _ask, "waiting": _follow}
