"""Groups of customers as a platform knows them, the codes that lead into them, what happens there.

A `group_id` is the platform's id. Every `at` is aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

GroupState: TypeAlias = Literal["normal", "owner_left", "moving", "moved", "unknown"]
"""How a group stands that an owner who left has to hand on."""
GroupChange: TypeAlias = Literal[
    "created", "dismissed", "joined", "left", "owner", "name", "notice", "other"
]


@dataclass(frozen=True, slots=True)
class GroupListed:
    """A group by id alone."""

    group_id: str
    state: GroupState


@dataclass(frozen=True, slots=True)
class GroupMember:
    """Somebody in a group: a customer (or stranger) by `external_id`, or staff by `member_id`.

    `way` is the platform's number of how they came in (1 and 2 by a member's invitation, 3 by a
    code); `state` is what the code carried. `unionid` is empty where it is not granted.
    """

    external_id: str = ""
    member_id: str = ""
    name: str = ""
    nickname: str = ""
    unionid: str = ""
    way: int = 0
    state: str = ""
    invited_by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlatformGroup:
    """A group with all who are in it; an unnamed one has an empty `name`."""

    group_id: str
    name: str
    owner_id: str
    at: datetime | None
    notice: str = ""
    members: tuple[GroupMember, ...] = ()
    admin_ids: tuple[str, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Counts over the groups of one owner, or of a day over all owners asked for.

    `active_groups` are those with messages, `active_members` those who wrote.
    """

    groups: int
    new_groups: int
    active_groups: int
    members: int
    new_members: int
    active_members: int
    messages: int
    owner_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JoinWay:
    """The settings of a code into groups; a full group makes the platform go on to the next.

    With `next_name` the platform itself makes a new group, `next_name` and a number from
    `next_number` on, when all are full.
    """

    group_ids: tuple[str, ...]
    state: str
    remark: str = ""
    next_name: str = ""
    next_number: int = 1


@dataclass(frozen=True, slots=True)
class JoinWayMade:
    """A code into groups that now exists."""

    config_id: str
    qr_url: str


@dataclass(frozen=True, slots=True)
class GroupNotMoved:
    """A group that could not be given to its new owner, and why."""

    group_id: str
    code: str
    hint: str


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """Something changed in a group: read it again.

    For joined and left, `people` are those it is about (external or member ids, where the
    platform names them), `count` how many, `way` the platform's number of how.
    """

    group_id: str
    change: GroupChange
    at: datetime
    people: tuple[str, ...] = ()
    count: int = 0
    way: int = 0
