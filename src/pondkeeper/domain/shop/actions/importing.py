"""Orders from elsewhere: taken in as a set, once however often they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from pondkeeper.domain import contacts, ledger, timeline
from pondkeeper.domain.ledger import NewEntry
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.db.stage import stage

SQL = SqlFolder("pondkeeper.domain.shop")
COLUMNS = (
    "order_no text", "contact_id bigint", "source_id bigint", "state text", "list_fen bigint",
    "off_fen bigint", "paid_fen bigint", "refunded_fen bigint", "cost_fen bigint",
    "placed_at timestamptz", "item text", "quantity bigint",
)  # fmt: skip


class ImportedOrder(msgspec.Struct, frozen=True, gc=False):
    """A paid order from elsewhere. `order_no` is its number there, unique in the workspace.

    `buyer` names who bought by a face or a phone; a buyer who is not known becomes a contact.
    `list_fen` is the price before discounts (None: what was paid), `cost_fen` what the goods cost.
    """

    order_no: str
    buyer: contacts.ImportedContact
    placed_at: datetime
    paid_fen: int
    list_fen: int | None = None
    refunded_fen: int = 0
    cost_fen: int = 0
    source_id: int | None = None
    item: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class OrdersImported:
    """How many orders are new, and for each given order the contact it belongs to."""

    created: int
    contact_ids: list[int]
    new_contact_ids: set[int]


async def import_orders(tx: Tx, batch: Sequence[ImportedOrder]) -> OrdersImported:
    """Take in orders, best 5,000 to 20,000 at a time; those known by their number stay as they are.

    Events and ledger entries are written with origin import, so that no reaction for live events
    answers. Amounts must make sense (0 <= refunded <= paid <= list); the database refuses others.
    The caller sees to it that profiles of `contact_ids` are worked out again.
    """
    people = await contacts.import_many(tx, [order.buyer for order in batch])
    sources = await _sources(tx, set(people.contact_ids))
    rows = [
        _row(order, contact_id, sources.get(contact_id))
        for order, contact_id in zip(batch, people.contact_ids, strict=True)
    ]
    await stage(tx, "incoming_order", COLUMNS, rows)
    made = await tx.rows(SQL.import_orders, workspace_id=tx.workspace_id)
    await tx.run(SQL.import_lines, workspace_id=tx.workspace_id)
    await ledger.post(tx, [entry for row in made for entry in _entries(row)])
    events = [event for row in made for event in _events(row)]
    await timeline.record_many(tx, events, origin="import")
    return OrdersImported(len(made), people.contact_ids, people.created)


async def _sources(tx: Tx, contact_ids: set[int]) -> dict[int, int | None]:
    """Return the source of each person, which is that of the contact who speaks for them."""

    async def ask(wanted: set[int]) -> dict[int, Any]:
        rows = await tx.rows(SQL.sources_of, workspace_id=tx.workspace_id, contact_ids=list(wanted))
        return {row["id"]: row for row in rows}

    people = await ask(contact_ids)
    speaking = people | await ask({row["canonical_id"] for row in people.values()} - set(people))
    return {
        contact_id: speaking[row["canonical_id"]]["source_id"] for contact_id, row in people.items()
    }


def _row(order: ImportedOrder, contact_id: int, source_id: int | None) -> tuple[Any, ...]:
    list_fen = order.paid_fen if order.list_fen is None else order.list_fen
    whole = order.refunded_fen and order.refunded_fen == order.paid_fen
    return (
        order.order_no, contact_id, order.source_id or source_id,
        "refunded" if whole else "paid", list_fen,
        list_fen - order.paid_fen, order.paid_fen, order.refunded_fen, order.cost_fen,
        order.placed_at, order.item, order.quantity,
    )  # fmt: skip


def _entries(row: Any) -> list[NewEntry]:
    amounts = {
        "revenue": row["list_fen"],
        "coupon": -row["off_fen"],
        "goods": -row["cost_fen"],
        "refund": -row["refunded_fen"],
    }
    return [
        NewEntry(
            kind, amount, "order", row["order_no"], row["placed_at"], source_id=row["source_id"],
            contact_id=row["contact_id"], order_id=row["id"],
        )
        for kind, amount in amounts.items()
        if amount or kind == "revenue"
    ]  # fmt: skip


def _events(row: Any) -> list[timeline.NewEvent]:
    order_id, number = str(row["id"]), row["order_no"]
    paid = {"order_id": order_id, "order_no": number, "paid_fen": row["paid_fen"]}
    back = {"order_id": order_id, "order_no": number, "amount_fen": row["refunded_fen"]}
    contact_id, at = row["contact_id"], row["placed_at"]
    events = [timeline.NewEvent("order.paid", contact_id, None, paid, at)]
    if row["refunded_fen"]:
        events.append(timeline.NewEvent("order.refunded", contact_id, None, back, at))
    return events
