"""What people do on an account of ours, with no member of staff between, as verbs of the domain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pondkeeper.domain import channels, contacts, tasks, timeline
from pondkeeper.domain.channels.facts import account as account_facts
from pondkeeper.domain.channels.facts import people as people_facts
from pondkeeper.domain.channels.replies import passive, rules_named
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import InvalidInput
from pondkeeper.platforms.told import People, Told, Verb, face_of

LONGEST = 500
"""Characters of a message that the timeline keeps; the rest is at the platform."""
NAMED_BY = 8
"""Characters of the platform's id by which somebody is called whose name it does not tell."""
LEAD = "lead"
"""A kind of task: somebody left a way to call them."""


async def record_answers(tx: Tx, told: Sequence[Told], people: Sequence[int | None]) -> None:
    """Record `message.answered` for what a rule of ours answered at once."""
    pairs = [
        (one, identity_id)
        for one, identity_id in zip(told, people, strict=True)
        if one.reply_rule_id is not None and identity_id is not None
    ]
    if not pairs:
        return
    rules = await rules_named(tx, [one.reply_rule_id for one, _ in pairs if one.reply_rule_id])
    known = await contacts.faces(tx, [_face(one) for one, _ in pairs])
    events = []
    for one, identity_id in pairs:
        props: dict[str, Any] = {
            "rule_id": str(one.reply_rule_id),
            "channel_id": str(one.access.channel_id),
        }
        if rule := rules.get(one.reply_rule_id or 0):
            answer = passive(rule.answer)
            props |= {
                "kind": answer.kind,
                "occasion": rule.occasion,
                "text": (answer.text or rule.answer.title)[:LONGEST],
            }
        events.append(
            timeline.NewEvent(
                "message.answered",
                known[_face(one)]["contact_id"],
                identity_id,
                props,
                _at(tx, one),
            )
        )
    await timeline.record_many(tx, events)


async def _followed(tx: Tx, told: Sequence[Told]) -> People:
    known = await contacts.follow_accounts(tx, await _new(tx, told))
    await channels.send_on(
        tx,
        [
            channels.NewErrand("detail", who.identity_id, "", one.access.channel_id)
            for one, who in zip(told, known, strict=True)
        ],
    )
    return [who.identity_id for who in known]


async def _unfollowed(tx: Tx, told: Sequence[Told]) -> People:
    await contacts.leave_accounts(
        tx, [contacts.AccountLeft(_face(one), _at(tx, one)) for one in told]
    )
    known = await contacts.faces(tx, [_face(one) for one in told])
    return [known[_face(one)]["identity_id"] if _face(one) in known else None for one in told]


async def _messaged(tx: Tx, told: Sequence[Told]) -> People:
    """Keep what was written to us alone; in a group people have other names than alone."""
    alone = [one for one in told if not _in_group(one)]
    found = iter(await _recorded(tx, alone, "message.received"))
    return [None if _in_group(one) else next(found) for one in told]


async def _scanned(tx: Tx, told: Sequence[Told]) -> People:
    return await _recorded(tx, told, "code.scanned")


async def _pressed(tx: Tx, told: Sequence[Told]) -> People:
    return await _recorded(tx, told, "menu.pressed")


async def _entered(tx: Tx, told: Sequence[Told]) -> People:
    return await _recorded(tx, told, "session.entered")


async def _answered(tx: Tx, told: Sequence[Told]) -> People:
    people = await _recorded(tx, told, "prompt.answered")
    await channels.prompts.note(
        tx,
        [
            channels.prompts.Answered(
                one.access.channel_id, identity_id, fact.template_id, fact.accepted, fact.at,
                settings=not fact.prompt,
            )
            for one, identity_id in zip(told, people, strict=True)
            if isinstance(fact := one.fact, account_facts.PromptAnswered)
            and identity_id is not None
        ],
    )  # fmt: skip
    return people


async def _outcome(tx: Tx, told: Sequence[Told]) -> People:
    people = await _recorded(tx, told, "message.outcome")
    for one, identity_id in zip(told, people, strict=True):
        fact = one.fact
        if not isinstance(fact, account_facts.MessageOutcome) or identity_id is None:
            continue
        if fact.state == "blocked" and fact.template_id:
            await channels.prompts.used_up(tx, identity_id, fact.template_id)
    return people


async def _lead(tx: Tx, told: Sequence[Told]) -> People:
    """A lead is a person, a number that was told, and a task for whoever is to call."""
    known = await contacts.meet(tx, await _new(tx, told))
    for one, who in zip(told, known, strict=True):
        if isinstance(one.fact, people_facts.LeadLeft) and one.fact.phone:
            await _note_phone(tx, who.contact_id, one.fact.phone)
    people = await _recorded(tx, told, "lead.left")
    await tasks.open_many(
        tx,
        [
            tasks.NewTask(LEAD, f"{who.identity_id}:{_at(tx, one).isoformat()}", who.contact_id)
            for one, who in zip(told, known, strict=True)
        ],
    )
    return people


async def _consented(tx: Tx, told: Sequence[Told]) -> People:
    known = await contacts.meet(tx, await _new(tx, told))
    for one, who in zip(told, known, strict=True):
        fact = one.fact
        if isinstance(fact, people_facts.ConsentChanged):
            await contacts.agree_account(
                tx, who, one.access.channel_id, scope=fact.scope, granted=fact.given, at=fact.at
            )
    return [who.identity_id for who in known]


async def _recorded(tx: Tx, told: Sequence[Told], kind: str) -> People:
    """Record what happened, with whoever it is about; people nobody knew become contacts."""
    known = await contacts.meet(tx, await _new(tx, told))
    codes = await _codes(tx, told)
    await timeline.record_many(
        tx,
        [
            timeline.NewEvent(
                kind, who.contact_id, who.identity_id, _props(one, codes), _at(tx, one)
            )
            for one, who in zip(told, known, strict=True)
        ],
    )
    return [who.identity_id for who in known]


async def _new(tx: Tx, told: Sequence[Told]) -> list[contacts.NewFollower]:
    codes = await _codes(tx, told)
    return [_follower(tx, one, codes.get(_state(one))) for one in told]


def _follower(tx: Tx, one: Told, code: channels.FoundCode | None) -> contacts.NewFollower:
    return contacts.NewFollower(
        face=_face(one),
        channel_id=one.access.channel_id,
        at=_at(tx, one),
        source_id=code.source_id if code else None,
        code_id=code.id if code else None,
        store_id=code.store_id if code else None,
        name=getattr(one.fact, "name", "") or f"#{_face(one).key[-NAMED_BY:]}",
    )


async def _codes(tx: Tx, told: Sequence[Told]) -> dict[str, channels.FoundCode]:
    return await channels.find_codes_by_state(
        tx, sorted({state for one in told if (state := _state(one))})
    )


async def _note_phone(tx: Tx, contact_id: int, phone: str) -> None:
    try:
        await contacts.link_phone(tx, contact_id, phone, verified=False)
    except InvalidInput:
        return  # they typed something else; what they left stays in the task's person


def _props(one: Told, codes: dict[str, channels.FoundCode]) -> dict[str, Any]:
    """Return what the timeline keeps of a fact: never a phone number."""
    kept = {
        name: value[:LONGEST] if isinstance(value, str) else value
        for name in _KEPT
        if (value := getattr(one.fact, name, None)) not in {None, ""}
    }
    if code := codes.get(_state(one)):
        kept |= {"code_id": str(code.id), "source_id": str(code.source_id), "code": code.name}
    return kept | {"channel_id": str(one.access.channel_id)}


def _state(one: Told) -> str:
    """Return what a code carried; an outcome's `state` is something else."""
    if isinstance(one.fact, account_facts.MessageOutcome):
        return ""
    return str(getattr(one.fact, "state", ""))


def _in_group(one: Told) -> bool:
    return bool(getattr(one.fact, "group_id", ""))


def _face(one: Told) -> contacts.Face:
    return face_of(one.access, str(getattr(one.fact, "external_id", "")))


def _at(tx: Tx, one: Told) -> datetime:
    return getattr(one.fact, "at", None) or tx.clock.now()


_KEPT = (
    "kind", "text", "key", "result", "state", "template_id", "accepted", "prompt", "code",
    "provider_id", "way", "city",
)  # fmt: skip

VERBS: dict[type, Verb] = {
    people_facts.Followed: _followed,
    people_facts.Unfollowed: _unfollowed,
    people_facts.Messaged: _messaged,
    people_facts.LeadLeft: _lead,
    people_facts.ConsentChanged: _consented,
    account_facts.CodeScanned: _scanned,
    account_facts.MenuPressed: _pressed,
    account_facts.SessionEntered: _entered,
    account_facts.PromptAnswered: _answered,
    account_facts.MessageOutcome: _outcome,
}
