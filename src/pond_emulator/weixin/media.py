"""Media: kept three days, or for good as material; the pictures that articles show.

developers.weixin.qq.com/doc/service/api/material/temporary and …/permanent
"""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Answer, Request, Router, answer_error
from pond_emulator.weixin import upload
from pond_emulator.weixin.door import Route, WxCall
from pond_emulator.world import World, token_text

TYPES = ("image", "voice", "video", "thumb")
LIFE_S = 3 * 86400
FOREVER = 2**53
MOST_IN_A_PAGE = 20


def upload_media(call: WxCall) -> dict[str, Any]:
    kind, form = kind_of(call), upload.read(call.request)
    media_id = keep(call, kind, form, permanent=False)
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: media_id, "created_at": call.world.clock.world()}


def kind_of(call: WxCall) -> str:
    kind = call.query.get("type", "")
    if kind not in TYPES:
        raise Refused(40004)
    return kind


def keep(call: WxCall, kind: str, form: upload.Form, *, permanent: bool) -> str:
    media_id, now = token_text(64), call.world.clock.world()
    call.subject = media_id
    call.world.store.run(
        "insert into wx_media values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(media_id, call.account, kind, form.name, form.content_type, form.content),
        *(int(permanent), FOREVER if permanent else now + LIFE_S, now),
        msgspec.json.encode(form.fields).decode(),
    )
    return media_id


def find(call: WxCall, media_id: str) -> Row:
    """A living one of the caller's own; raises Refused 40007."""
    row = call.world.store.one(
        "select * from wx_media where media_id = ? and appid = ? and expires > ?",
        *(media_id, call.account, call.world.clock.world()),
    )
    if row is None:
        raise Refused(40007)
    return row


def get(call: WxCall) -> dict[str, Any] | Answer:
    row = find(call, call.text("media_id", 40007))
    if row["type"] == "video":
        return {"video_url": address(call, row["media_id"])}
    return picture(row)


def picture(row: Row) -> Answer:
    disposition = f'attachment; filename="{row["media_id"][:12]}"'
    headers = [("content-disposition", disposition)]
    return Answer(200, row["content"], headers, row["content_type"])


def address(call: WxCall, media_id: str) -> str:
    """Where the picture can be seen by everybody."""
    return f"{call.request.base_url}/mmbiz/{media_id}/0"


def upload_image(call: WxCall) -> dict[str, Any]:
    """A picture for an article's text: an address, no media_id."""
    media_id = keep(call, "inline", upload.read(call.request), permanent=True)
    return {"url": address(call, media_id)}


def add_material(call: WxCall) -> dict[str, Any]:
    kind, form = kind_of(call), upload.read(call.request)
    media_id = keep(call, kind, form, permanent=True)
    shown = {"url": address(call, media_id)} if kind in {"image", "thumb"} else {}
    return {"media_id": media_id, **shown}


def get_material(call: WxCall) -> dict[str, Any] | Answer:
    row = permanent(call)
    if row["type"] != "video":
        return picture(row)
    said = msgspec.json.decode(msgspec.json.decode(row["props"]).get("description") or "{}")
    return {
        "title": said.get("title", row["name"]),
        "description": said.get("introduction", ""),
        "down_url": address(call, row["media_id"]),
    }


def permanent(call: WxCall) -> Row:
    row = find(call, call.text("media_id", 40007))
    if not row["permanent"]:
        raise Refused(40007)
    return row


def delete_material(call: WxCall) -> dict[str, Any]:
    row = permanent(call)
    call.world.store.run("delete from wx_media where media_id = ?", row["media_id"])
    return {}


def list_material(call: WxCall) -> dict[str, Any]:
    kind, count = call.text("type"), min(int(call.body.get("count") or 20), MOST_IN_A_PAGE)
    if kind not in ("image", "video", "voice"):
        raise Refused(40004)
    rows = call.world.store.all(
        "select * from wx_media where appid = ? and permanent = 1 and type = ?"
        " order by created desc, rowid desc limit ? offset ?",
        *(call.account, kind, count, int(call.body.get("offset") or 0)),
    )
    items = [
        {
            "media_id": row["media_id"],
            "name": row["name"],
            "update_time": row["created"],
            "url": address(call, row["media_id"]),
        }
        for row in rows
    ]
    return {"item": items, "total_count": stock(call, kind), "item_count": len(items)}


def count_material(call: WxCall) -> dict[str, Any]:
    kinds = ("voice", "video", "image")
    return {f"{kind}_count": stock(call, kind) for kind in kinds} | {"news_count": 0}


def stock(call: WxCall, kind: str) -> int:
    return int(
        call.world.store.value(
            "select count(*) from wx_media where appid = ? and permanent = 1 and type = ?",
            *(call.account, kind),
        )
    )


def mount(router: Router, world: World) -> None:
    """Where pictures are seen, as on mmbiz.qpic.cn."""

    def show(request: Request) -> Answer:
        row = world.store.one(
            "select * from wx_media where media_id = ?", request.params["media_id"]
        )
        if row is None:
            return answer_error(404, "no such picture")
        return Answer(200, row["content"], [], row["content_type"])

    router.add("GET", "/mmbiz/{media_id}/0", show)


SHARED = (
    Route("POST", "/cgi-bin/media/upload", upload_media, "media.upload"),
    Route("GET", "/cgi-bin/media/get", get, "media.get"),
)
ROUTES = (
    *SHARED,
    Route("POST", "/cgi-bin/media/uploadimg", upload_image, "media.upload"),
    Route("POST", "/cgi-bin/material/add_material", add_material, "media.upload"),
    Route("POST", "/cgi-bin/material/get_material", get_material),
    Route("POST", "/cgi-bin/material/del_material", delete_material),
    Route("POST", "/cgi-bin/material/batchget_material", list_material),
    Route("GET", "/cgi-bin/material/get_materialcount", count_material),
)
