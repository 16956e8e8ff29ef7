"""A company's own side of a platform: departments, who signed in, pages inside the app, archive.

A `member_id` is the platform's id of one of our staff. Every `at` is aware UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

DepartmentChange: TypeAlias = Literal["created", "changed", "deleted"]
LabelChange: TypeAlias = Literal["created", "changed", "deleted", "sorted"]


@dataclass(frozen=True, slots=True)
class Department:
    """One department; the topmost has no parent (0). `name` is empty where it is not granted."""

    department_id: int
    parent_id: int
    name: str = ""
    leader_ids: tuple[str, ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came back from the platform's login page: staff by `member_id`, or somebody else.

    `ticket` allows reading more of a member once, for 30 minutes, where they agreed.
    """

    member_id: str = ""
    external_id: str = ""
    openid: str = ""
    ticket: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ScriptSignature:
    """What a page hands to the platform's script so that it may use the app's abilities.

    `agent_id` is empty for the signature of the company, set for that of one application.
    """

    corp_id: str
    agent_id: str
    nonce: str
    timestamp: int
    signature: str


@dataclass(frozen=True, slots=True)
class DepartmentChanged:
    """A department was made, changed or removed."""

    department_id: int
    change: DepartmentChange
    at: datetime


@dataclass(frozen=True, slots=True)
class LabelChanged:
    """A label or a group of labels changed at the platform: read the labels again.

    `kind` is tag or tag_group; both `label_id` and `kind` are empty when all were sorted anew.
    """

    label_id: str
    kind: str
    change: LabelChange
    at: datetime


@dataclass(frozen=True, slots=True)
class CardTapped:
    """A member pressed a button on a card that we sent them; `response_code` updates it once."""

    member_id: str
    task_id: str
    key: str
    response_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ArchiveReady:
    """New chats can be pulled from the archive, by whoever holds the company's key."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ArchiveAgreed:
    """A customer agreed that their chats with a member are kept; the code lives 20 seconds."""

    external_id: str
    member_id: str
    at: datetime
    welcome_code: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether a customer agreed to have chats kept; `agreed` is None while they were not asked."""

    external_id: str
    agreed: bool | None
    member_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArchivedMessage:
    """One message of the chat archive. `from_id` and `to_ids` are member or external ids.

    `action` is send, recall (then `recalls` names the message taken back) or switch (a member
    changed companies). `kind` is text, image, voice, video, file, link, location, card, revoke,
    agree, disagree or other; `media_id` fetches what is no text.
    """

    message_id: str
    action: Literal["send", "recall", "switch"]
    from_id: str
    to_ids: tuple[str, ...]
    group_id: str
    at: datetime
    kind: str = "text"
    text: str = ""
    media_id: str = ""
    recalls: str = ""
    external: bool = False
