"""How many messages people still allow: one for each prompt they accepted, less what was sent.

Official account and mini program alike. The platform keeps its own count and tells it only by
refusing (code 43101); then ours is nothing as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
REFUSED = "43101"
"""The person has not accepted, or has used up what they accepted."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A person's answer to the prompt of a template. `settings`: changed there, not at a prompt,
    where only a refusal counts: it takes back what was allowed.
    """

    channel_id: int
    identity_id: int
    template_id: str
    accepted: bool
    at: datetime
    settings: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of one template with one person."""

    channel_id: int
    channel_name: str
    template_id: str
    left_over: int
    accepted: int
    answered_at: datetime


async def note(tx: Tx, answers: Sequence[Answered]) -> None:
    """Count accepted prompts, and take back what a person refused in the settings.

    Told twice, an answer counts once; one older than the last that was noted does not count.
    """
    for one in sorted(answers, key=lambda answer: answer.at):
        if one.accepted == one.settings:
            continue  # a prompt that was refused allows nothing and takes nothing back
        await tx.run(
            SQL.note_prompt,
            workspace_id=tx.workspace_id,
            channel_id=one.channel_id,
            identity_id=one.identity_id,
            template_id=one.template_id,
            granted=int(one.accepted),
            at=one.at,
        )


async def take(tx: Tx, identity_id: int, template_id: str) -> bool:
    """Use up one accepted prompt; False when there is none, and then nothing may be sent."""
    taken = await tx.run(
        SQL.take_prompt,
        workspace_id=tx.workspace_id,
        identity_id=identity_id,
        template_id=template_id,
    )
    return bool(taken)


async def give_back(tx: Tx, identity_id: int, template_id: str) -> None:
    """Undo a `take` whose message was surely not sent."""
    await tx.run(
        SQL.give_prompt_back,
        workspace_id=tx.workspace_id,
        identity_id=identity_id,
        template_id=template_id,
    )


async def used_up(tx: Tx, identity_id: int, template_id: str) -> None:
    """The platform says that nothing is left (43101)."""
    await tx.run(
        SQL.empty_prompt,
        workspace_id=tx.workspace_id,
        identity_id=identity_id,
        template_id=template_id,
    )


async def balances(tx: Tx, contact_ids: Sequence[int]) -> list[Balance]:
    """Return what a person (all their contacts) still allows, by template."""
    return await tx.rows(
        SQL.prompt_balances,
        into=Balance,
        workspace_id=tx.workspace_id,
        contact_ids=list(contact_ids),
    )
