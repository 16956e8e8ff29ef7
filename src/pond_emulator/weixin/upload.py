"""An uploaded form: its file and its other fields."""

import re
from dataclasses import dataclass, field

from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Request


@dataclass
class Form:
    name: str = ""
    content_type: str = "application/octet-stream"
    content: bytes = b""
    fields: dict[str, str] = field(default_factory=dict)


def read(request: Request) -> Form:
    """The one file of a multipart body; raises Refused 41005."""
    found = re.search(r'boundary="?([^";]+)', request.headers.get("content-type", ""))
    if found is None:
        raise Refused(41005)
    form = Form()
    for part in request.body.split(b"--" + found[1].encode("latin-1"))[1:-1]:
        add(form, part)
    if not form.content:
        raise Refused(41005)
    return form


def add(form: Form, part: bytes) -> None:
    """One part: a file has a filename, all others are fields."""
    head, _, content = part.partition(b"\r\n\r\n")
    content = content.removesuffix(b"\r\n")
    headers = head.decode("utf-8", "replace")
    name = re.search(r'[; ]name="([^"]*)"', headers)
    file = re.search(r'filename="([^"]*)"', headers)
    if file is None:
        form.fields[name[1] if name else ""] = content.decode("utf-8", "replace")
        return
    kind = re.search(r"(?i)content-type:\s*(\S+)", headers)
    form.name = file[1]
    form.content = content
    form.content_type = kind[1] if kind else form.content_type
