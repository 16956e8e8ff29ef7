"""Kuaishou's webhooks: header `kwaisign` is md5(body + app_secret), {"result": 1} ends the tries,
of which there are at most 16 (one source, V1).

What they carry is described nowhere we could read: every one is answered and kept.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused
from pondkeeper.kit import strict_json
from pondkeeper.platforms.common.settings import need

_NAMES = ("event", "biz_type", "type")


class KuaishouDoor:
    """Opens what Kuaishou sends to `/callbacks/{channel key}`."""

    accepted = b'{"result":1}'

    def verify_url(self, access: ChannelAccess, query: Mapping[str, str]) -> str:
        """Refuse: no check of an address is known."""
        del access, query
        raise CallbackRejected("no_url_check")

    def open(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> bytes:
        """Return the body as it came, once its sign fits. Raises CallbackRejected."""
        del query
        try:
            secret = need(access, "app_secret")
        except SendRefused as refused:
            raise CallbackRejected("settings") from refused
        given = headers.get("kwaisign", "").lower()
        if not hmac.compare_digest(sign(secret, body).encode(), given.encode()):
            raise CallbackRejected("signature")
        return body

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Return one fact. Raises CallbackRejected when the text is not one of the platform."""
        try:
            said = strict_json.read(plain, dict[str, Any])
        except msgspec.DecodeError as error:
            raise CallbackRejected("shape") from error
        kind = next((str(said[name]) for name in _NAMES if said.get(name)), "nameless")
        return [facts.UnknownFact(kind[:120], _moment(said.get("timestamp")))]


def sign(secret: str, body: bytes) -> str:
    """Return what `kwaisign` must be."""
    return hashlib.md5(body + secret.encode(), usedforsecurity=False).hexdigest()


def _moment(at: Any) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    try:
        seconds = int(at)
        return datetime.fromtimestamp(seconds // 1000 if seconds > 10**11 else seconds, UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
