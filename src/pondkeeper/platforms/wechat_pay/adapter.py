"""WeChat Pay behind the domain's ports."""

import secrets
from dataclasses import dataclass
from typing import NoReturn

from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    SendUnknown,
    TestStep,
    Wire,
)
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.settings import missing
from pondkeeper.platforms.wechat_pay import client
from pondkeeper.platforms.wechat_pay.bills import WeChatBills
from pondkeeper.platforms.wechat_pay.callbacks import PayDoor
from pondkeeper.platforms.wechat_pay.certificates import WeChatRenewal
from pondkeeper.platforms.wechat_pay.combining import WeChatCombinedPay
from pondkeeper.platforms.wechat_pay.endpoints import ENDPOINTS
from pondkeeper.platforms.wechat_pay.errcodes import ERRCODES
from pondkeeper.platforms.wechat_pay.keys import merchant_key, platform_keys
from pondkeeper.platforms.wechat_pay.paying import WeChatPay
from pondkeeper.platforms.wechat_pay.settings import GUIDE, SCHEMA
from pondkeeper.platforms.wechat_pay.transfers import WeChatPayouts

BASE_URL = "https://api.mch.weixin.qq.com"


def build(ground: Ground) -> Platform:
    """Return WeChat Pay."""
    caller = client.build(ground)
    pay = WeChatPay(caller, ground.clock)
    return Platform(
        kind="wechat_pay",
        default_base_url=BASE_URL,
        settings_schema=SCHEMA,
        guide=GUIDE,
        adapter=PayAdapter(pay),
        door=PayDoor(ground.clock),
        pay=pay,
        pay_ways=pay,
        combined_pay=WeChatCombinedPay(caller, ground.clock),
        payouts=WeChatPayouts(caller),
        bills=WeChatBills(caller),
        renewal=WeChatRenewal(caller, ground.clock),
        endpoints=ENDPOINTS,
        limits=caller.limits,
        meanings=ERRCODES,
    )


@dataclass(frozen=True, slots=True)
class PayAdapter:
    """Tests a merchant's settings; there is nothing to send here."""

    pay: WeChatPay

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check settings and keys, then ask for an order that does not exist."""
        lacking = missing(access, SCHEMA)
        steps = [TestStep("settings", not lacking, "、".join(lacking)), _test_keys(access)]
        if all(step.ok for step in steps):
            steps.append(await self._test_query(access))
        return steps

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Refuse: money is not a message."""
        del access
        _refuse_kind(call.kind)

    async def _test_query(self, access: ChannelAccess) -> TestStep:
        try:
            await self.pay.query(access, f"POND{secrets.token_hex(8)}")
        except (SendRefused, SendUnknown) as error:
            return TestStep("query", ok=False, detail=str(error))
        return TestStep("query", ok=True, detail="")


def _refuse_kind(kind: str) -> NoReturn:
    raise SendRefused("permanent", "wire_kind", f"微信支付不能发送 {kind}")


def _test_keys(access: ChannelAccess) -> TestStep:
    try:
        merchant_key(access)
        known = platform_keys(access)
    except SendRefused as refused:
        return TestStep("keys", ok=False, detail=refused.hint)
    if not known:
        return TestStep("keys", ok=False, detail="缺少微信支付公钥或平台证书")
    if len(access.secrets.get("apiv3_key", "").encode()) != 32:
        return TestStep("keys", ok=False, detail="APIv3 密钥应为 32 个字符")
    return TestStep("keys", ok=True, detail="、".join(known))
