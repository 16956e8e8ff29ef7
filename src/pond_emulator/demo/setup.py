"""The brand's first day: accounts at the platforms, then everything a console asks for."""

import asyncio
from dataclasses import dataclass, field
from sqlite3 import Row
from typing import Any

import httpx
import msgspec

from pond_emulator.demo import cast
from pond_emulator.demo.console import Console, ConsoleError
from pond_emulator.demo.state import Story, save
from pond_emulator.people import table
from pond_emulator.world import World

CODE_POLLS, CODE_POLL_S = 600, 0.1


@dataclass
class Setup:
    """`own` is a client of the emulator's own control doors: the platforms' admin pages."""

    world: World
    story: Story
    console: Console
    own: httpx.AsyncClient
    ids: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """Every step may run again after a kill."""
        for step in (
            self.platforms,
            self.brand,
            self.channels,
            self.shelf,
            self.sources,
            self.desk,
        ):
            await step()
        self.story.state = "living"
        save(self.world, self.story)

    async def platforms(self) -> None:
        """A corp with an app, the shop assistants as members, a merchant who pays under it."""
        if not self.story.corpid:
            self.story.corpid = (await self._own("POST", "corps", {"name": cast.BRAND}))["corpid"]
            self.story.app = await self._own("POST", f"corps/{self.story.corpid}/apps", {})
            wanted = {"appids": [self.story.corpid], "verify_mode": "public_key"}
            self.story.merchant = await self._own("POST", "merchants", wanted)
            save(self.world, self.story)
        members = [
            {"userid": cast.member_id(row.login), "name": row.name, "position": row.position}
            for row in cast.STAFF
            if row.store is not None
        ]
        await self._own("POST", f"corps/{self.story.corpid}/members", {"members": members})

    async def brand(self) -> None:
        notice = {"text": cast.NOTICE, "link": None}
        await self.console.put("/api/workspace", {"notice": notice})
        stores = [
            await self.console.ensure(
                "/api/stores", {"name": row.name, "city": row.city, "address": row.address}
            )
            for row in cast.STORES
        ]
        for row in cast.STAFF:
            await self.console.ensure(
                "/api/staff",
                {
                    "login": row.login,
                    "name": row.name,
                    "role": row.role,
                    "scope": row.scope,
                    "store_id": None if row.store is None else stores[row.store]["id"],
                    "member_id": None if row.store is None else cast.member_id(row.login),
                },
                by="login",
                wrapped="staff",
            )

    async def channels(self) -> None:
        app, merchant = self.story.app, self.story.merchant
        wecom = await self._channel(
            "wecom",
            f"{cast.BRAND} 企业微信",
            {
                "corp_id": app["corpid"],
                "agent_id": str(app["agentid"]),
                "secret": app["secret"],
                "callback_token": app["token"],
                "encoding_aes_key": app["encoding_aes_key"],
            },
        )
        await self._channel(
            "wechat_pay",
            f"{cast.BRAND} 微信支付",
            {
                "mchid": merchant["mchid"],
                "appid": app["corpid"],
                "serial_no": merchant["serial_no"],
                "private_key_pem": merchant["private_key_pem"],
                "apiv3_key": merchant["apiv3_key"],
                "platform_key_id": merchant["platform_public_key_id"],
                "platform_public_key_pem": merchant["platform_public_key_pem"],
            },
        )
        path = f"corps/{app['corpid']}/apps/{app['agentid']}/callback"
        await self._own("PUT", path, {"url": wecom["callback_url"]})
        self.ids["wecom"] = wecom["id"]

    async def _channel(self, kind: str, name: str, settings: dict[str, str]) -> dict[str, Any]:
        body = {
            "kind": kind,
            "name": name,
            "base_url": self.world.settings.base_url,
            "settings": settings,
        }
        made = await self.console.ensure("/api/channels", body)
        await self.console.post(f"/api/channels/{made['id']}/test", {})
        return made

    async def shelf(self) -> None:
        for row in table.PRODUCTS:
            sku = {"name": "标准", "price_fen": row.price_fen, "cost_fen": row.cost_fen}
            body = {"name": row.name, "state": "on_sale", "skus": [sku | {"stock": None}]}
            await self.console.ensure("/api/products", body)
        offer = {
            "title": cast.COUPON_TITLE,
            "value_fen": table.COUPON_VALUE_FEN,
            "threshold_fen": table.COUPON_THRESHOLD_FEN,
            "valid_days": 30,
            "total": None,
            "per_contact": 1,
            "state": "active",
        }
        self.ids["offer"] = (await self.console.ensure("/api/offers", offer, by="title"))["id"]

    async def sources(self) -> None:
        for source in table.SOURCES:
            body = {"name": source.name, "kind": cast.SOURCES[source.key][0]}
            made = await self.console.ensure("/api/sources", body)
            tag = await self.console.ensure("/api/tags", {"name": source.name, "group": "来源"})
            self.story.sources[source.key] = made["id"]
            self.ids[f"tag {source.key}"] = tag["id"]
        save(self.world, self.story)

    async def desk(self) -> None:
        """The codes: one per source for all assistants, one per shop for its own."""
        everyone = [row for row in cast.STAFF if row.store is not None]
        for source in table.SOURCES:
            if source.desk != "stores":
                await self._code(source, source.name, everyone)
                continue
            for number, store in enumerate(cast.STORES):
                own = [row for row in everyone if row.store == number]
                await self._code(source, f"{source.name} · {store.name[-3:]}", own)
        await self._find_codes()

    async def _code(self, source: table.SourceRange, name: str, staff: list[cast.StaffRow]) -> None:
        self.names[name] = source.key
        text, offer = cast.SOURCES[source.key][2] + cast.SHOP_LINE, {}
        if source.key != "feed":  # bought clicks are dear enough: no present on top
            text, offer = text + cast.COUPON_LINE, {"offer_id": self.ids["offer"]}
        await self.console.ensure(
            "/api/codes",
            {
                "name": name,
                "source_id": self.story.sources[source.key],
                "channel_id": self.ids["wecom"],
                "member_ids": [cast.member_id(row.login) for row in staff],
                "strategy": "round_robin",
                "tag_ids": [self.ids[f"tag {source.key}"]],
                "welcome_template": {"text": text, **offer},
            },
        )

    async def _find_codes(self) -> None:
        """People meet a code as a picture; which one it is stands in its remark, its name."""
        for _ in range(CODE_POLLS):
            ways = {msgspec.json.decode(row["body"]).get("remark"): row for row in self._ways()}
            if all(name in ways for name in self.names):
                break
            await asyncio.sleep(CODE_POLL_S)
        else:
            raise ConsoleError("the product did not make all channel codes at the platform")
        self.story.codes = {}
        for name, key in self.names.items():
            self.story.codes.setdefault(key, []).append(ways[name]["config_id"])
        save(self.world, self.story)

    def _ways(self) -> list[Row]:
        return self.world.store.all(
            "select config_id, body from contact_way where corpid = ? and deleted = 0",
            self.story.corpid,
        )

    async def _own(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.own.request(method, f"/emulator/{path}", json=body)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
