"""Links and codes that lead into a mini program (mini-app/develop/server/url-and-qrcode)."""

import base64
import secrets
from typing import Any

from pond_emulator.douyin.door import Call
from pond_emulator.douyin.errors import apps_envelope
from pond_emulator.kit.door import Refused
from pond_emulator.small import fans

ALL = {"links": 1_000_000, "schemas": 500_000}
LONGEST_S = 180 * 86400  # the pages we read name no end: this one is ours
# One grey dot: whoever shows the code shows a picture, whoever reads it learns nothing.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


def url_link(call: Call) -> dict[str, Any]:
    made = make(call, "link", f"https://z.douyin.com/{secrets.token_urlsafe(6)}")
    return good({"url_link": made})


def url_link_info(call: Call) -> dict[str, Any]:
    return good(find(call, "link", "url_link"))


def url_link_quota(call: Call) -> dict[str, Any]:
    used = len(fans.things(call.world, call.app, "link"))
    return good({"url_link_used": used, "url_link_limit": ALL["links"]})


def schema(call: Call) -> dict[str, Any]:
    made = make(call, "schema", f"sslocal://miniapp?ticket=v1_{secrets.token_hex(12)}")
    return good({"schema": made})


def schema_info(call: Call) -> dict[str, Any]:
    return good(find(call, "schema", "schema"))


def schema_quota(call: Call) -> dict[str, Any]:
    used = len(fans.things(call.world, call.app, "schema"))
    count = {"schema_used": used, "schema_limit": ALL["schemas"]}
    return good({"long_term_schema_quota": {"schema_used": 0, "schema_limit": ALL["schemas"]},
                 "short_term_schema_quota": count})  # fmt: skip


def qrcode(call: Call) -> dict[str, Any]:
    check_app(call, "appid")
    call.need("path", 28001007)
    return good({"img": base64.b64encode(PIXEL).decode()})


def make(call: Call, kind: str, value: str) -> str:
    check_app(call, "app_id")
    path, ends = call.need("path", 28001007), int(call.body.get("expire_time") or 0)
    now = call.world.clock.real()
    if not call.body.get("no_expire") and not now < ends <= now + LONGEST_S:
        raise Refused(28001007, "expire_time")
    body = {"path": path, "query": call.body.get("query", ""), "expire_time": ends}
    fans.put(call.world, call.app, kind, value, body)
    return value


def find(call: Call, kind: str, name: str) -> dict[str, Any]:
    check_app(call, "app_id")
    found = fans.get(call.world, call.app, kind, str(call.body.get(name) or ""))
    if found is None:
        raise Refused(28001007, name)
    kept = {part: found[part] for part in ("path", "query", "expire_time")}
    return kept | {"app_id": call.account, "create_time": int(found["made"])}


def check_app(call: Call, name: str) -> None:
    if call.body.get(name) != call.account:
        raise Refused(28001007, name)


def good(data: dict[str, Any]) -> dict[str, Any]:
    return apps_envelope(0, "") | {"data": data}
