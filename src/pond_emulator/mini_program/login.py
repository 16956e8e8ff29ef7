"""Who opened the mini program: a login code for openid and session key, a code for the phone.

developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html and beside it. The
session key is kept until the person logs in anew or the account resets it.
"""

import base64
import hashlib
import hmac
import os
from sqlite3 import Row
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from pond_emulator.kit.door import Refused
from pond_emulator.weixin import codes, faces, tokens
from pond_emulator.weixin.door import MINI, Route, WxCall
from pond_emulator.world import World

BLOCK, PAID_S = 16, 300


def session(call: WxCall) -> dict[str, Any]:
    if call.query.get("grant_type") != "authorization_code":
        raise Refused(40002)
    openid, props = codes.use(call.world, call.account, "login", call.text("js_code", 40029))
    call.subject = openid
    rule = call.world.limits.hit(MINI, call.account, call.request.path, "session", openid)
    if rule:
        raise Refused(45011)
    face = faces.known(call, openid)
    call.world.store.put(key_name(call.account, openid), props["session_key"])
    return {
        "session_key": props["session_key"],
        "openid": openid,
        "unionid": face["unionid"],
    }


def key_name(appid: str, openid: str) -> str:
    return f"wx_session:{appid}:{openid}"


def check(call: WxCall) -> dict[str, Any]:
    """Whether a session key still serves: HMAC-SHA256 of nothing under it."""
    openid = call.text("openid", 40003)
    key = call.world.store.get(key_name(call.account, openid)) or ""
    expected = hmac.new(key.encode(), b"", hashlib.sha256).hexdigest()
    if not key or call.query.get("signature") != expected:
        raise Refused(87009)
    return {}


def reset(call: WxCall) -> dict[str, Any]:
    check(call)
    openid, fresh = call.query["openid"], new_session_key()
    call.world.store.put(key_name(call.account, openid), fresh)
    return {"errcode": 0, "errmsg": "ok", "openid": openid, "session_key": fresh}


def new_session_key() -> str:
    return base64.b64encode(os.urandom(16)).decode()


def phone(call: WxCall) -> dict[str, Any]:
    openid, props = codes.use(call.world, call.account, "phone", call.text("code", 40029))
    call.subject = openid
    told = {
        "phoneNumber": props["phone"],
        "purePhoneNumber": props["phone"],
        "countryCode": "86",
        "watermark": watermark(call.world, call.account),
    }
    return {"errcode": 0, "errmsg": "ok", "phone_info": told}


def paid_unionid(call: WxCall) -> dict[str, Any]:
    """Whoever paid this program is known by the unionid for five minutes."""
    row = call.world.store.one(
        "select openid, success_time from pay_order where appid = ?1 and openid = ?2 and"
        " (transaction_id = ?3 or (mchid = ?4 and out_trade_no = ?5))",
        *(call.account, call.text("openid", 40003), call.query.get("transaction_id")),
        *(call.query.get("mch_id"), call.query.get("out_trade_no")),
    )
    if row is None or not row["success_time"]:
        raise Refused(89300)
    if call.world.clock.world() - row["success_time"] > PAID_S:
        raise Refused(89300)
    told = faces.known(call, row["openid"])["unionid"]
    return {"unionid": told, "errcode": 0, "errmsg": "ok"}


def watermark(world: World, appid: str) -> dict[str, Any]:
    return {"timestamp": int(world.clock.real()), "appid": appid}


def sealed(session_key: str, plain: bytes) -> tuple[str, str]:
    """(encryptedData, iv): AES-128-CBC with PKCS#7, as the phone hands it to the page
    (developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html).
    """
    iv = os.urandom(BLOCK)
    pad = BLOCK - len(plain) % BLOCK
    key = base64.b64decode(session_key)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    done = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(done).decode(), base64.b64encode(iv).decode()


def raw_signature(raw: str, session_key: str) -> str:
    """SHA-1 over rawData and the session key."""
    return hashlib.sha1((raw + session_key).encode()).hexdigest()  # noqa: S324  the platform's own


def login_code(world: World, face: Row) -> tuple[str, str]:
    """(code, session key) of wx.login()"""
    fresh = new_session_key()
    return codes.make(world, face, "login", {"session_key": fresh}), fresh


ROUTES = (
    Route("GET", "/sns/jscode2session", session, "session", tokens.by_secret),
    Route("GET", "/wxa/checksession", check, "session"),
    Route("GET", "/wxa/resetusersessionkey", reset, "session"),
    Route("GET", "/wxa/getpaidunionid", paid_unionid),
    Route("POST", "/wxa/business/getuserphonenumber", phone, "phone"),
)
