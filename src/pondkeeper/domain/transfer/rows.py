"""Records become rows to import, or say why they can not, each with its place in the file."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pondkeeper.domain.transfer import facts, values
from pondkeeper.domain.transfer.facts import CostRow, Ground, OrderRow, Row
from pondkeeper.domain.transfer.fields import BY_FACE
from pondkeeper.domain.transfer.tables import Record, fitted
from pondkeeper.domain.transfer.values import BadCell


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
    """Some consecutive records: `last` counts records so far, `rows` and `lines` go together.

    `marks` are the faces and keys its rows are known by: two batches that share one are written
    one after the other.
    """

    last: int
    rows: list[Any] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    marks: set[object] = field(default_factory=set)

    def add(self, place: int, record: Record, judged: Row | Failed | None) -> None:
        """Take in record number `place`; an empty one, judged None, only counts."""
        self.last = place
        if isinstance(judged, Failed):
            self.failed.append(judged)
        elif judged is not None:
            self.rows.append(judged)
            self.lines.append(place + 1)
            self.records.append(record)
            self.marks.update(_marks(judged))

    def goes_on_with(self, judged: Row | Failed | None) -> bool:
        """Say whether a row is about the person or the order of the row before."""
        return (
            bool(self.rows)
            and judged is not None
            and not isinstance(judged, Failed)
            and not set(_marks(self.rows[-1])).isdisjoint(_marks(judged))
        )


def _marks(row: Row) -> tuple[object, ...]:
    """Return what a row is known by: faces, every key its phone may have, its order number."""
    if isinstance(row, CostRow):
        return (row.key,)
    person = row.buyer if isinstance(row, OrderRow) else row
    marks = (*person.faces, *person.phone.keys) if person.phone else person.faces
    return (*marks, ("order", row.key)) if isinstance(row, OrderRow) else marks


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the records of one file as rows of its kind."""

    kind: str
    columns: Sequence[str]
    mapping: Mapping[str, str]
    ground: Ground

    def batches(self, records: Iterator[Record], *, skip: int, size: int) -> Iterator[Batch]:
        """Yield batches of `size` records after the first `skip`; headings were taken off.

        A batch becomes up to half as long again, so as to end between two people: of a list that
        is sorted by person no two batches then share one. Records before `skip` are judged as well
        where a row's key counts its equals in the file.
        """
        judge, batch, longest = self._judge(), Batch(skip), size + size // 2
        judged_before = "order_no" not in self.mapping and self.kind != "contacts"
        start = skip
        for place, record in enumerate(records, start=1):
            if place <= skip:
                if judged_before:
                    judge(place, record)
                continue
            judged = judge(place, record)
            long = place - 1 - start
            if long >= size and (long >= longest or not batch.goes_on_with(judged)):
                yield batch
                batch, start = Batch(batch.last), batch.last
            batch.add(place, record, judged)
        if batch.rows or batch.failed:
            yield batch

    def _judge(self) -> Callable[[int, Record], Row | Failed | None]:
        parse = self._parser()

        def judge(place: int, record: Record) -> Row | Failed | None:
            if not any(record):
                return None
            try:
                return parse(record)
            except BadCell as bad:
                column = self.mapping.get(bad.field or "")
                message = values.REASONS[bad.reason]
                return Failed(place + 1, record, column, bad.value[:80], message)

        return judge

    def _parser(self) -> Callable[[Record], Row]:
        parse, width = self._parser_of_cells(), len(self.columns)
        places = [(key, self.columns.index(name)) for key, name in self.mapping.items()]

        def parse_record(record: Record) -> Row:
            if len(record) != width:
                if beyond := [cell for cell in record[width:] if cell]:
                    raise BadCell("too_wide", None, ", ".join(beyond)[:80])
                record = fitted(record, width)
            return parse({key: record[at] for key, at in places})

        return parse_record

    def _parser_of_cells(self) -> Callable[[dict[str, str]], Row]:
        in_fen = frozenset(key for key, name in self.mapping.items() if values.counts_fen(name))
        kinds = tuple(key for key in BY_FACE if key in self.mapping and key != "phone")
        seen: Counter[bytes] = Counter()
        if self.kind == "contacts":
            return lambda cells: facts.person(cells, kinds, self.ground)
        if self.kind == "orders":
            return lambda cells: facts.order(cells, kinds, self.ground, in_fen, seen)
        return lambda cells: facts.cost(cells, self.ground, in_fen, seen)
