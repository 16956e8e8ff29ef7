"""The first schema: rooms from staff to transfer, isolation, look-ups, the queue."""

from datetime import datetime
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.domain.settings import DBSettings
from sqlalchemy.dialects import postgresql

from pondkeeper.migrations.isolation import HERE, ME, grant, isolate
from pondkeeper.migrations.partitions import EVENT_KEY_PARTS

revision = "0001"
down_revision = None

OWN = (
    "audit",
    "blob",
    "callback",
    "callback_key",
    "channel",
    "contact_day",
    "contact_gram",
    "contact_state",
    "department",
    "erasure",
    "event",
    "event_key",
    "offer",
    "product",
    "profile_dirty",
    "quota_use",
    "score_model",
    "source",
    "tag",
    "webhook_endpoint",
    "account_menu",
    "article",
    "blob_chunk",
    "channel_limit",
    "channel_member",
    "delivery",
    "group_chat",
    "handover",
    "ledger_entry",
    "offer_version",
    "platform_token",
    "reply_rule",
    "run",
    "sku",
    "store",
    "template_reading",
    "webhook_delivery",
    "article_day",
    "bill_day",
    "channel_code",
    "delivery_result",
    "offer_benefit",
    "upload",
    "api_key",
    "approval",
    "article_code",
    "channel_code_tag",
    "contact",
    "notification",
    "restore_hold",
    "saved_view",
    "contact_merge",
    "contact_tag",
    "handover_item",
    "identity",
    "task",
    "account_follow",
    "consent",
    "contact_link",
    "coupon",
    "errand",
    "follow",
    "group_person",
    "order",
    "prompt_balance",
    "touch",
    "order_line",
    "payment",
    "redemption",
    "order_discount",
    "refund",
)
QUEUE = ("pgqueuer", "pgqueuer_log", "pgqueuer_statistics", "pgqueuer_schedules")


def upgrade() -> None:
    """Make everything, then close it, then open what the application may do."""
    settings = context.config.attributes
    make_tables()
    for part in range(EVENT_KEY_PARTS):
        op.execute(
            f"create table event_key_{part} partition of event_key"
            f" for values with (modulus {EVENT_KEY_PARTS}, remainder {part})"
        )
    run_script(QueryBuilderEnvironment(DBSettings()).build_install_query())
    run_script((files("pondkeeper.migrations") / "lookups.sql").read_text(encoding="utf-8"))
    close()
    open_to(settings["app_role"])
    begin_time(settings["now"], settings["steered_from"])


def close() -> None:
    """Row-level security on every table that belongs to a brand or to a person."""
    for table in OWN:
        isolate(table)
    isolate("staff", f"workspace_id = {HERE} or account_id = {ME}")
    isolate("account", f"id = {ME}")
    isolate("account_session", f"account_id = {ME}")
    isolate(
        "workspace",
        f"id = {HERE} or exists (select from staff s"
        f" where s.workspace_id = workspace.id and s.account_id = {ME} and s.left_at is null)",
    )


def open_to(role: str) -> None:
    """What the application's login may do: rows, sequences, look-ups; never the schema."""
    for table in (
        *OWN,
        "staff",
        "account",
        "account_session",
        "login_attempt",
        "workspace",
        *QUEUE,
    ):
        grant(role, table)
    grant(role, "installation", "select, update (steered_at, set_up_at)")
    grant(role, "alembic_version", "select")
    op.execute(f'grant usage, select on all sequences in schema public to "{role}"')
    op.execute(f'grant usage on schema public to "{role}"')


def begin_time(now: datetime, steered_from: datetime | None) -> None:
    """Write the one row of the installation."""
    op.execute(
        sa.text(
            "insert into installation (id, epoch, steered_at, first_business_at)"
            " values (1, 1, :steered, :first)"
        ).bindparams(
            sa.bindparam("steered", steered_from, sa.DateTime(timezone=True)),
            sa.bindparam("first", steered_from or now, sa.DateTime(timezone=True)),
        )
    )


def run_script(script: str) -> None:
    """Run several statements at once, which the driver only does without parameters."""
    connection: Any = op.get_bind().connection
    connection.run_async(lambda raw: raw.execute(script))


def make_tables() -> None:
    """Every table, key and index, as the models state them."""
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp_sealed", postgresql.BYTEA(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("language", sa.Text(), server_default="zh", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pkey")),
        sa.UniqueConstraint("login", name=op.f("account_login_key")),
    )
    op.create_table(
        "audit",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("noun_id", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "detail", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("ip", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("audit_pkey")),
    )
    op.create_index(
        op.f("audit_workspace_id_noun_noun_id_idx"),
        "audit",
        ["workspace_id", "noun", "noun_id"],
        unique=False,
    )
    op.create_table(
        "blob",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("blob_pkey")),
    )
    op.create_table(
        "callback",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", postgresql.BYTEA(), nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("identity_ids", sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("reply_rule_id", sa.BigInteger(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('new','done','ignored','failed')", name=op.f("callback_state_check")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "received_at", "id", name=op.f("callback_pkey")),
        postgresql_partition_by="RANGE (received_at)",
    )
    op.create_index(
        "callback_failed_idx",
        "callback",
        ["workspace_id", "attempts", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'new' and attempts > 0"),
    )
    op.create_index(
        "callback_new_idx",
        "callback",
        ["workspace_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        op.f("callback_workspace_id_channel_id_id_idx"),
        "callback",
        ["workspace_id", "channel_id", "id"],
        unique=False,
    )
    op.create_table(
        "callback_key",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("body_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "channel_id", "body_hash", name=op.f("callback_key_pkey")
        ),
    )
    op.create_index(
        op.f("callback_key_received_at_idx"), "callback_key", ["received_at"], unique=False
    )
    op.create_table(
        "channel",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("secrets_sealed", postgresql.BYTEA(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("limits_preset", sa.Text(), server_default="strict", nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("test_result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "limits_preset in ('strict','current')", name=op.f("channel_limits_preset_check")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("channel_pkey")),
        sa.UniqueConstraint("public_key", name=op.f("channel_public_key_key")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("channel_workspace_id_name_key")),
    )
    op.create_table(
        "contact_day",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("revenue_fen", sa.BigInteger(), nullable=False),
        sa.Column("refund_fen", sa.BigInteger(), nullable=False),
        sa.Column("touches", sa.BigInteger(), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "contact_id", "day", name=op.f("contact_day_pkey")),
    )
    op.create_index(
        op.f("contact_day_workspace_id_day_idx"),
        "contact_day",
        ["workspace_id", "day"],
        unique=False,
    )
    op.create_table(
        "contact_gram",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("gram", sa.Text(), nullable=False),
        sa.Column("canonical_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "gram", "canonical_id", "contact_id", name=op.f("contact_gram_pkey")
        ),
    )
    op.create_table(
        "contact_state",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("code_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("follows", sa.BigInteger(), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_by", sa.Text(), nullable=True),
        sa.Column("first_order_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_order_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("order_days", sa.BigInteger(), nullable=False),
        sa.Column("revenue_fen", sa.BigInteger(), nullable=False),
        sa.Column("refund_fen", sa.BigInteger(), nullable=False),
        sa.Column("lifecycle", sa.Text(), nullable=False),
        sa.Column("lifecycle_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recency_score", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("frequency_score", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("money_score", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("alive", sa.Double(), nullable=True),
        sa.Column("expected_orders", sa.Double(), nullable=True),
        sa.Column("ltv_fen", sa.BigInteger(), nullable=True),
        sa.Column("ltv_low_fen", sa.BigInteger(), nullable=True),
        sa.Column("ltv_high_fen", sa.BigInteger(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "contact_id", name=op.f("contact_state_pkey")),
        postgresql_with={"fillfactor": "85"},
    )
    op.create_index(
        "contact_state_bought_idx",
        "contact_state",
        ["workspace_id", "revenue_fen", "contact_id"],
        unique=False,
        postgresql_where=sa.text("orders > 0"),
    )
    op.create_index(
        "contact_state_bought_seen_idx",
        "contact_state",
        ["workspace_id", "last_seen_at", "contact_id"],
        unique=False,
        postgresql_where=sa.text("orders > 0"),
    )
    op.create_index(
        "contact_state_code_id_idx",
        "contact_state",
        ["workspace_id", "code_id", "added_at", "contact_id"],
        unique=False,
        postgresql_where=sa.text("code_id is not null"),
    )
    op.create_index(
        "contact_state_lifecycle_until_idx",
        "contact_state",
        ["workspace_id", "lifecycle_until"],
        unique=False,
        postgresql_where=sa.text("lifecycle_until is not null"),
    )
    op.create_index(
        "contact_state_owner_id_idx",
        "contact_state",
        ["workspace_id", "owner_id", "added_at", "contact_id"],
        unique=False,
        postgresql_where=sa.text("owner_id is not null"),
    )
    op.create_index(
        "contact_state_store_id_idx",
        "contact_state",
        ["workspace_id", "store_id", "added_at", "contact_id"],
        unique=False,
        postgresql_where=sa.text("store_id is not null"),
    )
    op.create_index(
        op.f("contact_state_workspace_id_added_at_contact_id_idx"),
        "contact_state",
        ["workspace_id", "added_at", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_state_workspace_id_last_seen_at_contact_id_idx"),
        "contact_state",
        ["workspace_id", "last_seen_at", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_state_workspace_id_lifecycle_added_at_contact_id_idx"),
        "contact_state",
        ["workspace_id", "lifecycle", "added_at", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_state_workspace_id_lifecycle_last_seen_at_contact_id_idx"),
        "contact_state",
        ["workspace_id", "lifecycle", "last_seen_at", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_state_workspace_id_orders_contact_id_idx"),
        "contact_state",
        ["workspace_id", "orders", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_state_workspace_id_reachable_added_at_contact_id_idx"),
        "contact_state",
        ["workspace_id", "reachable", "added_at", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_state_workspace_id_revenue_fen_contact_id_idx"),
        "contact_state",
        ["workspace_id", "revenue_fen", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_state_workspace_id_source_id_added_at_contact_id_idx"),
        "contact_state",
        ["workspace_id", "source_id", "added_at", "contact_id"],
        unique=False,
    )
    op.create_table(
        "department",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "parent_id"],
            ["department.workspace_id", "department.id"],
            name=op.f("department_workspace_id_parent_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("department_pkey")),
    )
    op.create_table(
        "erasure",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reached", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("erasure_pkey")),
    )
    op.create_table(
        "event",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("identity_id", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("props", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "origin in ('live','import','backfill','restore')", name=op.f("event_origin_check")
        ),
        sa.CheckConstraint("at <= received_at", name=op.f("event_order_of_times_check")),
        sa.PrimaryKeyConstraint("workspace_id", "received_at", "id", name=op.f("event_pkey")),
        postgresql_partition_by="RANGE (received_at)",
    )
    op.create_index(
        "event_visitor_idx",
        "event",
        ["workspace_id", "identity_id", "at"],
        unique=False,
        postgresql_where=sa.text("contact_id is null and identity_id is not null"),
    )
    op.create_index(
        op.f("event_workspace_id_contact_id_at_idx"),
        "event",
        ["workspace_id", "contact_id", "at"],
        unique=False,
    )
    op.create_index(
        op.f("event_workspace_id_kind_at_idx"),
        "event",
        ["workspace_id", "kind", "at"],
        unique=False,
    )
    op.create_table(
        "event_key",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("event_key_pkey")),
        postgresql_partition_by="HASH (key)",
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("epoch", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("steered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_business_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("installation_one_row_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("installation_pkey")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("login_attempt_pkey")),
        sa.UniqueConstraint("key", name=op.f("login_attempt_key_key")),
    )
    op.create_table(
        "offer",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="coupon", nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=True),
        sa.Column("budget_used_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("issue_cap", sa.BigInteger(), nullable=True),
        sa.Column("issued", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("per_person_cap", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('draft','live','paused','ended')", name=op.f("offer_state_check")
        ),
        sa.CheckConstraint(
            "budget_fen is null or budget_used_fen <= budget_fen", name=op.f("offer_budget_check")
        ),
        sa.CheckConstraint(
            "issue_cap is null or issued <= issue_cap", name=op.f("offer_issue_cap_check")
        ),
        sa.CheckConstraint("per_person_cap > 0", name=op.f("offer_per_person_cap_check")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("offer_pkey")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("offer_workspace_id_name_key")),
    )
    op.create_table(
        "product",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("image_url", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("product_pkey")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("product_workspace_id_name_key")),
    )
    op.create_table(
        "profile_dirty",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("profile_dirty_pkey")),
    )
    op.create_table(
        "quota_use",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("used", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "account", "rule", "subject", name=op.f("quota_use_pkey")
        ),
    )
    op.create_index(
        op.f("quota_use_workspace_id_touched_at_idx"),
        "quota_use",
        ["workspace_id", "touched_at"],
        unique=False,
    )
    op.create_table(
        "score_model",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fitted", sa.Boolean(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("score_model_pkey")),
    )
    op.create_index(
        op.f("score_model_workspace_id_kind_fitted_at_idx"),
        "score_model",
        ["workspace_id", "kind", "fitted_at"],
        unique=False,
    )
    op.create_table(
        "source",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="other", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("source_pkey")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("source_workspace_id_name_key")),
    )
    op.create_table(
        "tag",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("group_name", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("tag_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "group_name", "name", name=op.f("tag_workspace_id_group_name_name_key")
        ),
    )
    op.create_table(
        "webhook_endpoint",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("secrets_sealed", postgresql.BYTEA(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cardinality(kinds) > 0", name=op.f("webhook_endpoint_kinds_check")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("webhook_endpoint_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "name", name=op.f("webhook_endpoint_workspace_id_name_key")
        ),
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("notice", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "settings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("day_begun", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("workspace_pkey")),
    )
    op.create_table(
        "account_menu",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "draft", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column(
            "live", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column(
            "conditional",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("account_menu_workspace_id_channel_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("account_menu_pkey")),
    )
    op.create_table(
        "account_session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_digest", postgresql.BYTEA(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=True),
        sa.Column("csrf_token", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("account_session_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("account_session_pkey")),
        sa.UniqueConstraint("token_digest", name=op.f("account_session_token_digest_key")),
    )
    op.create_index(
        op.f("account_session_account_id_idx"), "account_session", ["account_id"], unique=False
    )
    op.create_table(
        "article",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.Column("cover_media_id", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("lost", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("draft_id", sa.Text(), server_default="", nullable=False),
        sa.Column("publish_id", sa.Text(), server_default="", nullable=False),
        sa.Column("article_id", sa.Text(), server_default="", nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state=any('{draft,pushing,pushed,submitting,publishing,published,refused,withdrawn}')",
            name=op.f("article_state_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("article_workspace_id_channel_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("article_pkey")),
    )
    op.create_index(
        "article_unfinished_idx",
        "article",
        ["workspace_id", "channel_id"],
        unique=False,
        postgresql_where=sa.text("state in ('pushing','submitting','publishing')"),
    )
    op.create_index(
        op.f("article_workspace_id_published_at_idx"),
        "article",
        ["workspace_id", "published_at"],
        unique=False,
    )
    op.create_table(
        "blob_chunk",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("blob_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("sealed", postgresql.BYTEA(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "blob_id"],
            ["blob.workspace_id", "blob.id"],
            name=op.f("blob_chunk_workspace_id_blob_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("blob_chunk_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "blob_id",
            "place",
            name=op.f("blob_chunk_workspace_id_blob_id_place_key"),
        ),
    )
    op.create_table(
        "channel_limit",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("channel_limit_count_check")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("channel_limit_workspace_id_channel_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "channel_id", "rule", name=op.f("channel_limit_pkey")
        ),
    )
    op.create_table(
        "channel_member",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("avatar", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("channel_member_workspace_id_channel_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "channel_id", "member_id", name=op.f("channel_member_pkey")
        ),
    )
    op.create_table(
        "delivery",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="ready", nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), server_default="", nullable=False),
        sa.Column("error_hint", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wire_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('ready','leased','wire','sent','failed','unknown','suppressed')",
            name=op.f("delivery_state_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("delivery_workspace_id_channel_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("delivery_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "client_key", name=op.f("delivery_workspace_id_client_key_key")
        ),
    )
    op.create_index(
        "delivery_ready_idx",
        "delivery",
        ["workspace_id", "lane", "id"],
        unique=False,
        postgresql_where=sa.text("state in ('ready','leased','wire')"),
    )
    op.create_index(
        op.f("delivery_workspace_id_state_id_idx"),
        "delivery",
        ["workspace_id", "state", "id"],
        unique=False,
    )
    op.create_table(
        "group_chat",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_member_id", sa.Text(), server_default="", nullable=False),
        sa.Column("notice", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("group_chat_workspace_id_channel_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("group_chat_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "channel_id",
            "chat_id",
            name=op.f("group_chat_workspace_id_channel_id_chat_id_key"),
        ),
    )
    op.create_index(
        "group_chat_due_idx",
        "group_chat",
        ["workspace_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("due_at is not null"),
    )
    op.create_table(
        "handover",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("from_member_id", sa.Text(), nullable=False),
        sa.Column("to_member_ids", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="listing", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("requested_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('listing','asking','waiting','done')", name=op.f("handover_state_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("handover_workspace_id_channel_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("handover_pkey")),
    )
    op.create_index(
        "handover_due_idx",
        "handover",
        ["workspace_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("ref_kind", sa.Text(), nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind in ('revenue','refund','goods','coupon','ads','bait','labour','other')",
            name=op.f("ledger_entry_kind_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["source.workspace_id", "source.id"],
            name=op.f("ledger_entry_workspace_id_source_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("ledger_entry_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "kind",
            "ref_kind",
            "ref_id",
            name=op.f("ledger_entry_workspace_id_kind_ref_kind_ref_id_key"),
        ),
    )
    op.create_index(
        op.f("ledger_entry_workspace_id_day_idx"),
        "ledger_entry",
        ["workspace_id", "day"],
        unique=False,
    )
    op.create_index(
        op.f("ledger_entry_workspace_id_source_id_day_idx"),
        "ledger_entry",
        ["workspace_id", "source_id", "day"],
        unique=False,
    )
    op.create_table(
        "offer_version",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "offer_id"],
            ["offer.workspace_id", "offer.id"],
            name=op.f("offer_version_workspace_id_offer_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("offer_version_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "offer_id",
            "version",
            name=op.f("offer_version_workspace_id_offer_id_version_key"),
        ),
    )
    op.create_table(
        "platform_token",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token_sealed", postgresql.BYTEA(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refreshing_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("platform_token_workspace_id_channel_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("platform_token_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "channel_id",
            "kind",
            name=op.f("platform_token_workspace_id_channel_id_kind_key"),
        ),
    )
    op.create_table(
        "reply_rule",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("words", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("exact", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("place", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(occasion = 'keyword') = (cardinality(words) > 0)", name=op.f("reply_rule_words_check")
        ),
        sa.CheckConstraint(
            "occasion in ('follow','keyword','default')", name=op.f("reply_rule_occasion_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("reply_rule_workspace_id_channel_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("reply_rule_pkey")),
    )
    op.create_index(
        "reply_rule_single_key",
        "reply_rule",
        ["workspace_id", "channel_id", "occasion"],
        unique=True,
        postgresql_where=sa.text("occasion <> 'keyword'"),
    )
    op.create_index(
        op.f("reply_rule_workspace_id_channel_id_place_idx"),
        "reply_rule",
        ["workspace_id", "channel_id", "place"],
        unique=False,
    )
    op.create_table(
        "run",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "resume", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "result", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("artefact_id", sa.BigInteger(), nullable=True),
        sa.Column("requested_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting_approval','queued','running','done','failed','cancelled')",
            name=op.f("run_state_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "artefact_id"],
            ["blob.workspace_id", "blob.id"],
            name=op.f("run_workspace_id_artefact_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("run_pkey")),
    )
    op.create_index(
        "run_open_idx",
        "run",
        ["workspace_id", "id"],
        unique=False,
        postgresql_where=sa.text("state in ('queued','running')"),
    )
    op.create_table(
        "sku",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("stock", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("price_fen >= 0 and cost_fen >= 0", name=op.f("sku_amounts_check")),
        sa.CheckConstraint("stock is null or stock >= 0", name=op.f("sku_stock_check")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "product_id"],
            ["product.workspace_id", "product.id"],
            name=op.f("sku_workspace_id_product_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("sku_pkey")),
        sa.UniqueConstraint("workspace_id", "code", name=op.f("sku_workspace_id_code_key")),
    )
    op.create_table(
        "store",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "department_id"],
            ["department.workspace_id", "department.id"],
            name=op.f("store_workspace_id_department_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("store_pkey")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("store_workspace_id_name_key")),
    )
    op.create_table(
        "template_reading",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("template_reading_workspace_id_channel_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("template_reading_pkey")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("endpoint_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("event_received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting','sent','failed')", name=op.f("webhook_delivery_state_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "endpoint_id"],
            ["webhook_endpoint.workspace_id", "webhook_endpoint.id"],
            name=op.f("webhook_delivery_workspace_id_endpoint_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("webhook_delivery_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "message_id", name=op.f("webhook_delivery_workspace_id_message_id_key")
        ),
    )
    op.create_index(
        "webhook_delivery_due_idx",
        "webhook_delivery",
        ["workspace_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "webhook_delivery_next_idx",
        "webhook_delivery",
        ["workspace_id", "endpoint_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        op.f("webhook_delivery_workspace_id_contact_id_idx"),
        "webhook_delivery",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("webhook_delivery_workspace_id_endpoint_id_id_idx"),
        "webhook_delivery",
        ["workspace_id", "endpoint_id", "id"],
        unique=False,
    )
    op.create_table(
        "article_day",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("readers", sa.BigInteger(), nullable=False),
        sa.Column("reads", sa.BigInteger(), nullable=False),
        sa.Column("sharers", sa.BigInteger(), nullable=False),
        sa.Column("shares", sa.BigInteger(), nullable=False),
        sa.Column("keepers", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "article_id"],
            ["article.workspace_id", "article.id"],
            name=op.f("article_day_workspace_id_article_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "article_id", "day", name=op.f("article_day_pkey")),
    )
    op.create_table(
        "bill_day",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "result", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.CheckConstraint(
            "state in ('waiting','agreed','differs','given_up')", name=op.f("bill_day_state_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("bill_day_workspace_id_channel_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "run_id"],
            ["run.workspace_id", "run.id"],
            name=op.f("bill_day_workspace_id_run_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("bill_day_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "channel_id",
            "day",
            name=op.f("bill_day_workspace_id_channel_id_day_key"),
        ),
    )
    op.create_index(
        "bill_day_due_idx",
        "bill_day",
        ["workspace_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "channel_code",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), server_default="way", nullable=False),
        sa.Column("config_id", sa.Text(), nullable=True),
        sa.Column("qr_url", sa.Text(), nullable=True),
        sa.Column("strategy", sa.Text(), server_default="all", nullable=False),
        sa.Column("member_ids", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("backup_member_id", sa.Text(), nullable=True),
        sa.Column("working_hours", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("on_duty", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "welcome", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("cost_per_add_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duty_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sync_state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("sync_error", sa.Text(), server_default="", nullable=False),
        sa.Column("sync_attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sync_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unconfirmed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("form in ('way','link')", name=op.f("channel_code_form_check")),
        sa.CheckConstraint(
            "strategy in ('round_robin','all')", name=op.f("channel_code_strategy_check")
        ),
        sa.CheckConstraint(
            "sync_state in ('waiting','synced','failed')",
            name=op.f("channel_code_sync_state_check"),
        ),
        sa.CheckConstraint(
            "char_length(state) <= 30", name=op.f("channel_code_state_length_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("channel_code_workspace_id_channel_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["source.workspace_id", "source.id"],
            name=op.f("channel_code_workspace_id_source_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "store_id"],
            ["store.workspace_id", "store.id"],
            name=op.f("channel_code_workspace_id_store_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("channel_code_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "name", name=op.f("channel_code_workspace_id_name_key")
        ),
        sa.UniqueConstraint(
            "workspace_id", "state", name=op.f("channel_code_workspace_id_state_key")
        ),
    )
    op.create_index(
        "channel_code_waiting_idx",
        "channel_code",
        ["workspace_id", "sync_at"],
        unique=False,
        postgresql_where=sa.text("sync_state = 'waiting'"),
    )
    op.create_index(
        op.f("channel_code_workspace_id_duty_until_idx"),
        "channel_code",
        ["workspace_id", "duty_until"],
        unique=False,
    )
    op.create_table(
        "delivery_result",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("by_actor", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "delivery_id"],
            ["delivery.workspace_id", "delivery.id"],
            name=op.f("delivery_result_workspace_id_delivery_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("delivery_result_pkey")),
    )
    op.create_index(
        op.f("delivery_result_workspace_id_delivery_id_idx"),
        "delivery_result",
        ["workspace_id", "delivery_id"],
        unique=False,
    )
    op.create_table(
        "offer_benefit",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("offer_version_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("threshold_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cap_fen", sa.BigInteger(), nullable=True),
        sa.Column("floor_fen", sa.BigInteger(), nullable=True),
        sa.Column(
            "scope", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("applies_to", sa.Text(), server_default="order", nullable=False),
        sa.Column("max_units", sa.BigInteger(), nullable=True),
        sa.Column("stack_class", sa.Text(), server_default="order_coupon", nullable=False),
        sa.Column("valid_days", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "type in ('amount','pct','fixed_price','free_item','free_ship','points')",
            name=op.f("offer_benefit_type_check"),
        ),
        sa.CheckConstraint(
            "value > 0 and threshold_fen >= 0", name=op.f("offer_benefit_amounts_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "offer_version_id"],
            ["offer_version.workspace_id", "offer_version.id"],
            name=op.f("offer_benefit_workspace_id_offer_version_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("offer_benefit_pkey")),
    )
    op.create_table(
        "staff",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role in ('owner','operator','analyst','service','auditor')",
            name=op.f("staff_role_check"),
        ),
        sa.CheckConstraint(
            "scope in ('own','store','department','all')", name=op.f("staff_scope_check")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("staff_account_id_fkey")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "department_id"],
            ["department.workspace_id", "department.id"],
            name=op.f("staff_workspace_id_department_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "store_id"],
            ["store.workspace_id", "store.id"],
            name=op.f("staff_workspace_id_store_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("staff_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "account_id", name=op.f("staff_workspace_id_account_id_key")
        ),
    )
    op.create_index(op.f("staff_account_id_idx"), "staff", ["account_id"], unique=False)
    op.create_index(
        "staff_workspace_id_member_id_key",
        "staff",
        ["workspace_id", "member_id"],
        unique=True,
        postgresql_where=sa.text("member_id is not null"),
    )
    op.create_table(
        "upload",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("blob_id", sa.BigInteger(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "options", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('contacts','orders','costs')", name=op.f("upload_kind_check")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "blob_id"],
            ["blob.workspace_id", "blob.id"],
            name=op.f("upload_workspace_id_blob_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "run_id"],
            ["run.workspace_id", "run.id"],
            name=op.f("upload_workspace_id_run_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("upload_pkey")),
    )
    op.create_table(
        "api_key",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_digest", postgresql.BYTEA(), nullable=False),
        sa.Column("shown_prefix", sa.Text(), nullable=False),
        sa.Column("rights", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "made_by"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("api_key_workspace_id_made_by_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("api_key_pkey")),
        sa.UniqueConstraint("key_digest", name=op.f("api_key_key_digest_key")),
    )
    op.create_table(
        "approval",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("noun_id", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "decision in ('approved','returned')", name=op.f("approval_decision_check")
        ),
        sa.CheckConstraint(
            "decided_by is null or decided_by <> requested_by",
            name=op.f("approval_second_person_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decided_by"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("approval_workspace_id_decided_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "requested_by"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("approval_workspace_id_requested_by_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("approval_pkey")),
    )
    op.create_index(
        "approval_open_key",
        "approval",
        ["workspace_id", "kind", "noun_id"],
        unique=True,
        postgresql_where=sa.text("decision is null"),
    )
    op.create_table(
        "article_code",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("code_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "article_id"],
            ["article.workspace_id", "article.id"],
            name=op.f("article_code_workspace_id_article_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("article_code_workspace_id_channel_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "code_id"],
            ["channel_code.workspace_id", "channel_code.id"],
            name=op.f("article_code_workspace_id_code_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "article_id", "code_id", name=op.f("article_code_pkey")
        ),
        sa.UniqueConstraint(
            "workspace_id",
            "article_id",
            "channel_id",
            name=op.f("article_code_workspace_id_article_id_channel_id_key"),
        ),
    )
    op.create_table(
        "channel_code_tag",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("code_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "code_id"],
            ["channel_code.workspace_id", "channel_code.id"],
            name=op.f("channel_code_tag_workspace_id_code_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "tag_id"],
            ["tag.workspace_id", "tag.id"],
            name=op.f("channel_code_tag_workspace_id_tag_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "code_id", "tag_id", name=op.f("channel_code_tag_pkey")
        ),
    )
    op.create_table(
        "contact",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column(
            "canonical_id",
            sa.BigInteger(),
            sa.Computed("coalesce(merged_into, id)", persisted=True),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("avatar_url", sa.Text(), server_default="", nullable=False),
        sa.Column("gender", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("code_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "merged_into is null or merged_into <> id", name=op.f("contact_not_into_itself_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("contact_workspace_id_owner_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["source.workspace_id", "source.id"],
            name=op.f("contact_workspace_id_source_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "store_id"],
            ["store.workspace_id", "store.id"],
            name=op.f("contact_workspace_id_store_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("contact_pkey")),
    )
    op.create_index(
        "contact_merged_idx",
        "contact",
        ["workspace_id", "id"],
        unique=False,
        postgresql_include=["merged_into"],
        postgresql_where=sa.text("merged_into is not null"),
    )
    op.create_index(
        op.f("contact_workspace_id_canonical_id_idx"),
        "contact",
        ["workspace_id", "canonical_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_workspace_id_source_id_added_at_idx"),
        "contact",
        ["workspace_id", "source_id", "added_at"],
        unique=False,
    )
    op.create_table(
        "notification",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "staff_id"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("notification_workspace_id_staff_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("notification_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "staff_id",
            "once_key",
            name=op.f("notification_workspace_id_staff_id_once_key_key"),
        ),
    )
    op.create_index(
        op.f("notification_workspace_id_staff_id_id_idx"),
        "notification",
        ["workspace_id", "staff_id", "id"],
        unique=False,
    )
    op.create_table(
        "restore_hold",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("backup_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payments_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "report", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "released_by"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("restore_hold_workspace_id_released_by_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("restore_hold_pkey")),
    )
    op.create_index(
        "restore_hold_standing_key",
        "restore_hold",
        ["workspace_id"],
        unique=True,
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_table(
        "saved_view",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "staff_id"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("saved_view_workspace_id_staff_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("saved_view_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "staff_id",
            "page",
            "name",
            name=op.f("saved_view_workspace_id_staff_id_page_name_key"),
        ),
    )
    op.create_table(
        "contact_merge",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "from_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("contact_merge_workspace_id_from_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "into_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("contact_merge_workspace_id_into_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("contact_merge_pkey")),
    )
    op.create_index(
        "contact_merge_standing_key",
        "contact_merge",
        ["workspace_id", "from_id"],
        unique=True,
        postgresql_where=sa.text("undone_at is null"),
    )
    op.create_index(
        op.f("contact_merge_workspace_id_into_id_idx"),
        "contact_merge",
        ["workspace_id", "into_id"],
        unique=False,
    )
    op.create_table(
        "contact_tag",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("canonical_id", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("by_actor", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "origin in ('hand','rule','code','platform','import')",
            name=op.f("contact_tag_origin_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("contact_tag_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "tag_id"],
            ["tag.workspace_id", "tag.id"],
            name=op.f("contact_tag_workspace_id_tag_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "tag_id", "contact_id", name=op.f("contact_tag_pkey")
        ),
    )
    op.create_index(
        op.f("contact_tag_workspace_id_contact_id_idx"),
        "contact_tag",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("contact_tag_workspace_id_tag_id_canonical_id_idx"),
        "contact_tag",
        ["workspace_id", "tag_id", "canonical_id"],
        unique=False,
    )
    op.create_table(
        "handover_item",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("to_member_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="found", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('found','asked','waiting','done','refused','full','failed')",
            name=op.f("handover_item_state_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("handover_item_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "handover_id"],
            ["handover.workspace_id", "handover.id"],
            name=op.f("handover_item_workspace_id_handover_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("handover_item_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "handover_id",
            "external_id",
            name=op.f("handover_item_workspace_id_handover_id_external_id_key"),
        ),
    )
    op.create_table(
        "identity",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("realm", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", postgresql.BYTEA(), nullable=True),
        sa.Column("tail", sa.Text(), nullable=True),
        sa.Column("verified", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("identity_workspace_id_contact_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("identity_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "key",
            "kind",
            "realm",
            name=op.f("identity_workspace_id_key_kind_realm_key"),
        ),
    )
    op.create_index(
        "identity_tail_idx",
        "identity",
        ["workspace_id", "tail", "contact_id"],
        unique=False,
        postgresql_where=sa.text("tail is not null"),
    )
    op.create_index(
        op.f("identity_workspace_id_contact_id_idx"),
        "identity",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_table(
        "task",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("task_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "staff_id"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("task_workspace_id_staff_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("task_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "kind", "once_key", name=op.f("task_workspace_id_kind_once_key_key")
        ),
    )
    op.create_index(
        "task_open_idx",
        "task",
        ["workspace_id", "staff_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_table(
        "account_follow",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("code_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("account_follow_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("account_follow_workspace_id_identity_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["source.workspace_id", "source.id"],
            name=op.f("account_follow_workspace_id_source_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("account_follow_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "identity_id", name=op.f("account_follow_workspace_id_identity_id_key")
        ),
    )
    op.create_index(
        op.f("account_follow_workspace_id_code_id_since_idx"),
        "account_follow",
        ["workspace_id", "code_id", "since"],
        unique=False,
    )
    op.create_index(
        op.f("account_follow_workspace_id_contact_id_idx"),
        "account_follow",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_table(
        "consent",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("consent_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("consent_workspace_id_identity_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("consent_pkey")),
    )
    op.create_index(
        op.f("consent_workspace_id_contact_id_purpose_at_idx"),
        "consent",
        ["workspace_id", "contact_id", "purpose", "at"],
        unique=False,
    )
    op.create_table(
        "contact_link",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_digest", postgresql.BYTEA(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("made_for", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("contact_link_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("contact_link_workspace_id_identity_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("contact_link_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "token_digest", name=op.f("contact_link_workspace_id_token_digest_key")
        ),
    )
    op.create_index(
        op.f("contact_link_workspace_id_contact_id_idx"),
        "contact_link",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_table(
        "coupon",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("offer_version_id", sa.BigInteger(), nullable=False),
        sa.Column("offer_benefit_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=True),
        sa.Column("limit_contact_id", sa.BigInteger(), nullable=False),
        sa.Column("slot_no", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="issued", nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_order_id", sa.BigInteger(), nullable=True),
        sa.Column("used_order_id", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'locked') <= (locked_order_id is not null)",
            name=op.f("coupon_locked_by_check"),
        ),
        sa.CheckConstraint(
            "(state = 'used') <= (used_order_id is not null)", name=op.f("coupon_used_by_check")
        ),
        sa.CheckConstraint(
            "state in ('issued','locked','used','expired','void')", name=op.f("coupon_state_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("coupon_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("coupon_workspace_id_identity_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "offer_benefit_id"],
            ["offer_benefit.workspace_id", "offer_benefit.id"],
            name=op.f("coupon_workspace_id_offer_benefit_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "offer_id"],
            ["offer.workspace_id", "offer.id"],
            name=op.f("coupon_workspace_id_offer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "offer_version_id"],
            ["offer_version.workspace_id", "offer_version.id"],
            name=op.f("coupon_workspace_id_offer_version_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("coupon_pkey")),
        sa.UniqueConstraint("workspace_id", "code", name=op.f("coupon_workspace_id_code_key")),
        sa.UniqueConstraint(
            "workspace_id",
            "offer_id",
            "limit_contact_id",
            "slot_no",
            name=op.f("coupon_workspace_id_offer_id_limit_contact_id_slot_no_key"),
        ),
        sa.UniqueConstraint(
            "workspace_id",
            "offer_id",
            "limit_contact_id",
            "source_kind",
            "source_id",
            name="coupon_cause_key",
        ),
    )
    op.create_index(
        "coupon_expiry_idx",
        "coupon",
        ["workspace_id", "valid_to"],
        unique=False,
        postgresql_where=sa.text("state = 'issued'"),
    )
    op.create_index(
        op.f("coupon_workspace_id_contact_id_idx"),
        "coupon",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("coupon_workspace_id_locked_order_id_idx"),
        "coupon",
        ["workspace_id", "locked_order_id"],
        unique=False,
    )
    op.create_index(
        op.f("coupon_workspace_id_used_order_id_idx"),
        "coupon",
        ["workspace_id", "used_order_id"],
        unique=False,
    )
    op.create_table(
        "errand",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("kind in ('detail','mark')", name=op.f("errand_kind_check")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("errand_workspace_id_channel_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("errand_workspace_id_identity_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "identity_id", "member_id", "kind", name=op.f("errand_pkey")
        ),
    )
    op.create_index(
        op.f("errand_workspace_id_due_at_idx"), "errand", ["workspace_id", "due_at"], unique=False
    )
    op.create_table(
        "follow",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("code_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "ended_by in ('customer','staff','transfer')", name=op.f("follow_ended_by_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("follow_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("follow_workspace_id_identity_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["source.workspace_id", "source.id"],
            name=op.f("follow_workspace_id_source_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "staff_id"],
            ["staff.workspace_id", "staff.id"],
            name=op.f("follow_workspace_id_staff_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("follow_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "identity_id",
            "member_id",
            name=op.f("follow_workspace_id_identity_id_member_id_key"),
        ),
    )
    op.create_index(
        op.f("follow_workspace_id_code_id_since_idx"),
        "follow",
        ["workspace_id", "code_id", "since"],
        unique=False,
    )
    op.create_index(
        op.f("follow_workspace_id_contact_id_idx"),
        "follow",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        op.f("follow_workspace_id_member_id_since_idx"),
        "follow",
        ["workspace_id", "member_id", "since"],
        unique=False,
    )
    op.create_table(
        "group_person",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("invited_by", sa.Text(), server_default="", nullable=False),
        sa.Column("way", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('customer','staff')", name=op.f("group_person_kind_check")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "group_id"],
            ["group_chat.workspace_id", "group_chat.id"],
            name=op.f("group_person_workspace_id_group_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("group_person_workspace_id_identity_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "group_id", "key", name=op.f("group_person_pkey")),
    )
    op.create_index(
        op.f("group_person_workspace_id_identity_id_idx"),
        "group_person",
        ["workspace_id", "identity_id"],
        unique=False,
    )
    op.create_table(
        "order",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("identity_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("origin", sa.Text(), server_default="live", nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("list_fen", sa.BigInteger(), nullable=False),
        sa.Column("off_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("freight_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("payable_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('pending','paid','closed','refunded')", name=op.f("order_state_check")
        ),
        sa.CheckConstraint(
            "list_fen >= 0 and off_fen >= 0 and payable_fen >= 0", name=op.f("order_amounts_check")
        ),
        sa.CheckConstraint(
            "payable_fen = list_fen - off_fen + freight_fen", name=op.f("order_payable_check")
        ),
        sa.CheckConstraint(
            "refunded_fen <= paid_fen", name=op.f("order_refunds_within_paid_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("order_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("order_workspace_id_identity_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "source_id"],
            ["source.workspace_id", "source.id"],
            name=op.f("order_workspace_id_source_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("order_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "idempotency_key", name=op.f("order_workspace_id_idempotency_key_key")
        ),
        sa.UniqueConstraint(
            "workspace_id", "order_no", name=op.f("order_workspace_id_order_no_key")
        ),
    )
    op.create_index(
        "order_unpaid_idx",
        "order",
        ["workspace_id", "expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        op.f("order_workspace_id_contact_id_placed_at_idx"),
        "order",
        ["workspace_id", "contact_id", "placed_at"],
        unique=False,
    )
    op.create_index(
        op.f("order_workspace_id_list_fen_id_idx"),
        "order",
        ["workspace_id", "list_fen", "id"],
        unique=False,
    )
    op.create_index(
        op.f("order_workspace_id_placed_at_id_idx"),
        "order",
        ["workspace_id", "placed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("order_workspace_id_source_id_placed_at_idx"),
        "order",
        ["workspace_id", "source_id", "placed_at"],
        unique=False,
    )
    op.create_table(
        "prompt_balance",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("left_over", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("left_over >= 0", name=op.f("prompt_balance_left_over_check")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("prompt_balance_workspace_id_channel_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("prompt_balance_workspace_id_identity_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "identity_id", "template_id", name=op.f("prompt_balance_pkey")
        ),
    )
    op.create_table(
        "touch",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=True),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), server_default="", nullable=False),
        sa.Column("occurrence", sa.Text(), server_default="", nullable=False),
        sa.Column("suppressed_reason", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose in ('transactional','service','welcome','marketing')",
            name=op.f("touch_purpose_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("touch_workspace_id_contact_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "delivery_id"],
            ["delivery.workspace_id", "delivery.id"],
            name=op.f("touch_workspace_id_delivery_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "identity_id"],
            ["identity.workspace_id", "identity.id"],
            name=op.f("touch_workspace_id_identity_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("touch_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "source_kind",
            "source_id",
            "node",
            "occurrence",
            "contact_id",
            name=op.f("touch_workspace_id_source_kind_source_id_node_occurrence_contact_id_key"),
        ),
    )
    op.create_index(
        op.f("touch_workspace_id_contact_id_created_at_idx"),
        "touch",
        ["workspace_id", "contact_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("touch_workspace_id_delivery_id_idx"),
        "touch",
        ["workspace_id", "delivery_id"],
        unique=False,
    )
    op.create_table(
        "order_line",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("sku_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_fen", sa.BigInteger(), nullable=False),
        sa.Column("list_fen", sa.BigInteger(), nullable=False),
        sa.Column("off_fen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 and paid_fen = list_fen - off_fen", name=op.f("order_line_amounts_check")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"],
            ["order.workspace_id", "order.id"],
            name=op.f("order_line_workspace_id_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "sku_id"],
            ["sku.workspace_id", "sku.id"],
            name=op.f("order_line_workspace_id_sku_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("order_line_pkey")),
    )
    op.create_index(
        op.f("order_line_workspace_id_order_id_idx"),
        "order_line",
        ["workspace_id", "order_id"],
        unique=False,
    )
    op.create_table(
        "payment",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("out_trade_no", sa.Text(), nullable=False),
        sa.Column("nth", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("state", sa.Text(), server_default="created", nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("payer_total_fen", sa.BigInteger(), nullable=True),
        sa.Column("payer_openid", sa.Text(), nullable=True),
        sa.Column("prepay_id", sa.Text(), nullable=True),
        sa.Column("handed", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("surplus", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("transaction_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('created','requested','unknown','paid','closed','failed')",
            name=op.f("payment_state_check"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("payment_workspace_id_channel_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"],
            ["order.workspace_id", "order.id"],
            name=op.f("payment_workspace_id_order_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("payment_pkey")),
        sa.UniqueConstraint(
            "workspace_id",
            "out_trade_no",
            "nth",
            name=op.f("payment_workspace_id_out_trade_no_nth_key"),
        ),
    )
    op.create_index(
        "payment_paid_idx",
        "payment",
        ["workspace_id", "paid_at"],
        unique=False,
        postgresql_where=sa.text("state = 'paid'"),
    )
    op.create_index(
        "payment_transaction_key",
        "payment",
        ["workspace_id", "transaction_id"],
        unique=True,
        postgresql_where=sa.text("transaction_id is not null"),
    )
    op.create_index(
        op.f("payment_workspace_id_order_id_idx"),
        "payment",
        ["workspace_id", "order_id"],
        unique=False,
    )
    op.create_table(
        "redemption",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("off_fen", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "coupon_id"],
            ["coupon.workspace_id", "coupon.id"],
            name=op.f("redemption_workspace_id_coupon_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("redemption_pkey")),
    )
    op.create_index(
        "redemption_standing_key",
        "redemption",
        ["workspace_id", "coupon_id"],
        unique=True,
        postgresql_where=sa.text("reversed_at is null"),
    )
    op.create_table(
        "order_discount",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("offer_version_id", sa.BigInteger(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=True),
        sa.Column("base_fen", sa.BigInteger(), nullable=False),
        sa.Column("off_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "coupon_id"],
            ["coupon.workspace_id", "coupon.id"],
            name=op.f("order_discount_workspace_id_coupon_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "offer_id"],
            ["offer.workspace_id", "offer.id"],
            name=op.f("order_discount_workspace_id_offer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"],
            ["order.workspace_id", "order.id"],
            name=op.f("order_discount_workspace_id_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_line_id"],
            ["order_line.workspace_id", "order_line.id"],
            name=op.f("order_discount_workspace_id_order_line_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("order_discount_pkey")),
    )
    op.create_index(
        op.f("order_discount_workspace_id_order_id_idx"),
        "order_discount",
        ["workspace_id", "order_id"],
        unique=False,
    )
    op.create_table(
        "refund",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("out_refund_no", sa.Text(), nullable=False),
        sa.Column("refund_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="requested", nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restock", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state in ('requested','wire','processing','success','abnormal','closed')",
            name=op.f("refund_state_check"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("refund_amount_check")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "order_id"],
            ["order.workspace_id", "order.id"],
            name=op.f("refund_workspace_id_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "payment_id"],
            ["payment.workspace_id", "payment.id"],
            name=op.f("refund_workspace_id_payment_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("refund_pkey")),
        sa.UniqueConstraint(
            "workspace_id", "out_refund_no", name=op.f("refund_workspace_id_out_refund_no_key")
        ),
    )
    op.create_index(
        "refund_due_idx",
        "refund",
        ["workspace_id", "retry_at"],
        unique=False,
        postgresql_where=sa.text("state in ('wire','processing')"),
    )
    op.create_index(
        "refund_ended_idx",
        "refund",
        ["workspace_id", "finished_at"],
        unique=False,
        postgresql_where=sa.text("state = 'success'"),
    )
    op.create_index(
        op.f("refund_workspace_id_order_id_idx"),
        "refund",
        ["workspace_id", "order_id"],
        unique=False,
    )
