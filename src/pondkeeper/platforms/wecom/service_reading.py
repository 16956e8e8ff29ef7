"""What a sync of customer service brings, in our terms.

Page: https://developer.work.weixin.qq.com/document/path/94670. The list of events is from memory
(M), the numbers of why a message failed from one source (V1): what is not known here is told as
`ServiceUnread` and lost to nobody, as a sync may be repeated from an older cursor.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pondkeeper.domain.channels.facts import service
from pondkeeper.domain.channels.facts.people import Messaged
from pondkeeper.platforms.wecom.times import at

_CUSTOMER, _STAFF = 3, 5
_KINDS = {
    "text": "text",
    "image": "image",
    "voice": "voice",
    "video": "video",
    "link": "link",
    "location": "location",
    "business_card": "card",
    "miniprogram": "card",
}
_FAILED: Mapping[Any, service.FailReason] = {
    4: "too_late",
    6: "too_many",
    10: "refused",
}
_MOVED: Mapping[Any, service.MoveKind] = {
    1: "taken",
    2: "passed",
    3: "ended",
    4: "resumed",
}
_NEVER = datetime.fromtimestamp(0, UTC)


def read(row: Mapping[str, Any], *, reply_within_s: int) -> service.ServiceFact:
    """Return what one message or event says; an answer is allowed for `reply_within_s`."""
    kind, account_id = str(row.get("msgtype") or ""), str(row.get("open_kfid") or "")
    when = at(row.get("send_time")) or _NEVER
    if kind == "event":
        event = row.get("event") or {}
        name = str(event.get("event_type") or "")
        reader = _EVENTS.get(name)
        account_id = str(event.get("open_kfid") or account_id)
        return reader(event, account_id, when) if reader else _unread(account_id, name, when)
    if row.get("origin") == _CUSTOMER:
        return _message(row, kind, account_id, when, reply_within_s)
    if row.get("origin") == _STAFF:
        return service.ServiceAnswered(
            account_id,
            str(row.get("external_userid") or ""),
            str(row.get("servicer_userid") or ""),
            str(row.get("msgid") or ""),
            when,
            _KINDS.get(kind, "other"),
            _text(row, kind),
        )
    return _unread(account_id, kind, when)


def _message(
    row: Mapping[str, Any], kind: str, account_id: str, when: datetime, reply_within_s: int
) -> Messaged:
    inner = row.get(kind) or {}
    return Messaged(
        external_id=str(row.get("external_userid") or ""),
        message_id=str(row.get("msgid") or ""),
        at=when,
        kind=_KINDS.get(kind, "other"),
        text=_text(row, kind),
        media=str(inner.get("media_id") or inner.get("url") or ""),
        conversation_id=account_id,
        reply_within_s=reply_within_s,
    )


def _text(row: Mapping[str, Any], kind: str) -> str:
    inner = row.get(kind) or {}
    words = inner.get("content") or inner.get("title") or inner.get("name") or ""
    return str(words)


def _entered(event: Mapping[str, Any], account_id: str, when: datetime) -> service.ServiceFact:
    return service.ServiceEntered(
        account_id,
        _who(event),
        when,
        str(event.get("welcome_code") or ""),
        str(event.get("scene") or ""),
        str(event.get("scene_param") or ""),
    )


def _failed(event: Mapping[str, Any], account_id: str, when: datetime) -> service.ServiceFact:
    reason = _FAILED.get(event.get("fail_type"), "other")
    message_id = str(event.get("fail_msgid") or "")
    return service.ServiceFailed(account_id, _who(event), message_id, reason, when)


def _moved(event: Mapping[str, Any], account_id: str, when: datetime) -> service.ServiceFact:
    return service.ServiceMoved(
        account_id,
        _who(event),
        _MOVED.get(event.get("change_type"), "other"),
        when,
        str(event.get("old_servicer_userid") or ""),
        str(event.get("new_servicer_userid") or ""),
        str(event.get("msg_code") or ""),
    )


def _recalled(event: Mapping[str, Any], account_id: str, when: datetime) -> service.ServiceFact:
    message_id = str(event.get("recall_msgid") or "")
    return service.ServiceRecalled(account_id, _who(event), message_id, when)


def _duty(event: Mapping[str, Any], account_id: str, when: datetime) -> service.ServiceFact:
    member_id = str(event.get("servicer_userid") or "")
    return service.ServicerDuty(account_id, member_id, event.get("status") == 1, when)


def _who(event: Mapping[str, Any]) -> str:
    return str(event.get("external_userid") or "")


def _unread(account_id: str, kind: str, when: datetime) -> service.ServiceUnread:
    return service.ServiceUnread(account_id, kind or "nameless", None if when == _NEVER else when)


_EVENTS: Mapping[str, Callable[[Mapping[str, Any], str, datetime], service.ServiceFact]] = {
    "enter_session": _entered,
    "msg_send_fail": _failed,
    "session_status_change": _moved,
    "user_recall_msg": _recalled,
    "servicer_status_change": _duty,
}
