"""The customer list."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.params import Parameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, Ref, number, ref
from pondkeeper.domain import contacts, profiles
from pondkeeper.domain.profiles import ContactFilters
from pondkeeper.domain.profiles.lifecycle import Lifecycle
from pondkeeper.kit.db import Tx

Limit = Annotated[int, Parameter(ge=1, le=200)]
Sort = Literal[
    "-added_at", "added_at", "-last_seen_at", "last_seen_at", "-revenue_fen", "revenue_fen",
    "-orders", "orders",
]
Text = Annotated[str | None, Parameter(max_length=40)]


class ContactRow(msgspec.Struct):
    """One customer of the list; phone numbers masked."""

    id: str
    name: str
    remark: str | None
    phone_masked: str | None
    lifecycle: Lifecycle
    reachable: bool
    source: Ref | None
    owner: Ref | None
    store: Ref | None
    tags: list[Ref]
    orders: int
    revenue_fen: int
    added_at: datetime
    last_seen_at: datetime | None


@get("/api/contacts")
async def list_contacts(  # noqa: PLR0913 - each is a parameter of the address
    *,
    door: Door,
    q: Text = None,
    phone: Text = None,
    phone_tail: Text = None,
    tag_id: str | None = None,
    source_id: str | None = None,
    owner_id: str | None = None,
    store_id: str | None = None,
    code_id: str | None = None,
    lifecycle: Lifecycle | None = None,
    reachable: bool | None = None,
    added_from: date | None = None,
    added_to: date | None = None,
    orders_min: Annotated[int | None, Parameter(ge=0)] = None,
    sort: Sort = "-added_at",
    cursor: str | None = None,
    limit: Limit = 50,
) -> PageOf[ContactRow]:
    """Customers that I may see, filtered and sorted: added_at, last_seen_at, revenue_fen, orders.

    `-` in front of a sort goes downwards. `count` is exact up to 10,000.
    """
    filters = ContactFilters(
        q=q, phone=phone, phone_tail=phone_tail,
        tag_id=number(tag_id, "tag_id"), source_id=number(source_id, "source_id"),
        owner_id=number(owner_id, "owner_id"), store_id=number(store_id, "store_id"),
        code_id=number(code_id, "code_id"), lifecycle=lifecycle, reachable=reachable,
        added_from=added_from, added_to=added_to, orders_min=orders_min,
    )
    async with door.tx("contacts.read") as tx:
        page = await profiles.find_contacts(tx, filters, sort, cursor, limit)
        items = [_shown(tx, row) for row in page.items]
    return PageOf(items, page.next_cursor, page.count or 0, page.count_exact)


def _shown(tx: Tx, row: profiles.Row) -> ContactRow:
    phone = contacts.masked(contacts.open_phone(tx, row.sealed)) if row.sealed else None
    return ContactRow(
        id=str(row.contact_id), name=row.name, remark=row.remark or None, phone_masked=phone,
        lifecycle=row.lifecycle, reachable=row.reachable,
        source=ref(row.source_id, row.source_name), owner=ref(row.owner_id, row.owner_name),
        store=ref(row.store_id, row.store_name),
        tags=[Ref(tag.id, tag.name) for tag in row.tags],
        orders=row.orders, revenue_fen=row.revenue_fen, added_at=row.added_at,
        last_seen_at=row.last_seen_at,
    )


ROUTES = (list_contacts,)
