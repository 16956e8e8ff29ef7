"""Whose customers a figure counts: those the actor sees, as the customer list has it."""

from typing import Any

from pondkeeper.kit.db import Tx

NOBODY = 0


def seen(tx: Tx) -> dict[str, Any]:
    """Return what every statement about customers here asks for: `owner_id` and `store_ids`.

    Each limits when it is not None; both are None for who sees all customers.
    """
    actor = tx.actor
    return {
        "owner_id": (actor.id or NOBODY) if actor.scope == "own" else None,
        "store_ids": list(actor.store_ids) if actor.scope in {"store", "department"} else None,
    }


def sees_all(tx: Tx) -> bool:
    """Whether the actor sees all customers, and so what only adds up over all of them."""
    return tx.actor.scope == "all"
