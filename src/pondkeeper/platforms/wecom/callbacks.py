"""WeCom's callbacks: https://developer.work.weixin.qq.com/document/path/90930 (envelope)."""

from collections.abc import Mapping

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused
from pondkeeper.platforms.common import xml
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.wxcrypt import WxCrypt
from pondkeeper.platforms.wecom.events import Fields, Missing, kind, make, moment


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
        fields = Fields(xml.read(plain))
        at = moment(fields)
        if at is None:
            return [facts.UnknownFact(kind(fields), None)]
        try:
            return [make(fields, at)]
        except Missing as missing:
            return [facts.UnknownFact(kind(fields), at, missing=(str(missing),))]


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
