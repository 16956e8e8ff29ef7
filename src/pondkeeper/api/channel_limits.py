"""What a channel's platform lets us do, what of it is used, and what its refusals mean."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import get, put
from litestar.params import JSONBody

from pondkeeper.api.door import Door
from pondkeeper.domain import channels
from pondkeeper.domain.channels import limits as rules
from pondkeeper.domain.channels.ports import Platform

Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]


class ChannelLimit(msgspec.Struct):
    """One limit as it holds today. `used` is None where calls do not count.

    `window` is "60s", "1h", "90d" (rolling), day, week, month (of the platform's calendar) or what
    it is a limit of otherwise: call, message, config, stock. `own`: an operator's own count stands
    in place of the platform's. `mark` V2, V1, M: told by two sources, by one, from memory.
    """

    rule: str
    zh: str
    en: str
    window: str
    per: str
    count: int
    own: bool
    used: int | None
    preset: str
    since: date
    source: str
    mark: str
    code: str


class ChannelLimits(msgspec.Struct):
    """The preset a channel keeps to, and every limit that holds today."""

    preset: str
    limits: list[ChannelLimit]


class OwnCount(msgspec.Struct):
    """An operator's own count of one limit."""

    rule: str
    count: Count


class LimitsRequest(msgspec.Struct):
    """The preset, and all counts of one's own: those left out are the platform's again."""

    preset: rules.Preset
    own: list[OwnCount] = []


class AnswerCode(msgspec.Struct):
    """A code the platform may answer with, what it means and what is done about it."""

    code: str
    kind: str
    act: str
    zh: str


class AnswerCodes(msgspec.Struct):
    """Every code that is known of a channel's platform."""

    items: list[AnswerCode]


@get("/api/channels/{channel_id:int}/limits")
async def read_limits(door: Door, channel_id: int) -> ChannelLimits:
    """Say what the platform allows today and what of it is used."""
    async with door.tx("channels.read") as tx:
        channel = await channels.channel(tx, channel_id)
        platform = door.services.adapters.of(channel.kind)
        standing = await channels.standings(tx, channel, platform.limits)
        chosen = await channels.choice(tx, channel_id)
    return _limits(platform, chosen.preset, standing)


@put("/api/channels/{channel_id:int}/limits")
async def choose_limits(
    door: Door, channel_id: int, data: JSONBody[LimitsRequest]
) -> ChannelLimits:
    """Choose a preset and own counts; they hold for every process within seconds."""
    counts = {own.rule: own.count for own in data.own}
    door.about("channel", channel_id, preset=data.preset, own=counts)
    async with door.tx("channels.write") as tx:
        channel = await channels.channel(tx, channel_id)
        platform = door.services.adapters.of(channel.kind)
        await channels.choose(tx, channel_id, platform.limits, preset=data.preset, counts=counts)
        standing = await channels.standings(tx, channel, platform.limits)
    return _limits(platform, data.preset, standing)


@get("/api/channels/{channel_id:int}/answers")
async def list_answers(door: Door, channel_id: int) -> AnswerCodes:
    """List the codes the platform may answer with."""
    async with door.tx("channels.read") as tx:
        found = await channels.channel(tx, channel_id)
    meanings = door.services.adapters.of(found.kind).meanings
    rows = sorted(meanings.items(), key=lambda row: (len(row[0]), row[0]))
    return AnswerCodes([AnswerCode(code, one.kind, one.act, one.zh) for code, one in rows])


def _limits(
    platform: Platform, preset: rules.Preset, standing: Sequence[channels.Standing]
) -> ChannelLimits:
    """Show limits; of those that no call of ours counts in, nothing is said to be used."""
    buckets = {"*", *(endpoint.quota for endpoint in platform.endpoints)}
    shown = [_limit(one, counted=one.limit.bucket in buckets) for one in standing]
    return ChannelLimits(preset, shown)


def _limit(one: channels.Standing, *, counted: bool) -> ChannelLimit:
    row = one.limit
    return ChannelLimit(
        row.rule,
        row.zh,
        row.en,
        row.window,
        row.per,
        one.amount,
        one.own,
        one.used if counted else None,
        row.preset,
        row.since,
        row.source,
        row.mark,
        row.code,
    )


ROUTES: tuple[Any, ...] = (read_limits, choose_limits, list_answers)
