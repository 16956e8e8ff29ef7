"""The chat archive (会话存档), read from messages that somebody has pulled and decrypted.

Pulling needs a closed library of the platform and the company's private key; neither is ours to
ship. Whoever has both hands in the decrypted JSON, one object a line. Pages:
https://developer.work.weixin.qq.com/document/path/91774 (messages), 91782 (consent), 91614.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from pondkeeper.domain.channels.facts import inside
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.messages import check
from pondkeeper.platforms.wecom.times import at

_ACTIONS: Mapping[str, Literal["send", "recall", "switch"]] = {
    "send": "send",
    "recall": "recall",
    "switch": "switch",
}
_KINDS = {
    "text": "text",
    "image": "image",
    "voice": "voice",
    "video": "video",
    "file": "file",
    "link": "link",
    "location": "location",
    "card": "card",
    "weapp": "card",
    "revoke": "revoke",
    "agree": "agree",
    "disagree": "disagree",
}
_AGREED = {"Agree": True, "Default_Agree": True, "Disagree": False}
_EXTERNAL = "_external"


_Milliseconds: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=99_999_999_999_999)]


class _Line(msgspec.Struct):
    """What every message has; a switch of companies names its moment `time` and its `user`."""

    msgid: str
    action: str
    sender: str = msgspec.field(name="from", default="")
    tolist: tuple[str, ...] = ()
    roomid: str = ""
    msgtime: _Milliseconds = 0
    msgtype: str = ""
    time: _Milliseconds = 0
    user: str = ""


@dataclass(frozen=True, slots=True)
class WeComArchive:
    """Reads what was kept, and who agreed to it."""

    caller: Caller

    def read(self, lines: Iterable[bytes]) -> Iterator[inside.ArchivedMessage]:
        """Read decrypted messages; a line that is none is left out."""
        for line in lines:
            try:
                head = msgspec.json.decode(line, type=_Line)
                whole = msgspec.json.decode(line, type=dict[str, Any])
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
            if head.action in _ACTIONS and (head.msgtime or head.time):
                yield _message(head, whole)

    async def members(self, access: ChannelAccess) -> list[str]:
        """Return the members whose chats are kept."""
        answer = await self.caller.call(access, e.ARCHIVED, post(e.ARCHIVED, {}))
        return [str(one) for one in answer.get("ids") or ()]

    async def agreements(
        self, access: ChannelAccess, pairs: Sequence[tuple[str, str]]
    ) -> list[inside.Agreement]:
        """Return who agreed, for up to 100 (member id, external id) pairs."""
        check(len(pairs), self.caller.limits, "wecom.archive.pairs")
        asked = [{"userid": one, "exteranalopenid": other} for one, other in pairs]
        answer = await self.caller.call(access, e.AGREED, post(e.AGREED, {"info": asked}))
        return [_agreement(row) for row in answer.get("agreeinfo") or ()]

    async def group_agreements(
        self, access: ChannelAccess, group_id: str
    ) -> list[inside.Agreement]:
        """Return who of a group's customers agreed."""
        request = post(e.AGREED_IN_GROUP, {"roomid": group_id})
        answer = await self.caller.call(access, e.AGREED_IN_GROUP, request)
        return [_agreement(row) for row in answer.get("agreeinfo") or ()]


def _message(head: _Line, whole: Mapping[str, Any]) -> inside.ArchivedMessage:
    found = whole.get(head.msgtype)
    inner: Mapping[str, Any] = found if isinstance(found, dict) else {}
    words = inner.get("content") or inner.get("title") or inner.get("filename") or ""
    return inside.ArchivedMessage(
        message_id=head.msgid,
        action=_ACTIONS[head.action],
        from_id=head.sender or head.user,
        to_ids=head.tolist,
        group_id=head.roomid,
        at=datetime.fromtimestamp((head.msgtime or head.time) / 1000, UTC),
        kind=_KINDS.get(head.msgtype, "other"),
        text=str(words),
        media_id=str(inner.get("sdkfileid") or ""),
        recalls=str(inner.get("pre_msgid") or ""),
        external=head.msgid.endswith(_EXTERNAL),
    )


def _agreement(row: Mapping[str, Any]) -> inside.Agreement:
    # The platform's own spelling; the correct one may come some day.
    external_id = row.get("exteranalopenid") or row.get("externalopenid")
    return inside.Agreement(
        external_id=str(external_id or told(row, "exteranalopenid")),
        agreed=_AGREED.get(str(row.get("agree_status"))),
        member_id=str(row.get("userid") or ""),
        at=at(row.get("status_change_time")),
    )
