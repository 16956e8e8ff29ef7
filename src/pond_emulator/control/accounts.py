"""Corps, apps, members and merchants: what an administrator would register on the platforms."""

import secrets
from typing import Any

import httpx
import msgspec

from pond_emulator.kit import crypto
from pond_emulator.kit.outside import authorities
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.pay import orders
from pond_emulator.pay.door import Door
from pond_emulator.wecom import events
from pond_emulator.world import World, token_text

CHECK_WITHIN_S = 5.0


class Accounts:
    def __init__(self, world: World, door: Door) -> None:
        self._world = world
        self._door = door

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/corps", self.make_corp)
        router.add("GET", "/emulator/corps", self.corps)
        router.add("POST", "/emulator/corps/{corpid}/apps", self.make_app)
        router.add("PUT", "/emulator/corps/{corpid}/apps/{agentid}/callback", self.set_callback)
        router.add("POST", "/emulator/corps/{corpid}/members", self.add_members)
        router.add("DELETE", "/emulator/corps/{corpid}/members/{userid}", self.remove_member)
        router.add("POST", "/emulator/merchants", self.make_merchant)

    def make_corp(self, request: Request) -> Answer:
        """{name} -> {corpid, name}"""
        corpid = f"ww{secrets.token_hex(8)}"
        name = str(request.json().get("name") or "演示企业")
        now = self._world.clock.world()
        self._world.store.run("insert into corp values (?, ?, ?)", corpid, name, now)
        return answer_json({"corpid": corpid, "name": name}, 201)

    def corps(self, _request: Request) -> Answer:
        rows = self._world.store.all("select corpid, name from corp order by rowid")
        return answer_json({"corps": [dict(row) for row in rows]})

    def make_app(self, request: Request) -> Answer:
        """{name?, callback_url?} -> {corpid, agentid, secret, token, encoding_aes_key}. A
        callback_url given here is taken unchecked; PUT …/callback asks it first.
        """
        corpid = request.params["corpid"]
        if not self._world.store.value("select 1 from corp where corpid = ?", corpid):
            return answer_error(404, "no such corp")
        body = request.json()
        count = self._world.store.value("select count(*) from app where corpid = ?", corpid)
        app = {
            "corpid": corpid,
            "agentid": 1000002 + count,
            "name": str(body.get("name") or "客户联系"),
            "secret": token_text(43),
            "token": token_text(24),
            "encoding_aes_key": encoding_key(),
            "callback_url": body.get("callback_url"),
        }
        self._world.store.run(
            "insert into app (corpid, agentid, name, secret, token, encoding_aes_key,"
            " callback_url) values (?, ?, ?, ?, ?, ?, ?)",
            *app.values(),
        )
        return answer_json(app, 201)

    async def set_callback(self, request: Request) -> Answer:
        """{url, verify?: true} -> {ok, detail}: saved only when the address answers the check."""
        app = self._world.store.one(
            "select * from app where corpid = ? and agentid = ?",
            request.params["corpid"],
            int(request.params["agentid"]),
        )
        if app is None:
            return answer_error(404, "no such app")
        body = request.json()
        url = str(body.get("url") or "")
        detail = await self._address_trouble(dict(app), url) if body.get("verify", True) else ""
        if detail:
            return answer_json({"ok": False, "detail": detail}, 422)
        self._world.store.run(
            "update app set callback_url = ? where corpid = ? and agentid = ?",
            url,
            app["corpid"],
            app["agentid"],
        )
        return answer_json({"ok": True, "detail": "ok"})

    async def _address_trouble(self, app: dict[str, Any], url: str) -> str:
        """What is wrong with a callback address, in words; empty when nothing is."""
        now = str(int(self._world.clock.real()))
        address, expected = events.address_check(app, url, now)
        try:
            async with httpx.AsyncClient(
                timeout=CHECK_WITHIN_S, trust_env=False, verify=authorities()
            ) as client:
                answer = await client.get(address)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"the address could not be reached: {type(error).__name__}"
        if answer.status_code != 200 or answer.text != expected:
            return f"the address answered {answer.status_code} and not the decrypted echostr"
        return ""

    def add_members(self, request: Request) -> Answer:
        """{members: [{userid, name, mobile?, position?, department?}]}; each gives create_user."""
        corpid, now = request.params["corpid"], self._world.clock.world()
        members = request.json().get("members") or []
        with self._world.store.transaction():
            for member in members:
                if self._is_here(corpid, member["userid"]):
                    continue
                self._world.store.run(
                    "insert into member values (?, ?, ?, ?, ?, ?, null) on conflict do update set"
                    " name = excluded.name, left_at = null",
                    corpid,
                    member["userid"],
                    member["name"],
                    member.get("mobile", ""),
                    member.get("position", ""),
                    msgspec.json.encode(member.get("department") or [1]).decode(),
                )
                fields = {"UserID": member["userid"], "Name": member["name"]}
                events.emit_contact(self._world, corpid, "create_user", fields, now)
        return answer_json({"members": len(members)}, 201)

    def _is_here(self, corpid: str, userid: str) -> bool:
        return bool(
            self._world.store.value(
                "select 1 from member where corpid = ? and userid = ? and left_at is null",
                corpid,
                userid,
            )
        )

    def remove_member(self, request: Request) -> Answer:
        """The administrator removes a member who leaves: delete_user."""
        corpid, userid = request.params["corpid"], request.params["userid"]
        gone = remove_member(self._world, corpid, userid, self._world.clock.world())
        return answer_json({"userid": userid}) if gone else answer_error(404, "no such member")

    def make_merchant(self, request: Request) -> Answer:
        """{name?, appids, verify_mode?: certificate|public_key, public_pem?, serial_no?} -> all a
        merchant needs. Without public_pem the emulator makes the key and hands it out once.
        """
        body = request.json()
        mchid = orders.new_mchid()
        private, public, serial = merchant_key(body, mchid)
        mode = str(body.get("verify_mode") or "certificate")
        apiv3_key, key_id = orders.new_api_key(), f"PUB_KEY_ID_0{mchid}{secrets.token_hex(10)}"
        appids = [str(appid) for appid in body.get("appids") or []]
        self._world.store.run(
            "insert into merchant values (?, ?, ?, ?, ?, ?, ?, ?)",
            mchid,
            str(body.get("name") or "演示商户"),
            serial,
            public,
            apiv3_key,
            msgspec.json.encode(appids).decode(),
            mode,
            key_id,
        )
        keys = self._door.keys
        data = {
            "mchid": mchid,
            "appids": appids,
            "serial_no": serial,
            "private_key_pem": private,
            "apiv3_key": apiv3_key,
            "verify_mode": mode,
            "platform_certificate_pem": keys.certificate,
            "platform_serial_no": keys.certificate_serial,
            "platform_public_key_pem": keys.public_key_pem,
            "platform_public_key_id": key_id,
        }
        return answer_json(data, 201)


def encoding_key() -> str:
    """43 characters that decode, with one '=', to 32 bytes."""
    while True:
        text = token_text(43)
        # the last character carries 4 bits only: keep those whose spare bits are zero
        if text[-1] in "AEIMQUYcgkosw048":
            return text


def merchant_key(body: dict[str, Any], mchid: str) -> tuple[str | None, str, str]:
    """(private key or None, public key or certificate, serial number)"""
    given = body.get("public_pem")
    if given:
        is_certificate = "CERTIFICATE" in given
        serial = crypto.certificate_serial(given) if is_certificate else body.get("serial_no")
        return None, given, str(serial or secrets.token_hex(20).upper())
    key = crypto.new_key()
    certificate = crypto.certificate_pem(key, mchid)
    return crypto.private_pem(key), certificate, crypto.certificate_serial(certificate)


def remove_member(world: World, corpid: str, userid: str, at: int) -> bool:
    """Ends a membership; the customers stay, waiting for someone to take them over."""
    with world.store.transaction():
        gone = world.store.run(
            "update member set left_at = ? where corpid = ? and userid = ? and left_at is null",
            at,
            corpid,
            userid,
        )
        if gone:
            events.emit_contact(world, corpid, "delete_user", {"UserID": userid}, at)
    return bool(gone)
