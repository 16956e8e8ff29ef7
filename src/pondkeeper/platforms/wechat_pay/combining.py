"""Several orders that a payer pays with one confirmation (merchant/4012556926 and on)."""

from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.pay import AppPay, CombinedOrder, CombinedPart
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wechat_pay import bodies, client, shapes
from pondkeeper.platforms.wechat_pay import endpoints as e
from pondkeeper.platforms.wechat_pay.errcodes import CLOSED
from pondkeeper.platforms.wechat_pay.paying import ask

MOST = "pay.combine.parts"


@dataclass(frozen=True, slots=True)
class WeChatCombinedPay:
    """Each part is an order by itself afterwards: refunded, billed and told of by its number."""

    caller: Caller
    clock: Clock

    async def jsapi(self, access: ChannelAccess, order: CombinedOrder) -> facts.JsapiPay:
        """Place the orders and return what the payer's page needs."""
        prepay_id = await self._place(access, e.COMBINE_JSAPI, order, "prepay_id")
        return bodies.for_page(access, self.clock, need(access, "appid"), prepay_id)

    async def app(self, access: ChannelAccess, order: CombinedOrder) -> AppPay:
        """Place the orders and return what our app needs."""
        prepay_id = await self._place(access, e.COMBINE_APP, order, "prepay_id")
        return bodies.for_app(access, self.clock, prepay_id)

    async def h5(
        self, access: ChannelAccess, order: CombinedOrder, *, payer_ip: str, kind: str = "Wap"
    ) -> str:
        """Return the address that opens WeChat from a phone's browser."""
        scene = bodies.browser(payer_ip, kind)
        return await self._place(access, e.COMBINE_H5, order, "h5_url", scene)

    async def native(self, access: ChannelAccess, order: CombinedOrder) -> str:
        """Return the text of the QR code that the payer scans."""
        return await self._place(access, e.COMBINE_NATIVE, order, "code_url")

    async def query(self, access: ChannelAccess, out_trade_no: str) -> list[facts.Payment] | None:
        """Return how each part stands, None when the platform never heard of the number."""
        request = client.get(e.COMBINE_QUERY, out_trade_no)
        answer = await ask(self.caller, access, e.COMBINE_QUERY, request)
        if answer is None:
            return None
        return [bodies.payment(part) for part in bodies.shaped(answer, shapes.Combined).alone]

    async def close(self, access: ChannelAccess, order: CombinedOrder) -> None:
        """Make the orders unpayable; all of them at once."""
        parts = [
            {"mchid": _mchid(access, part), "out_trade_no": part.out_trade_no}
            for part in order.parts
        ]
        body = {"combine_appid": need(access, "appid"), "sub_orders": parts}
        request = client.post(e.COMBINE_CLOSE, body, number=order.out_trade_no)
        try:
            await self.caller.call(access, e.COMBINE_CLOSE, request)
        except SendRefused as refused:
            if refused.code not in CLOSED:
                raise

    async def _place(
        self,
        access: ChannelAccess,
        endpoint: Endpoint,
        order: CombinedOrder,
        name: str,
        scene: dict[str, Any] | None = None,
    ) -> str:
        if not 1 <= len(order.parts) <= self.caller.limits.count(MOST):
            raise SendRefused("permanent", "parts", "合单支付的子单数超出范围")
        request = client.post(endpoint, _body(access, order, scene))
        return str(told(await self.caller.call(access, endpoint, request), name))


def _body(
    access: ChannelAccess, order: CombinedOrder, scene: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "combine_appid": need(access, "appid"),
        "combine_mchid": need(access, "mchid"),
        "combine_out_trade_no": order.out_trade_no,
        "scene_info": scene,
        "sub_orders": [_part(access, part) for part in order.parts],
        "combine_payer_info": {"openid": order.payer_openid} if order.payer_openid else None,
        "time_expire": bodies.moment(order.expires_at),
        "notify_url": order.notify_url,
    }


def _part(access: ChannelAccess, part: CombinedPart) -> dict[str, Any]:
    return {
        "mchid": _mchid(access, part),
        "attach": part.attach,
        "amount": {"total_amount": part.amount_fen, "currency": "CNY"},
        "out_trade_no": part.out_trade_no,
        "description": part.description,
    }


def _mchid(access: ChannelAccess, part: CombinedPart) -> str:
    return part.mchid or need(access, "mchid")
