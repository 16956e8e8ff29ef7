"""What orders have in common, however they are paid, and what a page or an app is handed."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.pay import AppPay
from pondkeeper.domain.channels.ports import ChannelAccess, SendUnknown
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.wechat_pay import seals, shapes
from pondkeeper.platforms.wechat_pay.keys import merchant_key

APP_PACKAGE = "Sign=WXPay"
T = TypeVar("T")


def order_body(access: ChannelAccess, order: facts.PayOrder, appid: str = "") -> dict[str, Any]:
    """Return what every way of paying one order says; `appid` empty means the channel's own."""
    return {
        "appid": appid or need(access, "appid"),
        "mchid": need(access, "mchid"),
        "description": order.description,
        "out_trade_no": order.out_trade_no,
        "time_expire": moment(order.expires_at),
        "notify_url": order.notify_url,
        "amount": {"total": order.amount_fen, "currency": "CNY"},
    }


def moment(at: datetime | None) -> str | None:
    """Return RFC 3339 in UTC, None for None."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def browser(payer_ip: str, kind: str) -> dict[str, Any]:
    """Return the scene of an H5 payment."""
    return {"payer_client_ip": payer_ip, "h5_info": {"type": kind}}


def for_page(access: ChannelAccess, clock: Clock, appid: str, prepay_id: str) -> facts.JsapiPay:
    """Return the six values for WeixinJSBridge or wx.requestPayment."""
    package = f"prepay_id={prepay_id}"
    stamp, nonce = _stamp(clock), secrets.token_hex(16)
    signature = seals.sign(merchant_key(access), appid, stamp, nonce, package)
    return facts.JsapiPay(appid, stamp, nonce, package, "RSA", signature)


def for_app(access: ChannelAccess, clock: Clock, prepay_id: str) -> AppPay:
    """Return the seven values for the platform's SDK in an app."""
    appid, mchid = need(access, "appid"), need(access, "mchid")
    stamp, nonce = _stamp(clock), secrets.token_hex(16)
    signature = seals.sign(merchant_key(access), appid, stamp, nonce, prepay_id)
    return AppPay(appid, mchid, prepay_id, APP_PACKAGE, nonce, stamp, signature)


def shaped(answer: Mapping[str, Any], shape: type[T]) -> T:
    """Read a good answer. Raises SendUnknown when it has another shape."""
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError as error:
        raise SendUnknown(f"the answer has another shape: {error}") from error


def payment(order: shapes.Transaction) -> facts.Payment:
    """Return how an order stands. Raises SendUnknown for a state that is new to us."""
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


def _stamp(clock: Clock) -> str:
    return str(int(clock.real().timestamp()))
