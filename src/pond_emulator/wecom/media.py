"""Files: temporary ones for three days, pictures for good (document/path/90253, 90254, 90256)."""

import hashlib
import re
from typing import Any

from pond_emulator.kit.web import Answer
from pond_emulator.wecom import content
from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import token_text

MIB = 1024 * 1024
BIGGEST = {"image": 10 * MIB, "voice": 2 * MIB, "video": 10 * MIB, "file": 20 * MIB}
SMALLEST = 5
ATTACHMENTS = {"1": ("image", "video", "file"), "2": ("image",)}  # 1 Moments, 2 product albums


def upload(call: Call) -> dict[str, Any]:
    kind = call.query.get("type", "")
    if kind not in BIGGEST:
        raise Refused(40004)
    return keep(call, kind)


def upload_attachment(call: Call) -> dict[str, Any]:
    """For Moments or product albums: another place, the same life."""
    kind, use = call.query.get("media_type", ""), call.query.get("attachment_type", "")
    if kind not in ATTACHMENTS.get(use, ()):
        raise Refused(41072)
    told = keep(call, kind)
    return told | {"created_at": int(told["created_at"])}


def keep(call: Call, kind: str) -> dict[str, Any]:
    name, content_type, data = multipart_file(call.request.body)
    if len(data) <= SMALLEST:
        raise Refused(44001, "file must be larger than 5 bytes")
    if len(data) > BIGGEST[kind]:
        raise Refused(45001)
    media_id, created = token_text(64), call.world.clock.world()
    call.subject = media_id
    call.world.store.run(
        "insert into media values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(media_id, call.corpid, kind, name, len(data), created, content_type, data),
    )
    return {"type": kind, "media_id": media_id, "created_at": str(created)}


def upload_picture(call: Call) -> dict[str, Any]:
    """For texts that show a picture for good."""
    told = keep(call, "image")
    return {"url": f"{call.world.settings.base_url}/emulator/media/{told['media_id']}"}


def upload_by_url(call: Call) -> dict[str, Any]:
    """Only what this emulator serves itself can be fetched: it reaches nothing outside."""
    kind, url = call.need("type"), str(call.need("url"))
    source = url.rsplit("/", 1)[-1]
    row = call.world.store.one("select * from media where media_id = ?", source)
    if kind not in BIGGEST or row is None:
        raise Refused(40058, "url: only pictures of this emulator can be fetched")
    if call.body.get("md5") != hashlib.md5(row["content"], usedforsecurity=False).hexdigest():
        raise Refused(40058, "md5")
    media_id, job = token_text(64), token_text(32)
    call.world.store.run(
        "insert into media values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(media_id, call.corpid, kind, str(call.body.get("filename") or row["name"])),
        *(row["bytes"], call.world.clock.world(), row["content_type"], row["content"]),
    )
    call.world.store.put(f"upload:{job}", media_id)
    return {"jobid": job}


def upload_result(call: Call) -> dict[str, Any]:
    media_id = call.world.store.get(f"upload:{call.need('jobid')}")
    if media_id is None:
        raise Refused(40088)
    created = call.world.store.value("select created from media where media_id = ?", media_id)
    return {"status": 2, "detail": {"media_id": media_id, "created_at": str(created)}}


def get(call: Call) -> Answer:
    """The bytes themselves, with their name."""
    media_id = call.need("media_id", 40007)
    content.check_media(call, media_id)
    row = call.world.store.one("select * from media where media_id = ?", media_id)
    if row is None:
        raise Refused(40007)
    call.subject = media_id
    name = re.sub(r"[^\w.()-]", "_", row["name"], flags=re.ASCII)
    shown = [("Content-disposition", f'attachment; filename="{name}"')]
    return Answer(200, row["content"], shown, row["content_type"] or "application/octet-stream")


def multipart_file(body: bytes) -> tuple[str, str, bytes]:
    """(name, content type, bytes) of the first part with a file name; raises Refused 44001."""
    for part in body.split(body.split(b"\r\n", 1)[0])[1:]:
        head, _, rest = part.partition(b"\r\n\r\n")
        name = re.search(rb'filename="([^"]*)"', head)
        kind = re.search(rb"(?i)content-type:\s*([^\r\n]+)", head)
        if name:
            told = kind[1].decode("latin-1") if kind else ""
            return name[1].decode("utf-8", "replace"), told, rest.removesuffix(b"\r\n")
    raise Refused(44001)
