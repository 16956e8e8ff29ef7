import time

import pyotp
from tests.api.conftest import PASSWORD


async def test_the_first_set_up_happens_once(owner, stranger):
    assert owner.me["role"] == "owner"
    assert owner.me["workspace"]["name"] == "拾木"
    assert (await stranger.get("/api/setup")).json() == {"needed": False}
    again = await stranger.http.post(
        "/api/setup",
        json={
            "workspace": {"name": "另一个", "timezone": "Asia/Shanghai"},
            "account": {"login": "eve", "name": "Eve", "password": PASSWORD},
        },
    )
    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"


async def test_a_failed_set_up_leaves_nothing_behind(stranger):
    weak = {
        "workspace": {"name": "拾木", "timezone": "Asia/Shanghai"},
        "account": {"login": "lin", "name": "林", "password": "short"},
    }
    refused = await stranger.http.post("/api/setup", json=weak)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "password"
    assert (await stranger.get("/api/setup")).json() == {"needed": True}
    weak["account"]["password"] = PASSWORD
    weak["workspace"]["timezone"] = "Mars/Olympus"
    assert (await stranger.http.post("/api/setup", json=weak)).status_code == 422
    weak["workspace"]["timezone"] = "Asia/Shanghai"
    assert (await stranger.http.post("/api/setup", json=weak)).status_code == 201


async def test_a_stranger_and_a_forged_form_are_refused(owner, stranger):
    assert (await stranger.get("/api/me")).status_code == 401
    wrong = await stranger.sign_in("lin", "not the password")
    assert wrong.status_code == 401
    forged = await owner.http.put("/api/workspace", json={"name": "被改了"})
    assert forged.status_code == 403
    assert (await owner.get("/api/me")).json()["workspace"]["name"] == "拾木"


async def test_guessing_is_slowed_down(owner, stranger):
    for _ in range(10):
        assert (await stranger.sign_in("lin", "guess")).status_code == 401
    assert (await stranger.sign_in("lin", "guess")).status_code == 429
    assert (await stranger.sign_in("lin")).status_code == 429


async def test_a_second_factor_is_asked_for_and_its_code_works_once(owner, stranger):
    begun = (await owner.send("POST", "/api/me/totp")).json()
    code = pyotp.TOTP(begun["secret"]).now()
    confirmed = await owner.send("POST", "/api/me/totp/confirmation", {"code": code})
    assert confirmed.status_code == 204
    first = await stranger.sign_in("lin")
    assert first.status_code == 401
    assert first.json()["type"] == "/problems/totp_required"
    assert (await stranger.sign_in("lin", totp=code)).status_code == 401
    assert (await stranger.sign_in("lin", totp="验证码")).status_code == 401
    fresh = pyotp.TOTP(begun["secret"]).at(int(time.time()) + 30)
    assert (await stranger.sign_in("lin", totp=fresh)).status_code == 201


async def test_signing_out_ends_the_session(owner):
    assert (await owner.send("DELETE", "/api/sessions/current")).status_code == 204
    assert (await owner.get("/api/me")).status_code == 401
