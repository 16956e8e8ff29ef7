"""Orders from elsewhere: once, by buyer, and triggering nothing."""

from datetime import UTC, datetime, timedelta

from pondkeeper.domain import contacts, shop
from pondkeeper.domain.shop import ImportedOrder

START = datetime(1997, 1, 1, tzinfo=UTC)


def bought(number: int, buyer: str, paid_fen: int = 2_500, **changes) -> ImportedOrder:
    at = START + timedelta(days=number % 500)
    face = contacts.Face("custom", "till", buyer)
    given = {
        "order_no": f"T-{number}",
        "placed_at": at,
        "paid_fen": paid_fen,
        "buyer": contacts.ImportedContact(name="", added_at=at, faces=(face,)),
    }
    return ImportedOrder(**(given | changes))


async def take(store, batch):
    async with store.database.tx(store.brand.id) as tx:
        return await shop.import_orders(tx, batch)


async def test_orders_find_their_buyers_and_are_taken_once(store):
    batch = [
        bought(1, "a", list_fen=3_000, cost_fen=900, item="唱片", quantity=2),
        bought(2, "a", refunded_fen=2_500),
        bought(3, "b"),
    ]
    first = await take(store, batch)
    assert (first.created, len(first.new_contact_ids)) == (3, 2)
    assert first.contact_ids[0] == first.contact_ids[1] != first.contact_ids[2]
    again = await take(store, [*batch, bought(4, "b")])
    assert (again.created, again.new_contact_ids) == (1, set())
    assert again.contact_ids[3] == first.contact_ids[2]
    rows = await store.all('select order_no, state, origin, off_fen from "order" order by order_no')
    assert rows == [
        ("T-1", "paid", "import", 500),
        ("T-2", "refunded", "import", 0),
        ("T-3", "paid", "import", 0),
        ("T-4", "paid", "import", 0),
    ]
    assert await store.all("select name, quantity, paid_fen from order_line") == [
        ("唱片", 2, 2_500)
    ]
    assert await store.one("select sum(amount_fen) from ledger_entry") == 2_500 * 3 - 900


async def test_an_imported_history_triggers_nothing(store):
    before = await store.one("select count(*) from pgqueuer")
    await take(store, [bought(1, "a"), bought(2, "b", refunded_fen=100)])
    assert await store.one("select count(*) from pgqueuer") == before
    kinds = await store.all(
        "select distinct kind, origin from event where kind like 'order%' order by kind"
    )
    assert kinds == [("order.paid", "import"), ("order.refunded", "import")]


async def test_the_same_order_twice_in_one_list_is_one_order(store):
    taken = await take(store, [bought(1, "a"), bought(1, "a")])
    assert taken.created == 1


async def test_thousands_are_taken_as_a_set(store):
    batch = [bought(number, f"c{number % 1_700}") for number in range(5_000)]
    taken = await take(store, batch)
    assert (taken.created, len(taken.new_contact_ids)) == (5_000, 1_700)
    assert await store.one("select count(*) from ledger_entry") == 5_000
