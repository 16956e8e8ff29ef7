"""Cells become a person, an order or a cost, or raise BadCell with the reason why they can not."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Final, TypeAlias

import msgspec

from pondkeeper.domain import contacts
from pondkeeper.domain.contacts import Face, PhoneSealer, SealedPhone
from pondkeeper.domain.transfer import values
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


class PersonRow(msgspec.Struct, frozen=True, gc=False):
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


class OrderRow(msgspec.Struct, frozen=True, gc=False):
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


def person(cells: Mapping[str, str], kinds: Sequence[str], ground: Ground) -> PersonRow:
    """Return a person; `kinds` are the faces other than a phone that the file has."""
    name, phone, faces, source = _known_by(cells, kinds, ground)
    added, tags, get = cells.get("added_at"), cells.get("tags"), cells.get
    return PersonRow(
        name=name, phone=phone, faces=faces, source=source,
        added_at=values.moment(added, "added_at", ground.zone, ground.now) if added else None,
        tags=_tags(tags) if tags else (),
        owner_id=_named(ground.staff, get("owner", ""), "owner"),
        store_id=_named(ground.stores, get("store", ""), "store"),
        gender=GENDERS.get(get("gender", "").lower(), 0),
        remark=values.short(get("remark", ""), "remark", 500),
    )


def order(
    cells: Mapping[str, str], kinds: Sequence[str], ground: Ground, in_fen: frozenset[str],
    seen: Counter[bytes],
) -> OrderRow:
    """Return a paid order; `in_fen` are the fields that count fen, `seen` counts equal rows."""
    name, phone, faces, source = _known_by(cells, kinds, ground)
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
        digits = contacts.one_spelling(cells["phone"]) if phone else ""
        said = (digits, *(face.key for face in faces), paid_at, paid_fen, item, quantity)
        number = f"row-{_nth_of_its_kind(said, seen)}"
    return OrderRow(
        key=number, buyer=PersonRow(name, phone, faces, source), paid_at=paid_at,
        paid_fen=paid_fen, list_fen=list_fen, refunded_fen=refunded_fen,
        cost_fen=money.get("cost", 0), quantity=quantity, item=item,
    )


def cost(
    cells: Mapping[str, str], ground: Ground, in_fen: frozenset[str], seen: Counter[bytes]
) -> CostRow:
    """Return a cost; `in_fen` and `seen` as for an order."""
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


def _known_by(
    cells: Mapping[str, str], kinds: Sequence[str], ground: Ground
) -> tuple[str, SealedPhone | None, tuple[Face, ...], str]:
    """Return name, phone, faces and source of a person. Raises BadCell for one without a face."""
    get = cells.get
    number = get("phone")
    faces = tuple([_face(kind, cells[kind], ground) for kind in kinds if cells[kind]])
    if not number and not faces:
        raise BadCell("no_face")
    return (
        values.short(get("name", ""), "name", 64),
        values.phone(number, "phone", ground.sealer) if number else None,
        faces,
        values.short(get("source", ""), "source", 60),
    )


def _face(kind: str, cell: str, ground: Ground) -> Face:
    realm = ground.corp_id if kind == "external_userid" else ""
    return Face(kind, realm, values.short(cell, kind, 128))


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
