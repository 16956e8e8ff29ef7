"""The invariants of a price, for any cart and any coupon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pondkeeper.domain.shop.pricing import AmountOff, CartLine, price

LINES = st.lists(
    st.builds(
        CartLine,
        sku_id=st.integers(1, 6),
        unit_price_fen=st.integers(0, 50_000),
        quantity=st.integers(1, 12),
    ),
    min_size=1,
    max_size=8,
)
COUPONS = st.none() | st.builds(
    AmountOff, value_fen=st.integers(1, 80_000), threshold_fen=st.integers(0, 200_000)
)


@given(LINES, COUPONS, st.integers(0, 2_000))
def test_the_parts_add_up_and_nothing_is_negative(cart, coupon, freight):
    priced = price(cart, coupon, freight_fen=freight)
    assert priced.payable_fen == sum(line.paid_fen for line in priced.lines) + freight
    assert priced.off_fen == sum(line.off_fen for line in priced.lines)
    assert priced.list_fen == sum(line.unit_price_fen * line.quantity for line in cart)
    for line in priced.lines:
        assert 0 <= line.off_fen <= line.list_fen
        assert line.paid_fen == line.list_fen - line.off_fen
        assert sum(line.units_paid_fen) == line.paid_fen
        assert all(0 <= unit <= line.unit_price_fen for unit in line.units_paid_fen)


@given(LINES, COUPONS)
def test_a_coupon_never_raises_the_price_and_takes_off_what_it_says(cart, coupon):
    without, priced = price(cart), price(cart, coupon)
    assert priced.payable_fen <= without.payable_fen
    if coupon and without.list_fen >= coupon.threshold_fen:
        assert priced.off_fen == min(coupon.value_fen, without.list_fen)
    else:
        assert priced.off_fen == 0


@given(LINES, COUPONS, st.randoms())
def test_the_order_of_the_lines_changes_nothing(cart, coupon, random):
    shuffled = list(cart)
    random.shuffle(shuffled)
    assert price(shuffled, coupon) == price(cart, coupon)


@given(LINES, st.integers(1, 80_000))
def test_equal_units_differ_by_a_fen_at_most(cart, value):
    for line in price(cart, AmountOff(value, 0)).lines:
        assert max(line.units_paid_fen) - min(line.units_paid_fen) <= 1


def test_ten_yuan_off_three_lines_goes_by_largest_remainder():
    cart = [CartLine(1, 3_333, 1), CartLine(2, 3_333, 1), CartLine(3, 3_334, 1)]
    priced = price(cart, AmountOff(1_000, 10_000))
    assert [line.off_fen for line in priced.lines] == [333, 333, 334]
    assert priced.payable_fen == 9_000


def test_a_threshold_says_how_much_is_missing():
    assert price([CartLine(1, 3_000, 1)], AmountOff(1_000, 5_000)).short_fen == 2_000


def test_an_empty_cart_has_no_price():
    with pytest.raises(ValueError, match="lines"):
        price([])
