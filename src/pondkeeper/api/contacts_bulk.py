"""Many customers at once: tags by ids or by filter, and the list as a file."""

from datetime import date

import msgspec
from litestar import Response, post

from pondkeeper.api.door import Door
from pondkeeper.api.runs import Run, shape
from pondkeeper.api.shapes import number
from pondkeeper.domain import contacts, profiles, runs, transfer
from pondkeeper.domain.contacts import jobs
from pondkeeper.domain.profiles import ContactFilters
from pondkeeper.domain.profiles.lifecycle import Lifecycle
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import InvalidInput

AT_ONCE = 500
"""More customers than this are tagged by a run in the background."""


class ContactFilter(msgspec.Struct):
    """The filters of the customer list."""

    q: str | None = None
    phone: str | None = None
    phone_tail: str | None = None
    tag_id: str | None = None
    source_id: str | None = None
    owner_id: str | None = None
    store_id: str | None = None
    code_id: str | None = None
    lifecycle: Lifecycle | None = None
    reachable: bool | None = None
    added_from: date | None = None
    added_to: date | None = None
    orders_min: int | None = None


class BulkTagRequest(msgspec.Struct):
    """Customers by ids or by filter, and the tags to put on and take off."""

    ids: list[str] | None = None
    filter: ContactFilter | None = None
    add: list[str] = []
    remove: list[str] = []


class TagChange(msgspec.Struct):
    """How many customers changed."""

    changed: int


class ExportRequest(msgspec.Struct):
    """Which customers and which columns go into the file."""

    filter: ContactFilter
    columns: list[str]


@post("/api/contacts/tags", status_code=200)
async def tag_contacts(door: Door, data: BulkTagRequest) -> Response[TagChange | Run]:
    """Tag customers by ids or by filter; above 500 it becomes a run (202)."""
    if (data.ids is None) == (data.filter is None):
        raise InvalidInput("Name the customers by ids or by a filter, one of the two.")
    door.about("contact", "", add=data.add, remove=data.remove)
    add, remove = _numbers(data.add, "add"), _numbers(data.remove, "remove")
    async with door.tx("contacts.write") as tx:
        people = await _people(tx, data)
        if len(people) > AT_ONCE:
            return Response(await _start_tagging(tx, data, add, remove), status_code=202)
        changed = await contacts.retag(tx, people, add=add, remove=remove, origin="hand")
    return Response(TagChange(changed))


@post("/api/contacts/exports", status_code=202)
async def export_contacts(door: Door, data: ExportRequest) -> Run:
    """Start writing a filtered list into a file; a long one waits for a second person."""
    door.about("contact", "", columns=data.columns)
    async with door.tx("contacts.export") as tx:
        run_id = await transfer.start_export(tx, filters(data.filter), data.columns)
        return shape(await runs.run(tx, run_id), tx.clock.real())


async def started(tx: Tx, kind: str, params: dict[str, object]) -> Run:
    """Start a run and return it as it goes out."""
    params = params | {"actor": jobs.actor_in_params(tx)}
    run_id = await runs.start(tx, kind, params)
    return shape(await runs.run(tx, run_id), tx.clock.real())


async def _people(tx: Tx, data: BulkTagRequest) -> list[int]:
    """Return the named customers, at most one more than are tagged at once when by filter."""
    if data.ids is not None:
        return _numbers(data.ids, "ids")
    return await profiles.find_ids(tx, filters(data.filter or ContactFilter()), 0, AT_ONCE + 1)


async def _start_tagging(
    tx: Tx, data: BulkTagRequest, add: list[int], remove: list[int]
) -> Run:
    params: dict[str, object] = {"add": add, "remove": remove}
    if data.ids is not None:
        params["ids"] = _numbers(data.ids, "ids")
    else:
        params["filter"] = _plain(data.filter or ContactFilter())
    return await started(tx, "tag.bulk", params)


def filters(given: ContactFilter) -> ContactFilters:
    """Return the filters as the list takes them. Raises InvalidInput on a wrong id."""
    numbers = {
        name: number(getattr(given, name), name)
        for name in ("tag_id", "source_id", "owner_id", "store_id", "code_id")
    }
    return ContactFilters(
        q=given.q, phone=given.phone, phone_tail=given.phone_tail, lifecycle=given.lifecycle,
        reachable=given.reachable, added_from=given.added_from, added_to=given.added_to,
        orders_min=given.orders_min, **numbers,
    )


def _plain(given: ContactFilter) -> dict[str, object]:
    """Return the filters as a run keeps them: ids as numbers, days as text."""
    plain: dict[str, object] = msgspec.to_builtins(filters(given))
    return plain


def _numbers(given: list[str], field: str) -> list[int]:
    found = [number(one, field) for one in given]
    return [one for one in found if one is not None]


ROUTES = (tag_contacts, export_contacts)
