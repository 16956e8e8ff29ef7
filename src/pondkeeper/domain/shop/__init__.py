"""What is sold, to whom and for how much, and how the money moves and goes back.

Money is granted only on what the platform tells and what fits the order; outside calls stand
between transactions, and every one of them may be repeated.
"""

from pondkeeper.domain.shop.actions.closing import close_order
from pondkeeper.domain.shop.actions.importing import ImportedOrder, OrdersImported, import_orders
from pondkeeper.domain.shop.actions.paying import PaymentMismatch, mark_paid
from pondkeeper.domain.shop.actions.placing import place_order
from pondkeeper.domain.shop.actions.products import add_product, change_product
from pondkeeper.domain.shop.actions.refunding import (
    mark_refunded,
    refunds_of,
    refuse_refund,
    request_refund,
)
from pondkeeper.domain.shop.billing import consume_bills
from pondkeeper.domain.shop.counter import (
    Bought,
    Counter,
    Customer,
    ask_refund,
    buy,
    customer_of,
    look,
    pay_again,
)
from pondkeeper.domain.shop.engine import Reconciled, consume, reconcile_payments
from pondkeeper.domain.shop.given import (
    Placed,
    Placing,
    ProductDraft,
    RefundSeen,
    SkuDraft,
    Wanted,
)
from pondkeeper.domain.shop.payments import prepare_payment

__all__ = [
    "Bought",
    "Counter",
    "Customer",
    "ImportedOrder",
    "OrdersImported",
    "PaymentMismatch",
    "Placed",
    "Placing",
    "ProductDraft",
    "Reconciled",
    "RefundSeen",
    "SkuDraft",
    "Wanted",
    "add_product",
    "ask_refund",
    "buy",
    "change_product",
    "close_order",
    "consume",
    "consume_bills",
    "customer_of",
    "import_orders",
    "look",
    "mark_paid",
    "mark_refunded",
    "pay_again",
    "place_order",
    "prepare_payment",
    "reconcile_payments",
    "refunds_of",
    "refuse_refund",
    "request_refund",
]
