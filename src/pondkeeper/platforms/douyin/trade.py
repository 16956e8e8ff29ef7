"""The trade system v2: orders the program made, and their refunds
(mini-app/develop/server/trade-system/trading). Money is fen.

Its notices are sealed with a key of the platform's and not read: ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.douyin import mini_endpoints as m
from pondkeeper.platforms.douyin.pay import PAY_STATES, china, moment

_AGREED, _DENIED = 1, 2
_REFUND_STATES: Mapping[str, facts.RefundStatus] = {
    "PROCESSING": "processing",
    "SUCCESS": "success",
    "FAIL": "closed",
}


@dataclass(frozen=True, slots=True)
class DouyinTrade:
    """Orders that the program made on the phone; here they are looked at and given back."""

    caller: Caller

    async def query(self, access: ChannelAccess, out_trade_no: str) -> facts.Payment | None:
        """Return how an order stands, None when the answer tells nothing of it."""
        asked = post(m.TRADE_QUERY, {"out_order_no": out_trade_no})
        row = (await self.caller.call(access, m.TRADE_QUERY, asked)).get("data")
        if not row:
            return None
        paid_at = str(row.get("pay_time") or "")
        return facts.Payment(
            out_trade_no=out_trade_no,
            trade_state=PAY_STATES.get(str(told(row, "order_status")), "notpay"),
            appid=need(access, "client_key"),
            mchid=str(row.get("seller_uid") or ""),
            transaction_id=str(row.get("order_id") or ""),
            amount_fen=int(row.get("total_fee") or 0),
            payer_total_fen=int(row.get("total_fee") or 0),
            at=china(paid_at) if paid_at else None,
        )

    async def refund(
        self, access: ChannelAccess, order: facts.RefundOrder, *, page: str
    ) -> facts.Refunding:
        """Ask for a refund; the same `out_refund_no` never pays twice."""
        body = {
            "out_order_no": order.out_trade_no,
            "out_refund_no": order.out_refund_no,
            "refund_total_amount": order.amount_fen,
            "order_entry_schema": {"path": page},
            "notify_url": order.notify_url or None,
        }
        answer = await self.caller.call(access, m.TRADE_REFUND, post(m.TRADE_REFUND, body))
        return facts.Refunding(
            out_refund_no=order.out_refund_no,
            refund_id=str(told(told(answer, "data"), "refund_id")),
            out_trade_no=order.out_trade_no,
            state="processing",
            amount_fen=order.amount_fen,
        )

    async def query_refund(
        self, access: ChannelAccess, out_refund_no: str
    ) -> facts.Refunding | None:
        """Return how a refund stands, None when the answer tells nothing of it."""
        asked = post(m.TRADE_REFUND_QUERY, {"out_refund_no": out_refund_no})
        answer = await self.caller.call(access, m.TRADE_REFUND_QUERY, asked)
        rows = told(answer, "data").get("refund_list") or []
        if not rows:
            return None
        return facts.Refunding(
            out_refund_no=out_refund_no,
            refund_id=str(told(rows[0], "refund_id")),
            out_trade_no="",
            state=_REFUND_STATES.get(str(told(rows[0], "refund_status")), "abnormal"),
            amount_fen=int(told(rows[0], "refund_total_amount")),
            at=moment(rows[0].get("refund_at")),
        )

    async def answer_refund(
        self, access: ChannelAccess, out_refund_no: str, *, agreed: bool, why: str = ""
    ) -> None:
        """Say yes or no to a refund that a person asked the platform for."""
        body = {
            "out_refund_no": out_refund_no,
            "refund_audit_status": _AGREED if agreed else _DENIED,
            "deny_message": None if agreed else why,
        }
        await self.caller.call(access, m.TRADE_REFUND_AUDIT, post(m.TRADE_REFUND_AUDIT, body))
