"""One person's whole walk through real processes, from a parcel card to the day she leaves."""

import os
import re
import time
from dataclasses import dataclass
from typing import Any

from tests.stories.stage import World, world

from pondkeeper.runtime.cluster import Urls

PRICE_FEN = 14_900
COST_FEN = 5_000
COUPON_FEN = 1_000
PAID_FEN = PRICE_FEN - COUPON_FEN
AD_SPEND_FEN = 30_000


@dataclass
class Brand:
    """What the operators set up before anybody came."""

    source_id: str
    tag_id: str
    offer_id: str
    code_id: str
    config_id: str


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


def set_up(it: World) -> Brand:
    """A corp with Mei, a merchant, a product, an offer and the code on the parcel card."""
    corp = it.do("POST", "corps", {"name": "拾木"})["corpid"]
    app = it.do("POST", f"corps/{corp}/apps", {})
    it.do("POST", f"corps/{corp}/members", {"members": [{"userid": "mei", "name": "梅"}]})
    merchant = it.do("POST", "merchants", {"appids": [corp], "verify_mode": "public_key"})
    wecom = channel(it, "wecom", wecom_settings(corp, app))
    callback = f"corps/{corp}/apps/{app['agentid']}/callback"
    it.do("PUT", callback, {"url": wecom["callback_url"]})
    channel(it, "wechat_pay", pay_settings(corp, merchant))
    sku = {"name": "标准", "price_fen": PRICE_FEN, "cost_fen": COST_FEN, "stock": 3}
    it.ask("POST", "/api/products", {"name": "木梳", "state": "on_sale", "skus": [sku]})
    offer = it.ask("POST", "/api/offers", offer_request())
    source = it.ask("POST", "/api/sources", {"name": "包裹卡", "kind": "parcel"})
    cost = {"amount_fen": AD_SPEND_FEN, "day": today(it), "kind": "bait", "note": "卡片印刷"}
    it.ask("POST", f"/api/sources/{source['id']}/costs", cost)
    tag = it.ask("POST", "/api/tags", {"name": "包裹卡", "group": "来源"})
    code = it.ask(
        "POST",
        "/api/codes",
        {
            "name": "包裹卡",
            "source_id": source["id"],
            "channel_id": wecom["id"],
            "member_ids": ["mei"],
            "strategy": "all",
            "tag_ids": [tag["id"]],
            "welcome_template": {
                "text": "{name}，收到包裹啦。{coupon}，放进你的小店了：{link}",
                "offer_id": offer["id"],
            },
        },
    )
    codes = it.until(lambda: it.do("GET", "codes")["codes"])
    return Brand(source["id"], tag["id"], offer["id"], code["id"], codes[0]["config_id"])


def channel(it: World, kind: str, settings: dict[str, str]) -> Any:
    body = {"kind": kind, "name": kind, "base_url": it.emulator_address, "settings": settings}
    made = it.ask("POST", "/api/channels", body)
    told = it.ask("POST", f"/api/channels/{made['id']}/test", {})
    assert told["ok"], told
    return made


def wecom_settings(corp: str, app: dict[str, Any]) -> dict[str, str]:
    return {
        "corp_id": corp,
        "agent_id": str(app["agentid"]),
        "secret": app["secret"],
        "callback_token": app["token"],
        "encoding_aes_key": app["encoding_aes_key"],
    }


def pay_settings(corp: str, merchant: dict[str, Any]) -> dict[str, str]:
    return {
        "mchid": merchant["mchid"],
        "appid": corp,
        "serial_no": merchant["serial_no"],
        "private_key_pem": merchant["private_key_pem"],
        "apiv3_key": merchant["apiv3_key"],
        "platform_key_id": merchant["platform_public_key_id"],
        "platform_public_key_pem": merchant["platform_public_key_pem"],
    }


def offer_request() -> dict[str, Any]:
    return {
        "title": "新客见面礼",
        "value_fen": COUPON_FEN,
        "threshold_fen": 9_900,
        "valid_days": 30,
        "total": 100,
        "per_contact": 1,
        "state": "active",
    }


def today(it: World) -> str:
    token = it.product.home.steer_token.read_text().strip()
    now: str = it.ask("POST", "/steer", {}, headers={"X-Pond-Steer": token})["now"]
    return now[:10]


def scan_and_be_welcomed(it: World, brand: Brand) -> tuple[int, str]:
    """Scan; the welcome is there within a second of the platform's news."""
    person: int = it.do("POST", "people", {"name": "小满"})["person_id"]
    scanned = time.time()
    it.do("POST", f"people/{person}/scan", {"config_id": brand.config_id})
    [call] = it.until(it.welcomes, 20)
    # a second, or as many as there are others waiting for each core
    assert call["at_real"] - scanned < max(1.0, 2 * os.getloadavg()[0] / (os.cpu_count() or 1))
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
