"""What is left of an interface's day, setting the counts back, and what a rid was about.

developers.weixin.qq.com/doc/service/api/base/api_getapiquota and beside it. Which buckets a path
uses is read from the endpoints themselves, so the figures are those that calls are refused by.
"""

from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.kit.rules import Rule
from pond_emulator.weixin.door import Route, WxCall

WEEK_S = 7 * 86400


def get(call: WxCall, buckets: dict[str, str]) -> dict[str, Any]:
    """`buckets`: path -> bucket of every endpoint of the caller's kind."""
    path = call.text("cgi_path", 76021)
    if path not in buckets:
        raise Refused(76021)
    kind = call.owner()["kind"]
    quotas = [
        {"daily_limit": rule["allowed"], "used": rule["used"], "remain": rule["left"]}
        for rule in of_day(call, kind, buckets[path])
    ]
    tightest = min(quotas, key=lambda quota: quota["remain"], default=None)
    nothing = {"daily_limit": 0, "used": 0, "remain": 0}
    return {"errcode": 0, "errmsg": "ok", "quota": tightest or nothing}


def of_day(call: WxCall, kind: str, bucket: str) -> list[dict[str, Any]]:
    """The rules of a day that a bucket's calls use up, with what this account used of each."""
    found: dict[str, dict[str, Any]] = {}
    for row in call.world.limits.used(kind):
        if row["window"] != "day" or not bucket or row["bucket"] not in ("*", bucket):
            continue
        mine = row["key"] == call.account or row["key"].startswith(f"{call.account} ")
        if mine:
            found[row["rule"]] = row
        else:
            unused = row | {"used": 0, "left": row["allowed"]}
            found.setdefault(row["rule"], unused)
    return list(found.values())


def clear(call: WxCall) -> dict[str, Any]:
    """All counts of the day begin anew; how often that may be done is counted by the month."""
    if call.text("appid", 41002) != call.account:
        raise Refused(40013)
    for rule in of_a_day(call):
        call.world.store.run(
            "delete from limit_period where rule = ? and (key = ? or key like ?)",
            *(rule.rule, call.account, f"{call.account} %"),
        )
    return {}


def of_a_day(call: WxCall) -> list[Rule]:
    rules = call.world.limits.rules(str(call.owner()["kind"]))
    return [rule for rule in rules if rule.window == "day" and rule.counted]


def rid(call: WxCall) -> dict[str, Any]:
    row = call.world.store.one(
        "select * from wx_rid where rid = ? and appid = ? and at > ?",
        *(call.text("rid", 76001), call.account, call.world.clock.world() - WEEK_S),
    )
    if row is None:
        raise Refused(76001)
    told = {
        "invoke_time": row["at"],
        "cost_in_ms": 1,
        "request_url": row["url"],
        "request_body": row["body"],
        "response_body": row["answer"],
    }
    return {"errcode": 0, "errmsg": "ok", "request": told}


def addresses(call: WxCall) -> dict[str, Any]:
    """Everything comes from this machine."""
    return {"ip_list": [call.request.client]}


def routes(others: tuple[Route, ...]) -> tuple[Route, ...]:
    """The endpoints of quotas, which know the buckets of all `others`."""
    buckets = {route.path: route.bucket for route in others}
    buckets["/cgi-bin/clear_quota"] = "clear_quota"

    def get_quota(call: WxCall) -> dict[str, Any]:
        return get(call, buckets)

    return (
        Route("POST", "/cgi-bin/openapi/quota/get", get_quota),
        Route("POST", "/cgi-bin/openapi/rid/get", rid),
        Route("POST", "/cgi-bin/clear_quota", clear, "clear_quota"),
        Route("GET", "/cgi-bin/getcallbackip", addresses),
        Route("GET", "/cgi-bin/get_api_domain_ip", addresses),
    )
