"""The callback door that official accounts and mini programs share.

Plain mode: `signature` signs the address alone, the body comes as it is. Safe mode: the body is
sealed (`wxcrypt`), `msg_signature` signs it. A channel with an EncodingAESKey takes sealed bodies
only; one that both modes reach (the compatible mode) is read from its sealed half.
Source: https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/Access_Overview.html
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused
from pondkeeper.platforms.common import weixin_fields
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.common.weixin_fields import Fields, Missing
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign

Maker: TypeAlias = Callable[[Fields, datetime], Sequence[facts.Fact]]


@dataclass(frozen=True, slots=True)
class WeixinDoor:
    """Opens what comes to `/callbacks/{channel key}`.

    `events` are makers of facts by the event's name, `message` makes one of what a person wrote.
    """

    events: Mapping[str, Maker]
    message: Maker
    accepted: bytes = b"success"

    def verify_url(self, access: ChannelAccess, query: Mapping[str, str]) -> str:
        """Return the echo text, opened where it came sealed. Raises CallbackRejected."""
        echo = query.get("echostr", "")
        if "msg_signature" in query:
            return _unsealed(access, query, echo).decode("utf-8", "replace")
        _check_plain(access, query)
        return echo

    def open(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> bytes:
        """Return the message, a small XML or JSON document. Raises CallbackRejected."""
        del headers
        if sealed(access):
            return _unsealed(access, query, weixin_fields.read(body).get("Encrypt"))
        _check_plain(access, query)
        fields = weixin_fields.read(body)
        if not fields.get("MsgType"):
            # Sealed for a key that the channel does not have, or nothing of the platform's.
            raise CallbackRejected("no_message")
        return body

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Return what happened; what no maker knows is one UnknownFact."""
        fields = weixin_fields.read(plain)
        at, event = fields.at, fields.get("MsgType") == "event"
        maker = self.events.get(fields.get("Event")) if event else self.message
        if maker is None or at is None:
            return [facts.UnknownFact(fields.kind, at)]
        try:
            return list(maker(fields, at)) or [facts.UnknownFact(fields.kind, at)]
        except Missing as missing:
            return [facts.UnknownFact(fields.kind, at, missing=(str(missing),))]


def sealed(access: ChannelAccess) -> bool:
    """Whether the channel speaks in safe mode."""
    return bool(access.secrets.get("encoding_aes_key", "").strip())


def crypt_of(access: ChannelAccess) -> WxCrypt:
    """Return what seals and opens. Raises CallbackRejected when a setting is missing."""
    try:
        return WxCrypt(
            need(access, "callback_token"), need(access, "encoding_aes_key"), need(access, "app_id")
        )
    except SendRefused as refused:
        raise CallbackRejected("settings") from refused


def _unsealed(access: ChannelAccess, query: Mapping[str, str], encrypted: str) -> bytes:
    crypt = crypt_of(access)
    signature, timestamp = query.get("msg_signature", ""), query.get("timestamp", "")
    crypt.check(signature, timestamp, query.get("nonce", ""), encrypted)
    return crypt.decrypt(encrypted)


def _check_plain(access: ChannelAccess, query: Mapping[str, str]) -> None:
    token = access.secrets.get("callback_token", "").strip()
    if not token:
        raise CallbackRejected("settings")
    wanted = sign(token, query.get("timestamp", ""), query.get("nonce", ""))
    if not hmac.compare_digest(wanted.encode(), query.get("signature", "").encode()):
        raise CallbackRejected("signature")
