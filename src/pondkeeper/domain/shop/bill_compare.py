"""A day's bill beside what we wrote down: what agrees, what must be asked about, what differs.

Pure: nothing is read or written here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from pondkeeper.domain.channels.facts.pay import Bill, BillLine
from pondkeeper.kit import ids

DifferenceKind: TypeAlias = Literal[
    "payment_unknown", "payment_amount", "payment_unfit", "payment_missing",
    "refund_unknown", "refund_amount", "refund_unfit", "refund_missing",
]  # fmt: skip
"""unknown: there, and not ours to find; unfit: there, and it does not fit what it names;
missing: here, and the platform knows nothing of it."""
OURS = re.compile(rf"[PR][{ids.ALPHABET}]*z[{ids.ALPHABET}]{{22}}")
"""The form of the numbers that we give to payments and refunds."""


@dataclass(frozen=True, slots=True)
class PaymentHere:
    """A payment as we have it."""

    id: int
    order_id: int
    out_trade_no: str
    transaction_id: str | None
    amount_fen: int
    state: str
    paid_at: datetime | None
    on_day: bool


@dataclass(frozen=True, slots=True)
class RefundHere:
    """A refund as we have it."""

    id: int
    out_refund_no: str
    amount_fen: int
    state: str
    on_day: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a person must look at."""

    kind: DifferenceKind
    number: str
    platform_no: str
    amount_fen: int


@dataclass(slots=True)
class Comparison:
    """What the bill says beside ours. `elsewhere` was sold by another system of the merchant."""

    agreed: int = 0
    elsewhere: int = 0
    differences: list[Difference] = field(default_factory=list)
    untold: list[tuple[BillLine, PaymentHere]] = field(default_factory=list)
    """Paid there, not yet here."""
    untold_refunds: list[tuple[BillLine, RefundHere]] = field(default_factory=list)
    doubtful: list[PaymentHere] = field(default_factory=list)
    """Paid here on that day, and not on its bill."""
    doubtful_refunds: list[RefundHere] = field(default_factory=list)

    def differs(self, kind: DifferenceKind, line: BillLine) -> None:
        """Note what a line of the bill does not agree in."""
        self.differences.append(Difference(kind, line.number, line.platform_no, line.amount_fen))


def compare(
    bill: Bill, payments: Sequence[PaymentHere], refunds: Sequence[RefundHere]
) -> Comparison:
    """Lay the bill beside ours; all of ours that it names, and all of that day, must be given."""
    found = Comparison()
    _payments(found, [line for line in bill.lines if line.kind == "payment"], payments)
    ours = {one.out_trade_no for one in payments}
    _refunds(found, [line for line in bill.lines if line.kind == "refund"], refunds, ours)
    return found


def _payments(
    found: Comparison, lines: Sequence[BillLine], payments: Sequence[PaymentHere]
) -> None:
    by_transaction = {one.transaction_id: one for one in payments if one.transaction_id}
    by_number = {one.out_trade_no: one for one in payments}
    for line in lines:
        here = by_transaction.get(line.transaction_id)
        if here is not None and here.state == "paid":
            _agree(found, line, here.amount_fen)
        elif line.number in by_number:
            found.untold.append((line, by_number[line.number]))
        else:
            _stranger(found, line, mine=False)
    named = {line.transaction_id for line in lines}
    found.doubtful += [one for one in payments if one.on_day and one.transaction_id not in named]


def _refunds(
    found: Comparison, lines: Sequence[BillLine], refunds: Sequence[RefundHere], ours: set[str]
) -> None:
    by_number = {one.out_refund_no: one for one in refunds}
    for line in lines:
        here = by_number.get(line.number)
        if here is None:
            # Given back by hand at the platform, of an order of ours: the books lack it.
            _stranger(found, line, mine=line.out_trade_no in ours)
        elif here.state in {"requested", "wire"}:
            found.untold_refunds.append((line, here))
        else:
            _agree(found, line, here.amount_fen)
    named = {line.number for line in lines}
    found.doubtful_refunds += [
        one for one in refunds if one.on_day and one.out_refund_no not in named
    ]


def _agree(found: Comparison, line: BillLine, amount_fen: int) -> None:
    if line.amount_fen == amount_fen:
        found.agreed += 1
    else:
        found.differs("payment_amount" if line.kind == "payment" else "refund_amount", line)


def _stranger(found: Comparison, line: BillLine, *, mine: bool) -> None:
    if mine or OURS.fullmatch(line.number):
        found.differs("payment_unknown" if line.kind == "payment" else "refund_unknown", line)
    else:
        found.elsewhere += 1
