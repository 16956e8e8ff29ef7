"""Batches of rows are written by the rooms they belong to; or only looked up, for a dry run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from pondkeeper.domain import channels, contacts, ledger, profiles, shop, staff
from pondkeeper.domain.contacts import ImportedContact
from pondkeeper.domain.contacts.models import Source
from pondkeeper.domain.ledger import NewEntry
from pondkeeper.domain.shop import ImportedOrder
from pondkeeper.domain.transfer.facts import CostRow, Ground, OrderRow, PersonRow
from pondkeeper.domain.transfer.rows import Batch
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.db.stage import stage

SQL = SqlFolder(__package__)
COST = "cost"


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows of a batch are new; places of rows whose ids belong to different people."""

    created: int
    conflicts: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Named:
    """The sources and tags that a batch names, by name."""

    sources: dict[str, int]
    tags: dict[str, int]


async def ground_of(tx: Tx) -> Ground:
    """Return what rows of this workspace are judged by."""
    people: dict[str, int] = {}
    for row in await staff.staff(tx):
        if row["left_at"] is None:
            people |= {name: row["id"] for name in (row["name"], row["login"], row["member_id"])
                       if name}
    wecom = await channels.first_of_kind(tx, "wecom")
    return Ground(
        zone=await staff.timezone(tx), now=tx.clock.now(), staff=people,
        stores={row["name"]: row["id"] for row in await staff.stores(tx)},
        corp_id=wecom.settings.get("corp_id", "") if wecom else "",
        sealer=contacts.PhoneSealer(tx.keyring, tx.workspace_id),
    )


async def name(tx: Tx, kind: str, batch: Batch) -> Named:
    """Make the sources and tags that a batch names and that are not there yet."""
    people = [row.buyer for row in batch.rows] if kind == "orders" else batch.rows
    sources = await _sources(tx, {row.source for row in people} - {""})
    tags = {name for row in people for name in row.tags} if kind == "contacts" else ()
    return Named(sources, {name: await contacts.make_tag(tx, name) for name in sorted(tags)})


async def write(tx: Tx, kind: str, batch: Batch, named: Named) -> Written:
    """Write a batch; whoever it touches is worked out again. Known rows stay as they are."""
    if not batch.rows:
        return Written(0)
    if kind == "contacts":
        return await _write_people(tx, batch.rows, named)
    if kind == "orders":
        return await _write_orders(tx, batch.rows, named)
    return await _write_costs(tx, batch.rows, named)


async def _write_people(tx: Tx, rows: Sequence[PersonRow], named: Named) -> Written:
    now = tx.clock.now()
    done = await contacts.import_many(tx, [_person(row, named, now) for row in rows])
    await profiles.enter(tx, done.created)
    await profiles.mark_dirty(tx, set(done.contact_ids) - done.created)
    return Written(len(done.created), done.conflicts)


async def _write_orders(tx: Tx, rows: Sequence[OrderRow], named: Named) -> Written:
    done = await shop.import_orders(
        tx,
        [
            ImportedOrder(
                order_no=row.key, buyer=_person(row.buyer, named, row.paid_at),
                placed_at=row.paid_at, paid_fen=row.paid_fen, list_fen=row.list_fen,
                refunded_fen=row.refunded_fen, cost_fen=row.cost_fen,
                source_id=named.sources.get(row.buyer.source), item=row.item, quantity=row.quantity,
            )
            for row in rows
        ],
    )
    # Who is new is nobody else's to work out yet, and all we know of them is in this transaction.
    new = done.new_contact_ids
    await profiles.work_out(tx, sorted(new), await profiles.cuts_of(tx))
    await profiles.mark_dirty(tx, set(done.contact_ids) - new)
    return Written(done.created)


async def _write_costs(tx: Tx, rows: Sequence[CostRow], named: Named) -> Written:
    now = tx.clock.now()
    entries = [
        NewEntry(
            row.kind, -row.amount_fen, COST, row.key, now, source_id=named.sources[row.source],
            day=row.day, note=row.note,
        )
        for row in rows
    ]
    return Written(await ledger.post(tx, entries))


async def _sources(tx: Tx, wanted: set[str]) -> dict[str, int]:
    """Return the ids of all sources by name; of those wanted, one that is not there is made."""
    found = await tx.execute(
        select(Source.name, Source.id).where(Source.workspace_id == tx.workspace_id)
    )
    known = {row.name: row.id for row in found}
    for title in sorted(wanted - set(known)):
        known[title] = await contacts.make_source(tx, title, "other")
    return known


def _person(row: PersonRow, named: Named, came_at: datetime) -> ImportedContact:
    return ImportedContact(
        name=row.name, added_at=row.added_at or came_at, faces=row.faces, phone=row.phone,
        source_id=named.sources.get(row.source), owner_id=row.owner_id, store_id=row.store_id,
        remark=row.remark, gender=row.gender,
        tag_ids=tuple([named.tags[title] for title in row.tags]),
    )


@dataclass(slots=True)
class Trial:
    """A dry run's counts over batches; what the file itself held before counts as known."""

    creates: int = 0
    updates: int = 0
    skips: int = 0
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    async def look_up(self, tx: Tx, kind: str, batch: Batch) -> None:
        """Count what writing this batch would do; nothing is written."""
        if kind == "contacts":
            await self._people(tx, batch.rows)
        else:
            await self._keyed(tx, kind, [row.key for row in batch.rows])

    async def _people(self, tx: Tx, rows: Sequence[PersonRow]) -> None:
        faces = [_faces(row) for row in rows]
        every = {key for of_row in faces for keys in of_row for key in keys}
        await stage(tx, "probed", ("kind text", "realm text", "key text"), sorted(every))
        kept = await tx.rows(SQL.known_faces, workspace_id=tx.workspace_id)
        known = {(row["kind"], row["realm"], row["key"]) for row in kept}
        for of_row in faces:
            here = [any(key in known or key in self._seen for key in keys) for keys in of_row]
            self.creates += not any(here)
            self.updates += any(here) and not all(here)
            self.skips += all(here)
            self._seen.update(keys[0] for keys in of_row)

    async def _keyed(self, tx: Tx, kind: str, keys: Sequence[str]) -> None:
        question = SQL.known_orders if kind == "orders" else SQL.known_costs
        kept = await tx.rows(question, workspace_id=tx.workspace_id, keys=list(keys))
        known = {row["key"] for row in kept}
        for key in keys:
            is_known = key in known or (key,) in self._seen
            self.skips += is_known
            self.creates += not is_known
            self._seen.add((key,))


def _faces(row: PersonRow) -> list[list[tuple[str, ...]]]:
    """Return the row's faces, each as the keys it may be kept under, the newest first."""
    found = [[(face.kind, face.realm, face.key)] for face in row.faces]
    if row.phone:
        found.append([("phone", "", key) for key in row.phone.keys])
    return [list[tuple[str, ...]](keys) for keys in found]
