"""What one code brings: figures, days, members."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from litestar import get

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Figure
from pondkeeper.domain import channels, staff
from pondkeeper.domain.insight.codes import (
    CodeCounts,
    CodeLosses,
    CodeOrders,
    code_counts,
    code_losses,
    code_orders,
)

DAYS = timedelta(days=91)
LEAST_BASE = 30
"""A rate of fewer people than this says more about chance than about the code."""


class CodeDay(msgspec.Struct):
    """One local day of a code."""

    day: date
    added: int
    lost: int
    orders: int


class CodeMemberResult(msgspec.Struct):
    """What one member took through a code."""

    member_id: str
    name: str
    added: int
    lost: int
    orders: int


class CodeResults(msgspec.Struct):
    """What a code brought; days of the last 13 weeks."""

    as_of: datetime
    figures: list[Figure]
    days: list[CodeDay]
    members: list[CodeMemberResult]


@get("/api/codes/{code_id:int}/results")
async def read_results(door: Door, code_id: int) -> CodeResults:
    """Say what a code brought."""
    async with door.tx("codes.read") as tx:
        row, now = await channels.code(tx, code_id), tx.clock.now()
        zone = (await staff.brand(tx)).timezone
        bought = (await code_orders(tx, [code_id])).get(code_id) or CodeOrders(code_id, 0, 0)
        losses = await code_losses(tx, code_id, now=now)
        counts = await code_counts(tx, code_id, zone=zone, since=now - DAYS)
        moves = await channels.code_days(tx, code_id, zone=zone, since=now - DAYS)
        members = await channels.code_members(tx, code_id)
    by_member = Counter[str]()
    for one in counts:
        by_member[one.member_id] += one.orders
    return CodeResults(
        as_of=now,
        figures=_figures(row, bought, losses, now),
        days=_days(moves, counts),
        members=[
            CodeMemberResult(one.member_id, one.name, one.added, one.lost, by_member[one.member_id])
            for one in members
        ],
    )


def _figures(
    row: channels.CodeRow, bought: CodeOrders, losses: CodeLosses, now: datetime
) -> list[Figure]:
    each = row.cost_per_add_fen
    cost_fen = row.adds * each if each else None
    per_buyer = cost_fen // bought.buyers if cost_fen and bought.buyers else None
    unset = {} if each else {"reason": "not_set"}
    enough = losses.matured >= LEAST_BASE
    deleted_bp = losses.lost * 10_000 // losses.matured if enough else None
    values: tuple[tuple[str, str, int | None, dict[str, Any]], ...] = (
        ("added", "count", row.adds, {}),
        ("reachable", "count", row.reachable, {}),
        ("deleted_30d_bp", "bp", deleted_bp, {"matured": losses.matured}),
        ("first_orders", "count", bought.buyers, {}),
        ("revenue_fen", "fen", bought.revenue_fen, {}),
        ("cost_fen", "fen", cost_fen, {"cost_per_add_fen": each} | unset),
        ("cost_per_buyer_fen", "fen", per_buyer, unset),
    )
    return [
        Figure(
            key=key,
            unit=unit,
            value=value,
            explain=f"code.{key}",
            params=params if value is not None else {"reason": "too_few"} | params,
            as_of=now,
        )
        for key, unit, value, params in values
    ]


def _days(moves: list[channels.CodeDay], counts: list[CodeCounts]) -> list[CodeDay]:
    orders = Counter[date]()
    for one in counts:
        orders[one.day] += one.orders
    known = {one.day: one for one in moves}
    return [
        CodeDay(
            day,
            known[day].added if day in known else 0,
            known[day].lost if day in known else 0,
            orders[day],
        )
        for day in sorted({*known, *orders})
    ]


ROUTES: tuple[Any, ...] = (read_results,)
