"""Bilibili behind the domain's ports: a channel that is read and never written to."""

from dataclasses import dataclass

from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    SendUnknown,
    TestStep,
    Wire,
)
from pondkeeper.platforms.bilibili import client
from pondkeeper.platforms.bilibili import endpoints as e
from pondkeeper.platforms.bilibili.callbacks import BilibiliDoor
from pondkeeper.platforms.bilibili.client import BASE_URL, LIMITS
from pondkeeper.platforms.bilibili.errcodes import ERRCODES
from pondkeeper.platforms.bilibili.figures import BilibiliAccountLogin, BilibiliFigures
from pondkeeper.platforms.bilibili.guide import GUIDE
from pondkeeper.platforms.bilibili.settings import SCHEMA
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.settings import missing


def build(ground: Ground) -> Platform:
    """Return Bilibili."""
    caller = client.build(ground)
    return Platform(
        kind="bilibili",
        default_base_url=BASE_URL,
        settings_schema=SCHEMA,
        guide=GUIDE,
        adapter=BilibiliAdapter(caller),
        door=BilibiliDoor(),
        account_login=BilibiliAccountLogin(caller),
        figures=BilibiliFigures(caller),
        endpoints=e.ALL,
        meanings=ERRCODES,
        limits=LIMITS,
    )


@dataclass(frozen=True, slots=True)
class BilibiliAdapter:
    """Sends nothing: the platform has no messages for apps."""

    caller: Caller

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check the settings and ask whose account it is, once it has said yes."""
        lacking = missing(access, SCHEMA)
        steps = [TestStep("settings", not lacking, "、".join(lacking))]
        if lacking:
            return steps
        if not access.secrets.get("refresh_token", "").strip():
            return [*steps, TestStep("account", ok=False, detail="账号还没有授权")]
        try:
            info = await self.caller.call(access, e.ACCOUNT)
        except (SendRefused, SendUnknown) as error:
            return [*steps, TestStep("account", ok=False, detail=str(error))]
        return [*steps, TestStep("account", ok=True, detail=str(info.get("name") or ""))]

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Refuse. Raises SendRefused."""
        del access
        hint = f"哔哩哔哩没有给应用的消息接口，不能发送 {call.kind}"
        raise SendRefused("permanent", "wire_kind", hint)
