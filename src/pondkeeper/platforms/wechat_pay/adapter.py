"""WeChat Pay behind the domain's ports."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, NoReturn, TypeVar

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    SendUnknown,
    TestStep,
    Wire,
)
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.settings import missing, need
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wechat_pay import client, seals, shapes
from pondkeeper.platforms.wechat_pay import endpoints as e
from pondkeeper.platforms.wechat_pay.callbacks import PayDoor
from pondkeeper.platforms.wechat_pay.errcodes import CLOSED, ERRCODES, NOT_THERE
from pondkeeper.platforms.wechat_pay.keys import merchant_key, platform_keys
from pondkeeper.platforms.wechat_pay.settings import SCHEMA

BASE_URL = "https://api.mch.weixin.qq.com"
T = TypeVar("T")


def build(ground: Ground) -> Platform:
    """Return WeChat Pay."""
    caller = client.build(ground)
    pay = WeChatPay(caller, ground.clock)
    return Platform(
        kind="wechat_pay",
        default_base_url=BASE_URL,
        settings_schema=SCHEMA,
        adapter=PayAdapter(pay),
        door=PayDoor(ground.clock),
        pay=pay,
        limits=caller.limits,
        meanings=ERRCODES,
    )


@dataclass(frozen=True, slots=True)
class WeChatPay:
    """Takes and gives back money. Every call may be repeated with the same numbers."""

    caller: Caller
    clock: Clock

    async def jsapi(self, access: ChannelAccess, order: facts.PayOrder) -> facts.JsapiPay:
        """Place an order and return what the payer's page needs; good for two hours."""
        expires = order.expires_at
        body = {
            "appid": need(access, "appid"),
            "mchid": need(access, "mchid"),
            "description": order.description,
            "out_trade_no": order.out_trade_no,
            "time_expire": expires and expires.astimezone(UTC).isoformat(timespec="seconds"),
            "notify_url": order.notify_url,
            "amount": {"total": order.amount_fen, "currency": "CNY"},
            "payer": {"openid": order.payer_openid},
        }
        answer = await self.caller.call(access, e.JSAPI, client.post(e.JSAPI, body))
        return self._page_values(access, str(told(answer, "prepay_id")))

    async def query(self, access: ChannelAccess, out_trade_no: str) -> facts.Payment | None:
        """Return how an order stands, None when the platform never heard of it."""
        request = client.get(e.QUERY, out_trade_no, mchid=need(access, "mchid"))
        try:
            answer = await self.caller.call(access, e.QUERY, request)
        except SendRefused as refused:
            if refused.code in NOT_THERE:
                return None
            raise
        return _payment(_shaped(answer, shapes.Transaction))

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
        return _refunding(_shaped(answer, shapes.Refund))

    async def query_refund(
        self, access: ChannelAccess, out_refund_no: str
    ) -> facts.Refunding | None:
        """Return how a refund stands, None when the platform never heard of it."""
        request = client.get(e.REFUND_QUERY, out_refund_no)
        try:
            answer = await self.caller.call(access, e.REFUND_QUERY, request)
        except SendRefused as refused:
            if refused.code in NOT_THERE:
                return None
            raise
        return _refunding(_shaped(answer, shapes.Refund))

    def _page_values(self, access: ChannelAccess, prepay_id: str) -> facts.JsapiPay:
        appid, package = need(access, "appid"), f"prepay_id={prepay_id}"
        stamp, nonce = str(int(self.clock.real().timestamp())), secrets.token_hex(16)
        signature = seals.sign(merchant_key(access), appid, stamp, nonce, package)
        return facts.JsapiPay(appid, stamp, nonce, package, "RSA", signature)


@dataclass(frozen=True, slots=True)
class PayAdapter:
    """Tests a merchant's settings; there is nothing to send here."""

    pay: WeChatPay

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check settings and keys, then ask for an order that does not exist."""
        lacking = missing(access, SCHEMA)
        steps = [TestStep("settings", not lacking, "、".join(lacking)), _test_keys(access)]
        if all(step.ok for step in steps):
            steps.append(await self._test_query(access))
        return steps

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Refuse: money is not a message."""
        del access
        _refuse_kind(call.kind)

    async def _test_query(self, access: ChannelAccess) -> TestStep:
        try:
            await self.pay.query(access, f"POND{secrets.token_hex(8)}")
        except (SendRefused, SendUnknown) as error:
            return TestStep("query", ok=False, detail=str(error))
        return TestStep("query", ok=True, detail="")


def _refuse_kind(kind: str) -> NoReturn:
    raise SendRefused("permanent", "wire_kind", f"微信支付不能发送 {kind}")


def _test_keys(access: ChannelAccess) -> TestStep:
    try:
        merchant_key(access)
        known = platform_keys(access)
    except SendRefused as refused:
        return TestStep("keys", ok=False, detail=refused.hint)
    if not known:
        return TestStep("keys", ok=False, detail="缺少微信支付公钥或平台证书")
    if len(access.secrets.get("apiv3_key", "").encode()) != 32:
        return TestStep("keys", ok=False, detail="APIv3 密钥应为 32 个字符")
    return TestStep("keys", ok=True, detail="、".join(known))


def _shaped(answer: Mapping[str, Any], shape: type[T]) -> T:
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError as error:
        raise SendUnknown(f"the answer has another shape: {error}") from error


def _payment(order: shapes.Transaction) -> facts.Payment:
    state = shapes.PAY_STATES.get(order.trade_state)
    if state is None:
        raise SendUnknown(f"trade_state {order.trade_state} is new to us")
    return facts.Payment(
        out_trade_no=order.out_trade_no,
        trade_state=state,
        appid=order.appid,
        mchid=order.mchid,
        transaction_id=order.transaction_id,
        amount_fen=order.total,
        payer_total_fen=order.payer_total,
        payer_openid=order.openid,
        at=order.success_time and order.success_time.astimezone(UTC),
    )


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
