"""One order: paid in whatever way, asked after, closed, given back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.pay import AppPay
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wechat_pay import bodies, client, shapes
from pondkeeper.platforms.wechat_pay import endpoints as e
from pondkeeper.platforms.wechat_pay.errcodes import CLOSED, NOT_THERE


@dataclass(frozen=True, slots=True)
class WeChatPay:
    """Takes and gives back money. Every call may be repeated with the same numbers."""

    caller: Caller
    clock: Clock

    async def jsapi(self, access: ChannelAccess, order: facts.PayOrder) -> facts.JsapiPay:
        """Place an order and return what the payer's page needs; good for two hours."""
        return await self.mini(access, order, appid=need(access, "appid"))

    async def mini(
        self, access: ChannelAccess, order: facts.PayOrder, *, appid: str
    ) -> facts.JsapiPay:
        """Place an order under another appid of ours, such as a mini program's."""
        body = bodies.order_body(access, order, appid)
        body["payer"] = {"openid": order.payer_openid}
        prepay_id = await self._place(access, e.JSAPI, body, "prepay_id")
        return bodies.for_page(access, self.clock, appid, prepay_id)

    async def app(self, access: ChannelAccess, order: facts.PayOrder) -> AppPay:
        """Place an order that is paid from an app of our own."""
        body = bodies.order_body(access, order)
        prepay_id = await self._place(access, e.APP, body, "prepay_id")
        return bodies.for_app(access, self.clock, prepay_id)

    async def h5(
        self, access: ChannelAccess, order: facts.PayOrder, *, payer_ip: str, kind: str = "Wap"
    ) -> str:
        """Return the address that opens WeChat from a phone's browser; good for five minutes."""
        body = bodies.order_body(access, order)
        body["scene_info"] = bodies.browser(payer_ip, kind)
        return await self._place(access, e.H5, body, "h5_url")

    async def native(self, access: ChannelAccess, order: facts.PayOrder) -> str:
        """Return the text of the QR code that the payer scans; good for two hours."""
        return await self._place(access, e.NATIVE, bodies.order_body(access, order), "code_url")

    async def query(self, access: ChannelAccess, out_trade_no: str) -> facts.Payment | None:
        """Return how an order stands, None when the platform never heard of it."""
        return await self._payment(access, e.QUERY, out_trade_no)

    async def query_transaction(
        self, access: ChannelAccess, transaction_id: str
    ) -> facts.Payment | None:
        """Return how an order stands, by the platform's number."""
        return await self._payment(access, e.QUERY_BY_ID, transaction_id)

    async def close(self, access: ChannelAccess, out_trade_no: str) -> None:
        """Make an unpaid order unpayable; a paid one is refused with ORDER_PAID."""
        body = {"mchid": need(access, "mchid")}
        request = client.post(e.CLOSE, body, number=out_trade_no)
        try:
            await self.caller.call(access, e.CLOSE, request)
        except SendRefused as refused:
            if refused.code not in CLOSED:
                raise

    async def refund(self, access: ChannelAccess, order: facts.RefundOrder) -> facts.Refunding:
        """Ask for a refund; mostly `processing` at first, the notice or a query tells the end."""
        body = {
            "out_trade_no": None if order.transaction_id else order.out_trade_no,
            "transaction_id": order.transaction_id or None,
            "out_refund_no": order.out_refund_no,
            "reason": order.reason or None,
            "notify_url": order.notify_url or None,
            "amount": {"refund": order.amount_fen, "total": order.total_fen, "currency": "CNY"},
        }
        answer = await self.caller.call(access, e.REFUND, client.post(e.REFUND, body))
        return _refunding(bodies.shaped(answer, shapes.Refund))

    async def query_refund(
        self, access: ChannelAccess, out_refund_no: str
    ) -> facts.Refunding | None:
        """Return how a refund stands, None when the platform never heard of it."""
        request = client.get(e.REFUND_QUERY, out_refund_no)
        answer = await ask(self.caller, access, e.REFUND_QUERY, request)
        return None if answer is None else _refunding(bodies.shaped(answer, shapes.Refund))

    async def _place(
        self, access: ChannelAccess, endpoint: Endpoint, body: Mapping[str, Any], name: str
    ) -> str:
        answer = await self.caller.call(access, endpoint, client.post(endpoint, body))
        return str(told(answer, name))

    async def _payment(
        self, access: ChannelAccess, endpoint: Endpoint, number: str
    ) -> facts.Payment | None:
        request = client.get(endpoint, number, mchid=need(access, "mchid"))
        answer = await ask(self.caller, access, endpoint, request)
        return None if answer is None else bodies.payment(bodies.shaped(answer, shapes.Transaction))


async def ask(
    caller: Caller, access: ChannelAccess, endpoint: Endpoint, request: Request
) -> dict[str, Any] | None:
    """Ask after a number; None when the platform never heard of it."""
    try:
        return await caller.call(access, endpoint, request)
    except SendRefused as refused:
        if refused.code in NOT_THERE:
            return None
        raise


def _refunding(refund: shapes.Refund) -> facts.Refunding:
    state = shapes.REFUND_STATES.get(refund.status)
    if state is None:
        raise SendUnknown(f"refund status {refund.status} is new to us")
    return facts.Refunding(
        out_refund_no=refund.out_refund_no,
        refund_id=refund.refund_id,
        out_trade_no=refund.out_trade_no,
        state=state,
        amount_fen=refund.amount.refund,
        at=refund.success_time and refund.success_time.astimezone(UTC),
    )
