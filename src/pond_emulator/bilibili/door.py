"""Bilibili's door: the account's token in a header and the app's signature over the x-bili headers
(open.bilibili.com/doc/4/8673959e-f7bb-56e6-6e68-d225f971b81b). Codes: see errors below (V1).
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, TypeAlias

from pond_emulator.kit import door
from pond_emulator.kit.door import Refused
from pond_emulator.kit.web import Answer, Request, answer_json
from pond_emulator.small import apps, fans
from pond_emulator.small.apps import App
from pond_emulator.world import World

PLATFORM = "bilibili"
SKEW_S, NONCE_KEPT_S = 600, 600
SIGNED = ("accesskeyid", "content-md5", "signature-method", "signature-nonce",
          "signature-version", "timestamp")  # fmt: skip
TEXTS = {
    -101: "账号未登录",
    -400: "请求错误",
    -404: "啥都木有",
    -412: "请求被拦截",
    -500: "服务器错误",
    -658: "Token 过期",
    4000: "参数错误",
    4001: "应用无效",
    4002: "签名异常",
    4003: "请求过期",
    4004: "重复请求",
}


@dataclass(kw_only=True)
class Call(door.Call):
    """One call by an app; `open_id` is the account whose token it carries, if any."""

    app: App
    open_id: str = ""


Endpoint: TypeAlias = door.Endpoint[Call]


class Manner:
    platform = PLATFORM
    busy = -500
    banned = -412

    def __init__(self, world: World) -> None:
        self._world = world

    def open(self, request: Request) -> Call:
        """Signature first, then token."""
        app = self._signed(request)
        row = apps.owner(self._world, PLATFORM, request.headers.get("access-token", ""))
        if row is None or row["kind"] != "user" or row["app_id"] != app.app_id:
            raise Refused(-101)
        if row["expires"] <= self._world.clock.real():
            raise Refused(-658)
        query = request.query
        return Call(self._world, request, app.app_id, query, {}, app=app, open_id=row["open_id"])

    def open_by_secret(self, request: Request) -> Call:
        """For tokens: everything is in the query."""
        query = request.query
        app = apps.find(self._world, PLATFORM, query.get("client_id", ""))
        if app is None or query.get("client_secret") != app.secret:
            raise Refused(4001)
        return Call(self._world, request, app.app_id, query, dict(query), app=app)

    def granted(self, data: dict[str, Any]) -> Answer:
        return answer_json({"code": 0, "message": "0", "ttl": 1, "data": data})

    def refused(self, request: Request, refused: Refused) -> Answer:
        del request
        code = int(refused.code)
        text = "：".join(filter(None, (TEXTS.get(code, "error"), refused.detail)))
        return answer_json({"code": code, "message": text, "ttl": 1})

    def _signed(self, request: Request) -> App:
        given = {f"x-bili-{name}": request.headers.get(f"x-bili-{name}", "") for name in SIGNED}
        app = apps.find(self._world, PLATFORM, given["x-bili-accesskeyid"])
        if app is None:
            raise Refused(4001)
        body = hashlib.md5(request.body, usedforsecurity=False).hexdigest()
        text = "\n".join(f"{name}:{value}" for name, value in sorted(given.items()))
        right = hmac.new(app.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        if given["x-bili-content-md5"] != body or request.headers.get("authorization") != right:
            raise Refused(4002)
        stamp, now = given["x-bili-timestamp"], self._world.clock.real()
        if not stamp.isdigit() or abs(int(stamp) - now) > SKEW_S:
            raise Refused(4003)
        nonce = given["x-bili-signature-nonce"]
        if fans.get(self._world, app, "nonce", nonce):
            raise Refused(4004)
        fans.put(self._world, app, "nonce", nonce, {})
        self._world.store.run(
            "delete from small_item where platform = ? and kind = 'nonce' and made < ?",
            *(PLATFORM, now - NONCE_KEPT_S),
        )
        return app
