"""Douyin's own coupons (抖音码), shown in a store
(mini-app/develop/server/trade-system/trading/write-off).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.douyin import mini_endpoints as m
from pondkeeper.platforms.douyin.pay import moment


@dataclass(frozen=True, slots=True)
class DouyinCoupons:
    """Douyin's own coupons (抖音码), shown in a store."""

    caller: Caller

    async def prepare(self, access: ChannelAccess, shown: str) -> social.Shown:
        """Return what a scanned text, or a typed code of digits, stands for."""
        body = {"code": shown} if shown.isdigit() else {"encrypted_data": shown}
        answer = await self.caller.call(access, m.COUPON_PREPARE, post(m.COUPON_PREPARE, body))
        data = told(answer, "data")
        return social.Shown(
            str(told(data, "order_id")),
            str(data.get("out_order_no") or ""),
            tuple(_coupon(row) for row in data.get("certificates") or ()),
            str(told(data, "verify_token")),
        )

    async def verify(
        self, access: ChannelAccess, shown: social.Shown, *, store: str
    ) -> list[social.PlatformCouponUse]:
        """Use all coupons of what was prepared; what was used is told as used again."""
        body = {
            "verify_token": shown.verify_token,
            "order_id": shown.order_id,
            "certificates": [
                {"encrypted_code": one.code, "certificate_id": one.coupon_id}
                for one in shown.coupons
            ],
            "poi_info": msgspec.json.encode({"shop_name": store}).decode(),
        }
        answer = await self.caller.call(access, m.COUPON_VERIFY, post(m.COUPON_VERIFY, body))
        return [_use(row) for row in told(answer, "data").get("verify_results") or ()]


def _coupon(row: Mapping[str, Any]) -> social.PlatformCoupon:
    return social.PlatformCoupon(
        str(told(row, "certificate_id")),
        str(row.get("item_order_id") or ""),
        str(told(row, "encrypted_code")),
    )


def _use(row: Mapping[str, Any]) -> social.PlatformCouponUse:
    return social.PlatformCouponUse(
        str(told(row, "item_order_id")),
        told(row, "result_code") == 0,
        str(row.get("result_msg") or ""),
        moment(row.get("verify_time")),
    )
