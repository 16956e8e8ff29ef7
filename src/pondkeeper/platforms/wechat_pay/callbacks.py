"""WeChat Pay's notices. Pages: https://pay.weixin.qq.com/doc/v3/merchant/N with N = 4012791861
(paid) and 4012791865 (refunded); the others as https://wechatpay.js.org/webhook/v3/EVENT tells them
for TRANSACTION.SUCCESS (also paid together), MCHTRANSFER.BILL.FINISHED and COUPON.USE.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.pay import TransferEnded, WalletCouponUsed
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused
from pondkeeper.kit import strict_json
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.wechat_pay import seals, shapes
from pondkeeper.platforms.wechat_pay.client import check

MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class PayDoor:
    """Opens what WeChat Pay sends to `/callbacks/{channel key}`."""

    clock: Clock
    accepted: bytes = b""

    def verify_url(self, access: ChannelAccess, query: Mapping[str, str]) -> str:
        """Refuse: this platform never asks."""
        del access, query
        raise CallbackRejected("no_url_check")

    def open(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> bytes:
        """Return event type, time and the unsealed resource as JSON. Raises CallbackRejected."""
        del query
        if len(body) > MAX_BYTES:
            raise CallbackRejected("too_large")
        try:
            check(access, headers, body, self.clock)
            notice = strict_json.read(body, shapes.Notice)
            plain = _unseal(notice.resource, need(access, "apiv3_key"))
            owner = strict_json.read(plain, shapes.Owner)
        except seals.SealBroken as broken:
            raise CallbackRejected(broken.reason) from broken
        except SendRefused as refused:
            raise CallbackRejected("settings") from refused
        except msgspec.DecodeError as error:
            raise CallbackRejected("shape") from error
        # What names no merchant is ours all the same: it opened with a key only we share.
        if owner.names and access.settings.get("mchid", "").strip() not in owner.names:
            raise CallbackRejected("receiver")
        opened = shapes.Opened(notice.event_type, notice.create_time, msgspec.Raw(plain))
        return msgspec.json.encode(opened)

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Return one fact. Raises CallbackRejected when `plain` is not what `open` returns."""
        try:
            opened = strict_json.read(plain, shapes.Opened)
        except msgspec.DecodeError as error:
            raise CallbackRejected("shape") from error
        at = _moment(opened.create_time)
        read = _READERS.get(opened.event_type.partition(".")[0])
        try:
            found = read(opened.resource, at) if read else None
        except (msgspec.DecodeError, KeyError) as error:
            return [facts.UnknownFact(opened.event_type[:120], at, missing=(str(error)[:120],))]
        return found or [facts.UnknownFact(opened.event_type[:120], at)]


def _unseal(resource: shapes.Resource, apiv3_key: str) -> bytes:
    if resource.algorithm != "AEAD_AES_256_GCM":
        raise CallbackRejected("algorithm")
    return seals.unseal(
        apiv3_key,
        nonce=resource.nonce,
        associated_data=resource.associated_data,
        ciphertext=resource.ciphertext,
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _paid(resource: msgspec.Raw, noticed_at: datetime | None) -> list[facts.Fact]:
    """Read one order, or the several of a combined payment."""
    if strict_json.read(resource, shapes.Owner).combine_mchid:
        combined = strict_json.read(resource, shapes.Combined)
        return [_captured(order, noticed_at) for order in combined.alone]
    return [_captured(strict_json.read(resource, shapes.Transaction), noticed_at)]


def _captured(order: shapes.Transaction, noticed_at: datetime | None) -> facts.Paid:
    at = order.success_time or noticed_at
    if at is None or order.amount is None or not order.transaction_id:
        raise KeyError("success_time, amount or transaction_id")
    return facts.Paid(
        out_trade_no=order.out_trade_no,
        transaction_id=order.transaction_id,
        amount_fen=order.total,
        payer_total_fen=order.payer_total,
        payer_openid=order.openid,
        appid=order.appid,
        mchid=order.mchid,
        trade_state=shapes.PAY_STATES[order.trade_state],
        at=at.astimezone(UTC),
    )


def _refunded(resource: msgspec.Raw, noticed_at: datetime | None) -> list[facts.Fact]:
    refund = strict_json.read(resource, shapes.RefundNotice)
    at = refund.success_time or noticed_at
    if at is None:
        raise KeyError("success_time")
    return [
        facts.Refunded(
            out_trade_no=refund.out_trade_no,
            out_refund_no=refund.out_refund_no,
            refund_id=refund.refund_id,
            mchid=refund.mchid,
            state=shapes.REFUND_STATES[refund.refund_status],
            amount_fen=refund.amount.refund,
            at=at.astimezone(UTC),
        )
    ]


def _transferred(resource: msgspec.Raw, noticed_at: datetime | None) -> list[facts.Fact]:
    told = strict_json.read(resource, shapes.Transfer)
    at = told.update_time or noticed_at
    if at is None or told.transfer_amount is None:
        raise KeyError("update_time or transfer_amount")
    return [
        TransferEnded(
            out_bill_no=told.out_bill_no,
            transfer_bill_no=told.transfer_bill_no,
            mchid=told.mchid or told.mch_id,
            state=shapes.TRANSFER_STATES[told.state],
            amount_fen=told.transfer_amount,
            openid=told.openid,
            fail_reason=told.fail_reason,
            at=at.astimezone(UTC),
        )
    ]


def _coupon_used(resource: msgspec.Raw, noticed_at: datetime | None) -> list[facts.Fact]:
    del noticed_at
    coupon = strict_json.read(resource, shapes.WalletCoupon)
    used = coupon.consume_information
    return [
        WalletCouponUsed(
            coupon_id=coupon.coupon_id,
            stock_id=coupon.stock_id,
            transaction_id=used.transaction_id,
            mchid=used.consume_mchid,
            at=used.consume_time.astimezone(UTC),
        )
    ]


Reader = Callable[[msgspec.Raw, datetime | None], list[facts.Fact]]
_READERS: Mapping[str, Reader] = {
    "TRANSACTION": _paid,
    "REFUND": _refunded,
    "MCHTRANSFER": _transferred,
    "COUPON": _coupon_used,
}
"""By the first word of an event's type."""
