"""An official account behind the domain's ports: what can be sent, and how it is put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    TestStep,
    Wire,
)
from pondkeeper.platforms.common import weixin
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.common.weixin_messages import try_channel
from pondkeeper.platforms.official_account import endpoints, sending
from pondkeeper.platforms.official_account.callbacks import DOOR
from pondkeeper.platforms.official_account.endpoints import account, messages
from pondkeeper.platforms.official_account.errcodes import ERRCODES
from pondkeeper.platforms.official_account.followers import OfficialFollowers
from pondkeeper.platforms.official_account.guide import GUIDE
from pondkeeper.platforms.official_account.menus import OfficialMenus
from pondkeeper.platforms.official_account.publishing import (
    OfficialArticles,
    OfficialFiles,
    OfficialMedia,
)
from pondkeeper.platforms.official_account.replies import PassiveReplies
from pondkeeper.platforms.official_account.settings import SCHEMA
from pondkeeper.platforms.official_account.templates import OfficialTemplates
from pondkeeper.platforms.official_account.web import (
    OfficialLogin,
    OfficialScenes,
    OfficialScripts,
)


def build(ground: Ground) -> Platform:
    """Return the official account."""
    limits = load(__package__, account="app_id")
    caller = weixin.build(ground, limits, token=account.TOKEN, errcodes=ERRCODES, name_zh="公众号")
    return Platform(
        kind="official_account",
        default_base_url=weixin.HOSTS[""],
        settings_schema=SCHEMA,
        guide=GUIDE,
        adapter=OfficialAdapter(caller),
        door=DOOR,
        media=OfficialMedia(caller),
        scripts=OfficialScripts(caller, ground.tokens, ground.clock),
        articles=OfficialArticles(caller),
        article_files=OfficialFiles(caller),
        menus=OfficialMenus(caller),
        scene_codes=OfficialScenes(caller),
        followers=OfficialFollowers(caller),
        templates=OfficialTemplates(caller),
        web_login=OfficialLogin(caller),
        replies=PassiveReplies(),
        endpoints=endpoints.ALL,
        meanings=ERRCODES,
        limits=limits,
    )


@dataclass(frozen=True, slots=True)
class OfficialAdapter:
    """Sends `custom`, `template`, `subscribe`, `subscribe_once`, `mass` and `preview`; the shapes
    of their bodies are in README.md.
    """

    caller: Caller

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check the settings, the callback's key and a token."""
        return await try_channel(self.caller, access, SCHEMA, account.QUOTA_GET)

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Send one thing. Raises SendRefused or SendUnknown."""
        try:
            endpoint, body = _asked(call)
        except KeyError as lacking:
            hint = f"内容缺少 {lacking.args[0]}"
            raise SendRefused("permanent", "wire_shape", hint) from lacking
        except ValueError as wrong:
            raise SendRefused("permanent", "wire_shape", "标签编号应为数字") from wrong
        request = post(endpoint, body, subject=str(call.body.get("openid") or ""))
        answer = await self.caller.call(access, endpoint, request)
        return SendResult(str(answer.get("msg_id") or answer.get("msgid") or ""))


def _asked(call: Wire) -> tuple[Endpoint, Mapping[str, Any]]:
    body = call.body
    if call.kind == "custom":
        return messages.CUSTOM, sending.custom(body)
    if call.kind == "template":
        return messages.TEMPLATE, sending.template(body, call.client_key)
    if call.kind == "subscribe":
        return messages.SUBSCRIBE, sending.subscribe(body)
    if call.kind == "subscribe_once":
        return messages.SUBSCRIBE_ONCE, sending.subscribe_once(body)
    if call.kind == "mass":
        endpoint = messages.MASS_BY_LIST if "openids" in body["to"] else messages.MASS_BY_TAG
        return endpoint, sending.mass(body, call.client_key)
    if call.kind == "preview":
        return messages.MASS_PREVIEW, sending.preview(body)
    raise SendRefused("permanent", "wire_kind", f"公众号不能发送 {call.kind}")
