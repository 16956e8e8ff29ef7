"""What an official account tells: follows, scans, buttons, messages, and what became of ours.

Pages: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/
Receiving_event_pushes.html, Custom_Menus/Custom_Menu_Push_Events.html,
Batch_Sends_and_Originality_Checks.html, Template_Message_Interface.html; Publish/Callback.html;
Subscription_Messages/api.html; Customer_Service/Session_control.html.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.account import (
    CodeScanned,
    MassFinished,
    MenuPressed,
    MessageOutcome,
    Publication,
    PublishFinished,
)
from pondkeeper.domain.channels.facts.people import Followed, Unfollowed
from pondkeeper.platforms.common import weixin_events as common
from pondkeeper.platforms.common.weixin_door import Maker, WeixinDoor
from pondkeeper.platforms.common.weixin_fields import Fields
from pondkeeper.platforms.official_account.publishing import publish_state

AFTER_EVENT_S = 60
"""How long a follow, a scan or a pressed button may be answered (the limits give the count)."""
SCENE = "qrscene_"


def _followed(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    key = fields.get("EventKey")
    state = key.removeprefix(SCENE) if key.startswith(SCENE) else ""
    person = fields.need("FromUserName")
    return [Followed(person, at, state, reply_within_s=AFTER_EVENT_S)]


def _unfollowed(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    return [Unfollowed(fields.need("FromUserName"), at)]


def _scanned(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    return [CodeScanned(fields.need("FromUserName"), fields.get("EventKey"), at)]


def _pressed(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    result = fields.below("ScanCodeInfo").get("ScanResult")
    place = fields.below("SendLocationInfo").get("Label")
    return [
        MenuPressed(
            fields.need("FromUserName"),
            fields.need("Event").lower(),
            fields.get("EventKey"),
            at,
            result or place,
        )
    ]


def _template_sent(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    status = fields.need("Status")
    person, number = fields.need("FromUserName"), fields.need("MsgID")
    if status == "success":
        return [MessageOutcome(person, number, "sent", at)]
    blocked = "block" in status
    return [MessageOutcome(person, number, "blocked" if blocked else "failed", at, code=status)]


def _mass_sent(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    status = fields.need("Status")
    articles = fields.below("ArticleUrlResult").below("ResultList").rows("item")
    return [
        MassFinished(
            provider_id=fields.get("MsgID") or fields.need("MsgId"),
            ok=status in {"send success", "sendsuccess"},
            state=status,
            total=fields.number("TotalCount"),
            filtered=fields.number("FilterCount"),
            sent=fields.number("SentCount"),
            failed=fields.number("ErrorCount"),
            at=at,
            urls=tuple(row.get("ArticleUrl") for row in articles),
        )
    ]


def _published(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    told = fields.below("PublishEventInfo")
    rows = told.below("article_detail").rows("item")
    publication = Publication(
        told.need("publish_id"),
        publish_state(told.number("publish_status")),
        told.get("article_id"),
        tuple(row.get("article_url") for row in rows),
        tuple(int(place) for place in told.texts("fail_idx") if place.isdigit()),
    )
    return [PublishFinished(publication, at)]


EVENTS: Mapping[str, Maker] = {
    "subscribe": _followed,
    "unsubscribe": _unfollowed,
    "SCAN": _scanned,
    "CLICK": _pressed,
    "VIEW": _pressed,
    "view_miniprogram": _pressed,
    "scancode_push": _pressed,
    "scancode_waitmsg": _pressed,
    "pic_sysphoto": _pressed,
    "pic_photo_or_album": _pressed,
    "pic_weixin": _pressed,
    "location_select": _pressed,
    "TEMPLATESENDJOBFINISH": _template_sent,
    "MASSSENDJOBFINISH": _mass_sent,
    # The page says the first, samples of the same page the second.
    "PUBLISHJOBFINISH": _published,
    "FREEPUBLISHJOBFINISH": _published,
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
