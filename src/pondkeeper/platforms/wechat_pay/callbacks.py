"""WeChat Pay's notices: https://pay.weixin.qq.com/doc/v3/merchant/4012791861 (paid) and
4012791865 (refunded).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused
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
            notice = msgspec.json.decode(body, type=shapes.Notice)
            plain = _unseal(notice.resource, need(access, "apiv3_key"))
            owner = msgspec.json.decode(plain, type=shapes.Owner)
        except seals.SealBroken as broken:
            raise CallbackRejected(broken.reason) from broken
        except SendRefused as refused:
            raise CallbackRejected("settings") from refused
        except msgspec.DecodeError as error:
            raise CallbackRejected("shape") from error
        if owner.mchid != access.settings.get("mchid", "").strip():
            raise CallbackRejected("receiver")
        opened = shapes.Opened(notice.event_type, notice.create_time, msgspec.Raw(plain))
        return msgspec.json.encode(opened)

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Return one fact. Raises CallbackRejected when `plain` is not what `open` returns."""
        try:
            opened = msgspec.json.decode(plain, type=shapes.Opened)
        except msgspec.DecodeError as error:
            raise CallbackRejected("shape") from error
        at = _moment(opened.create_time)
        try:
            if opened.event_type.startswith("TRANSACTION."):
                return [_paid(opened.resource, at)]
            if opened.event_type.startswith("REFUND."):
                return [_refunded(opened.resource, at)]
        except (msgspec.DecodeError, KeyError) as error:
            return [facts.UnknownFact(opened.event_type[:120], at, missing=(str(error)[:120],))]
        return [facts.UnknownFact(opened.event_type[:120], at)]


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


def _paid(resource: msgspec.Raw, noticed_at: datetime | None) -> facts.Fact:
    order = msgspec.json.decode(resource, type=shapes.Transaction)
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


def _refunded(resource: msgspec.Raw, noticed_at: datetime | None) -> facts.Fact:
    refund = msgspec.json.decode(resource, type=shapes.RefundNotice)
    at = refund.success_time or noticed_at
    if at is None:
        raise KeyError("success_time")
    return facts.Refunded(
        out_trade_no=refund.out_trade_no,
        out_refund_no=refund.out_refund_no,
        refund_id=refund.refund_id,
        mchid=refund.mchid,
        state=shapes.REFUND_STATES[refund.refund_status],
        amount_fen=refund.amount.refund,
        at=at.astimezone(UTC),
    )
