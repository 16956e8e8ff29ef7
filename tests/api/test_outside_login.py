"""Staff sign in by WeCom, against the emulated one: scanning, silently inside, and refused."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from tests.platforms.emulated import Emulated, emulated
from tests.support import net

WITHIN = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0 wxwork/4.1.30 Language/zh"


@dataclass
class Scene:
    """A brand whose owner Lin is Mei at WeCom; Bo has no login."""

    wecom: Emulated
    key: str
    channel: dict[str, Any]
    request: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/api/session/wecom/{self.key}"

    async def way(self, http: httpx.AsyncClient, who: str, **query: str) -> httpx.Response:
        """Leave in a browser, say who one is over there, and come back to our door."""
        away = await http.get(f"{self.path}/departure", params=query)
        assert away.status_code == 302, away.text
        asked = away.headers["location"].removesuffix("#wechat_redirect")
        platform = await self.wecom.control.get(f"{asked}&as={who}")
        assert platform.status_code == 302, platform.text
        return await http.get(platform.headers["location"])


@pytest.fixture
async def scene(owner, tmp_path):
    async with emulated(tmp_path) as wecom:
        corpid = (await wecom.do("POST", "corps", {"name": "拾木"}))["corpid"]
        app = await wecom.do("POST", f"corps/{corpid}/apps", {})
        members = [{"userid": "mei", "name": "梅"}, {"userid": "bo", "name": "波"}]
        await wecom.do("POST", f"corps/{corpid}/members", {"members": members})
        request = {
            "kind": "wecom", "name": "企业微信", "base_url": wecom.base_url,
            "settings": {
                "corp_id": corpid, "secret": app["secret"], "agent_id": str(app["agentid"]),
                "callback_token": app["token"], "encoding_aes_key": app["encoding_aes_key"],
            },
        }  # fmt: skip
        channel = (await owner.send("POST", "/api/channels", request)).json()
        key = channel["callback_url"].rsplit("/", 1)[1]
        me = owner.me["staff"]["id"]
        mapped = await owner.send("PUT", f"/api/staff/{me}", {"member_id": "mei"})
        assert mapped.status_code == 200, mapped.text
        yield Scene(wecom, key, channel, request)


def told(answer: httpx.Response) -> dict[str, str]:
    """What the login page is told in its address."""
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["location"])
    assert parts.path == "/console/login"
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


async def test_who_scans_and_is_mapped_is_in(scene, stranger):
    offer = (await stranger.get(scene.path)).json()
    assert offer == {"offered": True, "within": False, "brand": "拾木"}
    back = await scene.way(stranger.http, "mei", to="/contacts?q=1")
    assert back.headers["location"] == "/console/contacts?q=1"
    me = (await stranger.get("/api/me")).json()
    assert (me["account"]["login"], me["workspace"]["name"]) == ("lin", "拾木")


async def test_inside_the_app_the_silent_page_is_used(scene, stranger):
    stranger.http.headers["user-agent"] = WITHIN
    assert (await stranger.get(scene.path)).json()["within"] is True
    away = await stranger.get(f"{scene.path}/departure")
    assert "/connect/oauth2/authorize?" in away.headers["location"]
    assert (await scene.way(stranger.http, "mei")).headers["location"] == "/console/"
    assert (await stranger.get("/api/me")).status_code == 200


async def test_who_is_not_mapped_is_told_so_and_stays_out(scene, stranger):
    page = told(await scene.way(stranger.http, "bo"))
    assert page == {"w": scene.key, "wecom": "unmapped", "member": "bo"}
    assert (await stranger.get("/api/me")).status_code == 401


async def test_a_way_back_serves_once_and_only_the_browser_that_left(scene, stranger, address):
    away = await stranger.get(f"{scene.path}/departure")
    platform = await scene.wecom.control.get(f"{away.headers['location']}&as=mei")
    back = platform.headers["location"]
    async with net.client(address) as other:
        assert told(await other.get(back))["wecom"] == "expired"  # it never left
        await other.get(f"{scene.path}/departure")
        assert told(await other.get(back))["wecom"] == "expired"  # it left with another state
    kept = stranger.http.cookies["pond_login"]
    assert (await stranger.http.get(back)).headers["location"] == "/console/"
    async with net.client(address) as thief:  # even with the browser's own seal
        repeat = await thief.get(back, headers={"cookie": f"pond_login={kept}"})
        assert told(repeat)["wecom"] == "expired"


async def test_a_code_of_another_brand_and_a_used_code_are_refused(scene, stranger):
    away = await stranger.get(f"{scene.path}/departure")
    state = parse_qs(urlsplit(away.headers["location"]).query)["state"][0]
    back = f"{scene.path}/return?code=made-up&state={state}"
    assert told(await stranger.http.get(back))["wecom"] == "refused"


async def test_the_second_factor_is_asked_for_and_slowed_down(scene, owner, stranger):
    begun = (await owner.send("POST", "/api/me/totp")).json()
    code = pyotp.TOTP(begun["secret"]).now()
    await owner.send("POST", "/api/me/totp/confirmation", {"code": code})
    page = told(await scene.way(stranger.http, "mei", to="/orders"))
    assert page == {"w": scene.key, "wecom": "second", "to": "/orders"}
    assert (await stranger.get("/api/me")).status_code == 401
    wrong = await stranger.send("POST", f"{scene.path}/code", {"totp": code})
    assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/totp_required")
    fresh = pyotp.TOTP(begun["secret"]).at(int(time.time()) + 30)
    let_in = await stranger.send("POST", f"{scene.path}/code", {"totp": fresh})
    assert let_in.status_code == 201, let_in.text
    assert (await stranger.get("/api/me")).json()["account"]["login"] == "lin"


async def test_nobody_owes_a_second_factor_out_of_the_blue(scene, stranger):
    answer = await stranger.send("POST", f"{scene.path}/code", {"totp": "000000"})
    assert answer.status_code == 401


async def test_after_an_address_of_another_house_one_lands_at_home(scene, stranger):
    back = await scene.way(stranger.http, "mei", to="//evil.example/x")
    assert back.headers["location"] == "/console/"


async def test_a_channel_without_its_application_offers_nothing(scene, owner, stranger):
    settings = {name: text for name, text in scene.request["settings"].items() if name != "agent_id"}
    other = scene.request | {"name": "另一个", "settings": settings | {"corp_id": "ww2"}}
    made = (await owner.send("POST", "/api/channels", other)).json()
    path = f"/api/session/wecom/{made['callback_url'].rsplit('/', 1)[1]}"
    assert (await stranger.get(path)).json()["offered"] is False
    assert (await stranger.get(f"{path}/departure")).status_code == 404
    assert (await stranger.get("/api/session/wecom/nokey/departure")).status_code == 404
