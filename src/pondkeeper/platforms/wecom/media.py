"""Files: temporary media for messages, attachments for Moments and albums, what customers sent.

Pages: https://developer.work.weixin.qq.com/document/path/90253 (upload), 90254 (fetch).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pondkeeper.domain.channels.facts import reach
from pondkeeper.domain.channels.ports import ChannelAccess, SendUnknown
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.uploads import upload
from pondkeeper.platforms.wecom import endpoints as e

_USES: Mapping[reach.AttachmentUse, str] = {"moment": "1", "album": "2"}


@dataclass(frozen=True, slots=True)
class WeComMedia:
    """Temporary media, kept by the platform for three days."""

    caller: Caller

    async def upload(
        self, access: ChannelAccess, *, name: str, content: bytes, kind: str = "image"
    ) -> str:
        """Upload one file and return its media id. `kind`: image, voice, video or file."""
        request = await upload(e.MEDIA_UPLOAD, name, content, type=kind)
        answer = await self.caller.call(access, e.MEDIA_UPLOAD, request)
        return str(told(answer, "media_id"))

    async def fetch(self, access: ChannelAccess, media_id: str) -> tuple[bytes, str]:
        """Return a file and its content type."""
        answer = await self.caller.call(access, e.MEDIA_GET, get(e.MEDIA_GET, media_id=media_id))
        content = answer.get("content")
        if not isinstance(content, bytes):
            raise SendUnknown("a good answer without a file")
        return content, str(answer.get("content_type") or "")


@dataclass(frozen=True, slots=True)
class WeComAttachments:
    """Pictures and films where Moments and albums can carry them; also kept for three days."""

    caller: Caller

    async def upload(
        self,
        access: ChannelAccess,
        *,
        name: str,
        content: bytes,
        kind: str = "image",
        use: reach.AttachmentUse = "moment",
    ) -> str:
        """Upload one file and return its media id. `kind`: image, video or file."""
        query = {"media_type": kind, "attachment_type": _USES[use]}
        request = await upload(e.MEDIA_ATTACHMENT, name, content, **query)
        answer = await self.caller.call(access, e.MEDIA_ATTACHMENT, request)
        return str(told(answer, "media_id"))
