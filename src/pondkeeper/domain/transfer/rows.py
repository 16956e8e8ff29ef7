"""Records become rows to import, or say why they can not, each with its place in the file."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, Final, TypeAlias

import msgspec

from pondkeeper.domain import contacts
from pondkeeper.domain.contacts import Face, PhoneSealer, SealedPhone
from pondkeeper.domain.transfer import values
from pondkeeper.domain.transfer.fields import BY_FACE
from pondkeeper.domain.transfer.tables import Record, fitted
from pondkeeper.domain.transfer.values import BadCell

GENDERS: Final = {
    "男": 1, "男性": 1, "先生": 1, "male": 1, "m": 1, "1": 1,
    "女": 2, "女性": 2, "女士": 2, "female": 2, "f": 2, "2": 2,
}  # fmt: skip
COST_KINDS: Final = {
    **dict.fromkeys(("广告", "投放", "推广", "ads", "ad", "advertising"), "ads"),
    **dict.fromkeys(("诱饵", "赠品", "红包", "样品", "礼品", "bait", "gift"), "bait"),
    **dict.fromkeys(("人工", "人力", "labour", "labor", "staff"), "labour"),
    **dict.fromkeys(("其他", "其它", "other", ""), "other"),
}
BETWEEN_TAGS: Final = re.compile(r"[,，;；|、]")


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are judged by: the zone, the moment, who and what there is, the corp of ids.

    Phone numbers are sealed as they are read: none is kept in plain.
    """

    zone: str
    now: datetime
    staff: Mapping[str, int]
    stores: Mapping[str, int]
    corp_id: str
    sealer: PhoneSealer


class PersonRow(msgspec.Struct, frozen=True):
    """A person as a row names them."""

    name: str = ""
    phone: SealedPhone | None = None
    faces: tuple[Face, ...] = ()
    source: str = ""
    added_at: datetime | None = None
    tags: tuple[str, ...] = ()
    owner_id: int | None = None
    store_id: int | None = None
    gender: int = 0
    remark: str = ""


class OrderRow(msgspec.Struct, frozen=True):
    """A paid order; `key` is its number there, or stands for what the row says."""

    key: str
    buyer: PersonRow
    paid_at: datetime
    paid_fen: int
    list_fen: int
    refunded_fen: int
    cost_fen: int
    quantity: int
    item: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """What a source cost on a day; `key` stands for what the row says."""

    key: str
    source: str
    day: date
    amount_fen: int
    kind: str
    note: str


Row: TypeAlias = PersonRow | OrderRow | CostRow


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that can not be imported: its line (headings are line 1), and why."""

    line: int
    record: Record
    column: str | None
    value: str
    message: str


@dataclass(slots=True)
class Batch:
    """Some consecutive records: `last` counts records so far, `rows` and `lines` go together."""

    last: int
    rows: list[Any] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the records of one file as rows of its kind."""

    kind: str
    columns: Sequence[str]
    mapping: Mapping[str, str]
    ground: Ground

    def batches(self, records: Iterator[Record], *, skip: int, size: int) -> Iterator[Batch]:
        """Yield batches of `size` records after the first `skip`; headings were taken off.

        Records before are judged as well where a row's key counts its equals in the file.
        """
        parse = self._parser()
        batch = Batch(skip)
        judged_before = "order_no" not in self.mapping and self.kind != "contacts"
        for place, record in enumerate(records, start=1):
            if place > skip:
                self._take(parse, batch, place, record)
            elif judged_before:
                self._take(parse, Batch(0), place, record)
            if place > skip and place % size == 0:
                yield batch
                batch = Batch(place)
        if batch.rows or batch.failed:
            yield batch

    def _take(
        self, parse: Callable[[Record], Row], batch: Batch, place: int, record: Record
    ) -> None:
        batch.last = place
        if not any(record):
            return
        line = place + 1
        try:
            row = parse(record)
        except BadCell as bad:
            column = self.mapping.get(bad.field or "")
            message = values.REASONS[bad.reason]
            batch.failed.append(Failed(line, record, column, bad.value[:80], message))
        else:
            batch.rows.append(row)
            batch.lines.append(line)
            batch.records.append(record)

    def _parser(self) -> Callable[[Record], Row]:
        judge, width = self._judge(), len(self.columns)
        places = [(key, self.columns.index(name)) for key, name in self.mapping.items()]

        def parse(record: Record) -> Row:
            if beyond := [cell for cell in record[width:] if cell]:
                raise BadCell("too_wide", None, ", ".join(beyond)[:80])
            cells = fitted(record, width)
            return judge({key: cells[at] for key, at in places})

        return parse

    def _judge(self) -> Callable[[dict[str, str]], Row]:
        in_fen = frozenset(key for key, name in self.mapping.items() if values.counts_fen(name))
        seen: Counter[bytes] = Counter()
        if self.kind == "contacts":
            return lambda cells: _person(cells, self.ground)
        if self.kind == "orders":
            return lambda cells: _order(cells, self.ground, in_fen, seen)
        return lambda cells: _cost(cells, self.ground, in_fen, seen)


def _person(cells: Mapping[str, str], ground: Ground) -> PersonRow:
    added = cells.get("added_at", "")
    return PersonRow(
        **_known_by(cells, ground),
        added_at=values.moment(added, "added_at", ground.zone, ground.now) if added else None,
        tags=_tags(cells.get("tags", "")),
        owner_id=_named(ground.staff, cells.get("owner", ""), "owner"),
        store_id=_named(ground.stores, cells.get("store", ""), "store"),
        gender=GENDERS.get(cells.get("gender", "").lower(), 0),
        remark=values.short(cells.get("remark", ""), "remark", 500),
    )


def _order(
    cells: Mapping[str, str], ground: Ground, in_fen: frozenset[str], seen: Counter[bytes]
) -> OrderRow:
    buyer = PersonRow(**_known_by(cells, ground))
    paid_cell = values.required(cells["paid_at"], "paid_at")
    paid_at = values.moment(paid_cell, "paid_at", ground.zone, ground.now)
    paid_fen = values.fen(values.required(cells["paid"], "paid"), "paid", in_fen="paid" in in_fen)
    money = {
        key: values.fen(cells[key], key, in_fen=key in in_fen)
        for key in ("total", "refunded", "cost")
        if cells.get(key)
    }
    list_fen, refunded_fen = money.get("total", paid_fen), money.get("refunded", 0)
    if refunded_fen > paid_fen:
        raise BadCell("refund", "refunded", cells["refunded"])
    if list_fen < paid_fen:
        raise BadCell("total", "total", cells["total"])
    quantity = values.whole(cells.get("quantity", ""), "quantity")
    item = values.short(cells.get("product", ""), "product", 200)
    number = values.short(cells.get("order_no", ""), "order_no", 64)
    if not number:
        phone = contacts.one_spelling(cells["phone"]) if buyer.phone else ""
        said = (phone, *(face.key for face in buyer.faces), paid_at, paid_fen, item, quantity)
        number = f"row-{_nth_of_its_kind(said, seen)}"
    return OrderRow(
        key=number, buyer=buyer, paid_at=paid_at, paid_fen=paid_fen, list_fen=list_fen,
        refunded_fen=refunded_fen, cost_fen=money.get("cost", 0), quantity=quantity, item=item,
    )


def _cost(
    cells: Mapping[str, str], ground: Ground, in_fen: frozenset[str], seen: Counter[bytes]
) -> CostRow:
    source = values.short(values.required(cells["source"], "source"), "source", 60)
    day = values.day(values.required(cells["day"], "day"), "day", ground.zone)
    amount = values.required(cells["amount"], "amount")
    amount_fen = values.fen(amount, "amount", in_fen="amount" in in_fen)
    if amount_fen == 0:
        raise BadCell("nothing", "amount", amount)
    kind = COST_KINDS.get(cells.get("kind", "").lower())
    if kind is None:
        raise BadCell("cost_kind", "kind", cells["kind"])
    note = values.short(cells.get("note", ""), "note", 200)
    key = _nth_of_its_kind((source, day, amount_fen, kind, note), seen)
    return CostRow(f"row-{key}", source, day, amount_fen, kind, note)


def _known_by(cells: Mapping[str, str], ground: Ground) -> dict[str, Any]:
    """Return name, source and what the person is known by. Raises BadCell when it is nothing."""
    phone = cells.get("phone", "")
    faces = tuple(
        Face(kind, ground.corp_id if kind == "external_userid" else "",
             values.short(cells[kind], kind, 128))
        for kind in BY_FACE
        if kind != "phone" and cells.get(kind)
    )
    if not phone and not faces:
        raise BadCell("no_face")
    return {
        "name": values.short(cells.get("name", ""), "name", 64),
        "phone": values.phone(phone, "phone", ground.sealer) if phone else None,
        "faces": faces,
        "source": values.short(cells.get("source", ""), "source", 60),
    }


def _tags(cell: str) -> tuple[str, ...]:
    names = dict.fromkeys(name.strip() for name in BETWEEN_TAGS.split(cell))
    return tuple(values.short(name, "tags", 30) for name in names if name)


def _named(known: Mapping[str, int], cell: str, key: str) -> int | None:
    if cell and cell not in known:
        raise BadCell(key, key, cell)
    return known[cell] if cell else None


def _nth_of_its_kind(said: Sequence[object], seen: Counter[bytes]) -> str:
    """Return a key of what a row says and of how many rows said the same before it.

    The same file gives the same keys, and two equal rows are two purchases.
    """
    mark = blake2b("\x1f".join(map(str, said)).encode(), digest_size=12)
    seen[mark.digest()] += 1
    return f"{mark.hexdigest()}-{seen[mark.digest()]}"
