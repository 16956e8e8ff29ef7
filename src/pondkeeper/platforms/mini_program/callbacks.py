"""What a mini program tells: messages, answered prompts, withdrawn permissions, checked media.

Pages: https://developers.weixin.qq.com/miniprogram/dev/framework/server-ability/message-push.html,
framework/open-ability/{subscribe-message,customer-message/receive}.html,
api-backend/open-api/sec-check/security.mediaCheckAsync.html.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.account import SessionEntered
from pondkeeper.domain.channels.facts.mini import MediaChecked
from pondkeeper.platforms.common import weixin_events as common
from pondkeeper.platforms.common.weixin_door import Maker, WeixinDoor
from pondkeeper.platforms.common.weixin_fields import Fields
from pondkeeper.platforms.mini_program.checking import suggestion


def _entered(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    return [SessionEntered(fields.need("FromUserName"), fields.get("SessionFrom"), at)]


def _checked(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    result = fields.below("result")
    return [
        MediaChecked(
            fields.need("trace_id"), suggestion(result.get("suggest")), result.number("label"), at
        )
    ]


EVENTS: Mapping[str, Maker] = {
    "user_enter_tempsession": _entered,
    "wxa_media_check": _checked,
    "subscribe_msg_popup_event": common.prompted,
    "subscribe_msg_change_event": common.prompt_changed,
    "subscribe_msg_sent_event": common.subscribe_sent,
    "kf_create_session": common.session_opened,
    "kf_close_session": common.session_closed,
    "kf_switch_session": common.session_moved,
    "user_authorization_revoke": common.revoked,
}
"""An event that is not here is stored and answered, and asks for nothing."""

DOOR = WeixinDoor(EVENTS, common.message)
