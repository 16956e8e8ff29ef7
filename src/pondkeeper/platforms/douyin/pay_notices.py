"""Notices of guaranteed pay (担保支付): {timestamp, nonce, msg, type, msg_signature}.

https://developer.open-douyin.com/docs/resource/zh-CN/mini-app/develop/server/ecpay (V1). The
platform's newer trade systems sign in headers with a key of theirs and are not read here.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.kit import strict_json
from pondkeeper.platforms.douyin import seals

REFUND_STATES: Mapping[str, facts.RefundStatus] = {
    "SUCCESS": "success",
    "FAIL": "closed",
    "PROCESSING": "processing",
}


class Notice(msgspec.Struct):
    """The envelope; `timestamp` is a text or a number."""

    msg: str
    msg_signature: str
    timestamp: str | int = ""
    nonce: str = ""


class Numbers(msgspec.Struct):
    """Which of our own numbers a `msg` names: that tells what it is about."""

    cp_orderno: str = ""
    cp_refundno: str = ""


class Paid(msgspec.Struct):
    """`msg` of a payment; `status` came later than the rest of the page."""

    appid: str
    cp_orderno: str
    total_amount: int
    paid_at: int
    payment_order_no: str = ""
    channel_no: str = ""
    order_id: str = ""
    seller_uid: str = ""
    status: str = "SUCCESS"


class Refunded(msgspec.Struct):
    """`msg` of a refund."""

    cp_refundno: str
    status: str
    refund_amount: int
    refunded_at: int
    appid: str = ""
    order_id: str = ""
    refund_no: str = ""


def opened(token: str, body: bytes) -> bytes:
    """Return type and text, equal for every repeat. Raises CallbackRejected.

    The envelope's own type is not under the seal: anybody could change it. The text's is.
    """
    try:
        notice = strict_json.read(body, Notice)
    except msgspec.DecodeError as error:
        raise CallbackRejected("shape") from error
    expected = seals.pay_notice(token, str(notice.timestamp), notice.nonce, notice.msg)
    if not seals.same(expected, notice.msg_signature):
        raise CallbackRejected("signature")
    return msgspec.json.encode({"type": _kind(notice.msg), "msg": notice.msg})


def _kind(msg: str) -> str:
    try:
        numbers = strict_json.read(msg.encode(), Numbers)
    except msgspec.DecodeError:
        return "senseless"
    return "payment" if numbers.cp_orderno else "refund" if numbers.cp_refundno else "other"


def fact(said: Mapping[str, Any]) -> facts.Fact:
    """Return what a notice means."""
    kind, text = str(said["type"]), str(said["msg"])
    try:
        if kind == "payment":
            return _paid(strict_json.read(text.encode(), Paid))
        if kind == "refund":
            return _refunded(strict_json.read(text.encode(), Refunded))
    except (msgspec.DecodeError, KeyError, ValueError, OverflowError) as error:
        return facts.UnknownFact(f"ecpay.{kind}"[:120], missing=(str(error)[:120],))
    return facts.UnknownFact(f"ecpay.{kind}"[:120])


def _paid(paid: Paid) -> facts.Fact:
    if paid.status != "SUCCESS":
        return facts.UnknownFact(f"ecpay.payment.{paid.status}"[:120])
    return facts.Paid(
        out_trade_no=paid.cp_orderno,
        transaction_id=paid.order_id or paid.payment_order_no or paid.channel_no,
        amount_fen=paid.total_amount,
        payer_total_fen=paid.total_amount,
        payer_openid="",
        appid=paid.appid,
        mchid=paid.seller_uid,
        trade_state="success",
        at=datetime.fromtimestamp(paid.paid_at, UTC),
    )


def _refunded(refund: Refunded) -> facts.Fact:
    return facts.Refunded(
        out_trade_no="",
        out_refund_no=refund.cp_refundno,
        refund_id=refund.refund_no,
        mchid="",
        state=REFUND_STATES[refund.status],
        amount_fen=refund.refund_amount,
        at=datetime.fromtimestamp(refund.refunded_at, UTC),
    )
