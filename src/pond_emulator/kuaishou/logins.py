"""Tokens of the app and of accounts, and who opens the mini program."""

import base64
import secrets
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.kuaishou.door import PLATFORM, Call
from pond_emulator.small import apps

TOKEN_S, LONG_S = 48 * 3600, 180 * 86400


def token(call: Call) -> dict[str, Any]:
    """For the app itself, or for an account by its code (two minutes, once)."""
    grant = call.body.get("grant_type")
    if grant == "client_credentials":
        value = apps.issue(call.world, call.app, "app", TOKEN_S)
        return {"access_token": value, "expires_in": TOKEN_S, "token_type": "bearer"}
    if grant != "authorization_code":
        raise Refused(100200104)
    open_id = apps.spend_code(call.world, call.app, str(call.body.get("code") or ""))
    if open_id is None:
        raise Refused(100200105)
    return pair(call, open_id)


def refresh(call: Call) -> dict[str, Any]:
    """A new pair; the old long token dies."""
    row = apps.owner(call.world, PLATFORM, str(call.body.get("refresh_token") or ""))
    if row is None or row["kind"] != "long" or row["expires"] <= call.world.clock.real():
        raise Refused(100200106)
    apps.end(call.world, row["token"])
    return pair(call, row["open_id"])


def pair(call: Call, open_id: str) -> dict[str, Any]:
    call.subject = open_id
    return {
        "access_token": apps.issue(call.world, call.app, "user", TOKEN_S, open_id),
        "expires_in": TOKEN_S,
        "refresh_token": apps.issue(call.world, call.app, "long", LONG_S, open_id),
        "refresh_token_expires_in": LONG_S,
        "open_id": open_id,
        "scopes": ["user_info", "user_video_info"],
    }


def login(call: Call) -> dict[str, Any]:
    """code2session: good once."""
    open_id = apps.spend_code(call.world, call.app, str(call.body.get("js_code") or ""))
    if open_id is None:
        raise Refused(100200105)
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    return {"open_id": open_id, "session_key": key}
