"""What answers people by itself on an account: rules, and what would answer a text."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import delete, get, post, put
from litestar.params import JSONBody

from pondkeeper.api.door import Door
from pondkeeper.domain import channels
from pondkeeper.domain.channels.replies import Answer, Rule, RuleDraft
from pondkeeper.kit.errors import Conflict

Place = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Text = Annotated[str, msgspec.Meta(max_length=2_000)]


class ReplyRequest(msgspec.Struct):
    """A rule: `words` for keywords alone; `exact` wants the whole text to be one of them.

    Of several keyword rules that fit, the one with the lowest `place` answers.
    """

    occasion: Literal["follow", "keyword", "default"]
    answer: Answer
    words: list[Text] = []
    exact: bool = False
    place: Place = 0
    active: bool = True


class ReplyRule(msgspec.Struct):
    """One rule as it stands, in the order in which they are asked."""

    id: str
    occasion: str
    words: list[str]
    exact: bool
    answer: Answer
    place: int
    active: bool
    changed_at: datetime


class ReplyRules(msgspec.Struct):
    """All rules of a channel; `supported` is False where the platform takes no such answers."""

    supported: bool
    items: list[ReplyRule]


class TryRequest(msgspec.Struct):
    """What somebody might write."""

    text: Text


class TryAnswer(msgspec.Struct):
    """The rule that would answer; None when nothing would."""

    rule: ReplyRule | None


@get("/api/channels/{channel_id:int}/replies")
async def list_replies(door: Door, channel_id: int) -> ReplyRules:
    """List what answers people by itself."""
    async with door.tx("channels.read") as tx:
        channel = await channels.channel(tx, channel_id)
        rules = await channels.replies.reply_rules(tx, channel_id)
    return ReplyRules(_supported(door, channel), [_shown(rule) for rule in rules])


@post("/api/channels/{channel_id:int}/replies")
async def make_reply(door: Door, channel_id: int, data: JSONBody[ReplyRequest]) -> ReplyRules:
    """Add a rule; it answers within seconds."""
    door.about("channel", channel_id, occasion=data.occasion)
    async with door.tx("channels.write") as tx:
        channel = await channels.channel(tx, channel_id)
        if not _supported(door, channel):
            raise Conflict("This platform takes no automatic replies.")
        await channels.replies.add_reply(tx, channel_id, _draft(data))
        rules = await channels.replies.reply_rules(tx, channel_id)
    return ReplyRules(supported=True, items=[_shown(rule) for rule in rules])


@put("/api/channels/{channel_id:int}/replies/{reply_rule_id:int}")
async def change_reply(
    door: Door, channel_id: int, reply_rule_id: int, data: JSONBody[ReplyRequest]
) -> ReplyRules:
    """Change a rule, or switch it off."""
    door.about("channel", channel_id, occasion=data.occasion)
    async with door.tx("channels.write") as tx:
        await channels.replies.change_reply(tx, channel_id, reply_rule_id, _draft(data))
        rules = await channels.replies.reply_rules(tx, channel_id)
    return ReplyRules(supported=True, items=[_shown(rule) for rule in rules])


@delete("/api/channels/{channel_id:int}/replies/{reply_rule_id:int}")
async def drop_reply(door: Door, channel_id: int, reply_rule_id: int) -> None:
    """Delete a rule."""
    door.about("channel", channel_id)
    async with door.tx("channels.write") as tx:
        await channels.replies.drop_reply(tx, channel_id, reply_rule_id)


@post("/api/channels/{channel_id:int}/replies/trial", status_code=200)
async def try_reply(door: Door, channel_id: int, data: JSONBody[TryRequest]) -> TryAnswer:
    """Say what would answer a text; nothing is sent."""
    door.about("channel", channel_id)
    async with door.tx("channels.read") as tx:
        await channels.channel(tx, channel_id)
        rules = await channels.replies.reply_rules(tx, channel_id, active=True)
    rule = channels.replies.by_text(rules, data.text)
    return TryAnswer(_shown(rule) if rule else None)


def _supported(door: Door, channel: channels.ChannelRow) -> bool:
    return door.services.adapters.of(channel.kind).replies is not None


def _draft(data: ReplyRequest) -> RuleDraft:
    return RuleDraft(data.occasion, data.answer, data.words, data.exact, data.place, data.active)


def _shown(rule: Rule) -> ReplyRule:
    return ReplyRule(
        str(rule.id), rule.occasion, list(rule.words), rule.exact, rule.answer, rule.place,
        rule.active, rule.changed_at,
    )  # fmt: skip


ROUTES: tuple[Any, ...] = (list_replies, make_reply, change_reply, drop_reply, try_reply)
