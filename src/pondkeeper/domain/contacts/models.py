"""People, their faces on each carrier, what joins them, and what they agreed to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, MineLink, refers_to


class Source(Base, Mine):
    """Where people come from: a parcel card, an article, an ad."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="other")
    note: Mapped[str] = mapped_column(server_default="")
    active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]


class Contact(Base, Mine):
    """A person we can reach. Merged ones point to the one that speaks for them, one hop."""

    __tablename__ = "contact"
    __table_args__ = (
        refers_to("source", "source_id"),
        refers_to("staff", "owner_id"),
        refers_to("store", "store_id"),
        Index(None, "workspace_id", "canonical_id"),
        Index(None, "workspace_id", "source_id", "added_at"),
        # Who speaks for whom, of the few that are merged: a look-up by phone asks nothing else.
        Index(
            "contact_merged_idx", "workspace_id", "id", postgresql_include=["merged_into"],
            postgresql_where=text("merged_into is not null"),
        ),
        CheckConstraint("merged_into is null or merged_into <> id", "not_into_itself"),
    )

    merged_into: Mapped[int | None]
    canonical_id: Mapped[int] = mapped_column(
        BigInteger, Computed("coalesce(merged_into, id)", persisted=True)
    )
    name: Mapped[str] = mapped_column(server_default="")
    remark: Mapped[str] = mapped_column(server_default="")
    avatar_url: Mapped[str] = mapped_column(server_default="")
    gender: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    birthday: Mapped[date | None]
    city: Mapped[str] = mapped_column(server_default="")
    source_id: Mapped[int | None]
    code_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    store_id: Mapped[int | None]
    added_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Identity(Base, Mine):
    """One face of a contact. `key` is the platform's id, or the blind index of a phone."""

    __tablename__ = "identity"
    __table_args__ = (
        refers_to("contact", "contact_id"),
        # The key first: it tells two faces apart in one comparison, kind and realm seldom do.
        UniqueConstraint("workspace_id", "key", "kind", "realm"),
        Index(None, "workspace_id", "contact_id"),
        Index(
            "identity_tail_idx", "workspace_id", "tail", "contact_id",
            postgresql_where=text("tail is not null"),
        ),
    )

    contact_id: Mapped[int | None]
    kind: Mapped[str]
    realm: Mapped[str] = mapped_column(server_default="")
    key: Mapped[str]
    sealed: Mapped[bytes | None]
    tail: Mapped[str | None]
    verified: Mapped[bool] = mapped_column(server_default="false")
    first_seen_at: Mapped[datetime]


class ContactMerge(Base, Mine):
    """Two contacts found to be one person: the evidence, and whether it was undone."""

    __tablename__ = "contact_merge"
    __table_args__ = (
        refers_to("contact", "into_id"),
        refers_to("contact", "from_id"),
        Index(
            "contact_merge_standing_key",
            "workspace_id",
            "from_id",
            unique=True,
            postgresql_where=text("undone_at is null"),
        ),
        Index(None, "workspace_id", "into_id"),
    )

    into_id: Mapped[int]
    from_id: Mapped[int]
    evidence: Mapped[dict[str, Any]]
    merged_at: Mapped[datetime]
    merged_by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class Follow(Base, Mine):
    """A member of staff who has a contact as a friend: since when, through what, until when."""

    __tablename__ = "follow"
    __table_args__ = (
        refers_to("contact", "contact_id"),
        refers_to("identity", "identity_id"),
        refers_to("staff", "staff_id"),
        refers_to("source", "source_id"),
        UniqueConstraint("workspace_id", "identity_id", "member_id"),
        CheckConstraint("ended_by in ('customer','staff','transfer')", "ended_by"),
        Index(None, "workspace_id", "contact_id"),
        Index(None, "workspace_id", "member_id", "since"),
        Index(None, "workspace_id", "code_id", "since"),
    )

    contact_id: Mapped[int]
    identity_id: Mapped[int]
    member_id: Mapped[str]
    staff_id: Mapped[int | None]
    channel_id: Mapped[int]
    source_id: Mapped[int | None]
    code_id: Mapped[int | None]
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class AccountFollow(Base, Mine):
    """A person who follows an account of ours that has no member of staff between."""

    __tablename__ = "account_follow"
    __table_args__ = (
        refers_to("contact", "contact_id"),
        refers_to("identity", "identity_id"),
        refers_to("source", "source_id"),
        UniqueConstraint("workspace_id", "identity_id"),
        Index(None, "workspace_id", "contact_id"),
        Index(None, "workspace_id", "code_id", "since"),
    )

    contact_id: Mapped[int]
    identity_id: Mapped[int]
    channel_id: Mapped[int]
    source_id: Mapped[int | None]
    code_id: Mapped[int | None]
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Tag(Base, Mine):
    """A word for a kind of contact."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("workspace_id", "group_name", "name"),)

    group_name: Mapped[str] = mapped_column(server_default="")
    name: Mapped[str]
    platform_id: Mapped[str | None]
    created_at: Mapped[datetime]


class ContactTag(Base, MineLink):
    """A tag on a contact, and by what it came there. `canonical_id` follows merges, for search."""

    __tablename__ = "contact_tag"
    __table_args__ = (
        refers_to("tag", "tag_id", ondelete="CASCADE"),
        refers_to("contact", "contact_id"),
        CheckConstraint("origin in ('hand','rule','code','platform','import')", "origin"),
        Index(None, "workspace_id", "contact_id"),
        Index(None, "workspace_id", "tag_id", "canonical_id"),
    )

    tag_id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(primary_key=True)
    canonical_id: Mapped[int]
    origin: Mapped[str]
    by_actor: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime]


class ContactGram(Base, MineLink):
    """The one- and two-character pieces of a name: how a Chinese name is found by equality.

    An index in the shape of a table: about five rows a contact, rebuilt from the name at will. So
    it has no foreign key and no second index, which would make an import three times slower; a
    contact's rows are found by the pieces of its name.
    """

    __tablename__ = "contact_gram"

    gram: Mapped[str] = mapped_column(primary_key=True)
    canonical_id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(primary_key=True)


class Consent(Base, Mine):
    """What a person agreed to or withdrew, for which purpose; the latest word counts."""

    __tablename__ = "consent"
    __table_args__ = (
        refers_to("contact", "contact_id"),
        refers_to("identity", "identity_id"),
        Index(None, "workspace_id", "contact_id", "purpose", "at"),
    )

    contact_id: Mapped[int]
    identity_id: Mapped[int | None]
    purpose: Mapped[str]
    granted: Mapped[bool]
    evidence: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class ContactLink(Base, Mine):
    """A personal link: whoever holds it acts as this contact on the customer pages."""

    __tablename__ = "contact_link"
    __table_args__ = (
        refers_to("contact", "contact_id"),
        refers_to("identity", "identity_id"),
        UniqueConstraint("workspace_id", "token_digest"),
        Index(None, "workspace_id", "contact_id"),
    )

    token_digest: Mapped[bytes]
    contact_id: Mapped[int]
    identity_id: Mapped[int | None]
    channel_id: Mapped[int]
    made_for: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Erasure(Base, Mine):
    """A person who asked to be deleted: when, by whose hand, and what was reached."""

    __tablename__ = "erasure"

    contact_id: Mapped[int]
    requested_at: Mapped[datetime]
    requested_by: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    finished_at: Mapped[datetime | None]
    reached: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
