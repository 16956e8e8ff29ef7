"""Douyin's refusals: HTTP 200 with one of two envelopes. What the pages name no number for is
worded in the description; its number is then the general one for wrong parameters (28001007).
"""

import secrets
from typing import Any

TEXTS = {
    10002: "参数错误",
    10003: "client_key 不存在",
    10007: "授权码过期",
    10008: "access_token 无效",
    10010: "refresh_token 过期",
    10013: "client_key 或者 client_secret 报错",
    10014: "client_key 与用户授权不匹配",
    11016: "accessToken 校验不通过",
    28001003: "access_token无效",
    28001005: "系统错误",
    28001007: "参数不合法",
    28001008: "access_token过期",
    28001016: "当前应用已被封禁或下线",
    28003017: "quota已用完",
    # Of guaranteed pay and login the pages we read give no numbers: these are ours.
    2000: "签名错误",
    2008: "订单不存在",
    2012: "订单状态错误",
    40018: "code 错误",
}


def open_envelope(code: int, text: str, now: float) -> dict[str, Any]:
    """{extra, data}: accounts, messages, tokens."""
    extra = {"error_code": code, "description": text, "sub_error_code": 0, "sub_description": ""}
    tail = {"now": int(now * 1000), "logid": log_id()}
    return {"extra": extra | tail, "data": {"error_code": code, "description": text}}


def apps_envelope(code: int, text: str) -> dict[str, Any]:
    """{err_no, err_msg, err_tips, log_id}: mini programs."""
    return {"err_no": code, "err_msg": text, "err_tips": text or "success", "log_id": log_id()}


def log_id() -> str:
    return f"02{secrets.token_hex(24)}"
