"""Messages as the platform wants them; the shapes that go in are in README.md."""

from collections.abc import Mapping
from typing import Any

from pondkeeper.domain.channels.ports import SendRefused
from pondkeeper.platforms.common.weixin_messages import filled, kept, program


def custom(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message to one person inside their window."""
    account = body.get("service_account")
    return kept(
        {
            "touser": body["openid"],
            **_custom_content(body["message"]),
            "customservice": {"kf_account": account} if account else None,
        }
    )


def template(body: Mapping[str, Any], client_key: str) -> dict[str, Any]:
    """Return a notice. The platform knows `client_msg_id` for 10 minutes (from memory)."""
    return kept(
        {
            "touser": body["openid"],
            "template_id": body["template_id"],
            "url": body.get("url"),
            "miniprogram": program(body.get("miniprogram")),
            "data": filled(body["data"]),
            "client_msg_id": client_key,
        }
    )


def subscribe(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message that a person was asked for."""
    return kept(
        {
            "touser": body["openid"],
            "template_id": body["template_id"],
            "page": body.get("url"),
            "miniprogram": program(body.get("miniprogram")),
            "data": filled(body["data"]),
        }
    )


def subscribe_once(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the one message of an older prompt; `scene` is the number the page asked with."""
    return kept(
        {
            "touser": body["openid"],
            "template_id": body["template_id"],
            "url": body.get("url"),
            "miniprogram": program(body.get("miniprogram")),
            "scene": str(body["scene"]),
            "title": body["title"],
            "data": {"content": filled({"content": body["text"]})["content"]},
        }
    )


def mass(body: Mapping[str, Any], client_key: str) -> dict[str, Any]:
    """Return a message to all, to a label or to a list; `clientmsgid` makes it go out once."""
    to = body["to"]
    if "openids" in to:
        whom: dict[str, Any] = {"touser": list(to["openids"])}
    elif to.get("all"):
        whom = {"filter": {"is_to_all": True}}
    else:
        whom = {"filter": {"is_to_all": False, "tag_id": int(to["tag_id"])}}
    return {
        **whom,
        **_mass_content(body["message"]),
        "send_ignore_reprint": int(bool(body.get("even_if_reprint"))),
        "clientmsgid": client_key[:64],
    }


def preview(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same message for one person's eyes."""
    return {"touser": body["openid"], **_mass_content(body["message"])}


def _custom_content(row: Mapping[str, Any]) -> dict[str, Any]:
    maker = _CUSTOM.get(row["kind"])
    if maker is None:
        raise SendRefused("permanent", "message_kind", f"客服消息没有 {row['kind']} 类型")
    name, content = maker(row)
    return {"msgtype": name, name: content}


def _mass_content(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = row["kind"]
    if kind == "text":
        return {"msgtype": "text", "text": {"content": row["text"]}}
    if kind == "article":
        return {"msgtype": "mpnews", "mpnews": {"media_id": row["draft_id"]}}
    if kind == "voice":
        return {"msgtype": "voice", "voice": {"media_id": row["media_id"]}}
    if kind == "video":
        return {"msgtype": "mpvideo", "mpvideo": {"media_id": row["media_id"]}}
    if kind == "images":
        pictures = kept({"media_ids": list(row["media_ids"]), "recommend": row.get("text")})
        return {"msgtype": "image", "images": pictures}
    raise SendRefused("permanent", "message_kind", f"群发没有 {kind} 类型")


def _text(row: Mapping[str, Any]) -> tuple[str, Any]:
    return "text", {"content": row["text"]}


def _file(row: Mapping[str, Any]) -> tuple[str, Any]:
    return row["kind"], {"media_id": row["media_id"]}


def _video(row: Mapping[str, Any]) -> tuple[str, Any]:
    return "video", kept(
        {
            "media_id": row["media_id"],
            "thumb_media_id": row.get("thumb_media_id"),
            "title": row.get("title"),
            "description": row.get("description"),
        }
    )


def _music(row: Mapping[str, Any]) -> tuple[str, Any]:
    return "music", kept(
        {
            "title": row.get("title"),
            "description": row.get("description"),
            "musicurl": row["url"],
            "hqmusicurl": row.get("hq_url") or row["url"],
            "thumb_media_id": row["thumb_media_id"],
        }
    )


def _link(row: Mapping[str, Any]) -> tuple[str, Any]:
    article = kept(
        {
            "title": row["title"],
            "description": row.get("description"),
            "url": row["url"],
            "picurl": row.get("picture_url"),
        }
    )
    return "news", {"articles": [article]}


def _article(row: Mapping[str, Any]) -> tuple[str, Any]:
    return "mpnewsarticle", {"article_id": row["article_id"]}


def _menu(row: Mapping[str, Any]) -> tuple[str, Any]:
    choices = [{"id": str(one["id"]), "content": one["text"]} for one in row["choices"]]
    return "msgmenu", {
        "head_content": row.get("head") or "",
        "list": choices,
        "tail_content": row.get("tail") or "",
    }


def _program(row: Mapping[str, Any]) -> tuple[str, Any]:
    return "miniprogrampage", {
        "title": row["title"],
        "appid": row["appid"],
        "pagepath": row["page"],
        "thumb_media_id": row["media_id"],
    }


_CUSTOM = {
    "text": _text,
    "image": _file,
    "voice": _file,
    "video": _video,
    "music": _music,
    "link": _link,
    "article": _article,
    "menu": _menu,
    "miniprogram": _program,
}
