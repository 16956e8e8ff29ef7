"""Every column that can hold text, bytes or JSON, and what erasing a person does to it.

A test fails on a column that is not listed, so nobody adds one without deciding. `plain` columns
say nothing about a customer; `staff` ones are about our own people and stay as the record of who
did what; `machine` ones are digests, keys and tokens. The rest is in `erased`, with its rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import ARRAY, JSON, LargeBinary, MetaData, String


class Rule(Enum):
    """What is written in the place of a person's data."""

    BLANK = "an empty text"
    NULL = "nothing"
    ZERO = "0"
    EMPTY = "an empty object"
    NO_BYTES = "no bytes"
    NO_ITEMS = "an empty list"
    RANDOM = "a random word that is nobody's, where a key must stay unique"
    KEPT_KEYS = "only the keys of EVENT_PROPS_KEPT"
    NO_FILTER = "the same without the filter that may hold a name or a number"
    DROP = "the row is deleted"


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `found_by` says how a person's rows are found, see contacts/person_rows.py."""

    plain: str = ""
    staff: str = ""
    machine: str = ""
    found_by: str = ""
    erased: Mapping[str, Rule] = field(default_factory=dict)

    def listed(self) -> set[str]:
        """Return every column that is accounted for."""
        return {*self.plain.split(), *self.staff.split(), *self.machine.split(), *self.erased}


BLANK, NULL, ZERO, EMPTY = Rule.BLANK, Rule.NULL, Rule.ZERO, Rule.EMPTY
RANDOM, DROP = Rule.RANDOM, Rule.DROP

EVENT_PROPS_KEPT = (
    "amount_fen",
    "by",
    "channel_id",
    "code_id",
    "coupon_id",
    "first",
    "from_id",
    "from_member_id",
    "granted",
    "into_id",
    "kind",
    "member_id",
    "merge_id",
    "off_fen",
    "offer_id",
    "order_id",
    "order_no",
    "origin",
    "paid_fen",
    "purpose",
    "refund_id",
    "rule_id",
    "sku_id",
    "source_id",
    "state",
    "store_id",
    "template_id",
    "to_member_id",
    "total_fen",
    "touch_id",
)
"""Keys of an event's props that say nothing about a person; all others go when one is erased."""

TABLES: Mapping[str, Table] = {
    # staff
    "account": Table(staff="login name language", machine="password_hash totp_sealed"),
    "account_session": Table(staff="ip agent", machine="token_digest csrf_token"),
    "login_attempt": Table(staff="key"),
    "workspace": Table(plain="name timezone notice settings"),
    "department": Table(plain="name path"),
    "store": Table(plain="name city address"),
    "staff": Table(staff="login name role scope member_id"),
    "api_key": Table(plain="name shown_prefix rights", machine="key_digest"),
    "audit": Table(
        plain="actor_kind verb noun noun_id",
        staff="actor_name ip",
        found_by="audit",
        erased={"detail": EMPTY},
    ),
    "approval": Table(plain="kind noun_id decision", staff="reason comment payload"),
    "notification": Table(plain="kind params link once_key"),
    "saved_view": Table(plain="page", staff="name query"),
    # runs
    "run": Table(
        plain="kind state resume result error",
        found_by="runs",
        erased={"params": Rule.NO_FILTER},
    ),
    "blob": Table(plain="media_type", found_by="files", erased={"name": BLANK}),
    "blob_chunk": Table(found_by="files", erased={"sealed": DROP}),
    # timeline
    "event": Table(plain="kind origin", found_by="happening", erased={"props": Rule.KEPT_KEYS}),
    "event_key": Table(plain="key"),
    # contacts
    "source": Table(plain="name kind note"),
    "contact": Table(
        found_by="id",
        erased={
            "name": BLANK,
            "remark": BLANK,
            "avatar_url": BLANK,
            "gender": ZERO,
            "birthday": NULL,
            "city": BLANK,
        },
    ),
    "identity": Table(
        plain="kind realm",
        found_by="contact_id",
        erased={"key": RANDOM, "sealed": NULL, "tail": NULL},
    ),
    "contact_merge": Table(
        staff="merged_by undone_by", found_by="merge", erased={"evidence": EMPTY}
    ),
    "follow": Table(plain="ended_by", staff="member_id", found_by="contact_id"),
    "account_follow": Table(found_by="contact_id"),
    "tag": Table(plain="group_name name platform_id"),
    "contact_tag": Table(staff="by_actor", found_by="contact_id", erased={"origin": DROP}),
    "contact_gram": Table(found_by="grams", erased={"gram": DROP}),
    "consent": Table(plain="purpose", found_by="contact_id", erased={"evidence": EMPTY}),
    "contact_link": Table(plain="made_for", found_by="contact_id", erased={"token_digest": DROP}),
    "erasure": Table(plain="reached", staff="requested_by reason", found_by="contact_id"),
    # tasks, ledger
    "task": Table(plain="kind once_key", found_by="contact_id", erased={"params": EMPTY}),
    "ledger_entry": Table(
        plain="kind ref_kind ref_id", found_by="contact_id", erased={"note": BLANK}
    ),
    # channels
    "channel": Table(
        plain="kind name public_key base_url settings test_result limits_preset",
        machine="secrets_sealed",
    ),
    "channel_code": Table(
        plain="name state form config_id qr_url strategy working_hours welcome sync_state"
        " sync_error",
        staff="member_ids backup_member_id on_duty",
    ),
    "channel_member": Table(staff="member_id name avatar"),
    "channel_limit": Table(plain="rule"),
    "article": Table(
        plain="title digest body source_url cover_media_id state error draft_id publish_id"
        " article_id url",
        staff="author",
    ),
    "account_menu": Table(plain="draft live conditional"),
    "template_reading": Table(plain="items"),
    "quota_use": Table(plain="account rule used", machine="subject"),
    "group_chat": Table(plain="chat_id name notice error", staff="owner_member_id"),
    "group_person": Table(
        plain="kind state", staff="invited_by name", found_by="identity", erased={"key": RANDOM},
    ),
    "reply_rule": Table(plain="occasion words answer"),
    "prompt_balance": Table(plain="template_id", found_by="identity"),
    "platform_token": Table(plain="kind", machine="token_sealed"),
    "callback": Table(
        plain="state kind identity_ids",
        found_by="identities",
        erased={"sealed": Rule.NO_BYTES, "error": BLANK},
    ),
    "callback_key": Table(plain="body_hash"),
    "errand": Table(
        plain="kind tag_ids", staff="member_id", found_by="identity", erased={"error": BLANK}
    ),
    "handover": Table(plain="state error", staff="from_member_id to_member_ids"),
    "handover_item": Table(
        plain="state reason",
        staff="to_member_id",
        found_by="contact_id",
        erased={"external_id": RANDOM},
    ),
    # profiles
    "contact_state": Table(
        plain="lost_by lifecycle", found_by="contact_id", erased={"name": BLANK}
    ),
    "contact_day": Table(found_by="contact_id"),
    "score_model": Table(plain="kind params"),
    # offers
    "offer": Table(plain="name kind state zone"),
    "offer_version": Table(plain="rules"),
    "offer_benefit": Table(plain="type scope applies_to stack_class"),
    "coupon": Table(plain="code state source_kind source_id", found_by="contact_id"),
    "redemption": Table(),
    # webhooks
    "webhook_endpoint": Table(plain="name url kinds", machine="secrets_sealed"),
    "webhook_delivery": Table(
        plain="message_id kind state error", found_by="contact_id", erased={"answer": BLANK}
    ),
    # messaging
    "touch": Table(
        plain="purpose source_kind source_id node occurrence suppressed_reason",
        found_by="contact_id",
        erased={"summary": BLANK},
    ),
    "delivery": Table(
        plain="lane kind client_key state provider_id error_code error_hint",
        found_by="touch",
        erased={"body": EMPTY},
    ),
    "delivery_result": Table(plain="outcome provider_id code", staff="by_actor"),
    "restore_hold": Table(plain="report"),
    # shop
    "product": Table(plain="name description image_url"),
    "sku": Table(plain="code name"),
    "order": Table(plain="order_no state origin idempotency_key", found_by="contact_id"),
    "order_line": Table(plain="name", found_by="order"),
    "order_discount": Table(plain="step"),
    "payment": Table(
        plain="out_trade_no state prepay_id transaction_id",
        found_by="order",
        erased={"payer_openid": NULL, "handed": NULL},
    ),
    "bill_day": Table(plain="state result"),
    "refund": Table(
        plain="out_refund_no refund_id state error",
        staff="requested_by",
        found_by="order",
        erased={"reason": BLANK},
    ),
    # transfer
    "upload": Table(
        plain="kind format mapping options",
        found_by="uploads",
        erased={"name": BLANK, "columns": Rule.NO_ITEMS},
    ),
}


def unlisted(metadata: MetaData) -> list[str]:
    """Return columns of text, bytes, JSON or lists that nobody decided about, and listed ghosts."""
    telling = (String, LargeBinary, JSON, ARRAY)
    there = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, telling)
    }
    every = {
        f"{column.table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
    }
    listed = {f"{name}.{column}" for name, table in TABLES.items() for column in table.listed()}
    return sorted((there - listed) | (listed - every))
