"""Money, tokens, keys, SQL files: small things with sharp edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pondkeeper.kit import ids, money
from pondkeeper.kit.crypto import Keyring, KeysUnusable
from pondkeeper.kit.db.sql import Sql
from pondkeeper.kit.errors import InvalidInput
from pondkeeper.kit.pagination import decode_cursor, encode_cursor

FEN = st.integers(0, 10**9)


@given(st.lists(FEN, min_size=1, max_size=40), st.data())
def test_a_split_loses_no_fen_and_takes_no_more_than_there_is(weights, data):
    total = data.draw(st.integers(0, sum(weights)))
    parts = money.split_by_weight(total, weights)
    assert sum(parts) == total
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(FEN, st.integers(0, 10_000))
def test_a_rate_is_what_is_paid_not_what_is_taken_off(base, pay_bp):
    paid = money.pay_share(base, pay_bp)
    assert 0 <= paid <= base
    assert abs(paid * 10_000 - base * pay_bp) <= 5_000


def test_eighteen_percent_paid_is_not_eighteen_percent_off():
    assert money.pay_share(10_000, 1_800) == 1_800
    assert money.yuan(-14_905) == "-149.05"


def test_numbers_of_an_earlier_epoch_are_never_issued_again():
    marks = {ids.token(epoch).split("z", 1)[0] for epoch in range(1, 2_000)}
    assert len(marks) == 1_999
    assert ids.token(3) != ids.token(3)


def test_a_new_key_reads_what_the_old_one_wrote():
    old = Keyring({1: b"a" * 32})
    sealed = old.seal_text("13800000000", about="identity.sealed")
    both = Keyring({1: b"a" * 32, 2: b"b" * 32})
    assert both.open_text(sealed, about="identity.sealed") == "13800000000"
    assert both.seal_text("x", about="y")[0] == 2
    assert both.blind_indexes("13800000000", workspace_id=1, about="p")[1] == old.blind_index(
        "13800000000", workspace_id=1, about="p"
    )


def test_a_sealed_value_opens_only_where_it_belongs():
    keys = Keyring({1: b"a" * 32})
    sealed = keys.seal_text("secret", about="channel.secrets")
    with pytest.raises(KeysUnusable):
        keys.open(sealed, about="identity.sealed")
    with pytest.raises(KeysUnusable, match="key 1"):
        Keyring({2: b"a" * 32}).open(sealed, about="channel.secrets")


def test_two_brands_have_two_indexes_of_one_phone():
    keys = Keyring({1: b"a" * 32})
    assert keys.blind_index("138", workspace_id=1, about="p") != keys.blind_index(
        "138", workspace_id=2, about="p"
    )


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    path = Keyring.create_file(tmp_path)
    first = path.read_bytes()
    Keyring.create_file(tmp_path)
    assert path.read_bytes() == first
    Keyring.from_environment(tmp_path)
    path.chmod(0o644)
    with pytest.raises(KeysUnusable, match="chmod 600"):
        Keyring.from_environment(tmp_path)


def test_named_parameters_become_numbers_and_casts_stay():
    sql = Sql.parse("x", "-- Which?\nselect :a::text, cast(:b as int), :a -- :c\n")
    assert sql.parameters == ("a", "b")
    assert sql.text.split() == ["select", "$1::text,", "cast($2", "as", "int),", "$1"]


@given(st.lists(st.one_of(st.integers(), st.text(), st.none()), min_size=1, max_size=4))
def test_a_cursor_comes_back_as_it_went(keys):
    assert decode_cursor(encode_cursor(*keys), len(keys)) == keys


@given(st.text(max_size=30))
def test_a_made_up_cursor_is_a_clear_error(text):
    try:
        keys = decode_cursor(text, 2)
    except InvalidInput:
        keys = [None, None]
    assert len(keys) == 2
