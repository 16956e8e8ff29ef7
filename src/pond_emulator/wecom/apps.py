"""The app itself, and where the platform calls from (document/path/90227, 92520, 90930)."""

from sqlite3 import Row
from typing import Any

from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused


def addresses(_call: Call) -> dict[str, Any]:
    """Everything comes from this machine."""
    return {"ip_list": ["127.0.0.1"]}


def get(call: Call) -> dict[str, Any]:
    """An app may only ask about itself."""
    if int(call.need("agentid", 40056)) != call.agentid:
        raise Refused(301002)
    row = call.world.store.one(
        "select * from app where corpid = ? and agentid = ?", call.corpid, call.agentid
    )
    if row is None:
        raise Refused(40056)
    more = {"description": "", "close": 0, "redirect_domain": "", "report_location_flag": 0}
    return {**brief(row), **more, "isreportenter": 0, "home_url": ""}


def list_all(call: Call) -> dict[str, Any]:
    rows = call.world.store.all(
        "select * from app where corpid = ? and agentid = ?", call.corpid, call.agentid
    )
    return {"agentlist": [brief(row) for row in rows]}


def brief(row: Row) -> dict[str, Any]:
    return {"agentid": row["agentid"], "name": row["name"], "square_logo_url": ""}
