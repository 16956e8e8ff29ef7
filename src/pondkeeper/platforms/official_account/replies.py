"""Passive replies: the answer to a callback is itself a message, within five seconds.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html
"""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime

from pondkeeper.domain.channels.facts.account import PassiveReply, ReplyArticle
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess
from pondkeeper.platforms.common import weixin_fields
from pondkeeper.platforms.common.weixin_door import crypt_of, sealed
from pondkeeper.platforms.common.wxcrypt import sign

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class PassiveReplies:
    """Writes the body that answers a callback."""

    def reply(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        plain: bytes,
        answer: PassiveReply,
        at: datetime,
    ) -> bytes:
        """Return the body, sealed in safe mode. Raises CallbackRejected when nobody wrote."""
        fields = weixin_fields.read(plain)
        person, account = fields.get("FromUserName"), fields.get("ToUserName")
        if not person or not account:
            raise CallbackRejected("nobody_wrote")
        seconds = int(at.timestamp())
        message = _xml(
            _text("ToUserName", person)
            + _text("FromUserName", account)
            + f"<CreateTime>{seconds}</CreateTime>"
            + _content(answer)
        )
        return _seal(access, query, message, seconds) if sealed(access) else message.encode()


def _seal(access: ChannelAccess, query: Mapping[str, str], message: str, seconds: int) -> bytes:
    crypt = crypt_of(access)
    nonce = query.get("nonce") or secrets.token_hex(8)
    encrypted = crypt.encrypt(message.encode())
    signature = sign(crypt.token, str(seconds), nonce, encrypted)
    return _xml(
        _text("Encrypt", encrypted)
        + _text("MsgSignature", signature)
        + f"<TimeStamp>{seconds}</TimeStamp>"
        + _text("Nonce", nonce)
    ).encode()


def _content(answer: PassiveReply) -> str:
    if answer.kind == "service":
        account = answer.service_account
        chosen = f"<TransInfo>{_text('KfAccount', account)}</TransInfo>" if account else ""
        return _text("MsgType", "transfer_customer_service") + chosen
    return _text("MsgType", answer.kind) + _BODIES[answer.kind](answer)


def _text_body(answer: PassiveReply) -> str:
    return _text("Content", answer.text)


def _image(answer: PassiveReply) -> str:
    return f"<Image>{_text('MediaId', answer.media_id)}</Image>"


def _voice(answer: PassiveReply) -> str:
    return f"<Voice>{_text('MediaId', answer.media_id)}</Voice>"


def _video(answer: PassiveReply) -> str:
    inner = _text("Title", answer.title) + _text("Description", answer.text)
    return f"<Video>{_text('MediaId', answer.media_id)}{inner}</Video>"


def _music(answer: PassiveReply) -> str:
    return (
        f"<Music>{_text('Title', answer.title)}{_text('Description', answer.text)}"
        f"{_text('MusicUrl', answer.url)}{_text('HQMusicUrl', answer.url)}"
        f"{_text('ThumbMediaId', answer.media_id)}</Music>"
    )


def _news(answer: PassiveReply) -> str:
    items = "".join(_item(article) for article in answer.articles)
    return f"<ArticleCount>{len(answer.articles)}</ArticleCount><Articles>{items}</Articles>"


def _item(article: ReplyArticle) -> str:
    return (
        f"<item>{_text('Title', article.title)}{_text('Description', article.description)}"
        f"{_text('PicUrl', article.picture_url)}{_text('Url', article.url)}</item>"
    )


def _xml(inner: str) -> str:
    return f"<xml>{inner}</xml>"


def _text(name: str, value: str) -> str:
    """Return an element; a text that would end its CDATA is cut into two of them."""
    clean = _NOT_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{clean}]]></{name}>"


_BODIES = {
    "text": _text_body,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "music": _music,
    "news": _news,
}
