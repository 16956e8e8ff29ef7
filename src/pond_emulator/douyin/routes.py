"""Every endpoint of Douyin there is. What is not listed answers with a clear error."""

import secrets
from typing import Any

from pond_emulator.douyin import coupons, events, messages, pay, programs, tokens, trade
from pond_emulator.douyin.door import PLATFORM, Call, Endpoint, Manner
from pond_emulator.douyin.errors import apps_envelope, open_envelope
from pond_emulator.kit.door import Door
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.small.control import Control, Stage
from pond_emulator.world import World

PREFIXES = (
    *("/oauth/", "/im/", "/api/apps/", "/api/im/", "/api/douyin/", "/fans/", "/event/"),
    *("/enterprise/", "/item/", "/message/once/"),
)
BY_SECRET: tuple[tuple[str, Endpoint], ...] = (
    ("/oauth/client_token/", tokens.client_token),
    ("/oauth/access_token/", tokens.access_token),
    ("/oauth/refresh_token/", tokens.refresh_token),
    ("/oauth/renew_refresh_token/", tokens.renew_refresh_token),
    ("/api/apps/v2/token", tokens.mini_token),
    ("/api/apps/v2/jscode2session", tokens.login),
)
AS_ACCOUNT: tuple[tuple[str, str, Endpoint], ...] = (
    ("POST", "/im/send/msg/", messages.send),
    ("POST", "/im/send/msg/group/", messages.send_to_group),
    ("POST", "/im/recall/msg/", messages.recall),
    ("POST", "/im/authorize/user_list/", messages.authorised),
    ("POST", "/im/authorize/status/", messages.authorised_status),
    ("GET", "/im/get/retain_consult_card/", messages.cards),
    ("POST", "/im/save/retain_consult_card/", messages.save_card),
    ("POST", "/im/del/retain_consult_card/", messages.delete_card),
    ("POST", "/enterprise/media/upload", messages.upload),
    ("GET", "/im/group/fans/list/", messages.groups),
    ("POST", "/im/group/fans/create/", messages.create_group),
    ("GET", "/fans/check", messages.fans_check),
)
AS_APP: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "/event/status/list", messages.events),
    ("POST", "/message/once/send/", messages.once),
    ("POST", "/api/apps/v1/url_link/generate", programs.url_link),
    ("POST", "/api/apps/v1/url_link/query_info", programs.url_link_info),
    ("POST", "/api/apps/v1/url_link/query_quota", programs.url_link_quota),
    ("POST", "/api/apps/v1/url/generate_schema/", programs.schema),
    ("POST", "/api/apps/v1/url/query_schema/", programs.schema_info),
    ("POST", "/api/apps/v1/url/query_schema_quota/", programs.schema_quota),
    ("POST", "/api/apps/v1/qrcode/create/", programs.qrcode),
)
NOTIFY = "/api/apps/subscribe_notification/developer/v1/notify"
SIGNED: tuple[tuple[str, Endpoint, str], ...] = (
    ("create_order", pay.create_order, "pay"),
    ("query_order", pay.query_order, "pay.query"),
    ("create_refund", pay.create_refund, "pay"),
    ("query_refund", pay.query_refund, "pay.query"),
    ("settle", pay.settle, "pay"),
    ("query_settle", pay.query_settle, "pay.query"),
)
TRADE: tuple[tuple[str, Endpoint], ...] = (
    ("query_order", trade.query_order),
    ("create_refund", trade.create_refund),
    ("query_refund", trade.query_refund),
    ("merchant_audit_callback", trade.answer_refund),
    ("delivery_prepare", coupons.prepare),
    ("delivery_verify", coupons.verify),
)
UNKNOWN = 404404


def mount(router: Router, world: World) -> None:
    manner = Manner(world)
    door = Door[Call](world, manner)
    for path, endpoint in BY_SECRET:
        bucket = "token" if "token" in path else ""
        router.add("POST", path, door.serve(path, endpoint, bucket, manner.open_by_secret))
    for method, path, endpoint in AS_ACCOUNT:
        router.add(method, path, door.serve(path, endpoint))
    for method, path, endpoint in AS_APP:
        router.add(method, path, door.serve(path, endpoint, "", manner.open_as_app))
    router.add("POST", NOTIFY, door.serve(NOTIFY, messages.notify, "", manner.open_as_program))
    for name, endpoint, bucket in SIGNED:
        path = f"/api/apps/ecpay/v1/{name}"
        router.add("POST", path, door.serve(path, endpoint, bucket, manner.open_signed))
    for name, endpoint in TRADE:
        path = f"/api/apps/trade/v2/{name}"
        router.add("POST", path, door.serve(path, endpoint, "", manner.open_as_app))
    world.notices.register(PLATFORM, events.sealer(world))
    world.notices.register(pay.NOTICE, pay.sealer(world), pay.heard)
    Control(
        world, Stage(PLATFORM, "tt", events.ACTS, props, check=events.check, secret_length=40)
    ).mount(router)


def props() -> dict[str, Any]:
    """`account` is the business account's open_id until one of the people says yes as it."""
    return {
        "name": "演示企业号",
        "account": secrets.token_hex(16),
        "pay_salt": secrets.token_urlsafe(24),
        "pay_token": secrets.token_urlsafe(12),
        "seller_uid": f"7{secrets.randbelow(10**18):018d}",
        "pay_callback_url": "",
    }


def unknown(request: Request) -> Answer:
    """Never a made-up success: says that the emulator, not the platform, lacks this."""
    text = f"{request.method} {request.path} is not emulated"
    if request.path.startswith("/api/apps/"):
        return answer_json(apps_envelope(UNKNOWN, text), 404)
    return answer_json(open_envelope(UNKNOWN, text, 0), 404)
