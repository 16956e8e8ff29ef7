"""What a cart costs: a pure function, the same input always giving the same answer.

Today's pipeline has two steps: the base price, then at most one order coupon (an amount off above
a threshold). The amount is split over lines, and over the units of a line, by largest remainder,
so that every unit has a fixed part that can go back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pondkeeper.kit.money import split_by_weight


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many of one SKU at its price now, in fen."""

    sku_id: int
    unit_price_fen: int
    quantity: int


@dataclass(frozen=True, slots=True)
class AmountOff:
    """A coupon that takes `value_fen` off an order of at least `threshold_fen`."""

    value_fen: int
    threshold_fen: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with what is paid for it and for each of its units, in fen."""

    sku_id: int
    unit_price_fen: int
    quantity: int
    list_fen: int
    off_fen: int
    paid_fen: int
    units_paid_fen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Priced:
    """A priced cart, lines in the order of their SKUs. `short_fen` is what the threshold lacks."""

    lines: tuple[PricedLine, ...]
    list_fen: int
    off_fen: int
    freight_fen: int
    payable_fen: int
    short_fen: int


def price(
    cart: Sequence[CartLine], coupon: AmountOff | None = None, *, freight_fen: int = 0
) -> Priced:
    """Price a cart; a coupon whose threshold is not reached takes nothing off.

    payable = sum of what lines pay + freight; parts of the discount sum to it exactly; nothing
    is negative; the order of the lines does not matter. Raises ValueError for an empty cart or
    a quantity below 1.
    """
    lines = _merged(cart)
    list_fen = sum(line.unit_price_fen * line.quantity for line in lines)
    short_fen = max(coupon.threshold_fen - list_fen, 0) if coupon else 0
    off_fen = min(coupon.value_fen, list_fen) if coupon and not short_fen else 0
    parts = split_by_weight(off_fen, [line.unit_price_fen * line.quantity for line in lines])
    priced = tuple(_priced(line, part) for line, part in zip(lines, parts, strict=True))
    payable_fen = list_fen - off_fen + freight_fen
    return Priced(priced, list_fen, off_fen, freight_fen, payable_fen, short_fen)


def _merged(cart: Sequence[CartLine]) -> list[CartLine]:
    if not cart or any(line.quantity < 1 or line.unit_price_fen < 0 for line in cart):
        msg = "a cart has lines, each of at least one unit at a price of 0 or more"
        raise ValueError(msg)
    merged: dict[tuple[int, int], int] = {}
    for line in cart:
        key = (line.sku_id, line.unit_price_fen)
        merged[key] = merged.get(key, 0) + line.quantity
    return [CartLine(sku, unit, quantity) for (sku, unit), quantity in sorted(merged.items())]


def _priced(line: CartLine, off_fen: int) -> PricedLine:
    list_fen = line.unit_price_fen * line.quantity
    unit_offs = split_by_weight(off_fen, [line.unit_price_fen] * line.quantity)
    return PricedLine(
        sku_id=line.sku_id,
        unit_price_fen=line.unit_price_fen,
        quantity=line.quantity,
        list_fen=list_fen,
        off_fen=off_fen,
        paid_fen=list_fen - off_fen,
        units_paid_fen=tuple(line.unit_price_fen - off for off in unit_offs),
    )
