"""What a message may hold: sizes, kinds of attachments, and what the platform never lets pass.

Inducing people to share by a benefit is forbidden (the external link rules of 2019-10-28, 1.2);
the real filter is not public, so only a few plain phrases are known here.
"""

import re
from typing import Any

import msgspec

from pond_emulator.wecom.door import PLATFORM, Call
from pond_emulator.wecom.errors import Refused

KINDS = ("image", "link", "miniprogram", "video", "file")
INDUCING = re.compile(
    r"(转发|分享|发)(到|至)?(朋友圈|\d+个?群).{0,8}(领|得|送|返|红包)|集\d*个?赞.{0,6}(领|送|换|得)"
)
STRIKES, DAY_S = 3, 86400


def check_message(call: Call, kinds: tuple[str, ...] = KINDS) -> None:
    """Text and attachments of the body; raises Refused."""
    text = (call.body.get("text") or {}).get("content", "")
    attachments = call.body.get("attachments") or []
    if not text and not attachments:
        raise Refused(40063, "text and attachments both empty")
    if len(text.encode()) > call.size("mass.text"):
        raise Refused(45002, "text.content too long")
    if len(attachments) > call.size("mass.attachments"):
        raise Refused(41064)
    for attachment in attachments:
        check_attachment(call, attachment, kinds)
    check_words(call)


def check_attachment(call: Call, attachment: dict[str, Any], kinds: tuple[str, ...]) -> None:
    kind = attachment.get("msgtype")
    content = attachment.get(kind) if isinstance(kind, str) else None
    if kind not in kinds or not isinstance(content, dict):
        raise Refused(41065)
    if kind == "link" and not content.get("url"):
        raise Refused(40058, "attachments.link needs url")
    media_id = content.get("media_id") or content.get("pic_media_id")
    if media_id:
        check_media(call, media_id)


def check_media(call: Call, media_id: str) -> None:
    """A media_id lives three days, and only in the corp that made it."""
    row = call.world.store.one(
        "select created from media where media_id = ? and corpid = ?", media_id, call.corpid
    )
    days = call.size("media.days")
    if row is None or row["created"] + days * DAY_S < call.world.clock.world():
        raise Refused(40007)


def check_words(call: Call) -> None:
    """Refuses what induces; the third time in a day the corp's calls are forbidden for a day."""
    if not INDUCING.search(msgspec.json.encode(call.body).decode()):
        return
    store, now = call.world.store, call.world.clock.world()
    earlier = store.value(
        "select count(*) from record where account = ? and errcode = '40201' and at > ?",
        *(call.corpid, now - DAY_S),
    )
    if earlier + 1 >= STRIKES:
        why = f"{STRIKES} messages in a day that induce people to share"
        call.world.bans.put(PLATFORM, call.corpid, "", why, DAY_S)
    raise Refused(40201)
