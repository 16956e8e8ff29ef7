"""From what the shop knows to what the page shows: names, amounts, days in the shop's zone."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pondkeeper.domain.offers import HeldCoupon
from pondkeeper.domain.shop.counter import Counter
from pondkeeper.domain.shop.queries import OwnOrder
from pondkeeper.kit.money import yuan
from pondkeeper.pages.words import WORDS

MOVING = {"requested": "refund_requested", "wire": "refund_moving", "processing": "refund_moving"}
SHOWN_ORDERS = 10


@dataclass(frozen=True, slots=True)
class Visit:
    """One opening of the page: its language, its address, and what just happened."""

    language: str
    base: str
    csrf: str
    order_key: str
    nonce: str
    zone: str
    done: str = ""
    error: str = ""
    order_no: str = ""
    pay: dict[str, Any] | None = None


def shop_view(counter: Counter, visit: Visit) -> dict[str, Any]:
    """Return all that the template names."""
    zone = ZoneInfo(visit.zone)
    words = WORDS[visit.language]
    coupons = [_coupon(coupon, words, zone) for coupon in counter.coupons]
    orders = [_order(order, words, zone) for order in counter.orders[:SHOWN_ORDERS]]
    asked = next((order for order in orders if order["order_no"] == visit.order_no), None)
    return {
        "t": words,
        "visit": visit,
        "brand": counter.brand,
        "items": [_item(item) for item in counter.items],
        "one_item": len(counter.items) == 1,
        "coupons": coupons,
        "usable": [coupon for coupon in coupons if coupon["state"] == "issued"],
        "orders": orders,
        "due": asked if asked and asked["state"] == "pending" else None,
        "pay_json": json.dumps(visit.pay) if visit.pay else "",
    }


def _item(item: Any) -> dict[str, Any]:
    # only pictures of our own house: the page asks nobody else for anything
    image = item.image_url if item.image_url.startswith("/") else ""
    return {
        "sku_id": item.sku_id,
        "name": item.name,
        "fen": item.price_fen,
        "price": yuan(item.price_fen),
        "image": image,
        "most": min(item.stock, 9) if item.stock is not None else 9,
    }


def _coupon(coupon: HeldCoupon, words: Any, zone: ZoneInfo) -> dict[str, Any]:
    threshold = yuan(coupon.threshold_fen).removesuffix(".00")
    return {
        "id": coupon.id,
        "title": coupon.title,
        "state": coupon.state,
        "word": words[f"coupon.{coupon.state}"],
        "fen": coupon.value_fen,
        "threshold_fen": coupon.threshold_fen,
        "value": yuan(coupon.value_fen).removesuffix(".00"),
        "from": words["off_from"].format(threshold=threshold)
        if coupon.threshold_fen
        else words["off_any"],
        "until": words["valid_to"].format(day=_day(coupon.valid_to, zone)),
    }


def _order(order: OwnOrder, words: Any, zone: ZoneInfo) -> dict[str, Any]:
    state = _state(order)
    left = order.paid_fen - order.refunded_fen
    return {
        "order_no": order.order_no,
        "state": state,
        "word": words[f"state.{state}"],
        "summary": order.summary or "",
        "payable": yuan(order.payable_fen),
        "paid": words["paid"].format(amount=yuan(order.paid_fen)),
        "refunded": words["refunded"].format(amount=yuan(order.refunded_fen))
        if order.refunded_fen
        else "",
        "day": _day(order.placed_at, zone),
        "until": f"{order.expires_at.astimezone(zone):%H:%M}" if order.expires_at else "",
        "can_refund": state in {"paid", "part_refunded"} and left > 0 and order.origin == "live",
    }


def _state(order: OwnOrder) -> str:
    if order.state != "paid":
        return order.state
    if order.refund_state in MOVING:
        return MOVING[order.refund_state]
    return "part_refunded" if order.refunded_fen else "paid"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"
