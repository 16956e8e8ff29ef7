"""WeCom behind the domain's ports: what can be sent, and what a test of the channel tries."""

from dataclasses import dataclass

from pondkeeper.domain.channels.ports import (
    CallbackRejected,
    ChannelAccess,
    Platform,
    SendRefused,
    SendResult,
    SendUnknown,
    TestStep,
    Wire,
)
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.settings import missing, need
from pondkeeper.platforms.common.wxcrypt import WxCrypt
from pondkeeper.platforms.wecom import (
    client,
    mass,
    moments,
    service_sending,
    staff_messages,
    welcomes,
)
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.album import WeComAlbum
from pondkeeper.platforms.wecom.archive import WeComArchive
from pondkeeper.platforms.wecom.callbacks import WeComDoor
from pondkeeper.platforms.wecom.errcodes import ERRCODES
from pondkeeper.platforms.wecom.group_handover import WeComGroupHandover
from pondkeeper.platforms.wecom.groups import WeComGroups
from pondkeeper.platforms.wecom.guide import GUIDE
from pondkeeper.platforms.wecom.handover import WeComHandover
from pondkeeper.platforms.wecom.inside import WeComDirectory, WeComIds
from pondkeeper.platforms.wecom.intercepts import WeComIntercepts
from pondkeeper.platforms.wecom.join_ways import WeComJoinWays
from pondkeeper.platforms.wecom.labels import WeComTagger, WeComTagKeeper
from pondkeeper.platforms.wecom.links import WeComLinks
from pondkeeper.platforms.wecom.login import WeComLogin
from pondkeeper.platforms.wecom.media import WeComAttachments, WeComMedia
from pondkeeper.platforms.wecom.reading import WeComContacts, WeComMembers
from pondkeeper.platforms.wecom.scripts import WeComScripts
from pondkeeper.platforms.wecom.service import WeComService
from pondkeeper.platforms.wecom.settings import BASE_URL, SCHEMA
from pondkeeper.platforms.wecom.staff_days import WeComStaffDays
from pondkeeper.platforms.wecom.strategies import WeComStrategies
from pondkeeper.platforms.wecom.ways import WeComWays


def build(ground: Ground) -> Platform:
    """Return WeCom."""
    caller = client.build(ground)
    media = WeComMedia(caller)
    return Platform(
        kind="wecom",
        default_base_url=BASE_URL,
        settings_schema=SCHEMA,
        guide=GUIDE,
        adapter=WeComAdapter(caller),
        door=WeComDoor(),
        contacts=WeComContacts(caller),
        ways=WeComWays(caller),
        tagger=WeComTagger(caller),
        handover=WeComHandover(caller),
        members=WeComMembers(caller),
        media=media,
        masses=mass.WeComMasses(caller),
        moments=moments.WeComMoments(caller),
        group_welcomes=welcomes.WeComGroupWelcomes(caller),
        attachments=WeComAttachments(caller),
        groups=WeComGroups(caller),
        join_ways=WeComJoinWays(caller),
        group_handover=WeComGroupHandover(caller),
        links=WeComLinks(caller),
        service=WeComService(caller),
        files=media,
        directory=WeComDirectory(caller),
        login=WeComLogin(caller),
        scripts=WeComScripts(caller, ground.tokens, ground.clock),
        converter=WeComIds(caller),
        archive=WeComArchive(caller),
        staff_messages=staff_messages.WeComStaffMessages(caller),
        intercepts=WeComIntercepts(caller),
        strategies=WeComStrategies(caller),
        tag_keeper=WeComTagKeeper(caller),
        album=WeComAlbum(caller),
        staff_days=WeComStaffDays(caller),
        endpoints=e.ALL,
        limits=caller.limits,
        meanings=ERRCODES,
    )


@dataclass(frozen=True, slots=True)
class WeComAdapter:
    """Sends what README.md lists, with the shapes of the bodies."""

    caller: Caller

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Check the settings, fetch a token and ask who may have customers."""
        lacking = missing(access, SCHEMA)
        steps = [TestStep("settings", not lacking, "、".join(lacking))]
        if lacking:
            return steps
        steps.append(_test_callback(access))
        steps.append(await self._test_members(access))
        return steps

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Send one thing. Raises SendRefused or SendUnknown."""
        try:
            return await self._send(access, call)
        except KeyError as lacking:
            hint = f"内容缺少 {lacking.args[0]}"
            raise SendRefused("permanent", "wire_shape", hint) from lacking

    async def _send(self, access: ChannelAccess, call: Wire) -> SendResult:
        match call.kind:
            case "welcome":
                return await welcomes.send(self.caller, access, call.body)
            case "mass":
                return await mass.send(self.caller, access, call.body)
            case "moment":
                return await moments.send(self.caller, access, call.body)
            case "app_message":
                return await staff_messages.send(self.caller, access, call.body, call.client_key)
            case "kf":
                return await service_sending.send(self.caller, access, call.body, call.client_key)
            case "kf_event":
                return await service_sending.send_on_event(
                    self.caller, access, call.body, call.client_key
                )
        raise SendRefused("permanent", "wire_kind", f"企业微信不能发送 {call.kind}")

    async def _test_members(self, access: ChannelAccess) -> TestStep:
        try:
            answer = await self.caller.call(access, e.FOLLOWERS)
        except (SendRefused, SendUnknown) as error:
            return TestStep("members", ok=False, detail=str(error))
        count = len(answer.get("follow_user") or ())
        hint = f"{count}" if count else "没有成员开通客户联系权限"
        return TestStep("members", ok=count > 0, detail=hint)


def _test_callback(access: ChannelAccess) -> TestStep:
    crypt = WxCrypt(
        need(access, "callback_token"), need(access, "encoding_aes_key"), need(access, "corp_id")
    )
    try:
        crypt.decrypt(crypt.encrypt(b"pond"))
    except CallbackRejected:
        return TestStep("callback", ok=False, detail="EncodingAESKey 应为 43 位字母或数字")
    return TestStep("callback", ok=True, detail="")
