"""Bodies of messages that official accounts and mini programs both send, and what both test."""

from collections.abc import Mapping
from typing import Any

from pondkeeper.domain.channels.ports import (
    CallbackRejected,
    ChannelAccess,
    SendRefused,
    SendUnknown,
    SettingField,
    TestStep,
)
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.settings import missing
from pondkeeper.platforms.common.weixin_door import crypt_of, sealed


def filled(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fields of a template as the platform wants them; a value may be one already."""
    return {
        name: dict(value) if isinstance(value, Mapping) else {"value": str(value)}
        for name, value in data.items()
    }


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def program(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return where a message leads inside a mini program."""
    return {"appid": row["appid"], "pagepath": row["page"]} if row else None


async def try_channel(
    caller: Caller, access: ChannelAccess, schema: tuple[SettingField, ...], quota: Endpoint
) -> list[TestStep]:
    """Look at the settings and the callback's key, then ask for a count, which uses up nothing."""
    lacking = missing(access, schema)
    steps = [TestStep("settings", not lacking, "、".join(lacking))]
    if lacking:
        return steps
    return [*steps, _test_callback(access), await _test_token(caller, access, quota)]


def _test_callback(access: ChannelAccess) -> TestStep:
    if not sealed(access):
        return TestStep(
            "callback", ok=True, detail="明文模式：建议填写 EncodingAESKey 改用安全模式"
        )
    try:
        crypt = crypt_of(access)
        crypt.decrypt(crypt.encrypt(b"pond"))
    except CallbackRejected:
        return TestStep("callback", ok=False, detail="EncodingAESKey 应为 43 位字母或数字")
    return TestStep("callback", ok=True, detail="")


async def _test_token(caller: Caller, access: ChannelAccess, quota: Endpoint) -> TestStep:
    body = {"cgi_path": "/cgi-bin/message/custom/send"}
    try:
        await caller.call(access, quota, post(quota, body))
    except (SendRefused, SendUnknown) as error:
        return TestStep("token", ok=False, detail=str(error))
    return TestStep("token", ok=True, detail="")
