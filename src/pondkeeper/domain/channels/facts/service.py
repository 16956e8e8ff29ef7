"""Customer service that needs no friendship: its accounts, conversations and what happens in them.

An `account_id` is the platform's id of one service account. What customers write comes as
`people_facts.Messaged` with the account in `conversation_id`. Every `at` is aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pondkeeper.domain.channels.facts.people import Messaged

ServiceStage: TypeAlias = Literal["new", "assistant", "waiting", "staff", "ended"]
"""Nobody yet, our own answers, the waiting room, a person, or over."""
FailReason: TypeAlias = Literal["too_late", "too_many", "refused", "other"]
MoveKind: TypeAlias = Literal["taken", "passed", "ended", "resumed", "other"]


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """One service account; `name` is what customers see."""

    account_id: str
    name: str
    avatar: str = ""
    managed: bool = True


@dataclass(frozen=True, slots=True)
class Servicer:
    """A member, or a department, who answers for an account; `on_duty` is None for the latter."""

    member_id: str = ""
    department_id: int = 0
    on_duty: bool | None = None


@dataclass(frozen=True, slots=True)
class ServicerChange:
    """What became of adding or removing one servicer; `code` is empty when it is done."""

    servicer: Servicer
    code: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ServiceStanding:
    """At what stage a conversation is, and with whom."""

    stage: ServiceStage
    member_id: str = ""


@dataclass(frozen=True, slots=True)
class ServiceCustomer:
    """Who writes to us; `scene` and `scene_param` tell where they came in."""

    external_id: str
    name: str
    avatar: str = ""
    unionid: str = ""
    scene: str = ""
    scene_param: str = ""


@dataclass(frozen=True, slots=True)
class ServiceCalled:
    """There is something new in an account: sync it. `token` lives ten minutes."""

    account_id: str
    token: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ServiceEntered:
    """Somebody opened a conversation; the welcome code lives 20 seconds and serves once."""

    account_id: str
    external_id: str
    at: datetime
    welcome_code: str = ""
    scene: str = ""
    scene_param: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAnswered:
    """A member answered a customer in the platform's own pages."""

    account_id: str
    external_id: str
    member_id: str
    message_id: str
    at: datetime
    kind: str = "text"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ServiceFailed:
    """A message of ours did not reach the customer; `reason` is one of our words."""

    account_id: str
    external_id: str
    message_id: str
    reason: FailReason
    at: datetime


@dataclass(frozen=True, slots=True)
class ServiceMoved:
    """A conversation changed hands or ended; `event_code` allows one message of ours on it."""

    account_id: str
    external_id: str
    change: MoveKind
    at: datetime
    from_member_id: str = ""
    to_member_id: str = ""
    event_code: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRecalled:
    """A customer took a message back."""

    account_id: str
    external_id: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ServicerDuty:
    """A servicer began or stopped taking conversations."""

    account_id: str
    member_id: str
    on_duty: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ServiceUnread:
    """Something of a kind that we do not read; `kind` is the platform's word."""

    account_id: str
    kind: str
    at: datetime | None


ServiceFact: TypeAlias = (
    Messaged
    | ServiceEntered
    | ServiceAnswered
    | ServiceFailed
    | ServiceMoved
    | ServiceRecalled
    | ServicerDuty
    | ServiceUnread
)


@dataclass(frozen=True, slots=True)
class ServicePage:
    """One page of what happened, oldest first. Ask again with `cursor` at once while `more`."""

    told: tuple[ServiceFact, ...]
    cursor: str
    more: bool
