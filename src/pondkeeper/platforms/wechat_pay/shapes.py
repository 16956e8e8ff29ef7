"""The parts of the platform's JSON that we read, types checked, and our terms for them."""

from datetime import datetime

import msgspec

from pondkeeper.domain.channels import facts

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
    """Whose a resource is."""

    mchid: str


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
