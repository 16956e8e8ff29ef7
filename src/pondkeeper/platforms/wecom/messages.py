"""What our bodies look like on WeCom's wire: text and attachments of messages to customers."""

from collections.abc import Mapping
from typing import Any

from pondkeeper.domain.channels.limits import Limits
from pondkeeper.domain.channels.ports import SendRefused


def message(body: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Return `text` and `attachments` as welcomes, mass messages and Moments carry them.

    Raises SendRefused for an attachment that WeCom does not know, and for too many.
    """
    text = body.get("text") or ""
    attachments = [attachment(row) for row in body.get("attachments") or ()]
    check(len(attachments), limits, "wecom.mass.attachments")
    return {"text": {"content": text} if text else None, "attachments": attachments or None}


def check(count: int, limits: Limits, rule: str) -> None:
    """Raise SendRefused when `count` is above a limit of sizes, before anything is asked."""
    if count > (most := limits.count(rule)):
        raise SendRefused("permanent", rule, f"超过上限：{count} / {most}")


def attachment(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one attachment. Raises SendRefused for a kind that WeCom does not know."""
    kind = row["kind"]
    if kind == "link":
        return {"msgtype": kind, kind: link(row)}
    if kind in {"image", "video", "file"}:
        return {"msgtype": kind, kind: {"media_id": row["media_id"]}}
    if kind == "miniprogram":
        card = {
            "title": row["title"],
            "pic_media_id": row["media_id"],
            "appid": row["appid"],
            "page": row["page"],
        }
        return {"msgtype": kind, kind: card}
    raise SendRefused("permanent", "attachment_kind", f"企业微信没有 {kind} 附件")


def link(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a link with its picture and words; what is empty is left out."""
    parts = {
        "title": row["title"],
        "url": row["url"],
        "desc": row.get("description"),
        "picurl": row.get("picture_url"),
    }
    return {key: value for key, value in parts.items() if value}
