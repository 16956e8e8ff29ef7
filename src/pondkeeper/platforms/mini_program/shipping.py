"""Tells the platform what was sent: it keeps the money of orders until then.

https://developers.weixin.qq.com/miniprogram/dev/platform-capabilities/business-capabilities/
order-shipping/order-shipping.html
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pondkeeper.domain.channels.facts.mini import (
    Delivery,
    Parcel,
    ParcelState,
    Shipment,
    ShippedOrder,
)
from pondkeeper.domain.channels.limits import ZONE
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.weixin_messages import kept
from pondkeeper.platforms.mini_program import endpoints as e

_BY_TRANSACTION = 2
_AT_ONCE, _IN_PARTS = 1, 2
_PAGE = 100
_DELIVERIES: Mapping[Delivery, int] = {"express": 1, "city": 2, "virtual": 3, "pickup": 4}
# 1 and 2 from samples, the others from memory (not verified).
_STATES: Mapping[Any, ParcelState] = {
    1: "to_ship",
    2: "shipped",
    3: "received",
    4: "finished",
    5: "refunded",
    6: "settled",
}


@dataclass(frozen=True, slots=True)
class MiniShipping:
    """Parcels of orders that were paid in the program."""

    caller: Caller

    async def ship(self, access: ChannelAccess, shipment: Shipment) -> None:
        """Tell what was sent; what was told once may be changed once."""
        at_once = shipment.whole and len(shipment.parcels) == 1
        body = {
            "order_key": {
                "order_number_type": _BY_TRANSACTION,
                "transaction_id": shipment.transaction_id,
            },
            "delivery_mode": _AT_ONCE if at_once else _IN_PARTS,
            "is_all_delivered": None if at_once else shipment.whole,
            "logistics_type": _DELIVERIES[shipment.delivery],
            "shipping_list": [_parcel(parcel) for parcel in shipment.parcels],
            "upload_time": shipment.at.astimezone(ZONE).isoformat(timespec="milliseconds"),
            "payer": {"openid": shipment.external_id},
        }
        await self.caller.call(access, e.SHIP, post(e.SHIP, body))

    async def order(self, access: ChannelAccess, transaction_id: str) -> ShippedOrder:
        """Return how one payment stands."""
        body = {"transaction_id": transaction_id}
        answer = await self.caller.call(access, e.SHIP_ORDER, post(e.SHIP_ORDER, body))
        return _order(told(answer, "order"))

    async def orders(
        self, access: ChannelAccess, *, since: datetime, until: datetime
    ) -> AsyncIterator[ShippedOrder]:
        """Walk the payments of a time."""
        paid = {"begin_time": int(since.timestamp()), "end_time": int(until.timestamp())}
        rows = self.caller.pages(
            access,
            e.SHIP_ORDERS,
            lambda cursor: post(
                e.SHIP_ORDERS,
                {"pay_time_range": paid, "last_index": cursor or None, "page_size": _PAGE},
            ),
        )
        async for row in rows:
            yield _order(row)


def _parcel(parcel: Parcel) -> dict[str, Any]:
    # Some carriers want a phone's last digits, masked: 021-**34-12.
    contact = {"receiver_contact": parcel.phone} if parcel.phone else None
    return kept(
        {
            "tracking_no": parcel.tracking_no,
            "express_company": parcel.company,
            "item_desc": parcel.goods,
            "contact": contact,
        }
    )


def _order(row: Mapping[str, Any]) -> ShippedOrder:
    paid = row.get("pay_time")
    return ShippedOrder(
        transaction_id=str(told(row, "transaction_id")),
        out_trade_no=str(row.get("merchant_trade_no") or ""),
        external_id=str(row.get("openid") or ""),
        paid_fen=int(row.get("paid_amount") or 0),
        state=_STATES.get(row.get("order_state"), "unknown"),
        in_complaint=row.get("in_complaint") is True,
        paid_at=datetime.fromtimestamp(paid, UTC) if paid else None,
    )
