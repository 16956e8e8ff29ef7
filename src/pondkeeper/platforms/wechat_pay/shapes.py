"""The parts of the platform's JSON that we read, types checked, and our terms for them."""

from datetime import datetime

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import pay as pay_facts

PAY_STATES: dict[str, facts.PayStatus] = {
    "SUCCESS": "success",
    "REFUND": "refund",
    "NOTPAY": "notpay",
    "CLOSED": "closed",
    "REVOKED": "revoked",
    "USERPAYING": "userpaying",
    "PAYERROR": "payerror",
}
REFUND_STATES: dict[str, facts.RefundStatus] = {
    "SUCCESS": "success",
    "CLOSED": "closed",
    "PROCESSING": "processing",
    "ABNORMAL": "abnormal",
}

TRANSFER_STATES: dict[str, pay_facts.TransferState] = {
    "ACCEPTED": "accepted",
    "PROCESSING": "processing",
    "WAIT_USER_CONFIRM": "wait_user_confirm",
    "TRANSFERING": "transfering",
    "SUCCESS": "success",
    "FAIL": "fail",
    "CANCELING": "canceling",
    "CANCELLED": "cancelled",
}
"""TRANSFERING and CANCELING are known from memory only."""


class Resource(msgspec.Struct, frozen=True):
    """The sealed part of a notice."""

    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""


class Notice(msgspec.Struct, frozen=True):
    """A notice as it arrives."""

    event_type: str
    create_time: str
    resource: Resource


class Opened(msgspec.Struct, frozen=True):
    """A notice as we keep it: equal for every repeat of the same news."""

    event_type: str
    create_time: str
    resource: msgspec.Raw


class Owner(msgspec.Struct, frozen=True):
    """Whose a resource is; each kind of notice has its own name for it."""

    mchid: str = ""
    combine_mchid: str = ""
    mch_id: str = ""
    stock_creator_mchid: str = ""

    @property
    def names(self) -> set[str]:
        """Return every merchant it names."""
        return {self.mchid, self.combine_mchid, self.mch_id, self.stock_creator_mchid} - {""}


class PaidAmount(msgspec.Struct, frozen=True):
    """Integer fen."""

    total: int
    payer_total: int | None = None


class Payer(msgspec.Struct, frozen=True):
    """Who paid."""

    openid: str = ""


class Transaction(msgspec.Struct, frozen=True):
    """An order as the query and the notice tell it; unpaid ones lack most of it."""

    out_trade_no: str
    trade_state: str
    appid: str
    mchid: str
    transaction_id: str = ""
    amount: PaidAmount | None = None
    payer: Payer | None = None
    success_time: datetime | None = None

    @property
    def total(self) -> int:
        """What was asked, fen."""
        return self.amount.total if self.amount else 0

    @property
    def payer_total(self) -> int:
        """What the payer gave, fen: less than the total by the platform's own coupons."""
        if self.amount is None:
            return 0
        return self.amount.total if self.amount.payer_total is None else self.amount.payer_total

    @property
    def openid(self) -> str:
        """Who paid, under our appid."""
        return self.payer.openid if self.payer else ""


class RefundAmount(msgspec.Struct, frozen=True):
    """Integer fen."""

    refund: int


class Refund(msgspec.Struct, frozen=True):
    """A refund as the refund call and its query tell it."""

    out_refund_no: str
    refund_id: str
    out_trade_no: str
    status: str
    amount: RefundAmount
    success_time: datetime | None = None


class RefundNotice(msgspec.Struct, frozen=True):
    """A refund as the notice tells it: the state has another name there."""

    mchid: str
    out_refund_no: str
    refund_id: str
    out_trade_no: str
    refund_status: str
    amount: RefundAmount
    success_time: datetime | None = None


class PartAmount(msgspec.Struct, frozen=True):
    """Integer fen, in the words of combined orders."""

    total_amount: int
    payer_amount: int | None = None


class Part(msgspec.Struct, frozen=True):
    """One order of a combined payment; unpaid ones lack most of it."""

    mchid: str
    out_trade_no: str
    trade_state: str
    transaction_id: str = ""
    amount: PartAmount | None = None
    success_time: datetime | None = None

    def alone(self, appid: str, payer: Payer | None) -> Transaction:
        """Return it as an order paid by itself."""
        told = self.amount
        amount = PaidAmount(told.total_amount, told.payer_amount) if told else None
        return Transaction(
            out_trade_no=self.out_trade_no,
            trade_state=self.trade_state,
            appid=appid,
            mchid=self.mchid,
            transaction_id=self.transaction_id,
            amount=amount,
            payer=payer,
            success_time=self.success_time,
        )


class Combined(msgspec.Struct, frozen=True):
    """A combined payment as the query and the notice tell it."""

    combine_appid: str
    combine_mchid: str
    combine_out_trade_no: str
    sub_orders: tuple[Part, ...]
    combine_payer_info: Payer | None = None

    @property
    def alone(self) -> list[Transaction]:
        """Return each part as an order paid by itself."""
        return [part.alone(self.combine_appid, self.combine_payer_info) for part in self.sub_orders]


class Transfer(msgspec.Struct, frozen=True):
    """A transfer as the call, its query, its cancelling and its notice tell it."""

    out_bill_no: str
    transfer_bill_no: str
    state: str
    transfer_amount: int | None = None
    package_info: str = ""
    fail_reason: str = ""
    openid: str = ""
    mch_id: str = ""
    mchid: str = ""
    create_time: datetime | None = None
    update_time: datetime | None = None


class ConsumedBy(msgspec.Struct, frozen=True):
    """What a wallet coupon was spent on."""

    consume_mchid: str
    transaction_id: str
    consume_time: datetime


class WalletCoupon(msgspec.Struct, frozen=True):
    """A coupon of the platform's wallet as its notice tells it."""

    stock_id: str
    coupon_id: str
    consume_information: ConsumedBy


class BillAddress(msgspec.Struct, frozen=True):
    """Where a bill is, and its digest."""

    download_url: str
    hash_type: str
    hash_value: str


class SealedCertificate(msgspec.Struct, frozen=True):
    """One platform certificate, sealed with our APIv3 key."""

    serial_no: str
    encrypt_certificate: Resource


class Certificates(msgspec.Struct, frozen=True):
    """All platform certificates that are good now, and the next one before its time."""

    data: tuple[SealedCertificate, ...]
