"""One customer: seen whole, edited, tagged, merged and split, their phone read, erased."""

from datetime import date

import msgspec
from litestar import delete, get, post, put

from pondkeeper.api import (
    contacts_bulk,
    contacts_lists,
    contacts_privacy,
    contacts_tasks,
    contacts_timeline,
)
from pondkeeper.api.contacts_shapes import Contact, ContactTag, Merge
from pondkeeper.api.contacts_whole import shown_merge, shown_tag, whole_contact
from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Items, given, number
from pondkeeper.domain import contacts
from pondkeeper.domain.contacts import Evidence
from pondkeeper.kit.errors import FieldError, InvalidInput

UNSET = msgspec.UNSET
Maybe = str | None | msgspec.UnsetType


class ContactRequest(msgspec.Struct):
    """What to change of a customer; a field left out stays as it is."""

    name: str | msgspec.UnsetType = UNSET
    remark: Maybe = UNSET
    birthday: date | msgspec.UnsetType | None = UNSET
    city: Maybe = UNSET
    owner_id: Maybe = UNSET
    store_id: Maybe = UNSET


class TagRequest(msgspec.Struct):
    """Ids of tags to put on and take off."""

    add: list[str] = []
    remove: list[str] = []


class MergeRequest(msgspec.Struct):
    """Two customers who are one, and why."""

    into_id: str
    from_id: str
    evidence: str


class PhoneRequest(msgspec.Struct):
    """Why the number is wanted."""

    reason: str = ""


class PhoneReading(msgspec.Struct):
    """The number in the clear."""

    phone: str


@get("/api/contacts/{contact_id:int}")
async def get_contact(door: Door, contact_id: int) -> Contact:
    """Return a customer whole, over all merged records."""
    async with door.tx("contacts.read") as tx:
        return await whole_contact(tx, contact_id)


@put("/api/contacts/{contact_id:int}")
async def edit_contact(door: Door, contact_id: int, data: ContactRequest) -> Contact:
    """Change what staff note of a customer."""
    values = given(
        name=data.name, remark=_text(data.remark), birthday=data.birthday, city=_text(data.city),
        owner_id=_id(data.owner_id, "owner_id"), store_id=_id(data.store_id, "store_id"),
    )
    door.about("contact", contact_id, changed=sorted(values))
    async with door.tx("contacts.write") as tx:
        await contacts.edit(tx, contact_id, values)
        return await whole_contact(tx, contact_id)


@post("/api/contacts/{contact_id:int}/tags", status_code=200)
async def tag_contact(door: Door, contact_id: int, data: TagRequest) -> Items[ContactTag]:
    """Put tags on a customer and take tags off."""
    door.about("contact", contact_id, add=data.add, remove=data.remove)
    async with door.tx("contacts.write") as tx:
        await contacts.retag(
            tx, [contact_id], add=ids(data.add, "add"), remove=ids(data.remove, "remove"),
            origin="hand",
        )
        return Items([shown_tag(row) for row in await contacts.tags_of(tx, contact_id)])


@post("/api/contacts/merges")
async def merge_contacts(door: Door, data: MergeRequest) -> Merge:
    """Make two customers one, with the evidence; it can be taken back."""
    into_id, from_id = ids([data.into_id], "into_id")[0], ids([data.from_id], "from_id")[0]
    if not data.evidence.strip():
        raise InvalidInput(
            "Say why.", errors=[FieldError("evidence", "What shows that they are one person?")]
        )
    door.about("contact", into_id, merged=data.from_id)
    async with door.tx("contacts.merge") as tx:
        evidence = Evidence("hand", data.evidence.strip())
        merge_id = await contacts.merge(tx, into_id, from_id, evidence)
        person = await contacts.whole(tx, into_id)
    return next(shown_merge(row) for row in person.merges if row["id"] == merge_id)


@delete("/api/contacts/merges/{merge_id:int}")
async def split_contacts(door: Door, merge_id: int) -> None:
    """Take a merge back: both are again who they were."""
    door.about("contact_merge", merge_id)
    async with door.tx("contacts.merge") as tx:
        await contacts.unmerge(tx, merge_id)


@post("/api/contacts/{contact_id:int}/phone-readings", status_code=200)
async def read_phone(
    door: Door, contact_id: int, data: PhoneRequest | None = None
) -> PhoneReading:
    """Return a customer's phone number; the reading is written to the audit."""
    door.about("contact", contact_id)
    async with door.tx("contacts.phone") as tx:
        reason = data.reason if data else ""
        return PhoneReading(await contacts.read_phone(tx, contact_id, reason=reason))


def ids(given_ids: list[str], field: str) -> list[int]:
    """Return ids as numbers. Raises InvalidInput when one is not an id."""
    found = [number(one, field) for one in given_ids]
    if None in found:
        raise InvalidInput("This is not an id.", errors=[FieldError(field, "Not an id.")])
    return [one for one in found if one is not None]


def _text(value: Maybe) -> str | msgspec.UnsetType:
    return value if isinstance(value, msgspec.UnsetType) else value or ""


def _id(value: Maybe, field: str) -> int | msgspec.UnsetType | None:
    return value if isinstance(value, msgspec.UnsetType) else number(value, field)


ROUTES = (
    get_contact, edit_contact, tag_contact, merge_contacts, split_contacts, read_phone,
    *contacts_timeline.ROUTES, *contacts_bulk.ROUTES, *contacts_privacy.ROUTES,
    *contacts_lists.ROUTES, *contacts_tasks.ROUTES,
)
