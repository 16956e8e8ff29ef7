"""What is sold, to whom, for how much, and how the money moved."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, refers_to


class Product(Base, Mine):
    """A thing to sell, in one or more SKUs."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    image_url: Mapped[str] = mapped_column(server_default="")
    active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]


class Sku(Base, Mine):
    """One variant with a price, a cost and a stock that never goes below zero."""

    __tablename__ = "sku"
    __table_args__ = (
        refers_to("product", "product_id"),
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint("stock is null or stock >= 0", "stock"),
        CheckConstraint("price_fen >= 0 and cost_fen >= 0", "amounts"),
    )

    product_id: Mapped[int]
    code: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    price_fen: Mapped[int]
    cost_fen: Mapped[int] = mapped_column(server_default="0")
    stock: Mapped[int | None]


class Order(Base, Mine):
    """A person's order. `origin` live is ours; imported ones keep their number from outside."""

    __tablename__ = "order"
    __table_args__ = (
        refers_to("contact", "contact_id"),
        refers_to("identity", "identity_id"),
        refers_to("source", "source_id"),
        UniqueConstraint("workspace_id", "order_no"),
        UniqueConstraint("workspace_id", "idempotency_key"),
        CheckConstraint("state in ('pending','paid','closed','refunded')", "state"),
        CheckConstraint("payable_fen = list_fen - off_fen + freight_fen", "payable"),
        CheckConstraint("refunded_fen <= paid_fen", "refunds_within_paid"),
        CheckConstraint("list_fen >= 0 and off_fen >= 0 and payable_fen >= 0", "amounts"),
        Index(None, "workspace_id", "contact_id", "placed_at"),
        Index(None, "workspace_id", "placed_at", "id"),
        Index(None, "workspace_id", "list_fen", "id"),
        Index(None, "workspace_id", "source_id", "placed_at"),
        Index(
            "order_unpaid_idx",
            "workspace_id",
            "expires_at",
            postgresql_where=text("state = 'pending'"),
        ),
    )

    order_no: Mapped[str]
    contact_id: Mapped[int | None]
    identity_id: Mapped[int | None]
    channel_id: Mapped[int | None]
    source_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(server_default="pending")
    origin: Mapped[str] = mapped_column(server_default="live")
    idempotency_key: Mapped[str | None]
    """None on an imported order, which is known by its number."""
    list_fen: Mapped[int]
    off_fen: Mapped[int] = mapped_column(server_default="0")
    freight_fen: Mapped[int] = mapped_column(server_default="0")
    payable_fen: Mapped[int]
    paid_fen: Mapped[int] = mapped_column(server_default="0")
    refunded_fen: Mapped[int] = mapped_column(server_default="0")
    cost_fen: Mapped[int] = mapped_column(server_default="0")
    placed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    """Real time before which nobody tries (again) to close this unpaid order: also the lease."""


class OrderLine(Base, Mine):
    """One SKU on an order with what was paid for it, fixed when ordered."""

    __tablename__ = "order_line"
    __table_args__ = (
        refers_to("order", "order_id"),
        refers_to("sku", "sku_id"),
        CheckConstraint("quantity > 0 and paid_fen = list_fen - off_fen", "amounts"),
        Index(None, "workspace_id", "order_id"),
    )

    order_id: Mapped[int]
    sku_id: Mapped[int | None]
    name: Mapped[str]
    quantity: Mapped[int]
    unit_price_fen: Mapped[int]
    list_fen: Mapped[int]
    off_fen: Mapped[int] = mapped_column(server_default="0")
    paid_fen: Mapped[int]


class OrderDiscount(Base, Mine):
    """One effect on one line: what refunds, returns on investment and audit are computed from."""

    __tablename__ = "order_discount"
    __table_args__ = (
        refers_to("order", "order_id"),
        refers_to("order_line", "order_line_id"),
        refers_to("offer", "offer_id"),
        refers_to("coupon", "coupon_id"),
        Index(None, "workspace_id", "order_id"),
    )

    order_id: Mapped[int]
    order_line_id: Mapped[int]
    step: Mapped[str]
    offer_id: Mapped[int]
    offer_version_id: Mapped[int]
    coupon_id: Mapped[int | None]
    base_fen: Mapped[int]
    off_fen: Mapped[int]


class Payment(Base, Mine):
    """One attempt to be paid through one channel; each capture is a row of its own."""

    __tablename__ = "payment"
    __table_args__ = (
        refers_to("order", "order_id"),
        refers_to("channel", "channel_id"),
        UniqueConstraint("workspace_id", "out_trade_no", "nth"),
        Index(
            "payment_transaction_key",
            "workspace_id",
            "transaction_id",
            unique=True,
            postgresql_where=text("transaction_id is not null"),
        ),
        CheckConstraint(
            "state in ('created','requested','unknown','paid','closed','failed')", "state"
        ),
        Index(None, "workspace_id", "order_id"),
        Index(
            "payment_paid_idx", "workspace_id", "paid_at", postgresql_where=text("state = 'paid'")
        ),
    )

    order_id: Mapped[int]
    channel_id: Mapped[int | None]
    out_trade_no: Mapped[str]
    nth: Mapped[int] = mapped_column(server_default="1")
    """1, or more for a further capture that the platform told under the same number."""
    state: Mapped[str] = mapped_column(server_default="created")
    epoch: Mapped[int]
    amount_fen: Mapped[int]
    payer_total_fen: Mapped[int | None]
    payer_openid: Mapped[str | None]
    prepay_id: Mapped[str | None]
    handed: Mapped[dict[str, Any] | None]
    """What the page was given to pay with: the same on every repeat."""
    surplus: Mapped[bool] = mapped_column(server_default="false")
    """Captured although the order was closed or paid already: it goes back by itself."""
    transaction_id: Mapped[str | None]
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Refund(Base, Mine):
    """Money going back; the same out_refund_no on every retry."""

    __tablename__ = "refund"
    __table_args__ = (
        refers_to("order", "order_id"),
        refers_to("payment", "payment_id"),
        UniqueConstraint("workspace_id", "out_refund_no"),
        CheckConstraint("amount_fen > 0", "amount"),
        CheckConstraint(
            "state in ('requested','wire','processing','success','abnormal','closed')", "state"
        ),
        Index(None, "workspace_id", "order_id"),
        Index(
            "refund_due_idx",
            "workspace_id",
            "retry_at",
            postgresql_where=text("state in ('wire','processing')"),
        ),
        Index(
            "refund_ended_idx",
            "workspace_id",
            "finished_at",
            postgresql_where=text("state = 'success'"),
        ),
    )

    order_id: Mapped[int]
    payment_id: Mapped[int]
    out_refund_no: Mapped[str]
    refund_id: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="requested")
    amount_fen: Mapped[int]
    reason: Mapped[str]
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    """Real time at which to ask the platform (again): also the lease of who is asking."""
    restock: Mapped[bool] = mapped_column(server_default="false")
    """Whether what was bought came back and is for sale again once the money is back."""
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str] = mapped_column(server_default="")


class BillDay(Base, Mine):
    """A closed day of a payment channel: the platform's bill of it, compared with ours, once."""

    __tablename__ = "bill_day"
    __table_args__ = (
        refers_to("channel", "channel_id"),
        refers_to("run", "run_id"),
        UniqueConstraint("workspace_id", "channel_id", "day"),
        CheckConstraint("state in ('waiting','agreed','differs','given_up')", "state"),
        Index(
            "bill_day_due_idx",
            "workspace_id",
            "due_at",
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    channel_id: Mapped[int]
    day: Mapped[date]
    state: Mapped[str] = mapped_column(server_default="waiting")
    due_at: Mapped[datetime]
    """When the platform has made the bill."""
    retry_at: Mapped[datetime | None]
    """Real time before which nobody tries (again): also the lease of who is comparing."""
    attempts: Mapped[int] = mapped_column(server_default="0")
    run_id: Mapped[int | None]
    compared_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """What it came to: `billing.DayResult`; numbers of orders and money, nobody's name."""
