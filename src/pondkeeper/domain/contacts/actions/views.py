"""Filters under a name, for one member of staff or for everybody."""

from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from pondkeeper.domain.staff.models import SavedView
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

LENGTHS = {"page": 40, "name": 60, "query": 2_000}


async def saved_views(tx: Tx, page: str) -> list[Any]:
    """Return my own and the shared views of a page: id, name, page, query {text}, staff_id."""
    found = await tx.execute(
        select(SavedView.__table__)
        .where(SavedView.workspace_id == tx.workspace_id, SavedView.page == page, _mine(tx))
        .order_by(SavedView.name)
    )
    return list(found)


async def save_view(tx: Tx, page: str, name: str, query: str, *, shared: bool = False) -> Any:
    """Keep filters under a name; returns the row. Raises InvalidInput, Conflict on a taken name."""
    given = {"page": page.strip(), "name": name.strip(), "query": query}
    wrong = [
        FieldError(field, f"At most {most} characters, and not empty.")
        for field, most in LENGTHS.items()
        if len(given[field]) > most or (field != "query" and not given[field])
    ]
    if wrong:
        raise InvalidInput("The view can not be kept like this.", errors=wrong)
    made = await tx.execute(
        insert(SavedView)
        .values(
            workspace_id=tx.workspace_id,
            staff_id=None if shared or tx.actor.kind != "staff" else tx.actor.id,
            page=given["page"],
            name=given["name"],
            query={"text": query},
            created_at=tx.clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(SavedView.__table__)
    )
    row = made.one_or_none()
    if row is None:
        raise Conflict("There is a view of this name already.")
    return row


async def drop_view(tx: Tx, view_id: int) -> None:
    """Forget a view of mine or a shared one. Raises NotFound."""
    gone = await tx.execute(
        delete(SavedView)
        .where(SavedView.workspace_id == tx.workspace_id, SavedView.id == view_id, _mine(tx))
        .returning(SavedView.id)
    )
    if gone.first() is None:
        raise NotFound("There is no such view.")


def _mine(tx: Tx) -> Any:
    if tx.actor.kind != "staff":
        return SavedView.staff_id.is_(None)
    return or_(SavedView.staff_id.is_(None), SavedView.staff_id == tx.actor.id)
