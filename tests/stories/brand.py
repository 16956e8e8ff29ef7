"""What a brand's operators set up before anybody comes, through the console's doors."""

from dataclasses import dataclass
from typing import Any

from tests.stories.stage import World

PRICE_FEN = 14_900
COST_FEN = 5_000
COUPON_FEN = 1_000
AD_SPEND_FEN = 30_000


@dataclass
class Brand:
    """What the operators set up before anybody came."""

    source_id: str
    tag_id: str
    offer_id: str
    code_id: str
    config_id: str


def set_up(it: World) -> Brand:
    """A corp with Mei, a merchant, a product, an offer and the code on the parcel card."""
    corp = it.do("POST", "corps", {"name": "拾木"})["corpid"]
    app = it.do("POST", f"corps/{corp}/apps", {})
    it.do("POST", f"corps/{corp}/members", {"members": [{"userid": "mei", "name": "梅"}]})
    merchant = it.do("POST", "merchants", {"appids": [corp], "verify_mode": "public_key"})
    wecom = channel(it, "wecom", wecom_settings(corp, app))
    callback = f"corps/{corp}/apps/{app['agentid']}/callback"
    it.do("PUT", callback, {"url": wecom["callback_url"]})
    channel(it, "wechat_pay", pay_settings(corp, merchant))
    sku = {"name": "标准", "price_fen": PRICE_FEN, "cost_fen": COST_FEN, "stock": 3}
    it.ask("POST", "/api/products", {"name": "木梳", "state": "on_sale", "skus": [sku]})
    offer = it.ask("POST", "/api/offers", offer_request())
    source = it.ask("POST", "/api/sources", {"name": "包裹卡", "kind": "parcel"})
    cost = {"amount_fen": AD_SPEND_FEN, "day": today(it), "kind": "bait", "note": "卡片印刷"}
    it.ask("POST", f"/api/sources/{source['id']}/costs", cost)
    tag = it.ask("POST", "/api/tags", {"name": "包裹卡", "group": "来源"})
    code = it.ask(
        "POST",
        "/api/codes",
        {
            "name": "包裹卡",
            "source_id": source["id"],
            "channel_id": wecom["id"],
            "member_ids": ["mei"],
            "strategy": "all",
            "tag_ids": [tag["id"]],
            "welcome_template": {
                "text": "{name}，收到包裹啦。{coupon}，放进你的小店了：{link}",
                "offer_id": offer["id"],
            },
        },
    )
    codes = it.until(lambda: it.do("GET", "codes")["codes"])
    return Brand(source["id"], tag["id"], offer["id"], code["id"], codes[0]["config_id"])


def channel(it: World, kind: str, settings: dict[str, str]) -> Any:
    body = {"kind": kind, "name": kind, "base_url": it.emulator_address, "settings": settings}
    made = it.ask("POST", "/api/channels", body)
    told = it.ask("POST", f"/api/channels/{made['id']}/test", {})
    assert told["ok"], told
    return made


def wecom_settings(corp: str, app: dict[str, Any]) -> dict[str, str]:
    return {
        "corp_id": corp,
        "agent_id": str(app["agentid"]),
        "secret": app["secret"],
        "callback_token": app["token"],
        "encoding_aes_key": app["encoding_aes_key"],
    }


def pay_settings(corp: str, merchant: dict[str, Any]) -> dict[str, str]:
    return {
        "mchid": merchant["mchid"],
        "appid": corp,
        "serial_no": merchant["serial_no"],
        "private_key_pem": merchant["private_key_pem"],
        "apiv3_key": merchant["apiv3_key"],
        "platform_key_id": merchant["platform_public_key_id"],
        "platform_public_key_pem": merchant["platform_public_key_pem"],
    }


def offer_request() -> dict[str, Any]:
    return {
        "title": "新客见面礼",
        "value_fen": COUPON_FEN,
        "threshold_fen": 9_900,
        "valid_days": 30,
        "total": 100,
        "per_contact": 1,
        "state": "active",
    }


def today(it: World) -> str:
    token = it.product.home.steer_token.read_text().strip()
    now: str = it.ask("POST", "/steer", {}, headers={"X-Pond-Steer": token})["now"]
    return now[:10]
