"""A person asks what we know, or to be forgotten."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import Parameter

from pondkeeper.api.contacts_bulk import started
from pondkeeper.api.door import Door
from pondkeeper.api.runs import Run
from pondkeeper.api.shapes import PageOf, Ref, newest_page, number, ref
from pondkeeper.domain import contacts
from pondkeeper.kit import journal
from pondkeeper.kit.errors import FieldError, InvalidInput

Limit = Annotated[int, Parameter(ge=1, le=200)]


class ErasureRequest(msgspec.Struct):
    """Why a person is erased; kept in the journal, so no name belongs in it."""

    reason: str


class Erasure(msgspec.Struct):
    """One erased person in the journal."""

    id: str
    contact_id: str
    reason: str
    state: str
    requested_by: Ref | None
    requested_at: datetime
    done_at: datetime | None
    places: dict[str, int]


@post("/api/contacts/{contact_id:int}/erasure", status_code=202)
async def erase_contact(door: Door, contact_id: int, data: ErasureRequest) -> Erasure:
    """Erase a person everywhere; money stays, about nobody. Not to be undone."""
    if not data.reason.strip():
        raise InvalidInput("Say why.", errors=[FieldError("reason", "Fill this in.")])
    door.about("erasure", contact_id)
    async with door.tx("contacts.erase") as tx:
        made = await contacts.erase(tx, contact_id, reason=data.reason.strip())
        rows = await contacts.erasures(tx, before_id=made + 1, limit=1)
        if door.services.erasure_journal:
            # before the commit: better forgotten twice than brought back by a restore
            line = await contacts.journal_line(tx, rows[0]["contact_id"])
            journal.append(door.services.erasure_journal, [line])
    return _shown(rows[0])


@post("/api/contacts/{contact_id:int}/export", status_code=202)
async def export_contact(door: Door, contact_id: int) -> Run:
    """Start writing everything about one person into a file."""
    door.about("contact", contact_id)
    async with door.tx("contacts.export") as tx:
        person = await contacts.canonical(tx, contact_id)
        return await started(tx, "export.person", {"contact_id": person})


@get("/api/privacy/erasures")
async def list_erasures(
    door: Door, cursor: str | None = None, limit: Limit = 50
) -> PageOf[Erasure]:
    """List who was erased, newest first."""
    async with door.tx("contacts.erase") as tx:
        rows = await contacts.erasures(tx, before_id=number(cursor, "cursor"), limit=limit + 1)
    return newest_page(rows, limit, _shown)


def _shown(row: Any) -> Erasure:
    return Erasure(
        id=str(row["id"]),
        contact_id=str(row["contact_id"]),
        reason=row["reason"],
        state="done" if row["finished_at"] else "requested",
        requested_by=ref(row["by_id"], row["by_name"]),
        requested_at=row["requested_at"],
        done_at=row["finished_at"],
        places=row["reached"],
    )


ROUTES = (erase_contact, export_contact, list_erasures)
