"""WeCom's callbacks: https://developer.work.weixin.qq.com/document/path/90930 (envelope),
path/92130 (customers) and path/90970 (staff).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused
from pondkeeper.platforms.common import xml
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.wxcrypt import WxCrypt


class WeComDoor:
    """Opens what WeCom sends to `/callbacks/{channel key}`."""

    accepted = b"success"

    def verify_url(self, access: ChannelAccess, query: Mapping[str, str]) -> str:
        """Return the echo text, decrypted. Raises CallbackRejected."""
        return _open(access, query, query.get("echostr", "")).decode("utf-8", "replace")

    def open(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> bytes:
        """Return the decrypted XML. Raises CallbackRejected."""
        del headers
        return _open(access, query, xml.text(xml.read(body), "Encrypt"))

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Return one fact. Raises CallbackRejected when `plain` is not a small XML document."""
        root = xml.read(plain)
        fields = _Fields({child.tag: (child.text or "").strip() for child in root})
        at = _moment(fields.get("CreateTime"))
        maker = _MAKERS.get((fields.get("Event"), fields.get("ChangeType")))
        if maker is None or at is None:
            return [facts.UnknownFact(_kind(fields), at)]
        try:
            return [maker(fields, at)]
        except _Missing as missing:
            return [facts.UnknownFact(_kind(fields), at, missing=(str(missing),))]


class _Missing(Exception):
    """A documented field is not there."""


@dataclass(frozen=True, slots=True)
class _Fields:
    values: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def need(self, name: str) -> str:
        if not (value := self.get(name)):
            raise _Missing(name)
        return value


def _open(access: ChannelAccess, query: Mapping[str, str], encrypted: str) -> bytes:
    try:
        crypt = WxCrypt(
            need(access, "callback_token"),
            need(access, "encoding_aes_key"),
            need(access, "corp_id"),
        )
    except SendRefused as refused:
        raise CallbackRejected("settings") from refused
    signature, timestamp = query.get("msg_signature", ""), query.get("timestamp", "")
    crypt.check(signature, timestamp, query.get("nonce", ""), encrypted)
    return crypt.decrypt(encrypted)


def _moment(seconds: str) -> datetime | None:
    if not (seconds.isascii() and seconds.isdigit()) or len(seconds) > 11:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def _kind(fields: _Fields) -> str:
    parts = fields.get("MsgType"), fields.get("Event"), fields.get("ChangeType")
    return ".".join(part for part in parts if part)[:120] or "nameless"


def _added(fields: _Fields, at: datetime) -> facts.Fact:
    return facts.ContactAdded(*_friendship(fields), *_arrival(fields), at)


def _added_half(fields: _Fields, at: datetime) -> facts.Fact:
    return facts.ContactAddedHalf(*_friendship(fields), *_arrival(fields), at)


def _edited(fields: _Fields, at: datetime) -> facts.Fact:
    return facts.ContactEdited(*_friendship(fields), at)


def _ended_by_staff(fields: _Fields, at: datetime) -> facts.Fact:
    moved = fields.get("Source") == "DELETE_BY_TRANSFER"
    return facts.FollowEnded(*_friendship(fields), "transfer" if moved else "staff", at)


def _ended_by_customer(fields: _Fields, at: datetime) -> facts.Fact:
    return facts.FollowEnded(*_friendship(fields), "customer", at)


def _transfer_failed(fields: _Fields, at: datetime) -> facts.Fact:
    reason = fields.get("FailReason")
    if reason == "customer_refused":
        return facts.TransferFailed(*_friendship(fields), "refused", at)
    if reason == "customer_limit_exceed":
        return facts.TransferFailed(*_friendship(fields), "taker_full", at)
    return facts.TransferFailed(*_friendship(fields), "other", at)


def _member_changed(fields: _Fields, at: datetime) -> facts.Fact:
    return facts.MemberChanged(fields.need("UserID"), at, fields.get("NewUserID"))


def _member_left(fields: _Fields, at: datetime) -> facts.Fact:
    return facts.MemberLeft(fields.need("UserID"), at)


def _friendship(fields: _Fields) -> tuple[str, str]:
    return fields.need("ExternalUserID"), fields.need("UserID")


def _arrival(fields: _Fields) -> tuple[str, str]:
    return fields.get("State"), fields.get("WelcomeCode")


_MAKERS: dict[tuple[str, str], Callable[[_Fields, datetime], facts.Fact]] = {
    ("change_external_contact", "add_external_contact"): _added,
    ("change_external_contact", "add_half_external_contact"): _added_half,
    ("change_external_contact", "edit_external_contact"): _edited,
    ("change_external_contact", "del_external_contact"): _ended_by_staff,
    ("change_external_contact", "del_follow_user"): _ended_by_customer,
    ("change_external_contact", "transfer_fail"): _transfer_failed,
    ("change_contact", "create_user"): _member_changed,
    ("change_contact", "update_user"): _member_changed,
    ("change_contact", "delete_user"): _member_left,
}
