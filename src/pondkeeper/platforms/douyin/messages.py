"""The contents of a message, in the platform's words
(dop/develop/openapi/interaction-management/private-message/send-msg).
"""

from collections.abc import Callable, Mapping
from typing import Any

from pondkeeper.domain.channels.ports import SendRefused

_Made = tuple[int, str, dict[str, Any]]


def content(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `given` as the interface takes it. Raises SendRefused and KeyError."""
    maker = _MAKERS.get(given["kind"])
    if maker is None:
        raise SendRefused("permanent", "content_kind", f"抖音私信没有 {given['kind']} 内容")
    number, name, body = maker(given)
    return {"msg_type": number, name: body}


def _text(given: Mapping[str, Any]) -> _Made:
    return 1, "text", {"text": given["text"]}


def _image(given: Mapping[str, Any]) -> _Made:
    return 2, "image", {"media_id": given["media_id"]}


def _video(given: Mapping[str, Any]) -> _Made:
    return 3, "video", {"item_id": given["item_id"]}


def _lead_card(given: Mapping[str, Any]) -> _Made:
    return 8, "retain_consult_card", {"card_id": given["card_id"]}


def _group(given: Mapping[str, Any]) -> _Made:
    return 9, "group_invitation", {"group_id": given["group_id"]}


def _program(given: Mapping[str, Any]) -> _Made:
    body = {"card_template_id": given["template_id"], "app_id": given["app_id"]}
    return 10, "applet_card", {**body, "path": given["path"], "query": given.get("query", "")}


def _coupon(given: Mapping[str, Any]) -> _Made:
    body = {"activity_id": given["activity_id"], "coupon_meta_id": given["coupon_id"]}
    return 11, "applet_coupon", body


def _consent(given: Mapping[str, Any]) -> _Made:
    """Asks for the person's yes to messages of our own accord."""
    return 12, "auth_private_message_card", {"app_info": {"app_id": given["app_id"]}}


_MAKERS: dict[str, Callable[[Mapping[str, Any]], _Made]] = {
    "text": _text,
    "image": _image,
    "video": _video,
    "lead_card": _lead_card,
    "group_invitation": _group,
    "program": _program,
    "coupon": _coupon,
    "consent_card": _consent,
}
