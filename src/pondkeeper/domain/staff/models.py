"""Tables of brands, their people, what they may do and what they did."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, Shared, refers_to


class Installation(Base, Shared):
    """One row: the epoch every restore raises, and where steered business time stands."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", "one_row"),)

    epoch: Mapped[int] = mapped_column(server_default="1")
    steered_at: Mapped[datetime | None]
    set_up_at: Mapped[datetime | None]
    first_business_at: Mapped[datetime]


class Workspace(Base, Shared):
    """One brand and all that is its own."""

    __tablename__ = "workspace"

    name: Mapped[str]
    timezone: Mapped[str]
    notice: Mapped[dict[str, Any] | None]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    day_begun: Mapped[date | None]
    created_at: Mapped[datetime]


class Account(Base, Shared):
    """A person's login, one over all brands."""

    __tablename__ = "account"

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    totp_sealed: Mapped[bytes | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(server_default="0")
    language: Mapped[str] = mapped_column(server_default="zh")
    created_at: Mapped[datetime]


class AccountSession(Base, Shared):
    """A signed-in browser; the token itself is known only to that browser."""

    __tablename__ = "account_session"

    token_digest: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    workspace_id: Mapped[int | None]
    csrf_token: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ip: Mapped[str]
    agent: Mapped[str]


class LoginAttempt(Base, Shared):
    """How often one key (a login, an address) failed in the running window."""

    __tablename__ = "login_attempt"

    key: Mapped[str] = mapped_column(unique=True)
    window_started_at: Mapped[datetime]
    failures: Mapped[int]


class Department(Base, Mine):
    """A part of the brand; `path` is '/1/4/' so that 'and below' is a range."""

    __tablename__ = "department"
    __table_args__ = (refers_to("department", "parent_id"),)

    name: Mapped[str]
    parent_id: Mapped[int | None]
    path: Mapped[str] = mapped_column(server_default="")


class Store(Base, Mine):
    """A shop of the brand, with staff and groups."""

    __tablename__ = "store"
    __table_args__ = (
        refers_to("department", "department_id"),
        UniqueConstraint("workspace_id", "name"),
    )

    name: Mapped[str]
    city: Mapped[str] = mapped_column(server_default="")
    address: Mapped[str] = mapped_column(server_default="")
    department_id: Mapped[int | None]
    active: Mapped[bool] = mapped_column(server_default="true")


class Staff(Base, Mine):
    """A person's membership and role in one workspace."""

    __tablename__ = "staff"
    __table_args__ = (
        refers_to("store", "store_id"),
        refers_to("department", "department_id"),
        ForeignKeyConstraint(["account_id"], ["account.id"]),
        UniqueConstraint("workspace_id", "account_id"),
        Index(
            "staff_workspace_id_member_id_key",
            "workspace_id",
            "member_id",
            unique=True,
            postgresql_where=text("member_id is not null"),
        ),
        CheckConstraint("role in ('owner','operator','analyst','service','auditor')", "role"),
        CheckConstraint("scope in ('own','store','department','all')", "scope"),
    )

    account_id: Mapped[int | None] = mapped_column(index=True)
    login: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    scope: Mapped[str]
    store_id: Mapped[int | None]
    department_id: Mapped[int | None]
    member_id: Mapped[str | None]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class ApiKey(Base, Mine):
    """A program's right to act in one workspace; stored as a digest, shown once."""

    __tablename__ = "api_key"
    __table_args__ = (refers_to("staff", "made_by"),)

    name: Mapped[str]
    key_digest: Mapped[bytes] = mapped_column(unique=True)
    shown_prefix: Mapped[str]
    rights: Mapped[list[str]] = mapped_column(ARRAY(Text))
    made_by: Mapped[int | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Audit(Base, Mine):
    """One write, or one reading of something guarded: who, what, from where."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "workspace_id", "noun", "noun_id"),)

    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    verb: Mapped[str]
    noun: Mapped[str]
    noun_id: Mapped[str] = mapped_column(server_default="")
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    ip: Mapped[str] = mapped_column(server_default="")


class Approval(Base, Mine):
    """Something that a second person must say yes to before it happens."""

    __tablename__ = "approval"
    __table_args__ = (
        refers_to("staff", "requested_by"),
        refers_to("staff", "decided_by"),
        CheckConstraint("decision in ('approved','returned')", "decision"),
        CheckConstraint("decided_by is null or decided_by <> requested_by", "second_person"),
        Index(
            "approval_open_key",
            "workspace_id",
            "kind",
            "noun_id",
            unique=True,
            postgresql_where=text("decision is null"),
        ),
    )

    kind: Mapped[str]
    noun_id: Mapped[str]
    payload: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(server_default="")
    requested_by: Mapped[int | None]
    requested_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    comment: Mapped[str] = mapped_column(server_default="")


class Notification(Base, Mine):
    """Something one member of staff should know; pages make words of kind and params."""

    __tablename__ = "notification"
    __table_args__ = (
        refers_to("staff", "staff_id"),
        UniqueConstraint("workspace_id", "staff_id", "once_key"),
        Index(None, "workspace_id", "staff_id", "id"),
    )

    staff_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(server_default="")
    once_key: Mapped[str | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class SavedView(Base, Mine):
    """A list's filters under a name, for one member of staff or for everybody."""

    __tablename__ = "saved_view"
    __table_args__ = (
        refers_to("staff", "staff_id"),
        UniqueConstraint("workspace_id", "staff_id", "page", "name"),
    )

    staff_id: Mapped[int | None]
    page: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
