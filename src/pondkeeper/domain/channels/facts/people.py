"""What people do on a platform without a member of staff between: they follow, write, leave a
phone number, allow and withdraw.

An `external_id` is the platform's id of the person in this account. Every `at` is aware UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """A person follows the account or made the bot a friend.

    `state` is what the code carried that they came by. `reply_to` is what a first answer names,
    where the platform allows one within `reply_within_s` seconds from arrival.
    """

    external_id: str
    at: datetime
    state: str = ""
    reply_to: str = ""
    reply_within_s: int = 0


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """A person no longer follows the account."""

    external_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Messaged:
    """A person wrote, alone or in a group.

    `kind` is text, image, voice, video, link, location, card or other; `text` is empty where
    there is none, `media` what fetches the rest. An answer names `message_id` (and
    `conversation_id` where there is one) within `reply_within_s` seconds from arrival; 0: the
    platform names no window.
    """

    external_id: str
    message_id: str
    at: datetime
    kind: str = "text"
    text: str = ""
    media: str = ""
    name: str = ""
    group_id: str = ""
    conversation_id: str = ""
    reply_within_s: int = 0


@dataclass(frozen=True, slots=True)
class LeadLeft:
    """A person showed that they want to be called: a form with a phone, or a tap on 'call us'.

    `phone` is empty where the platform tells only that they tapped; `way` is the platform's word.
    """

    external_id: str
    way: str
    at: datetime | None
    phone: str = field(default="", repr=False)
    name: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """A person allowed something or took it back; `scope` is the platform's word for it."""

    external_id: str
    scope: str
    given: bool
    at: datetime
    until: datetime | None = None
    reply_to: str = ""
