"""Kuaishou behind the domain's ports: messages people asked for, and nothing else."""

from dataclasses import dataclass

import msgspec

from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    SendUnknown,
    TestStep,
    Wire,
)
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.settings import missing
from pondkeeper.platforms.kuaishou import client
from pondkeeper.platforms.kuaishou import endpoints as e
from pondkeeper.platforms.kuaishou.callbacks import KuaishouDoor
from pondkeeper.platforms.kuaishou.client import BASE_URL, LIMITS, by_secret, form
from pondkeeper.platforms.kuaishou.errcodes import ERRCODES
from pondkeeper.platforms.kuaishou.figures import KuaishouFigures
from pondkeeper.platforms.kuaishou.guide import GUIDE
from pondkeeper.platforms.kuaishou.login import KuaishouAccountLogin, KuaishouProgramLogin
from pondkeeper.platforms.kuaishou.settings import SCHEMA


def build(ground: Ground) -> Platform:
    """Return Kuaishou."""
    caller = client.build(ground)
    return Platform(
        kind="kuaishou",
        default_base_url=BASE_URL,
        settings_schema=SCHEMA,
        guide=GUIDE,
        adapter=KuaishouAdapter(caller),
        door=KuaishouDoor(),
        account_login=KuaishouAccountLogin(caller),
        program_login=KuaishouProgramLogin(caller),
        figures=KuaishouFigures(caller),
        endpoints=e.ALL,
        meanings=ERRCODES,
        limits=LIMITS,
    )


@dataclass(frozen=True, slots=True)
class KuaishouAdapter:
    """Sends `subscribe`; the shape of its body is in README.md."""

    caller: Caller

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check the settings, fetch the app's token and, where given, look at the account."""
        lacking = missing(access, SCHEMA)
        steps = [TestStep("settings", not lacking, "、".join(lacking))]
        if lacking:
            return steps
        fetch = by_secret(access, e.APP_TOKEN, {"grant_type": "client_credentials"})
        steps.append(await self._try(access, "token", e.APP_TOKEN, fetch))
        if access.secrets.get("refresh_token", "").strip():
            steps.append(await self._try(access, "account", e.ACCOUNT, Request(e.ACCOUNT.path)))
        return steps

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Send one message. Raises SendRefused or SendUnknown."""
        if call.kind != "subscribe":
            raise SendRefused("permanent", "wire_kind", f"快手不能发送 {call.kind}")
        try:
            to = str(call.body["open_id"])
            fields = {
                "to_user": to,
                "template_id": str(call.body["template_id"]),
                "page": str(call.body.get("page") or ""),
                "data": msgspec.json.encode(
                    {name: {"value": str(value)} for name, value in call.body["data"].items()}
                ).decode(),
            }
        except KeyError as lacking:
            hint = f"内容缺少 {lacking.args[0]}"
            raise SendRefused("permanent", "wire_shape", hint) from lacking
        await self.caller.call(access, e.SUBSCRIBE, form(e.SUBSCRIBE, fields, subject=to))
        return SendResult("")

    async def _try(
        self, access: ChannelAccess, name: str, endpoint: Endpoint, request: Request
    ) -> TestStep:
        try:
            await self.caller.call(access, endpoint, request)
        except (SendRefused, SendUnknown) as error:
            return TestStep(name, ok=False, detail=str(error))
        return TestStep(name, ok=True, detail="")
