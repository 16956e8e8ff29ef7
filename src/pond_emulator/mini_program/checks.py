"""Content checks: a text at once, a picture or sound a moment later by an event.

developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check. Nobody looks at pictures
here: one is risky when its address contains a forbidden word.
"""

import secrets
from typing import Any
from urllib.parse import unquote

from pond_emulator.kit.door import Refused
from pond_emulator.weixin import callbacks, faces, words
from pond_emulator.weixin.door import Route, WxCall

LONGEST_CHARS, VISITED_WITHIN_S = 2500, 7200


def text(call: WxCall) -> dict[str, Any]:
    content = call.text("content", 44002)
    if len(content) > LONGEST_CHARS:
        raise Refused(45002)
    visitor(call)
    word, label = words.risky(content + str(call.body.get("title") or ""))
    return {
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": suggest(word), "label": label},
        "detail": details(word, label),
        "trace_id": trace(),
    }


def suggest(word: str) -> str:
    return "risky" if word else "pass"


def details(word: str, label: int) -> list[dict[str, Any]]:
    detail: dict[str, Any] = {"strategy": "content_model", "errcode": 0, "suggest": suggest(word)}
    found = [detail | {"label": label, "prob": 90}]
    if word:
        level = {"strategy": "keyword", "errcode": 0, "suggest": "risky", "label": label}
        found.append(level | {"level": 90, "keyword": word})
    return found


def visitor(call: WxCall) -> str:
    """The person whose content it is must have been here within two hours; raises Refused."""
    row = faces.known(call, call.text("openid", 40003))
    call.subject = row["openid"]
    last = call.world.store.value(
        "select max(at) from wx_log where appid = ? and what = 'visit' and openid = ?",
        *(call.account, row["openid"]),
    )
    if not last or call.world.clock.world() - last > VISITED_WITHIN_S:
        raise Refused(61010)
    return str(row["openid"])


def trace() -> str:
    return f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"


def media(call: WxCall) -> dict[str, Any]:
    openid, found = visitor(call), trace()
    word, label = words.risky(unquote(call.text("media_url", 40066)))
    callbacks.event(
        call.world,
        call.owner(),
        openid,
        "wxa_media_check",
        call.world.clock.world(),
        appid=call.account,
        trace_id=found,
        version=2,
        detail=details(word, label)[:1],
        errcode=0,
        errmsg="ok",
        result={"suggest": suggest(word), "label": label},
    )
    return {"errcode": 0, "errmsg": "ok", "trace_id": found}


ROUTES = (
    Route("POST", "/wxa/msg_sec_check", text, "msg_check"),
    Route("POST", "/wxa/media_check_async", media, "media_check"),
)
