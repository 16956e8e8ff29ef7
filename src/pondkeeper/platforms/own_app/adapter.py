"""An own app behind the domain's ports: it sends us events, and there is nothing to call there."""

from collections.abc import Mapping

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import (
    CallbackRejected,
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    TestStep,
    Wire,
)
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.own_app.guide import GUIDE

HERE = "http://127.0.0.1"
"""Every channel has an address; nothing is called at this one."""


def build(_ground: Ground) -> Platform:
    """Return the own app: no setting, no outside call."""
    return Platform(
        kind="own_app",
        default_base_url=HERE,
        settings_schema=(),
        guide=GUIDE,
        adapter=OwnAppAdapter(),
        door=OwnAppDoor(),
    )


class OwnAppAdapter:
    """Nothing is sent to an own app; a webhook tells its server what happened here."""

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Say that the write key is there; whether events come, their list shows."""
        return [TestStep("write_key", ok=bool(access.public_key), detail=access.public_key)]

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Raise SendRefused."""
        del access
        raise SendRefused("permanent", "wire_kind", f"自有应用不能发送 {call.kind}")


class OwnAppDoor:
    """Events come through the tracking API (`api/track.py`); no callback is one of ours."""

    accepted = b""

    def verify_url(self, access: ChannelAccess, query: Mapping[str, str]) -> str:
        """Raise CallbackRejected."""
        del access, query
        raise CallbackRejected("no_callbacks")

    def open(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> bytes:
        """Raise CallbackRejected."""
        del access, query, headers, body
        raise CallbackRejected("no_callbacks")

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Raise CallbackRejected."""
        del plain
        raise CallbackRejected("no_callbacks")
