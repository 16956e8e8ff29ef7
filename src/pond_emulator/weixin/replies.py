"""Passive replies: what a server may answer a message with, within five seconds.

developers.weixin.qq.com/doc/service/guide/product/message/Passive_User_Reply_Message.html
"""

import base64
import struct
import xml.etree.ElementTree as ET
from sqlite3 import Row
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from pond_emulator.kit import crypto
from pond_emulator.notices import BadReplyError

NOTHING = (b"", b"success")
SIMPLE = {"image": "Image", "voice": "Voice", "video": "Video", "music": "Music"}
MOST_BYTES = 2048


def read(account: Row, answer: bytes) -> dict[str, Any] | None:
    """The message a server answered with, or None; raises BadReplyError."""
    if answer.strip() in NOTHING:
        return None
    root = parsed(answer)
    if account["mode"] == "safe":
        root = parsed(opened(account, root))
    kind = root.findtext("MsgType", "")
    return {"to": root.findtext("ToUserName", ""), "msgtype": kind, kind: content(root, kind)}


def parsed(text: bytes) -> ET.Element:
    if b"<!" in text.replace(b"<![CDATA[", b""):
        raise BadReplyError("no document type and no entities are taken")
    try:
        return ET.fromstring(text)  # noqa: S314  without a document type there is nothing to expand
    except ET.ParseError as error:
        raise BadReplyError(f"the answer is no XML: {error}") from error


def opened(account: Row, root: ET.Element) -> bytes:
    """The plain reply of a sealed one; raises BadReplyError."""
    said = {name: root.findtext(name, "") for name in ("Encrypt", "MsgSignature", "TimeStamp")}
    expected = crypto.callback_signature(
        account["token"], said["TimeStamp"], root.findtext("Nonce", ""), said["Encrypt"]
    )
    if said["MsgSignature"] != expected:
        raise BadReplyError("the reply's signature does not fit")
    return decrypted(account["encoding_aes_key"], account["appid"], said["Encrypt"])


def decrypted(encoding_aes_key: str, appid: str, sealed: str) -> bytes:
    """WXBizMsgCrypt, opened; raises BadReplyError."""
    key = base64.b64decode(encoding_aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    try:
        plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
        plain = plain[16 : -plain[-1]]
        length = struct.unpack(">I", plain[:4])[0]
    except (ValueError, IndexError, struct.error) as error:
        raise BadReplyError("the reply cannot be opened") from error
    if plain[4 + length :] != appid.encode():
        raise BadReplyError("the reply is sealed for another account")
    return plain[4 : 4 + length]


def content(root: ET.Element, kind: str) -> Any:
    """What the person sees of a reply, in the shape of a service message."""
    if kind == "text":
        text = root.findtext("Content", "")
        if len(text.encode()) > MOST_BYTES:
            raise BadReplyError("the text is longer than 2048 bytes")
        return {"content": text}
    if kind == "news":
        items = root.findall("Articles/item")
        if not items:
            raise BadReplyError("news without an article")
        return {"articles": [fields(item) for item in items]}
    if kind == "transfer_customer_service":
        return {"kf_account": root.findtext("TransInfo/KfAccount", "")}
    if kind in SIMPLE and (inner := root.find(SIMPLE[kind])) is not None:
        return fields(inner)
    raise BadReplyError(f"a reply of type {kind!r} is not known")


def fields(element: ET.Element) -> dict[str, str]:
    """Names as the service messages write them: MediaId -> media_id, PicUrl -> picurl."""
    names = {"MediaId": "media_id", "ThumbMediaId": "thumb_media_id"}
    return {names.get(child.tag, child.tag.lower()): child.text or "" for child in element}
