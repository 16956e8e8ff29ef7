"""One person's whole walk through real processes, from a parcel card to the day she leaves."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from tests.stories.brand import AD_SPEND_FEN, COST_FEN, COUPON_FEN, PRICE_FEN, Brand, set_up
from tests.stories.stage import World, world

from pondkeeper.runtime.cluster import Urls

PAID_FEN = PRICE_FEN - COUPON_FEN


@pytest.mark.smoke
def test_from_a_parcel_card_to_the_ledger_and_back() -> None:
    walk()


def walk(given: Urls | None = None) -> None:
    """The walk; `scripts/walk.py` takes it on a database that newer code has migrated."""
    with world(given=given) as it:
        brand = set_up(it)
        person, welcome = scan_and_be_welcomed(it, brand)
        channel, token = re.search(r"/l/([\w-]+)/([\w.~-]+)", welcome).groups()  # type: ignore[union-attr]
        assert "小满" in welcome
        assert "新客见面礼" in welcome
        store = Store(it, channel, token)

        contact_id = the_contact(it)["id"]
        it.until(lambda: tagged(it, contact_id, brand.tag_id))
        it.until(lambda: store.home()["coupons"])
        order = buy_with_the_coupon(it, store)
        paid = it.until(lambda: found(store, order["order_no"], "paid"))
        assert paid["paid_fen"] == PAID_FEN
        it.until(it.idle)
        assert economics(it, brand) == {
            "added": 1,
            "reachable": 1,
            "cost_fen": AD_SPEND_FEN,
            "first_orders": 1,
            "revenue_fen": PAID_FEN,
            "refunded_fen": 0,
            "margin_fen": PAID_FEN - COST_FEN,
        }
        row = the_contact(it)
        assert (row["orders"], row["revenue_fen"]) == (1, PAID_FEN)

        give_back_and_leave(it, brand, store, order, person)


def scan_and_be_welcomed(it: World, brand: Brand) -> tuple[int, str]:
    """Scan; the platform took the welcome while its code was good."""
    person: int = it.do("POST", "people", {"name": "小满"})["person_id"]
    it.do("POST", f"people/{person}/scan", {"config_id": brand.config_id})
    [call] = it.until(it.welcomes)
    text: str = call["body"]["text"]["content"]
    return person, text


def the_contact(it: World) -> Any:
    [row] = it.until(lambda: it.ask("GET", "/api/contacts")["items"])
    return row


def tagged(it: World, contact_id: str, tag_id: str) -> bool:
    person = it.ask("GET", f"/api/contacts/{contact_id}")
    return tag_id in {tag["id"] for tag in person["tags"]}


@dataclass
class Store:
    """The shop behind the personal link."""

    it: World
    channel: str
    token: str

    def home(self) -> Any:
        return self.ask("GET", "home")

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.it.ask(method, f"/api/store/{self.channel}/{path}", body, headers=headers)


def buy_with_the_coupon(it: World, store: Store) -> Any:
    home = store.home()
    [coupon], [product] = home["coupons"], home["products"]
    wanted = {
        "lines": [{"sku_id": product["sku_id"], "quantity": 1}],
        "coupon_id": coupon["id"],
        "idempotency_key": "a-double-click",
    }
    order = store.ask("POST", "orders", wanted)
    assert order["payable_fen"] == PAID_FEN
    again = store.ask("POST", "orders", wanted)
    assert again["order_no"] == order["order_no"]
    prepay_id = order["pay"]["package"].removeprefix("prepay_id=")
    assert it.do("POST", "pay", {"prepay_id": prepay_id})["total"] == PAID_FEN
    return order


def found(store: Store, order_no: str, state: str) -> Any:
    orders = [one for one in store.home()["orders"] if one["order_no"] == order_no]
    return next((one for one in orders if one["state"] == state), None)


def economics(it: World, brand: Brand) -> dict[str, int]:
    rows = it.ask("GET", "/api/insight/sources")["items"]
    [row] = [row for row in rows if row["source"] and row["source"]["id"] == brand.source_id]
    names = ("added", "reachable", "cost_fen", "first_orders", "revenue_fen", "refunded_fen")
    return {name: row[name] for name in (*names, "margin_fen")}


def give_back_and_leave(it: World, brand: Brand, store: Store, order: Any, person: int) -> None:
    """All the money goes back and the coupon stays used; then she deletes Mei."""
    store.ask("POST", f"orders/{order['order_no']}/refunds", {"reason": "色号不合适"})
    back = it.until(lambda: found(store, order["order_no"], "refunded"))
    assert back["refunded_fen"] == PAID_FEN
    it.do("POST", f"people/{person}/delete", {})
    it.until(lambda: economics(it, brand)["reachable"] == 0)
    it.until(it.idle)
    after = economics(it, brand)
    assert after["refunded_fen"] == PAID_FEN
    row = the_contact(it)
    assert row["reachable"] is False
