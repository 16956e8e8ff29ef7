"""The phone's screen, its files, and its news as server-sent events."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator import acts
from pond_emulator.control.people import codes, follow_data, message_data, orders_of
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.pay import paying, transfers
from pond_emulator.weixin import screens as weixin
from pond_emulator.world import World

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
HEARTBEAT_S = 10.0
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
)


class Phone:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("GET", "/", self.home)
        router.add("GET", "/phone", self.page)
        router.add("GET", "/scan/{config_id}", self.scanned)
        router.add("GET", "/phone/static/{name}", self.file)
        router.add("GET", "/phone/people", self.people)
        router.add("GET", "/phone/people/{person}/screen", self.screen)
        router.add("GET", "/phone/people/{person}/news", self.news)
        router.add("POST", "/phone/bridge/order", self.order_of_page)
        router.add("GET", "/phone/order", self.order_of_code)

    def home(self, _request: Request) -> Answer:
        return Answer(302, b"", [("location", "/phone")])

    def page(self, _request: Request) -> Answer:
        return static("phone.html", [("content-security-policy", STRICT)])

    def scanned(self, request: Request) -> Answer:
        """Where a QR code leads: the phone, with this code in its viewfinder."""
        return Answer(302, b"", [("location", f"/phone#code={request.params['config_id']}")])

    def file(self, request: Request) -> Answer:
        return static(request.params["name"], [])

    def people(self, _request: Request) -> Answer:
        """Those whom somebody plays, newest first, and every code in sight."""
        rows = self._world.store.all(
            "select id, name from person where played = 1 order by id desc limit 50"
        )
        people = [{"person_id": row["id"], "name": row["name"]} for row in rows]
        accounts = weixin.listed(self._world)
        return answer_json(
            {
                "people": people,
                "codes": codes(self._world),
                "accounts": accounts,
                "pay_codes": paying.codes(self._world),
            }
        )

    def screen(self, request: Request) -> Answer:
        """All a screen shows of one person."""
        found = screen(self._world, int(request.params["person"]))
        return answer_json(found) if found else answer_error(404, "no such person")

    def news(self, request: Request) -> Answer:
        person = int(request.params["person"])
        answer = Answer(200, b"", [("cache-control", "no-store")], "text/event-stream")
        answer.stream = news(self._world, person)
        return answer

    def order_of_page(self, request: Request) -> Answer:
        """What WeixinJSBridge was given by the shop's page: checked before a pay sheet opens."""
        fields = {key: str(value) for key, value in request.json().items()}
        if not paying.pay_sign_fits(self._world, fields):
            return answer_error(409, "支付验证签名失败")
        prepay_id = fields["package"].removeprefix("prepay_id=")
        row = self._world.store.one("select * from pay_order where prepay_id = ?", prepay_id)
        if row is None:
            return answer_error(404, "没有这笔订单")
        return self._sheet(row, row["total"])

    def order_of_code(self, request: Request) -> Answer:
        """?code: what a scanned code or a browser's address asks to be paid."""
        now = self._world.clock.world()
        try:
            row = paying.sheet_of(self._world, request.query.get("code", ""), now)
        except paying.CannotPayError as error:
            return answer_error(409, str(error))
        parts = paying.of_sheet(self._world, row["prepay_id"])
        return self._sheet(row, sum(part["total"] for part in parts))

    def _sheet(self, row: Row, total: int) -> Answer:
        """What a pay sheet shows."""
        payee = self._world.store.value("select name from merchant where mchid = ?", row["mchid"])
        return answer_json(
            {
                "prepay_id": row["prepay_id"],
                "total": total,
                "description": row["description"],
                "payee": payee,
            }
        )


def static(name: str, headers: list[tuple[str, str]]) -> Answer:
    path = STATIC / name
    if path.suffix not in TYPES or not path.is_file() or path.parent != STATIC:
        return answer_error(404, "no such file")
    common = [("cache-control", "no-cache"), ("x-content-type-options", "nosniff")]
    return Answer(200, path.read_bytes(), [*common, *headers], TYPES[path.suffix])


def screen(world: World, person: int) -> dict[str, Any] | None:
    row = world.store.one("select * from person where id = ?", person)
    if row is None:
        return None
    names = {
        member["userid"]: member["name"]
        for member in world.store.all("select userid, name from member")
    }
    corps = {
        corp["corpid"]: corp["name"] for corp in world.store.all("select corpid, name from corp")
    }
    friends = [
        {
            "userid": f["userid"],
            "name": names.get(f["userid"], f["userid"]),
            "corp": corps[f["corpid"]],
        }
        for f in map(follow_data, acts.living_follows(world, person))
    ]
    return {
        "person_id": person,
        "name": row["name"],
        "friends": friends,
        "messages": [message_data(message) for message in acts.messages(world, person)],
        "orders": orders_of(world, person),
        "transfers": transfers.of_person(world, person),
        "names": names,
        "accounts": weixin.screen(world, person),
    }


async def news(world: World, person: int) -> AsyncIterator[bytes]:
    """The screen, again whenever something happened to the person; a heartbeat in between."""
    before = b""
    while not world.stopping.is_set():
        bell = world.bells[f"person:{person}"]
        data = msgspec.json.encode(screen(world, person))
        yield b"data: " + data + b"\n\n" if data != before else b": still here\n\n"
        before = data
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), HEARTBEAT_S)
