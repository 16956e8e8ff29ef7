"""Service accounts (客服): the list that messages are handed to.

developers.weixin.qq.com/doc/service/guide/product/kf. Conversations between them and people are
not emulated.
"""

from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.weixin.door import OFFICIAL, Route, WxCall

MOST = 10


def add(call: WxCall) -> dict[str, Any]:
    name, nickname = call.text("kf_account", 61452), call.text("nickname", 61451)
    if exists(call, name):
        raise Refused(61453)
    count = call.world.store.value("select count(*) from wx_kf where appid = ?", call.account)
    if count >= (call.world.limits.count(OFFICIAL, "oa.kf.accounts") or MOST):
        raise Refused(61456)
    call.world.store.run("insert into wx_kf values (?, ?, ?)", call.account, name, nickname)
    return {}


def exists(call: WxCall, name: str) -> bool:
    return bool(
        call.world.store.value(
            "select 1 from wx_kf where appid = ? and kf_account = ?", call.account, name
        )
    )


def known(call: WxCall) -> str:
    """Raises Refused 61452."""
    name = call.text("kf_account", 61452)
    if not exists(call, name):
        raise Refused(61452)
    return name


def update(call: WxCall) -> dict[str, Any]:
    call.world.store.run(
        "update wx_kf set nickname = ? where appid = ? and kf_account = ?",
        *(call.text("nickname", 61451), call.account, known(call)),
    )
    return {}


def delete(call: WxCall) -> dict[str, Any]:
    call.world.store.run(
        "delete from wx_kf where appid = ? and kf_account = ?", call.account, known(call)
    )
    return {}


def list_all(call: WxCall) -> dict[str, Any]:
    rows = call.world.store.all("select * from wx_kf where appid = ? order by rowid", call.account)
    shown = [
        {
            "kf_account": row["kf_account"],
            "kf_nick": row["nickname"],
            "kf_id": str(n),
            "kf_headimgurl": "",
        }
        for n, row in enumerate(rows, 1001)
    ]
    return {"kf_list": shown}


def online(_call: WxCall) -> dict[str, Any]:
    """Nobody sits at a desk in the emulator."""
    return {"kf_online_list": []}


ROUTES = (
    Route("POST", "/customservice/kfaccount/add", add),
    Route("POST", "/customservice/kfaccount/update", update),
    Route("POST", "/customservice/kfaccount/del", delete),
    Route("GET", "/customservice/kfaccount/del", delete),
    Route("GET", "/cgi-bin/customservice/getkflist", list_all),
    Route("GET", "/cgi-bin/customservice/getonlinekflist", online),
)
