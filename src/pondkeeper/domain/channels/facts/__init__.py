"""What platforms tell us, in our own terms: things read (views) and things that happened (facts).

An `external_id` is the platform's id of a customer, a `member_id` its id of one of our staff,
`state` the text our own channel code carries. Every `at` is aware UTC; money is integer fen.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from pondkeeper.domain.channels.facts.account import AccountFact
from pondkeeper.domain.channels.facts.group import GroupChanged
from pondkeeper.domain.channels.facts.inside import (
    ArchiveAgreed,
    ArchiveReady,
    CardTapped,
    DepartmentChanged,
    LabelChanged,
)
from pondkeeper.domain.channels.facts.link import LinkTold
from pondkeeper.domain.channels.facts.mini import MediaChecked
from pondkeeper.domain.channels.facts.pay import TransferEnded, WalletCouponUsed
from pondkeeper.domain.channels.facts.people import (
    ConsentChanged,
    Followed,
    LeadLeft,
    Messaged,
    Unfollowed,
)
from pondkeeper.domain.channels.facts.service import ServiceCalled

Gender: TypeAlias = Literal["unknown", "male", "female"]
FollowEnder: TypeAlias = Literal["customer", "staff", "transfer"]
HandoverState: TypeAlias = Literal["done", "waiting", "refused", "taker_full", "failed", "unknown"]
RefundStatus: TypeAlias = Literal["processing", "success", "closed", "abnormal"]
PayStatus: TypeAlias = Literal[
    "success", "refund", "notpay", "closed", "revoked", "userpaying", "payerror"
]


@dataclass(frozen=True, slots=True)
class Follow:
    """One member of our staff who has the customer as a friend."""

    member_id: str
    state: str = ""
    remark: str = ""
    description: str = ""
    tag_ids: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    add_way: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExternalContact:
    """A customer as the platform describes them. `unionid` is empty where it is not granted."""

    external_id: str
    name: str
    avatar: str = ""
    gender: Gender = "unknown"
    unionid: str = ""
    follows: tuple[Follow, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One of our staff as the platform knows them; `name` is empty where it is not granted."""

    member_id: str
    name: str = ""
    avatar: str = ""
    department_ids: tuple[int, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class ContactWay:
    """The settings of a trackable code. `state` and `remark` hold at most 30 characters."""

    member_ids: tuple[str, ...]
    state: str
    remark: str = ""
    skip_verify: bool = True


@dataclass(frozen=True, slots=True)
class ContactWayMade:
    """A code that now exists; a lost `config_id` cannot be found again in the admin pages."""

    config_id: str
    qr_url: str


@dataclass(frozen=True, slots=True)
class PlatformTag:
    """A label that lives on the platform."""

    tag_id: str
    name: str
    group_id: str
    group_name: str


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A customer whose member of staff has left and who has nobody now."""

    external_id: str
    from_member_id: str
    left_at: datetime


@dataclass(frozen=True, slots=True)
class HandoverStep:
    """How one customer's handover stands. `code` is the platform's own word when it failed."""

    external_id: str
    state: HandoverState
    at: datetime | None = None
    code: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PayOrder:
    """What a payer is to pay, in our numbers."""

    out_trade_no: str
    description: str
    amount_fen: int
    payer_openid: str
    notify_url: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JsapiPay:
    """The six values a page hands to WeixinJSBridge or wx.requestPayment, by our names."""

    app_id: str
    time_stamp: str
    nonce_str: str
    package: str
    sign_type: str
    pay_sign: str


@dataclass(frozen=True, slots=True)
class Payment:
    """How an order stands at the platform."""

    out_trade_no: str
    trade_state: PayStatus
    appid: str
    mchid: str
    transaction_id: str = ""
    amount_fen: int = 0
    payer_total_fen: int = 0
    payer_openid: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What is to go back to a payer; the same `out_refund_no` never pays twice.

    `transaction_id` names the capture where the number alone does not.
    """

    out_trade_no: str
    out_refund_no: str
    amount_fen: int
    total_fen: int
    reason: str
    notify_url: str
    transaction_id: str = ""


@dataclass(frozen=True, slots=True)
class Refunding:
    """How a refund stands at the platform."""

    out_refund_no: str
    refund_id: str
    out_trade_no: str
    state: RefundStatus
    amount_fen: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactAdded:
    """A customer and a member of staff became friends. The welcome code lives 20 seconds."""

    external_id: str
    member_id: str
    state: str
    welcome_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactAddedHalf:
    """The customer added the member by a code without being confirmed by the member."""

    external_id: str
    member_id: str
    state: str
    welcome_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowEnded:
    """A friendship ended, and by whom."""

    external_id: str
    member_id: str
    by: FollowEnder
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactEdited:
    """A member changed remark or tags of a customer: read the customer again."""

    external_id: str
    member_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TransferFailed:
    """A customer did not move to `member_id`. Reasons: refused, taker_full, other."""

    external_id: str
    member_id: str
    reason: Literal["refused", "taker_full", "other"]
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """A member of staff was created or edited; `new_member_id` is set when the id changed."""

    member_id: str
    at: datetime
    new_member_id: str = ""


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A member of staff was removed: their customers have nobody now."""

    member_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Paid:
    """An order was paid. `payer_total_fen` is what the payer gave after the platform's coupons."""

    out_trade_no: str
    transaction_id: str
    amount_fen: int
    payer_total_fen: int
    payer_openid: str
    appid: str
    mchid: str
    trade_state: PayStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class Refunded:
    """A refund came to an end, well or not."""

    out_trade_no: str
    out_refund_no: str
    refund_id: str
    mchid: str
    state: RefundStatus
    amount_fen: int
    at: datetime


@dataclass(frozen=True, slots=True)
class UnknownFact:
    """Something we do not act on, named by the platform's words; it is answered and stored raw."""

    kind: str
    at: datetime | None = None
    missing: tuple[str, ...] = field(default=())


Fact: TypeAlias = (
    ContactAdded
    | ContactAddedHalf
    | FollowEnded
    | ContactEdited
    | TransferFailed
    | MemberChanged
    | MemberLeft
    | Paid
    | Refunded
    | TransferEnded
    | WalletCouponUsed
    | Followed
    | Unfollowed
    | Messaged
    | LeadLeft
    | ConsentChanged
    | GroupChanged
    | LabelChanged
    | LinkTold
    | ServiceCalled
    | DepartmentChanged
    | CardTapped
    | ArchiveReady
    | ArchiveAgreed
    | AccountFact
    | MediaChecked
    | UnknownFact
)
