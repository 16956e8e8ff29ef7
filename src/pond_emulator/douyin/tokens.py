"""Tokens of the app, of the mini program, and of an account that said yes
(dop/develop/openapi/account-permission, mini-app/…/get-access-token).
"""

from typing import Any

from pond_emulator.douyin.door import PLATFORM, Call
from pond_emulator.kit.door import Refused
from pond_emulator.small import apps, fans

CLIENT_S, MINI_S = 7200, 7200
SHORT_S, LONG_S = 15 * 86400, 30 * 86400
RENEWALS = 5


def client_token(call: Call) -> dict[str, Any]:
    if call.body.get("grant_type") != "client_credential":
        raise Refused(10002)
    token = apps.issue(call.world, call.app, "client", CLIENT_S)
    return told({"access_token": token, "expires_in": CLIENT_S})


def mini_token(call: Call) -> dict[str, Any]:
    token = apps.issue(call.world, call.app, "mini", MINI_S)
    data = {"access_token": token, "expires_in": MINI_S}
    return {"err_no": 0, "err_tips": "success", "data": data}


def access_token(call: Call) -> dict[str, Any]:
    """A code for a short and a long token."""
    open_id = apps.spend_code(call.world, call.app, str(call.body.get("code") or ""))
    if open_id is None:
        raise Refused(10007)
    call.subject = open_id
    long = apps.issue(call.world, call.app, "long.0", LONG_S, open_id)
    return told(short(call, open_id) | {"refresh_token": long, "refresh_expires_in": LONG_S})


def refresh_token(call: Call) -> dict[str, Any]:
    """A new short token; the long one stays and grows no older end."""
    row = long_one(call)
    left = int(row["expires"] - call.world.clock.real())
    data = short(call, row["open_id"])
    return told(data | {"refresh_token": row["token"], "refresh_expires_in": left})


def renew_refresh_token(call: Call) -> dict[str, Any]:
    """A new long token; the old one dies. Five times for one consent."""
    row = long_one(call)
    used = int(row["kind"].removeprefix("long."))
    if used >= RENEWALS:
        raise Refused(10010, "刷新次数已用完")
    apps.end(call.world, row["token"])
    long = apps.issue(call.world, call.app, f"long.{used + 1}", LONG_S, row["open_id"])
    return told({"refresh_token": long, "expires_in": LONG_S})


def userinfo(call: Call) -> dict[str, Any]:
    """Of the account whose token it is; all by the body."""
    row = apps.owner(call.world, PLATFORM, str(call.body.get("access_token") or ""))
    if row is None or row["open_id"] != call.body.get("open_id"):
        raise Refused(10008)
    fan = fans.find(call.world, call.app, row["open_id"])
    if fan is None:
        raise Refused(10008)
    person = {"open_id": fan.open_id, "union_id": fan.union_id, "nickname": fan.name}
    return told(person | {"avatar": "", "gender": 0, "e_account_role": "EAccountM"})


def login(call: Call) -> dict[str, Any]:
    """jscode2session: the code is good once."""
    open_id = apps.spend_code(call.world, call.app, str(call.body.get("code") or ""))
    fan = fans.find(call.world, call.app, open_id or "")
    if fan is None:
        raise Refused(40018)
    session = {"session_key": fan.props.get("session_key") or "", "anonymous_openid": ""}
    data = session | {"openid": fan.open_id, "unionid": fan.union_id}
    return {"err_no": 0, "err_tips": "success", "data": data}


def short(call: Call, open_id: str) -> dict[str, Any]:
    token = apps.issue(call.world, call.app, "user", SHORT_S, open_id)
    scope = "user_info,im.direct_message,im.recall_message,fans.check"
    return {"access_token": token, "expires_in": SHORT_S, "open_id": open_id, "scope": scope}


def long_one(call: Call) -> Any:
    row = apps.owner(call.world, PLATFORM, str(call.body.get("refresh_token") or ""))
    if row is None or not row["kind"].startswith("long.") or row["app_id"] != call.account:
        raise Refused(10008)
    if row["expires"] <= call.world.clock.real():
        raise Refused(10010)
    return row


def told(data: dict[str, Any]) -> dict[str, Any]:
    """Numbers come as numbers, the error's as a text, says the page."""
    return {"data": data | {"error_code": "0", "description": ""}, "message": "success"}
