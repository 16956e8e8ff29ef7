"""The customers of a handover: which are to be asked for, and how each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pondkeeper.domain import contacts
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.faces import face
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
STATES = {"done": "done", "refused": "refused", "taker_full": "full", "failed": "failed"}


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


async def items_of(tx: Tx, due: Due, states: list[str], limit: int) -> list[Item]:
    """Return the customers of a handover in one of these states, taker by taker."""
    return await tx.rows(
        SQL.items,
        into=Item,
        workspace_id=tx.workspace_id,
        handover_id=due.id,
        states=states,
        limit=limit,
    )


def understood(
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


async def keep_items(
    tx: Tx,
    access: ChannelAccess,
    due: Due,
    items: Sequence[Item],
    steps: Sequence[facts.HandoverStep],
) -> None:
    """Keep how customers stand; who moved has a new follower from that moment on."""
    said = {step.external_id: step for step in steps if step.state != "unknown"}
    told = [(item, said[item.external_id]) for item in items if item.external_id in said]
    now = tx.clock.now()
    await tx.run(
        SQL.keep_items,
        workspace_id=tx.workspace_id,
        ids=[item.id for item, _ in told],
        states=[STATES.get(step.state, "waiting") for _, step in told],
        reasons=[f"{step.code} {step.hint}".strip() for _, step in told],
        now=now,
    )
    for item, step in told:
        if step.state == "done":
            await contacts.hand_over(
                tx,
                face(access, item.external_id),
                from_member_id=due.from_member_id,
                to_member_id=item.to_member_id,
                at=step.at or now,
            )
