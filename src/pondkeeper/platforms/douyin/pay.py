"""Guaranteed pay (担保支付, ecpay v1): order, query, refund, settle. Money is fen.

The platform is closing it for new programs; what comes after is in `trade.py`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.douyin import mini_endpoints as m
from pondkeeper.platforms.douyin.pay_notices import REFUND_STATES

CHINA = timezone(timedelta(hours=8))
_SHORTEST_S, _LONGEST_S, _USUAL_S = 300, 48 * 3600, 900
PAY_STATES: dict[str, facts.PayStatus] = {
    "SUCCESS": "success",
    "TIMEOUT": "closed",
    "PROCESSING": "userpaying",
    "FAIL": "payerror",
}


@dataclass(frozen=True, slots=True)
class DouyinPay:
    """Our own numbers make the platform know an order or refund again."""

    caller: Caller
    clock: Clock

    async def order(self, access: ChannelAccess, order: facts.PayOrder) -> social.ProgramOrder:
        """Make an order that the program's pay prompt takes."""
        body = {
            "out_order_no": order.out_trade_no,
            "total_amount": order.amount_fen,
            "subject": order.description,
            "body": order.description,
            "valid_time": self._valid_s(order.expires_at),
            "notify_url": order.notify_url,
        }
        answer = await self.caller.call(access, m.PAY_ORDER, post(m.PAY_ORDER, body))
        data = told(answer, "data")
        return social.ProgramOrder(str(told(data, "order_id")), str(told(data, "order_token")))

    async def query(self, access: ChannelAccess, out_trade_no: str) -> facts.Payment | None:
        """Return how an order stands, None when the answer tells nothing of it."""
        asked = post(m.PAY_QUERY, {"out_order_no": out_trade_no})
        answer = await self.caller.call(access, m.PAY_QUERY, asked)
        info = answer.get("payment_info")
        if not info:
            return None
        paid_at = str(info.get("pay_time") or "")
        return facts.Payment(
            out_trade_no=out_trade_no,
            trade_state=PAY_STATES.get(str(told(info, "order_status")), "notpay"),
            appid=need(access, "client_key"),
            mchid=str(info.get("seller_uid") or ""),
            transaction_id=str(answer.get("order_id") or ""),
            amount_fen=int(info.get("total_fee") or 0),
            payer_total_fen=int(info.get("total_fee") or 0),
            at=china(paid_at) if paid_at else None,
        )

    async def refund(self, access: ChannelAccess, order: facts.RefundOrder) -> facts.Refunding:
        """Ask for a refund; the same `out_refund_no` never pays twice."""
        body = {
            "out_order_no": order.out_trade_no,
            "out_refund_no": order.out_refund_no,
            "total_amount": order.total_fen,
            "refund_amount": order.amount_fen,
            "reason": order.reason,
            "notify_url": order.notify_url,
        }
        answer = await self.caller.call(access, m.PAY_REFUND, post(m.PAY_REFUND, body))
        return facts.Refunding(
            out_refund_no=order.out_refund_no,
            refund_id=str(answer.get("refund_no") or ""),
            out_trade_no=order.out_trade_no,
            state="processing",
            amount_fen=order.amount_fen,
        )

    async def query_refund(
        self, access: ChannelAccess, out_refund_no: str
    ) -> facts.Refunding | None:
        """Return how a refund stands, None when the answer tells nothing of it."""
        asked = post(m.PAY_REFUND_QUERY, {"out_refund_no": out_refund_no})
        answer = await self.caller.call(access, m.PAY_REFUND_QUERY, asked)
        info: dict[str, Any] = answer.get("refundInfo") or {}
        if not info:
            return None
        at = int(info.get("refunded_at") or 0)
        return facts.Refunding(
            out_refund_no=out_refund_no,
            refund_id=str(info.get("refund_no") or ""),
            out_trade_no="",
            state=REFUND_STATES.get(str(told(info, "refund_status")), "abnormal"),
            amount_fen=int(told(info, "refund_amount")),
            at=datetime.fromtimestamp(at, UTC) if at else None,
        )

    async def settle(self, access: ChannelAccess, settlement: social.Settlement) -> str:
        """Ask for the paying out of a paid order; return the platform's number of it."""
        parts = [
            {"merchant_uid": uid, "amount": fen} for uid, fen in settlement.parts_fen.items()
        ]
        body = {
            "out_settle_no": settlement.out_settle_no,
            "out_order_no": settlement.out_trade_no,
            "settle_desc": settlement.description,
            "notify_url": settlement.notify_url,
            "settle_params": msgspec.json.encode(parts).decode() if parts else None,
        }
        answer = await self.caller.call(access, m.PAY_SETTLE, post(m.PAY_SETTLE, body))
        return str(answer.get("settle_no") or "")

    def _valid_s(self, until: datetime | None) -> int:
        if until is None:
            return _USUAL_S
        left = int((until - self.clock.real()).total_seconds())
        return min(max(left, _SHORTEST_S), _LONGEST_S)


def china(text: str) -> datetime:
    """Return what the platform writes without a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)


def moment(ms: Any) -> datetime | None:
    """Return what the platform writes as milliseconds; None for 0 and nothing."""
    return datetime.fromtimestamp(ms / 1000, UTC) if isinstance(ms, int) and ms else None
