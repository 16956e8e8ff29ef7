"""A little product, for the demo's drive alone: it keeps lists, welcomes with a personal link,
sells, refunds and lets itself be steered. In memory, on loopback, through real doors."""

import asyncio
import json
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.emulator.stage import Listener

from pond_emulator.kit import crypto


@dataclass
class LittleBrand(Listener):
    start: float = 0.0
    address: str = ""
    now: float = 0.0
    ended: bool = False
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    people: dict[str, str] = field(default_factory=dict)  # token -> external_userid
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    refunds: list[str] = field(default_factory=list)
    costs: list[dict[str, Any]] = field(default_factory=list)
    handovers: list[dict[str, Any]] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    access: str = ""
    key: Any = None
    ports: tuple[int, int] | None = None
    client: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith(("/api", "/steer")):
            await super().__call__(scope, receive, send)
            return
        body = json.loads((await receive()).get("body") or b"{}")
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        status, data = await self.answer(scope["method"], path, headers, body)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(data).encode()})

    async def answer(
        self, method: str, path: str, headers: dict[str, str], body: dict[str, Any]
    ) -> tuple[int, Any]:
        if path == "/steer":
            return 200, self.steer(headers, body)
        if path.startswith("/api/store/"):
            token = headers["authorization"].removeprefix("Bearer ")
            return await self.sell(path.split("/")[4:], self.people[token], body)
        assert headers["authorization"] == "Bearer pk_test"
        return await self.console(method, path, body)

    def steer(self, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        assert headers["x-pond-steer"] == "steer-token"
        self.ended = self.ended or bool(body.get("end"))
        if body.get("to"):
            to = datetime.fromisoformat(body["to"]).timestamp()
            assert to >= self.now, "time went back"
            assert not self.tasks, "time moved while something was under way"
            self.now = to
            self.steps.append(to)
        now = datetime.fromtimestamp(self.now or self.start, UTC).isoformat()
        mode = "system" if self.ended else "steered"
        return {
            "now": now,
            "mode": mode,
            "idle": not self.tasks,
            "pending": {"jobs": len(self.tasks)},
        }

    async def console(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path.endswith("/costs"):
            self.costs.append(body)
            return 201, {}
        if path == "/api/handovers":
            self.handovers.append(body)
            return 201, {"id": "1"}
        if path.endswith("/test") or method == "PUT":
            return 200, {"ok": True}
        items = self.lists[path]
        if method == "GET":
            return 200, {"items": items}
        item = body | {"id": str(len(items) + 1)}
        items.append(item)
        await self.made(path, item)
        return 201, {"staff": item} if path == "/api/staff" else item

    async def made(self, path: str, item: dict[str, Any]) -> None:
        if path == "/api/channels" and item["kind"] == "wecom":
            item["callback_url"] = f"{self.address}/callbacks/k1"
            settings = item["settings"]
            self.corpid, self.token = settings["corp_id"], settings["callback_token"]
            self.encoding_aes_key = settings["encoding_aes_key"]
            self.base, self.secret = item["base_url"], settings["secret"]
        if path == "/api/channels" and item["kind"] == "wechat_pay":
            self.merchant = item["settings"]
        if path == "/api/codes":
            item["source"] = {"id": item["source_id"]}
            way = {"type": 2, "scene": 2, "state": item["name"], "remark": item["name"]}
            await self.wecom("externalcontact/add_contact_way", way | {"user": item["member_ids"]})

    async def wecom(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        if not self.access:
            query = {"corpid": self.corpid, "corpsecret": self.secret}
            answer = await self.client.get(f"{self.base}/cgi-bin/gettoken", params=query)
            self.access = answer.json()["access_token"]
        url = f"{self.base}/cgi-bin/{name}"
        answer = await self.client.post(url, params={"access_token": self.access}, json=body)
        return answer.json()

    def hear(self, path: str, method: str, *rest: Any) -> tuple[int, str]:
        if path == "/notify":
            path = "/pay"
        before = len(self.events)
        heard = super().hear(path, method, *rest)
        for event in self.events[before:]:
            if event.get("WelcomeCode"):
                task = asyncio.get_running_loop().create_task(self.welcome(event))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
        return heard

    async def welcome(self, event: dict[str, str]) -> None:
        token = secrets.token_hex(8)
        self.people[token] = event["ExternalUserID"]
        text = f"你好，你的小店：{self.address}/l/k1/{token} 见面礼已放好"
        body = {"welcome_code": event["WelcomeCode"], "text": {"content": text}}
        await self.wecom("externalcontact/send_welcome_msg", body)

    async def sell(self, rest: list[str], external: str, body: dict[str, Any]) -> tuple[int, Any]:
        if rest == ["home"]:
            products = [
                {"sku_id": p["id"], "name": p["name"], "price_fen": p["skus"][0]["price_fen"]}
                for p in self.lists["/api/products"]
            ]
            coupon = {"id": "1", "state": "issued", "threshold_fen": 9900, "value_fen": 1000}
            return 200, {"products": products, "coupons": [coupon], "orders": []}
        if len(rest) == 3:
            self.refunds.append(rest[1])
            return 202, {"refund_no": "R1", "state": "requested"}
        return 201, await self.order(external, body)

    async def order(self, external: str, body: dict[str, Any]) -> dict[str, Any]:
        key = body["idempotency_key"]
        number = self.keys.setdefault(key, f"P{secrets.token_hex(6)}")
        line = body["lines"][0]
        product = self.lists["/api/products"][int(line["sku_id"]) - 1]
        total = product["skus"][0]["price_fen"] * line["quantity"]
        total -= 1000 if body.get("coupon_id") else 0
        self.orders[number] = {"total": total, "at": self.now}
        found = await self.wecom("externalcontact/convert_to_openid", {"external_userid": external})
        prepay = await self.prepay(number, total, found["openid"])
        return {"order_no": number, "payable_fen": total, "pay": {"package": f"prepay_id={prepay}"}}

    async def prepay(self, number: str, total: int, openid: str) -> str:
        body = {
            "mchid": self.merchant["mchid"],
            "appid": self.merchant["appid"],
            "description": "拾木",
            "out_trade_no": number,
            "notify_url": f"{self.address}/notify",
            "amount": {"total": total},
            "payer": {"openid": openid},
        }
        text, path, stamp = json.dumps(body), "/v3/pay/transactions/jsapi", str(int(time.time()))
        key = self.key or crypto.load_private(self.merchant["private_key_pem"])
        self.key = key
        signature = crypto.rsa_sign(key, f"POST\n{path}\n{stamp}\nn\n{text}\n".encode())
        header = (
            f'WECHATPAY2-SHA256-RSA2048 mchid="{body["mchid"]}",nonce_str="n",signature='
            f'"{signature}",timestamp="{stamp}",serial_no="{self.merchant["serial_no"]}"'
        )
        answer = await self.client.post(
            self.base + path, content=text, headers={"Authorization": header}
        )
        return answer.json()["prepay_id"]
