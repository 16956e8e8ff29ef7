"""Doors under /emulator/ for official accounts and mini programs: made by an administrator, used
by people.
"""

import secrets
from collections.abc import Callable
from typing import Any

import httpx
import msgspec

from pond_emulator.control.accounts import encoding_key
from pond_emulator.kit.outside import authorities
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.mini_program import acts as mini
from pond_emulator.official_account import acts as official
from pond_emulator.weixin import acts, callbacks
from pond_emulator.weixin.door import MINI, OFFICIAL
from pond_emulator.world import World, token_text

CHECK_WITHIN_S = 5.0
KINDS, MODES, FORMATS = (OFFICIAL, MINI), ("plain", "safe"), ("xml", "json")
Act = Callable[[World, int, str, dict[str, Any]], Any]


class Control:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/accounts", self.make)
        router.add("GET", "/emulator/accounts", self.listed)
        router.add("PUT", "/emulator/accounts/{appid}/callback", self.set_callback)
        router.add("GET", "/emulator/accounts/{appid}/people", self.people)
        router.add("POST", "/emulator/people/{person}/weixin/{act}", self.act)

    def make(self, request: Request) -> Answer:
        """{kind, name?, service?: true, mode?: safe|plain, format?: xml|json} -> all that its
        administrator sees. service: false is a subscription account (公众号).
        """
        body = request.json()
        made = {
            "appid": f"wx{secrets.token_hex(8)}",
            "kind": str(body.get("kind") or ""),
            "name": str(body.get("name") or "演示账号"),
            "secret": secrets.token_hex(16),
            "username": f"gh_{secrets.token_hex(6)}",
            "service": int(bool(body.get("service", True))),
            "token": token_text(24),
            "encoding_aes_key": encoding_key(),
            "mode": str(body.get("mode") or "safe"),
            "format": str(body.get("format") or "xml"),
        }
        allowed = {"kind": KINDS, "mode": MODES, "format": FORMATS}
        for name, values in allowed.items():
            if made[name] not in values:
                return answer_error(422, f"{name} must be one of {', '.join(values)}")
        self._world.store.run(
            "insert into wx_account values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?)",
            *(*made.values(), self._world.clock.world()),
        )
        return answer_json(made, 201)

    def listed(self, _request: Request) -> Answer:
        rows = self._world.store.all(
            "select appid, kind, name, username, service, mode, format, callback_url"
            " from wx_account order by rowid"
        )
        return answer_json({"accounts": [dict(row) for row in rows]})

    async def set_callback(self, request: Request) -> Answer:
        """{url, verify?: true} -> {ok, detail}: saved only when the address answers the check."""
        account = self._world.store.one(
            "select * from wx_account where appid = ?", request.params["appid"]
        )
        if account is None:
            return answer_error(404, "no such account")
        body = request.json()
        url = str(body.get("url") or "")
        detail = await self._trouble(dict(account), url) if body.get("verify", True) else ""
        if detail:
            return answer_json({"ok": False, "detail": detail}, 422)
        self._world.store.run(
            "update wx_account set callback_url = ? where appid = ?", url, account["appid"]
        )
        return answer_json({"ok": True, "detail": "ok"})

    async def _trouble(self, account: dict[str, Any], url: str) -> str:
        """What is wrong with a callback address, in words; empty when nothing is."""
        now = str(int(self._world.clock.real()))
        address, expected = callbacks.address_check(account, url, now)
        try:
            async with httpx.AsyncClient(
                timeout=CHECK_WITHIN_S, trust_env=False, verify=authorities()
            ) as client:
                answer = await client.get(address)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"the address could not be reached: {type(error).__name__}"
        if answer.status_code != 200 or answer.text != expected:
            return f"the address answered {answer.status_code} and not the echostr"
        return ""

    def people(self, request: Request) -> Answer:
        """Everybody the account knows, with what was written between them."""
        appid = request.params["appid"]
        rows = self._world.store.all("select * from wx_fan where appid = ?", appid)
        chats = self._world.store.all(
            "select * from wx_chat where appid = ? order by id desc limit 500", appid
        )
        said = [dict(row) | {"body": msgspec.json.decode(row["body"])} for row in chats]
        return answer_json({"people": [dict(row) for row in rows], "messages": said[::-1]})

    def act(self, request: Request) -> Answer:
        """{appid, ...} -> what comes of it; see ACTS."""
        act = ACTS.get(request.params["act"])
        if act is None or not request.params["person"].isdigit():
            return answer_error(404, f"acts are {', '.join(ACTS)}")
        body = request.json()
        person, appid = int(request.params["person"]), str(body.get("appid") or "")
        try:
            found = act(self._world, person, appid, body)
        except LookupError as error:
            return answer_error(409, str(error.args[0]))
        return answer_json(found or {})


def follow(world: World, person: int, appid: str, body: dict[str, Any]) -> Any:
    scene = str(body.get("scene") or "ADD_SCENE_SEARCH")
    return {"openid": official.follow(world, person, appid, scene).openid}


def scan(world: World, person: int, _appid: str, body: dict[str, Any]) -> Any:
    met = official.scan(world, person, str(body.get("ticket") or body.get("key") or ""))
    return {"openid": met.openid, "appid": met.account["appid"]}


def write(world: World, person: int, appid: str, body: dict[str, Any]) -> None:
    acts.write(world, person, appid, str(body.get("type") or "text"), body)


def prompt(world: World, person: int, appid: str, body: dict[str, Any]) -> None:
    acts.answer_prompt(world, person, appid, dict(body.get("answers") or {}))


def once(world: World, person: int, appid: str, body: dict[str, Any]) -> Any:
    template_id, scene = str(body.get("template_id")), str(body.get("scene"))
    return {"openid": official.accept_once(world, person, appid, template_id, scene)}


def refuse(world: World, person: int, appid: str, body: dict[str, Any]) -> None:
    official.refuse(world, person, appid, refuses=bool(body.get("refuses", True)))


def read(world: World, person: int, appid: str, body: dict[str, Any]) -> None:
    official.read(
        world,
        person,
        appid,
        str(body.get("media_id")),
        int(body.get("index") or 0),
        str(body.get("place") or "session"),
        share=bool(body.get("share")),
    )


def visit(world: World, person: int, appid: str, body: dict[str, Any]) -> Any:
    page = str(body.get("page") or "pages/index/index")
    return mini.visit(world, person, appid, page, share=bool(body.get("share")))


ACTS: dict[str, Act] = {
    "follow": follow,
    "unfollow": lambda world, person, appid, _: official.unfollow(world, person, appid),
    "scan": scan,
    "write": write,
    "click": lambda w, p, a, body: official.click(w, p, a, str(body.get("name")), body),
    "prompt": prompt,
    "withdraw": lambda w, p, a, body: acts.withdraw(w, p, a, str(body.get("template_id"))),
    "once": once,
    "refuse": refuse,
    "read": read,
    "visit": visit,
    "link": lambda w, p, _, body: mini.open_link(w, p, str(body.get("key"))),
    "page": lambda w, p, a, body: mini.turn_page(w, p, a, str(body.get("page"))),
    "phone": lambda w, p, a, _: {"code": mini.show_phone(w, p, a)},
    "session": lambda w, p, a, body: mini.enter_session(w, p, a, str(body.get("source") or "")),
    "revoke": lambda world, person, appid, _: acts.revoke(world, person, appid),
}
