"""Whoever writes about several sets of people in one transaction holds them all first."""

from collections.abc import Iterable

from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx


async def hold(tx: Tx, contact_ids: Iterable[int]) -> None:
    """Lock contacts until the transaction ends, in the order in which everybody locks them.

    Two transactions that take people set by set, each in an order of its own, would end up waiting
    for one another until Postgres rolls one of them back.
    """
    ids = sorted(set(contact_ids))
    if len(ids) > 1:
        await tx.rows(SQL.hold, workspace_id=tx.workspace_id, contact_ids=ids)
