"""What answers a callback with a message at once: from rules in memory, no call and no wait.

Only for platforms that take such an answer, and channels that have rules; others pay nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, Platform
from pondkeeper.domain.channels.replies import answering, passive
from pondkeeper.domain.channels.reply_cache import ReplyCache
from pondkeeper.kit.clock import SystemClock

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class MessageReply:
    """The body that answers a callback, and the rule it is by."""

    rule_id: int
    body: bytes


async def answer_to(
    cache: ReplyCache,
    platform: Platform,
    access: ChannelAccess,
    query: Mapping[str, str],
    plain: bytes,
) -> MessageReply | None:
    """Return what answers a callback that was opened; None where it is only acknowledged."""
    if platform.replies is None:
        return None
    rules = await cache.rules(access)
    if not rules:
        return None
    try:
        rule = answering(rules, platform.door.parse(plain))
        if rule is None:
            return None
        answer = passive(rule.answer)
        body = platform.replies.reply(access, query, plain, answer, CLOCK.real())
    except CallbackRejected:
        return None  # nobody wrote; the inbox judges the text
    return MessageReply(rule.id, body)
