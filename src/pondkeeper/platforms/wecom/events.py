"""WeCom's events, each kind by its maker; any other is told by name and kept raw.

Pages: https://developer.work.weixin.qq.com/document/path/92130 (customers, groups, labels), 90970
and 90971 (staff, departments), 97299 (acquisition links), 94670 (customer service), 90240 (cards).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from xml.etree.ElementTree import Element

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.group import GroupChange, GroupChanged
from pondkeeper.domain.channels.facts.inside import (
    ArchiveAgreed,
    ArchiveReady,
    CardTapped,
    DepartmentChange,
    DepartmentChanged,
    LabelChange,
    LabelChanged,
)
from pondkeeper.domain.channels.facts.link import LinkEvent, LinkTold
from pondkeeper.domain.channels.facts.service import ServiceCalled
from pondkeeper.platforms.common import xml


class Missing(Exception):
    """A documented field is not there."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The document's fields by name."""

    root: Element

    def get(self, name: str) -> str:
        """Return a field, '' when there is none."""
        return xml.text(self.root, name)

    def need(self, name: str) -> str:
        """Return a field. Raises Missing."""
        if not (value := self.get(name)):
            raise Missing(name)
        return value

    def items(self, name: str) -> tuple[str, ...]:
        """Return the texts inside a list."""
        found = self.root.find(name)
        texts = () if found is None else ((child.text or "").strip() for child in found)
        return tuple(text for text in texts if text)

    def number(self, name: str) -> int:
        """Return a small whole number, 0 when there is none."""
        return _number(self.get(name)) or 0


Maker = Callable[[Fields, datetime], facts.Fact]


def make(fields: Fields, at: datetime) -> facts.Fact:
    """Return what a document says. Raises Missing."""
    maker = _MAKERS.get((fields.get("Event"), fields.get("ChangeType")))
    return maker(fields, at) if maker else facts.UnknownFact(kind(fields), at)


def moment(fields: Fields) -> datetime | None:
    """Return when it happened, None when the document does not tell."""
    seconds = _number(fields.get("CreateTime") or fields.get("TimeStamp"))
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def kind(fields: Fields) -> str:
    """Name a document by the platform's words; one for a third-party application is a suite's."""
    names = ("MsgType", "Event", "ChangeType")
    if suite := fields.get("InfoType"):
        parts = ["suite", suite, fields.get("ChangeType")]
    else:
        parts = [fields.get(name) for name in names]
    return ".".join(part for part in parts if part)[:120] or "nameless"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 11 else None


def _added(fields: Fields, at: datetime) -> facts.Fact:
    return facts.ContactAdded(*_friendship(fields), *_arrival(fields), at)


def _added_half(fields: Fields, at: datetime) -> facts.Fact:
    return facts.ContactAddedHalf(*_friendship(fields), *_arrival(fields), at)


def _edited(fields: Fields, at: datetime) -> facts.Fact:
    return facts.ContactEdited(*_friendship(fields), at)


def _ended_by_staff(fields: Fields, at: datetime) -> facts.Fact:
    moved = fields.get("Source") == "DELETE_BY_TRANSFER"
    return facts.FollowEnded(*_friendship(fields), "transfer" if moved else "staff", at)


def _ended_by_customer(fields: Fields, at: datetime) -> facts.Fact:
    return facts.FollowEnded(*_friendship(fields), "customer", at)


def _transfer_failed(fields: Fields, at: datetime) -> facts.Fact:
    reason = fields.get("FailReason")
    if reason == "customer_refused":
        return facts.TransferFailed(*_friendship(fields), "refused", at)
    if reason == "customer_limit_exceed":
        return facts.TransferFailed(*_friendship(fields), "taker_full", at)
    return facts.TransferFailed(*_friendship(fields), "other", at)


def _agreed(fields: Fields, at: datetime) -> facts.Fact:
    return ArchiveAgreed(*_friendship(fields), at, fields.get("WelcomeCode"))


def _member_changed(fields: Fields, at: datetime) -> facts.Fact:
    return facts.MemberChanged(fields.need("UserID"), at, fields.get("NewUserID"))


def _member_left(fields: Fields, at: datetime) -> facts.Fact:
    return facts.MemberLeft(fields.need("UserID"), at)


def _department(change: DepartmentChange, fields: Fields, at: datetime) -> facts.Fact:
    fields.need("Id")
    return DepartmentChanged(fields.number("Id"), change, at)


def _group(change: GroupChange, fields: Fields, at: datetime) -> facts.Fact:
    return GroupChanged(fields.need("ChatId"), change, at)


def _group_updated(fields: Fields, at: datetime) -> facts.Fact:
    change = _GROUP_CHANGES.get(fields.get("UpdateDetail"), "other")
    return GroupChanged(
        group_id=fields.need("ChatId"),
        change=change,
        at=at,
        people=fields.items("MemChangeList"),
        count=fields.number("MemChangeCnt"),
        way=fields.number("QuitScene" if change == "left" else "JoinScene"),
    )


def _label(change: LabelChange, fields: Fields, at: datetime) -> facts.Fact:
    label_id = fields.get("Id") if change == "sorted" else fields.need("Id")
    return LabelChanged(label_id, fields.get("TagType"), change, at)


def _link(event: LinkEvent, fields: Fields, at: datetime) -> facts.Fact:
    return LinkTold(
        event,
        at,
        link_id=fields.get("LinkId"),
        external_id=fields.get("ExternalUserID"),
        member_id=fields.get("UserID"),
        state=fields.get("State"),
    )


def _service(fields: Fields, at: datetime) -> facts.Fact:
    return ServiceCalled(fields.need("OpenKfId"), fields.need("Token"), at)


def _archive(fields: Fields, at: datetime) -> facts.Fact:
    del fields
    return ArchiveReady(at)


def _card(fields: Fields, at: datetime) -> facts.Fact:
    return CardTapped(
        member_id=fields.need("FromUserName"),
        task_id=fields.get("TaskId"),
        key=fields.need("EventKey"),
        response_code=fields.get("ResponseCode"),
        at=at,
    )


def _friendship(fields: Fields) -> tuple[str, str]:
    return fields.need("ExternalUserID"), fields.need("UserID")


def _arrival(fields: Fields) -> tuple[str, str]:
    return fields.get("State"), fields.get("WelcomeCode")


_GROUP_CHANGES: Mapping[str, GroupChange] = {
    "add_member": "joined",
    "del_member": "left",
    "change_owner": "owner",
    "change_name": "name",
    "change_notice": "notice",
}
_CUSTOMER, _GROUP, _LABEL = "change_external_contact", "change_external_chat", "change_external_tag"
_STAFF, _LINK = "change_contact", "customer_acquisition"
_MAKERS: Mapping[tuple[str, str], Maker] = {
    (_CUSTOMER, "add_external_contact"): _added,
    (_CUSTOMER, "add_half_external_contact"): _added_half,
    (_CUSTOMER, "edit_external_contact"): _edited,
    (_CUSTOMER, "del_external_contact"): _ended_by_staff,
    (_CUSTOMER, "del_follow_user"): _ended_by_customer,
    (_CUSTOMER, "transfer_fail"): _transfer_failed,
    (_CUSTOMER, "msg_audit_approved"): _agreed,
    (_GROUP, "create"): partial(_group, "created"),
    (_GROUP, "update"): _group_updated,
    (_GROUP, "dismiss"): partial(_group, "dismissed"),
    (_LABEL, "create"): partial(_label, "created"),
    (_LABEL, "update"): partial(_label, "changed"),
    (_LABEL, "delete"): partial(_label, "deleted"),
    (_LABEL, "shuffle"): partial(_label, "sorted"),
    (_LINK, "balance_low"): partial(_link, "quota_low"),
    (_LINK, "balance_exhausted"): partial(_link, "quota_out"),
    (_LINK, "quota_expire_soon"): partial(_link, "quota_expires"),  # M
    (_LINK, "balance_changed"): partial(_link, "quota_changed"),  # M
    (_LINK, "link_unavailable"): partial(_link, "unavailable"),
    (_LINK, "delete_link"): partial(_link, "deleted"),
    (_LINK, "open_profile"): partial(_link, "profile_opened"),  # M
    (_LINK, "friend_request"): partial(_link, "asked"),
    (_LINK, "customer_start_chat"): partial(_link, "chat_started"),
    ("kf_msg_or_event", ""): _service,
    ("msgaudit_notify", ""): _archive,  # V1
    ("template_card_event", ""): _card,
    (_STAFF, "create_user"): _member_changed,
    (_STAFF, "update_user"): _member_changed,
    (_STAFF, "delete_user"): _member_left,
    (_STAFF, "create_party"): partial(_department, "created"),
    (_STAFF, "update_party"): partial(_department, "changed"),
    (_STAFF, "delete_party"): partial(_department, "deleted"),
}
"""By Event and ChangeType; M and V1 mark what only memory or one source knows."""
