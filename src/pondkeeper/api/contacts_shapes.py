"""Shapes of one customer: the page that shows a person whole."""

from datetime import date, datetime

import msgspec

from pondkeeper.api.orders import OrderRow
from pondkeeper.api.shapes import Figure, Params, Ref


class Identity(msgspec.Struct):
    """One face, shown shortened; phone numbers masked."""

    id: str
    kind: str
    label: str
    channel: Ref | None
    verified: bool
    first_seen_at: datetime
    contact_id: str


class MergeEvidence(msgspec.Struct):
    """Why two were one."""

    kind: str
    note: str


class Merge(msgspec.Struct):
    """A merge, standing or undone."""

    id: str
    from_contact: Ref
    evidence: MergeEvidence
    at: datetime
    by: Ref | None
    undone_at: datetime | None


class ContactTag(msgspec.Struct):
    """A tag on a person, and how it came there."""

    id: str
    name: str
    origin: str
    by: Ref | None
    at: datetime


class Follower(msgspec.Struct):
    """A member of staff who has or had the person as a friend."""

    staff: Ref
    is_owner: bool
    since: datetime
    ended_at: datetime | None
    ended_by: str | None


class Consent(msgspec.Struct):
    """The last word on one purpose."""

    purpose: str
    state: str
    at: datetime | None
    evidence: str | None


class ContactCoupon(msgspec.Struct):
    """A coupon of the person."""

    id: str
    title: str
    value_fen: int
    threshold_fen: int
    state: str
    valid_to: datetime
    order_no: str | None


class Rfm(msgspec.Struct):
    """Scores from 1 to 5 of recency, frequency and money."""

    r: int
    f: int
    m: int


class Ltv(msgspec.Struct):
    """Predicted margin of the next 180 days with its 80 % interval."""

    state: str
    as_of: datetime
    expected_fen: int | None
    low_fen: int | None
    high_fen: int | None
    alive_bp: int | None
    explain: str
    params: Params


class ErasureState(msgspec.Struct):
    """That the person was erased, and when."""

    state: str
    requested_at: datetime


class AccountFollowed(msgspec.Struct):
    """An account of ours that a customer follows, or followed until `ended_at`."""

    channel: Ref
    since: datetime
    ended_at: datetime | None


class PromptLeft(msgspec.Struct):
    """How many messages of a template a customer still allows, of those they accepted."""

    channel: Ref
    template_id: str
    left: int
    accepted: int
    answered_at: datetime


class Contact(msgspec.Struct):
    """A customer whole."""

    id: str
    name: str
    remark: str | None
    gender: str | None
    birthday: date | None
    city: str | None
    phone_masked: str | None
    has_phone: bool
    lifecycle: str
    reachable: bool
    unreachable_reason: str | None
    added_at: datetime
    last_seen_at: datetime | None
    source: Ref | None
    code: Ref | None
    store: Ref | None
    rfm: Rfm | None
    figures: list[Figure]
    ltv: Ltv
    identities: list[Identity]
    merges: list[Merge]
    followers: list[Follower]
    accounts: list[AccountFollowed]
    prompts: list[PromptLeft]
    tags: list[ContactTag]
    consents: list[Consent]
    coupons: list[ContactCoupon]
    orders: list[OrderRow]
    erasure: ErasureState | None
    as_of: datetime


class TimelineEvent(msgspec.Struct):
    """Something that happened; words are the console's."""

    id: str
    kind: str
    group: str
    happened_at: datetime
    origin: str
    props: Params
    actor: Ref | None
