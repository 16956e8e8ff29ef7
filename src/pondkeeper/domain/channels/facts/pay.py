"""What a platform that moves money is asked and tells, beyond one order paid in its app.

Money is integer fen, every `at` is aware UTC, a `day` is one of the platform's zone (China).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

TransferState: TypeAlias = Literal[
    "accepted", "processing", "wait_user_confirm", "transfering", "success", "fail", "canceling",
    "cancelled",
]  # fmt: skip
"""The platform's own words, in small letters. Money has moved in `success` alone, and will not
move in `fail` and `cancelled`."""
LineKind: TypeAlias = Literal["payment", "refund"]


@dataclass(frozen=True, slots=True)
class CombinedPart:
    """One order of several that are paid at once; `mchid` empty means our own merchant."""

    out_trade_no: str
    description: str
    amount_fen: int
    attach: str
    mchid: str = ""


@dataclass(frozen=True, slots=True)
class CombinedOrder:
    """Two to fifty orders that a payer pays with one confirmation."""

    out_trade_no: str
    parts: tuple[CombinedPart, ...]
    notify_url: str
    payer_openid: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AppPay:
    """What an app hands to the platform's SDK; `package` is a fixed text of the platform."""

    app_id: str
    partner_id: str
    prepay_id: str
    package: str
    nonce_str: str
    time_stamp: str
    sign: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money for a person, who has to confirm it; the same `out_bill_no` never pays twice.

    `scene_id` is one that the platform granted, `reported` what it wants to know of that scene.
    `user_name` is needed from 2,000 yuan on. `appid` empty means the channel's own.
    """

    out_bill_no: str
    openid: str
    amount_fen: int
    scene_id: str
    remark: str
    notify_url: str = ""
    user_name: str = field(default="", repr=False)
    perception: str = ""
    reported: tuple[tuple[str, str], ...] = ()
    appid: str = ""


@dataclass(frozen=True, slots=True)
class Transferring:
    """How a transfer stands. `package` opens the person's confirmation, once it is waited for."""

    out_bill_no: str
    transfer_bill_no: str
    state: TransferState
    amount_fen: int | None = None
    package: str = ""
    fail_reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TransferEnded:
    """A transfer came to an end: success, fail or cancelled."""

    out_bill_no: str
    transfer_bill_no: str
    mchid: str
    state: TransferState
    amount_fen: int
    openid: str
    fail_reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WalletCouponUsed:
    """A coupon that lives in the platform's wallet was spent on a payment."""

    coupon_id: str
    stock_id: str
    transaction_id: str
    mchid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BillLine:
    """One payment or refund on a day's bill. `number` is ours, `platform_no` the platform's."""

    kind: LineKind
    number: str
    platform_no: str
    out_trade_no: str
    transaction_id: str
    amount_fen: int
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Bill:
    """All payments made and refunds accepted on a closed day, with the bill's own totals."""

    day: date
    lines: tuple[BillLine, ...]
    count: int
    paid_fen: int
    refunded_fen: int


@dataclass(frozen=True, slots=True)
class FundLine:
    """One movement on the merchant's own account."""

    at: datetime
    number: str
    kind: str
    incoming: bool
    amount_fen: int
    balance_fen: int
    voucher: str
