"""What answers people by itself: an operator's rules, and which of them fits what somebody did.

Nothing here is asked while a platform waits: the door keeps the rules in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from pondkeeper.domain.channels.facts import Fact
from pondkeeper.domain.channels.facts.account import MenuPressed, PassiveReply, ReplyArticle
from pondkeeper.domain.channels.facts.people import Followed, Messaged
from pondkeeper.domain.channels.models import ReplyRule
from pondkeeper.kit.db import Tx, broken_limit
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

Occasion: TypeAlias = Literal["follow", "keyword", "default"]
AnswerKind: TypeAlias = Literal["text", "image", "news", "service"]
MOST_WORDS = 30
MOST_BYTES = 2_048
"""Of a text that answers, as UTF-8 (told by one source)."""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is answered: a text, a picture of the platform's library, a card, or the staff."""

    kind: AnswerKind = "text"
    text: str = ""
    media_id: str = ""
    title: str = ""
    description: str = ""
    url: str = ""
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What an operator gives. `words` are for keywords alone; `exact`: the text is the word."""

    occasion: Occasion
    answer: Answer
    words: Sequence[str] = field(default=())
    exact: bool = False
    place: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it stands."""

    id: int
    occasion: Occasion
    words: tuple[str, ...]
    exact: bool
    answer: Answer
    place: int
    active: bool
    changed_at: datetime


async def reply_rules(tx: Tx, channel_id: int, *, active: bool = False) -> list[Rule]:
    """Return a channel's rules in the order in which they are asked; only `active` ones if so."""
    query = select(ReplyRule.__table__).where(
        ReplyRule.workspace_id == tx.workspace_id, ReplyRule.channel_id == channel_id
    )
    if active:
        query = query.where(ReplyRule.active)
    found = await tx.execute(query.order_by(ReplyRule.place, ReplyRule.id))
    return [_rule(row) for row in found]


async def rules_named(tx: Tx, rule_ids: Sequence[int]) -> dict[int, Rule]:
    """Return those of these rules that still stand, by id."""
    if not rule_ids:
        return {}
    found = await tx.execute(
        select(ReplyRule.__table__).where(
            ReplyRule.workspace_id == tx.workspace_id, ReplyRule.id.in_(rule_ids)
        )
    )
    return {row.id: _rule(row) for row in found}


async def add_reply(tx: Tx, channel_id: int, draft: RuleDraft) -> int:
    """Keep a new rule and return its id. Raises InvalidInput, and Conflict for a second one of
    those occasions that have one rule.
    """
    values = {"workspace_id": tx.workspace_id, "channel_id": channel_id, **_values(tx, draft)}
    try:
        made = await tx.execute(insert(ReplyRule).values(values).returning(ReplyRule.id))
    except IntegrityError as error:
        raise _twice(error) from error
    return int(made.scalar_one())


async def change_reply(tx: Tx, channel_id: int, rule_id: int, draft: RuleDraft) -> None:
    """Change a rule. Raises NotFound, InvalidInput and Conflict as `add_reply` does."""
    try:
        changed = await tx.execute(
            update(ReplyRule)
            .where(*_this(tx, channel_id, rule_id))
            .values(_values(tx, draft))
            .returning(ReplyRule.id)
        )
    except IntegrityError as error:
        raise _twice(error) from error
    if changed.first() is None:
        raise NotFound("There is no such reply rule.")


async def drop_reply(tx: Tx, channel_id: int, rule_id: int) -> None:
    """Delete a rule. Raises NotFound."""
    gone = await tx.execute(
        delete(ReplyRule).where(*_this(tx, channel_id, rule_id)).returning(ReplyRule.id)
    )
    if gone.first() is None:
        raise NotFound("There is no such reply rule.")


def answering(rules: Sequence[Rule], told: Sequence[Fact]) -> Rule | None:
    """Return the rule that answers what somebody did; None when it is left unanswered.

    A follow has its own rule; a text is looked for in the keywords, and what none fits has the
    default one; a button answers by a keyword that equals its key.
    """
    for fact in told:
        if isinstance(fact, Followed):
            return _first(rules, "follow")
        if isinstance(fact, Messaged) and not fact.group_id:
            return by_text(rules, fact.text if fact.kind == "text" else "")
        if isinstance(fact, MenuPressed) and fact.kind == "click":
            return _by_words(rules, fact.key, whole=True)
    return None


def by_text(rules: Sequence[Rule], text: str) -> Rule | None:
    """Return the rule that answers a text."""
    return (_by_words(rules, text) if text.strip() else None) or _first(rules, "default")


def passive(answer: Answer) -> PassiveReply:
    """Return what a platform is given."""
    if answer.kind == "news":
        card = ReplyArticle(answer.title, answer.url, answer.description, answer.picture_url)
        return PassiveReply("news", articles=(card,))
    return PassiveReply(answer.kind, text=answer.text, media_id=answer.media_id)


def _by_words(rules: Sequence[Rule], text: str, *, whole: bool = False) -> Rule | None:
    said = text.strip().casefold()
    for rule in rules:
        if rule.occasion != "keyword" or not rule.active:
            continue
        words = [word.casefold() for word in rule.words]
        if said in words or (not (whole or rule.exact) and any(word in said for word in words)):
            return rule
    return None


def _first(rules: Sequence[Rule], occasion: Occasion) -> Rule | None:
    return next((rule for rule in rules if rule.occasion == occasion and rule.active), None)


def _values(tx: Tx, draft: RuleDraft) -> dict[str, Any]:
    words = list(dict.fromkeys(word.strip() for word in draft.words if word.strip()))
    _check(draft, words)
    return {
        "occasion": draft.occasion,
        "words": words,
        "exact": draft.exact,
        "answer": msgspec.to_builtins(draft.answer),
        "place": draft.place,
        "active": draft.active,
        "changed_at": tx.clock.now(),
    }


def _check(draft: RuleDraft, words: list[str]) -> None:
    errors = []
    if (draft.occasion == "keyword") != bool(words) or len(words) > MOST_WORDS:
        errors.append(FieldError("words", "A keyword rule has 1 to 30 words, others have none."))
    if any(len(word) > MOST_WORDS for word in words):
        errors.append(FieldError("words", "A word has 30 characters at most."))
    if missing := _missing(draft.answer):
        errors.append(FieldError(f"answer.{missing}", "This is needed for such an answer."))
    if len(draft.answer.text.encode()) > MOST_BYTES:
        errors.append(FieldError("answer.text", "An answer has 2,048 bytes at most."))
    if errors:
        raise InvalidInput("This reply rule can not be kept.", errors=errors)


def _missing(answer: Answer) -> str:
    """Return the field that this kind of answer needs and has not."""
    wanted = {"text": ("text",), "image": ("media_id",), "news": ("title", "url"), "service": ()}
    empty = (name for name in wanted[answer.kind] if not getattr(answer, name).strip())
    if answer.kind == "news" and not answer.url.startswith(("https://", "http://")):
        return "url"
    return next(empty, "")


def _twice(error: IntegrityError) -> Exception:
    if broken_limit(error) == "taken":
        return Conflict(
            "This account has such a reply already.", hint="Change the one that stands."
        )
    return error


def _this(tx: Tx, channel_id: int, rule_id: int) -> tuple[Any, ...]:
    return (
        ReplyRule.workspace_id == tx.workspace_id,
        ReplyRule.channel_id == channel_id,
        ReplyRule.id == rule_id,
    )


def _rule(row: Any) -> Rule:
    return Rule(
        row.id,
        row.occasion,
        tuple(row.words),
        row.exact,
        msgspec.convert(row.answer, Answer),
        row.place,
        row.active,
        row.changed_at,
    )
