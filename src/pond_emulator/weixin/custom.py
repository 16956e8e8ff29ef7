"""Service messages: what an account writes to a person by itself, inside a window.

developers.weixin.qq.com/doc/service/guide/product/message/Customer_Service_Messages.html
"""

from collections.abc import Callable
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.weixin import faces, media, windows
from pond_emulator.weixin.door import MINI, OFFICIAL, Route, WxCall

MOST_BYTES = 2048
OF_OFFICIAL = (
    *("text", "image", "voice", "video", "music", "news", "mpnews", "mpnewsarticle", "msgmenu"),
    *("wxcard", "miniprogrampage"),
)
OF_MINI = ("text", "image", "link", "miniprogrampage")
TYPING = ("Typing", "CancelTyping")


def sender(platform: str, kinds: tuple[str, ...]) -> Callable[[WxCall], dict[str, Any]]:
    """message/custom/send of one kind of account."""

    def send(call: WxCall) -> dict[str, Any]:
        openid, kind = call.text("touser", 40003), str(call.body.get("msgtype", ""))
        call.subject = openid
        face = faces.follower(call, openid) if platform == OFFICIAL else faces.known(call, openid)
        if kind not in kinds:
            raise Refused(40008)
        content = call.body.get(kind)
        check(call, kind, content)
        if face["refuses"]:
            raise Refused(48002)
        windows.use(call, openid, platform)
        faces.show(call.world, face, "to_person", "custom", {"msgtype": kind, kind: content})
        return {}

    return send


def check(call: WxCall, kind: str, content: Any) -> None:
    """Raises Refused."""
    if not isinstance(content, dict):
        raise Refused(44004 if kind == "text" else 47001)
    if kind == "text":
        text = str(content.get("content") or "")
        if not text:
            raise Refused(44004)
        if len(text.encode()) > MOST_BYTES:
            raise Refused(45002)
    if kind == "news" and len(content.get("articles") or []) != 1:
        raise Refused(45008)
    for name in ("media_id", "thumb_media_id"):
        if name in content:
            media.find(call, str(content[name]))


def typing(call: WxCall) -> dict[str, Any]:
    if call.body.get("command") not in TYPING:
        raise Refused(45072)
    faces.known(call, call.text("touser", 40003))
    return {}


def routes(platform: str) -> tuple[Route, ...]:
    kinds = OF_MINI if platform == MINI else OF_OFFICIAL
    return (
        Route("POST", "/cgi-bin/message/custom/send", sender(platform, kinds), "custom"),
        Route("POST", "/cgi-bin/message/custom/typing", typing),
    )
