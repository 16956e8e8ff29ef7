"""What we give: a versioned promise, its numbered copies, and their use.

Limits (per person, in all, in money) are held by constraints and guarded updates; a coupon keeps
the version it was issued under.
"""

from pondkeeper.domain.offers.actions import create, edit, end, pause, publish
from pondkeeper.domain.offers.coupons import expire_due, give_back, lock, use
from pondkeeper.domain.offers.issuing import Issued, Owner, issue, issue_many
from pondkeeper.domain.offers.queries import (
    HeldCoupon,
    OfferRules,
    OfferView,
    Terms,
    all_offers,
    coupons_of,
    get,
    terms_of,
)

__all__ = [
    "HeldCoupon",
    "Issued",
    "OfferRules",
    "OfferView",
    "Owner",
    "Terms",
    "all_offers",
    "coupons_of",
    "create",
    "edit",
    "end",
    "expire_due",
    "get",
    "give_back",
    "issue",
    "issue_many",
    "lock",
    "pause",
    "publish",
    "terms_of",
    "use",
]
