"""What an operator chose of the platforms' limits, and what is used of them, channel by channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from pondkeeper.domain.channels import quota_window as window
from pondkeeper.domain.channels.limits import Limit, Limits, Preset
from pondkeeper.domain.channels.queries import ChannelRow
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import FieldError, InvalidInput, NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class Choice:
    """The preset of a channel, and an operator's own counts by rule."""

    preset: Preset
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """One limit as it holds for a channel today, and how much is used.

    `used` is None for a limit that calls do not count in; of a limit per endpoint or recipient
    it is the highest. `own`: the operator's count stands in place of the platform's.
    """

    limit: Limit
    amount: int
    own: bool
    used: int | None
    held_until: datetime | None = None


async def choice(tx: Tx, channel_id: int) -> Choice:
    """Return what was chosen for a channel."""
    rows = await tx.rows(SQL.quota_choice, workspace_id=tx.workspace_id, channel_id=channel_id)
    counts = {row["rule"]: row["count"] for row in rows if row["rule"] is not None}
    return Choice(rows[0]["limits_preset"] if rows else "strict", counts)


async def choose(
    tx: Tx, channel_id: int, limits: Limits, *, preset: Preset, counts: Mapping[str, int]
) -> None:
    """Keep a channel's preset and own counts, in place of all chosen before.

    Raises NotFound, and InvalidInput for a rule that does not exist or a count below zero.
    """
    wrong = [rule for rule, count in counts.items() if rule not in limits.rules or count < 0]
    if wrong:
        raise InvalidInput(
            "These limits cannot be set.",
            errors=[
                FieldError(f"counts.{rule}", "No such limit, or less than 0.") for rule in wrong
            ],
        )
    changed = await tx.run(
        SQL.quota_prefer, workspace_id=tx.workspace_id, channel_id=channel_id, preset=preset
    )
    if not changed:
        raise NotFound("There is no such channel.")
    await tx.run(
        SQL.quota_override,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        rules=list(counts),
        counts=list(counts.values()),
        real=tx.clock.real(),
    )


async def standings(tx: Tx, channel: ChannelRow, limits: Limits) -> list[Standing]:
    """Return every limit that holds for a channel today."""
    chosen = await choice(tx, channel.id)
    account = limits.account_of(channel.kind, channel.id, channel.settings)
    rows = await tx.rows(SQL.quota_used, workspace_id=tx.workspace_id, account=account)
    states: dict[str, list[window.Used]] = {}
    for row in rows:
        states.setdefault(row["rule"], []).append(msgspec.convert(row["used"], window.Used))
    today = limits.today(chosen.preset, tx.clock.real().date(), chosen.counts)
    return [_standing(tx, limit, chosen, states.get(limit.rule, ())) for limit in today]


def _standing(
    tx: Tx, limit: Limit, chosen: Choice, states: list[window.Used] | tuple[()]
) -> Standing:
    at = tx.clock.now() if limit.long else tx.clock.real()
    most = max((window.used(limit, state, at) for state in states), default=0)
    own = limit.rule in chosen.counts
    return Standing(limit, limit.amount(at), own, most if limit.counted else None)
