"""Writing money down, once."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from pondkeeper.domain.ledger.queries import Cost, check_source
from pondkeeper.kit import ids
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

SQL = SqlFolder(__package__)
COST_KINDS = ("ads", "bait", "labour", "other")


class NewEntry(msgspec.Struct, frozen=True, gc=False):
    """An amount to post; (kind, ref_kind, ref_id) is what makes it one and the same.

    `day` is the workspace's local day of `at` unless given.
    """

    kind: str
    amount_fen: int
    ref_kind: str
    ref_id: str
    at: datetime
    source_id: int | None = None
    contact_id: int | None = None
    order_id: int | None = None
    day: date | None = None
    note: str = ""


async def post(tx: Tx, entries: Sequence[NewEntry]) -> int:
    """Write the entries that are not there yet; how many were new."""
    if not entries:
        return 0
    return await tx.run(
        SQL.post,
        workspace_id=tx.workspace_id,
        kinds=[entry.kind for entry in entries],
        amounts=[entry.amount_fen for entry in entries],
        ref_kinds=[entry.ref_kind for entry in entries],
        ref_ids=[entry.ref_id for entry in entries],
        times=[entry.at for entry in entries],
        source_ids=[entry.source_id for entry in entries],
        contact_ids=[entry.contact_id for entry in entries],
        order_ids=[entry.order_id for entry in entries],
        days=[entry.day for entry in entries],
        notes=[entry.note for entry in entries],
    )


async def add_cost(
    tx: Tx,
    source_id: int,
    *,
    amount_fen: int,
    day: date,
    kind: str,
    note: str = "",
    ref_id: str | None = None,
) -> Cost:
    """Write what a source cost on a day; `ref_id` makes a repeat (an imported row) harmless.

    Raises InvalidInput for an amount that is not positive or an unknown kind, NotFound for a
    source that is not there.
    """
    _check_cost(amount_fen, kind)
    await check_source(tx, source_id)
    ref = ref_id or ids.token(tx.epoch)
    entry = NewEntry(
        kind, -amount_fen, "cost", ref, tx.clock.now(), source_id=source_id, day=day, note=note
    )
    await post(tx, [entry])
    found: list[Cost] = await tx.rows(
        SQL.cost, into=Cost, workspace_id=tx.workspace_id, kind=kind, ref_id=ref
    )
    return found[0]


def _check_cost(amount_fen: int, kind: str) -> None:
    if amount_fen <= 0:
        error = FieldError("amount_fen", "A cost is more than 0.")
        raise InvalidInput("The cost is not valid.", errors=[error])
    if kind not in COST_KINDS:
        error = FieldError("kind", f"One of {', '.join(COST_KINDS)}.")
        raise InvalidInput("The cost is not valid.", errors=[error])
