"""The loop 'inbox': what platforms told us becomes verbs, each callback in the Tx that claims it.

A batch that fails is rolled back and its callbacks are tried one by one at once, so that one
poisoned callback neither stops, repeats nor delays another; it is tried again with pauses, and
after five tries it is failed, with its error.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from pondkeeper.domain.channels import facts, inbox
from pondkeeper.domain.channels.inbox import Letter, Settled
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess
from pondkeeper.domain.channels.queries import accesses
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.kit.db import Tx
from pondkeeper.platforms import nul
from pondkeeper.platforms.facts_to_verbs import act, name
from pondkeeper.platforms.people_verbs import record_answers
from pondkeeper.platforms.told import Told

Claim = Callable[[Tx], Awaitable[list[Letter]]]
log = structlog.get_logger(__name__)


async def consume(doors: ChannelDoors, workspace_id: int) -> bool:
    """Handle up to 200 fresh callbacks and one that failed before; True when there were some."""
    fresh, error = await _take(doors, workspace_id, inbox.claim)
    if error is not None:
        for letter in fresh:
            await _alone(doors, workspace_id, partial(inbox.claim, ids=[letter.id]))
    return bool(await _alone(doors, workspace_id, inbox.claim_failed) or fresh)


async def _alone(doors: ChannelDoors, workspace_id: int, claim: Claim) -> list[Letter]:
    """Handle what `claim` finds; if that fails, only that is counted as a failed try."""
    letters, error = await _take(doors, workspace_id, claim)
    if error is not None:
        async with doors.database.tx(workspace_id) as tx:
            await inbox.fail(tx, letters, f"{type(error).__name__}: {error}")
    return letters


async def _take(
    doors: ChannelDoors, workspace_id: int, claim: Claim
) -> tuple[list[Letter], Exception | None]:
    """Handle what `claim` finds in one Tx; what it was, and why that was rolled back."""
    letters: list[Letter] = []
    try:
        async with doors.database.tx(workspace_id, repeatable=True) as tx:
            letters = await claim(tx)
            await _handle(doors, tx, letters)
    except Exception as error:
        if not letters:
            raise
        log.exception("callbacks_failed", workspace_id=workspace_id, count=len(letters))
        return letters, error
    return letters, None


async def _handle(doors: ChannelDoors, tx: Tx, letters: Sequence[Letter]) -> None:
    if not letters:
        return
    opened = await accesses(tx, sorted({letter.channel_id for letter in letters}))
    told: list[Told] = []
    whose: list[Letter] = []
    for letter in letters:
        access = opened.get(letter.channel_id)
        found = [] if access is None else _parse(doors, tx, access, letter)
        if access is None or not found:
            why = "the channel is switched off" if access is None else "not readable"
            await inbox.fail(tx, [letter], why, for_good=True)
            continue
        told += [
            # The first fact is what a rule of ours answered.
            Told(fact, access, letter.arrived_at, None if place else letter.reply_rule_id)
            for place, fact in enumerate(found)
        ]
        whose += [letter] * len(found)
    people = await act(tx, told)
    await record_answers(tx, told, people)
    await inbox.settle(tx, _settled(told, whose, people))


def _parse(
    doors: ChannelDoors, tx: Tx, access: ChannelAccess, letter: Letter
) -> list[facts.Fact]:
    plain = inbox.open_letter(tx, letter)
    try:
        found = doors.adapters.of(access.kind).door.parse(plain)
    except CallbackRejected:
        return []
    return [nul.without(fact) for fact in found] if nul.ESCAPED in plain else found


def _settled(
    told: Sequence[Told], whose: Sequence[Letter], people: Sequence[int | None]
) -> list[Settled]:
    """Return one row per callback; the first of its facts names it."""
    rows: dict[int, Settled] = {}
    for one, letter, identity_id in zip(told, whose, people, strict=True):
        before = rows.get(letter.id)
        known = before.identity_ids if before else ()
        rows[letter.id] = Settled(
            letter,
            before.kind if before else name(one.fact),
            "ignored" if isinstance(one.fact, facts.UnknownFact) else "done",
            known if identity_id is None else (*known, identity_id),
        )
    return list(rows.values())
