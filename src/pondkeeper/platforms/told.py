"""What a platform told: a fact, where and when it came in, and whom it is about."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from pondkeeper.domain import contacts
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.db import Tx

FACE_KINDS = {
    "wecom": ("external_userid", "corp_id"),
    "official_account": ("openid", "app_id"),
    "mini_program": ("openid", "app_id"),
    "qq": ("openid", "app_id"),
    "douyin": ("openid", "client_key"),
    "kuaishou": ("openid", "app_id"),
    "bilibili": ("openid", "client_id"),
}
"""Kind of channel -> kind of face, and the setting that names its realm."""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact with where and when it came in (`arrived_at` is machine time).

    `reply_rule_id` is the rule by which its callback was answered with a message.
    """

    fact: facts.Fact
    access: ChannelAccess
    arrived_at: datetime
    reply_rule_id: int | None = None


People: TypeAlias = list[int | None]
"""Per fact told, the identity it is about, where it is about one."""
Verb: TypeAlias = Callable[[Tx, Sequence[Told]], Awaitable[People]]


def face_of(access: ChannelAccess, external_id: str) -> contacts.Face:
    """Return how this account of ours names a person."""
    kind, realm = FACE_KINDS[access.kind]
    return contacts.Face(kind, access.settings.get(realm, "").strip(), external_id)
