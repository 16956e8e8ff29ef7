"""Our accounts on the platforms, the codes that lead to them, and what they tell us."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Identity,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, MineLink, refers_to


class Channel(Base, Mine):
    """One account of ours on a platform: an address, settings, and secrets under encryption."""

    __tablename__ = "channel"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        CheckConstraint("limits_preset in ('strict','current')", "limits_preset"),
    )

    kind: Mapped[str]
    name: Mapped[str]
    public_key: Mapped[str] = mapped_column(unique=True)
    base_url: Mapped[str]
    settings: Mapped[dict[str, Any]]
    secrets_sealed: Mapped[bytes]
    active: Mapped[bool] = mapped_column(server_default="true")
    limits_preset: Mapped[str] = mapped_column(server_default="strict")
    tested_at: Mapped[datetime | None]
    test_result: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]


class ChannelCode(Base, Mine):
    """A trackable QR code with a source; `state` is what the platform hands back.

    `form` link: no picture but an address, the platform's acquisition link, which is paid for.

    `duty_until` (business time) is when working hours next change who answers it; `sync_at` (real
    time) is when the platform is next told, or was told. `unconfirmed` counts the codes that may
    stand at the platform because an answer got lost: they lead to the same source, unprinted.
    """

    __tablename__ = "channel_code"
    __table_args__ = (
        refers_to("channel", "channel_id"),
        refers_to("source", "source_id"),
        refers_to("store", "store_id"),
        UniqueConstraint("workspace_id", "state"),
        UniqueConstraint("workspace_id", "name"),
        CheckConstraint("strategy in ('round_robin','all')", "strategy"),
        CheckConstraint("form in ('way','link')", "form"),
        CheckConstraint("char_length(state) <= 30", "state_length"),
        CheckConstraint("sync_state in ('waiting','synced','failed')", "sync_state"),
        Index(None, "workspace_id", "duty_until"),
        Index(
            "channel_code_waiting_idx",
            "workspace_id",
            "sync_at",
            postgresql_where=text("sync_state = 'waiting'"),
        ),
    )

    name: Mapped[str]
    channel_id: Mapped[int]
    source_id: Mapped[int]
    store_id: Mapped[int | None]
    state: Mapped[str]
    form: Mapped[str] = mapped_column(server_default="way")
    config_id: Mapped[str | None]
    qr_url: Mapped[str | None]
    strategy: Mapped[str] = mapped_column(server_default="all")
    member_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    backup_member_id: Mapped[str | None]
    working_hours: Mapped[dict[str, Any] | None]
    on_duty: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    welcome: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    cost_per_add_fen: Mapped[int] = mapped_column(server_default="0")
    active: Mapped[bool] = mapped_column(server_default="true")
    expires_at: Mapped[datetime | None]
    duty_until: Mapped[datetime | None]
    sync_state: Mapped[str] = mapped_column(server_default="waiting")
    sync_error: Mapped[str] = mapped_column(server_default="")
    sync_attempts: Mapped[int] = mapped_column(server_default="0")
    sync_at: Mapped[datetime | None]
    unconfirmed: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]


class ChannelCodeTag(Base, MineLink):
    """A tag that everybody who comes through a code is given."""

    __tablename__ = "channel_code_tag"
    __table_args__ = (
        refers_to("channel_code", "code_id", ondelete="CASCADE"),
        refers_to("tag", "tag_id", ondelete="CASCADE"),
    )

    code_id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(primary_key=True)


class ChannelMember(Base, MineLink):
    """One of our staff as a platform knows them; `seen_at` and `left_at` are real time."""

    __tablename__ = "channel_member"
    __table_args__ = (refers_to("channel", "channel_id"),)

    channel_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(server_default="")
    avatar: Mapped[str] = mapped_column(server_default="")
    active: Mapped[bool] = mapped_column(server_default="true")
    seen_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class PlatformToken(Base, Mine):
    """A platform's access token, shared by all processes; one refreshes, the others wait."""

    __tablename__ = "platform_token"
    __table_args__ = (
        refers_to("channel", "channel_id"),
        UniqueConstraint("workspace_id", "channel_id", "kind"),
    )

    channel_id: Mapped[int]
    kind: Mapped[str]
    token_sealed: Mapped[bytes | None]
    expires_at: Mapped[datetime | None]
    refreshing_until: Mapped[datetime | None]


class ChannelLimit(Base, MineLink):
    """An operator's own count of one of the platform's limits."""

    __tablename__ = "channel_limit"
    __table_args__ = (
        refers_to("channel", "channel_id", ondelete="CASCADE"),
        CheckConstraint("count >= 0", "count"),
    )

    channel_id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    set_at: Mapped[datetime]


class QuotaUse(Base, MineLink):
    """What is used of one limit of one account: by endpoint, by recipient (a digest) or in all.

    `used` is a `quota_window.Used`; `held_until` and `touched_at` are real time.
    """

    __tablename__ = "quota_use"
    __table_args__ = (Index(None, "workspace_id", "touched_at"),)

    account: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    used: Mapped[dict[str, Any]]
    held_until: Mapped[datetime | None]
    touched_at: Mapped[datetime]


class Callback(Base):
    """What a platform told us, encrypted as it came; dropped with its week's partition.

    `received_at` is business time, `arrived_at` machine time: a welcome code lives 20 real seconds.
    One that failed is tried again at `retry_at` (machine time). `reply_rule_id` is the rule by
    which it was answered with a message.
    """

    __tablename__ = "callback"
    __table_args__ = (
        CheckConstraint("state in ('new','done','ignored','failed')", "state"),
        Index(
            "callback_new_idx",
            "workspace_id",
            "id",
            postgresql_where=text("state = 'new'"),
        ),
        Index(
            "callback_failed_idx",
            "workspace_id",
            "attempts",
            "id",
            postgresql_where=text("state = 'new' and attempts > 0"),
        ),
        Index(None, "workspace_id", "channel_id", "id"),
        {"postgresql_partition_by": "RANGE (received_at)"},
    )

    workspace_id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    channel_id: Mapped[int]
    arrived_at: Mapped[datetime]
    sealed: Mapped[bytes]
    state: Mapped[str] = mapped_column(server_default="new")
    attempts: Mapped[int] = mapped_column(server_default="0")
    retry_at: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(server_default="")
    error: Mapped[str] = mapped_column(server_default="")
    identity_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    reply_rule_id: Mapped[int | None]
    handled_at: Mapped[datetime | None]


class CallbackKey(Base, MineLink):
    """The hash of a callback's decrypted body: a repeat finds it taken."""

    __tablename__ = "callback_key"
    __table_args__ = (Index(None, "received_at"),)

    channel_id: Mapped[int] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]


class ReplyRule(Base, Mine):
    """What answers people by itself, inside the callback's own answer.

    Of several keyword rules that fit, the one with the lowest `place` answers.
    """

    __tablename__ = "reply_rule"
    __table_args__ = (
        refers_to("channel", "channel_id", ondelete="CASCADE"),
        CheckConstraint("occasion in ('follow','keyword','default')", "occasion"),
        CheckConstraint("(occasion = 'keyword') = (cardinality(words) > 0)", "words"),
        # One answer to a new follower, one to whatever no keyword fits.
        Index(
            "reply_rule_single_key",
            "workspace_id",
            "channel_id",
            "occasion",
            unique=True,
            postgresql_where=text("occasion <> 'keyword'"),
        ),
        Index(None, "workspace_id", "channel_id", "place"),
    )

    channel_id: Mapped[int]
    occasion: Mapped[str]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    exact: Mapped[bool] = mapped_column(server_default="false")
    answer: Mapped[dict[str, Any]]
    place: Mapped[int] = mapped_column(server_default="0")
    active: Mapped[bool] = mapped_column(server_default="true")
    changed_at: Mapped[datetime]


class PromptBalance(Base, MineLink):
    """How many messages of a template a person still allows us: one for each accepted prompt.

    `answered_at` is when the last answer was given, so that one told twice counts once.
    """

    __tablename__ = "prompt_balance"
    __table_args__ = (
        refers_to("channel", "channel_id", ondelete="CASCADE"),
        refers_to("identity", "identity_id", ondelete="CASCADE"),
        CheckConstraint("left_over >= 0", "left_over"),
    )

    identity_id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[int]
    left_over: Mapped[int]
    accepted: Mapped[int] = mapped_column(server_default="0")
    answered_at: Mapped[datetime]


class Handover(Base, Mine):
    """A leaver's customers handed to colleagues. `next_at` (business time): when to go on."""

    __tablename__ = "handover"
    __table_args__ = (
        refers_to("channel", "channel_id"),
        CheckConstraint("state in ('listing','asking','waiting','done')", "state"),
        Index(
            "handover_due_idx",
            "workspace_id",
            "next_at",
            postgresql_where=text("state <> 'done'"),
        ),
    )

    channel_id: Mapped[int]
    from_member_id: Mapped[str]
    to_member_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[str] = mapped_column(server_default="listing")
    error: Mapped[str] = mapped_column(server_default="")
    next_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    run_id: Mapped[int | None]
    requested_by: Mapped[int | None]
    created_at: Mapped[datetime]


class HandoverItem(Base, Mine):
    """One customer of a handover and how it ended."""

    __tablename__ = "handover_item"
    __table_args__ = (
        refers_to("handover", "handover_id"),
        refers_to("contact", "contact_id"),
        UniqueConstraint("workspace_id", "handover_id", "external_id"),
        CheckConstraint(
            "state in ('found','asked','waiting','done','refused','full','failed')", "state"
        ),
    )

    handover_id: Mapped[int]
    contact_id: Mapped[int | None]
    external_id: Mapped[str]
    to_member_id: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="found")
    reason: Mapped[str] = mapped_column(server_default="")
    asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Errand(Base, MineLink):
    """Something to do at a platform about one customer: read them (detail) or label them (mark).

    The table is the queue: `due_at` and `leased_until` are real time, `member_id` is whose
    friendship it is about; a row that was run goes.
    """

    __tablename__ = "errand"
    __table_args__ = (
        refers_to("channel", "channel_id"),
        refers_to("identity", "identity_id", ondelete="CASCADE"),
        CheckConstraint("kind in ('detail','mark')", "kind"),
        Index(None, "workspace_id", "due_at"),
    )

    identity_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[int]
    tag_ids: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str] = mapped_column(server_default="")
