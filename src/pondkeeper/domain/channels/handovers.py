"""A leaver's customers handed to colleagues: listed, asked for, and followed until each ends.

The loop 'handovers' goes one step at a time; each step is harmless when repeated: an item is
unique by customer, the platform answers a second request with 'under way already', and what
ended is never asked again. The platform gives a customer 24 hours to refuse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import insert, update

from pondkeeper.domain import contacts, runs
from pondkeeper.domain.channels import facts, ports
from pondkeeper.domain.channels.models import Handover
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.queries import accesses
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
LEASE = timedelta(seconds=60)
"""Longer than one step with all its tries; after a kill the next step is this far away."""
ASK_AT_ONCE = 100
ASK_AGAIN = timedelta(hours=1)
"""How often the platform is asked how waiting customers stand; business time."""
STEP_AGAIN = timedelta(minutes=1)
NO_WORD_AFTER = timedelta(days=3)
"""A customer has a day to refuse; of whom the platform says nothing for so long, it never will."""
STATES = {"done": "done", "refused": "refused", "taker_full": "full", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover with how its customers stand."""

    id: int
    run_id: int | None
    channel_id: int
    from_member_id: str
    from_name: str
    to_members: list[dict[str, str]]
    state: str
    error: str
    total: int
    moved: int
    waiting: int
    refused: int
    failed: int
    requested_by: int | None
    requested_by_name: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A handover to go on with, under the lease `leased`."""

    id: int
    channel_id: int
    from_member_id: str
    to_member_ids: list[str]
    state: str
    leased: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One customer of a handover."""

    id: int
    external_id: str
    to_member_id: str
    state: str


async def ask_handover(
    tx: Tx, *, channel_id: int, from_member_id: str, to_member_ids: Sequence[str]
) -> int:
    """Begin to hand a leaver's customers to colleagues, in turns; the run's id.

    Raises InvalidInput when nobody, or the leaver, is to take over; Conflict when one is under way.
    """
    takers = list(dict.fromkeys(to_member_ids))
    if not takers or from_member_id in takers:
        message = "Choose one or more colleagues who stay."
        raise InvalidInput(message, errors=[FieldError("to_member_ids", message)])
    if await tx.value(
        SQL.handover_open,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        from_member_id=from_member_id,
    ):
        raise Conflict("A handover of this member is under way.", hint="Wait until it has ended.")
    made = await tx.execute(
        insert(Handover)
        .values(
            workspace_id=tx.workspace_id,
            channel_id=channel_id,
            from_member_id=from_member_id,
            to_member_ids=takers,
            requested_by=tx.actor.id if tx.actor.kind == "staff" else None,
            next_at=tx.clock.now(),
            created_at=tx.clock.now(),
        )
        .returning(Handover.id)
    )
    handover_id = int(made.scalar_one())
    run_id = await runs.start(tx, "handover", {"handover_id": str(handover_id)})
    await tx.execute(
        update(Handover)
        .where(Handover.workspace_id == tx.workspace_id, Handover.id == handover_id)
        .values(run_id=run_id)
    )
    await wake(tx, "handovers")
    return run_id


async def list_handovers(
    tx: Tx, *, before: int | None = None, limit: int = 50
) -> list[HandoverRow]:
    """Return handovers, newest first, before the id `before`."""
    return await tx.rows(
        SQL.handovers,
        into=HandoverRow,
        workspace_id=tx.workspace_id,
        before=before,
        limit=limit,
    )


async def handover_failed(tx: Tx, channel_id: int, failed: facts.TransferFailed) -> None:
    """The platform says by itself that a customer did not move."""
    state = STATES.get(failed.reason, "failed")
    await tx.run(
        SQL.item_failed,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        external_id=failed.external_id,
        to_member_id=failed.member_id,
        state=state,
        reason=failed.reason,
        at=failed.at,
    )


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
        realm = access.settings.get("corp_id", "").strip()
        takers = due.to_member_ids
        await tx.run(
            SQL.add_items,
            workspace_id=tx.workspace_id,
            handover_id=due.id,
            realm=realm,
            external_ids=found,
            takers=[takers[place % len(takers)] for place in range(len(found))],
        )
    await _stand(doors, access.workspace_id, due, "asking", timedelta(0))


async def _ask(
    doors: ChannelDoors, handover: ports.Handover, access: ChannelAccess, due: Due
) -> None:
    """Ask for the next 100 customers of one taker, also for those whose answer got lost."""
    async with doors.database.tx(access.workspace_id) as tx:
        items = await _items(tx, due, ["found", "asked"], ASK_AT_ONCE)
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
    await _keep(doors, access, due, mine, _understood(mine, steps))
    await _stand(doors, access.workspace_id, due, "asking", timedelta(0))


def _understood(
    items: Sequence[Item], steps: Sequence[facts.HandoverStep]
) -> list[facts.HandoverStep]:
    """Return one step per customer. Of whom nothing is said, we wait for; and whoever was asked
    for before may be refused now because they moved already: how they stand tells.
    """
    said = {step.external_id: step for step in steps}
    again = {item.external_id for item in items if item.state == "asked"}
    waiting = [facts.HandoverStep(item.external_id, "waiting") for item in items]
    return [
        wait
        if wait.external_id not in said
        or (wait.external_id in again and said[wait.external_id].state == "failed")
        else said[wait.external_id]
        for wait in waiting
    ]


async def _follow(
    doors: ChannelDoors, handover: ports.Handover, access: ChannelAccess, due: Due
) -> None:
    """Ask how those who wait stand; when none waits any more, the handover has ended."""
    async with doors.database.tx(access.workspace_id) as tx:
        items = await _items(tx, due, ["asked", "waiting"], 100_000)
    for taker, mine in groupby(items, key=lambda item: item.to_member_id):
        result = handover.result(
            access, from_member_id=due.from_member_id, to_member_id=taker, left=True
        )
        steps = [step async for step in result]
        await _keep(doors, access, due, list(mine), steps)
    async with doors.database.tx(access.workspace_id) as tx:
        now = tx.clock.now()
        await tx.run(
            SQL.end_silent,
            workspace_id=tx.workspace_id,
            handover_id=due.id,
            before=now - NO_WORD_AFTER,
            now=now,
        )
        left = await _items(tx, due, ["asked", "waiting"], 1)
    await _stand(doors, access.workspace_id, due, "waiting" if left else "done", ASK_AGAIN)


async def _keep(
    doors: ChannelDoors,
    access: ChannelAccess,
    due: Due,
    items: Sequence[Item],
    steps: Sequence[facts.HandoverStep],
) -> None:
    """Keep how customers stand; who moved has a new follower from that moment on."""
    said = {step.external_id: step for step in steps if step.state != "unknown"}
    told = [(item, said[item.external_id]) for item in items if item.external_id in said]
    async with doors.database.tx(access.workspace_id) as tx:
        now = tx.clock.now()
        await tx.run(
            SQL.keep_items,
            workspace_id=tx.workspace_id,
            ids=[item.id for item, _ in told],
            states=[STATES.get(step.state, "waiting") for _, step in told],
            reasons=[f"{step.code} {step.hint}".strip() for _, step in told],
            now=now,
        )
        realm = access.settings.get("corp_id", "").strip()
        for item, step in told:
            if step.state == "done":
                await contacts.hand_over(
                    tx,
                    contacts.Face("external_userid", realm, item.external_id),
                    from_member_id=due.from_member_id,
                    to_member_id=item.to_member_id,
                    at=step.at or now,
                )


async def _items(tx: Tx, due: Due, states: list[str], limit: int) -> list[Item]:
    return await tx.rows(
        SQL.items,
        into=Item,
        workspace_id=tx.workspace_id,
        handover_id=due.id,
        states=states,
        limit=limit,
    )


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
