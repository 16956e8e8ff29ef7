"""What becomes of messages and Moments that a company prepares and its members confirm.

A `task_id` is the platform's number of a mass message, a `moment_id` that of a Moment. Every `at`
is aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

MassKind: TypeAlias = Literal["single", "group"]
Maker: TypeAlias = Literal["company", "member"]
SendState: TypeAlias = Literal["waiting", "sent", "not_friend", "limit", "unknown"]
"""`limit`: the customer has received as many as the platform allows."""
AttachmentUse: TypeAlias = Literal["moment", "album"]
ReactionKind: TypeAlias = Literal["like", "comment"]
MomentState: TypeAlias = Literal["working", "done", "refused"]


@dataclass(frozen=True, slots=True)
class MassTask:
    """One mass message as the platform lists it."""

    task_id: str
    creator_id: str
    maker: Maker
    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberTask:
    """Whether a member has confirmed a mass message or published a Moment."""

    member_id: str
    done: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """What became of one recipient of a mass message: a customer, or a group."""

    member_id: str
    state: SendState
    external_id: str = ""
    group_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MomentJob:
    """How the making of a Moment stands; `moment_id` is known when it is done.

    `refused_members` and `refused_tags` are those the platform left out.
    """

    state: MomentState
    moment_id: str = ""
    refused_members: tuple[str, ...] = ()
    refused_tags: tuple[str, ...] = ()
    code: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class MomentSeen:
    """One Moment as the platform lists it; `to_all` is False when only some may see it."""

    moment_id: str
    creator_id: str
    maker: Maker
    text: str
    to_all: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """A like or a comment; one of the two ids is set. The platform never gives the words."""

    kind: ReactionKind
    at: datetime | None
    external_id: str = ""
    member_id: str = ""
