"""One id for another (document/path/95926, 98729, 93274)."""

import hashlib
from typing import Any

from pond_emulator.wecom.door import Call, find_external
from pond_emulator.wecom.errors import Refused


def of_unionid(call: Call) -> dict[str, Any]:
    """The customer behind unionid and openid; a pending id for one who is no customer yet."""
    unionid, openid = call.need("unionid"), call.need("openid")
    row = call.world.store.one(
        "select e.external_userid from external e join person p on p.id = e.person_id"
        " where e.corpid = ? and p.unionid = ?",
        *(call.corpid, unionid),
    )
    known = call.world.store.value("select 1 from person where unionid = ?", unionid)
    if not known:
        raise Refused(610014)
    call.subject = openid
    if row is None:
        return {"pending_id": pending(call, unionid)}
    return {"external_userid": row["external_userid"]}


def of_unionid_own(call: Call) -> dict[str, Any]:
    row = call.world.store.one(
        "select e.external_userid from external e join person p on p.id = e.person_id"
        " where e.corpid = ? and p.unionid = ?",
        *(call.corpid, call.need("unionid")),
    )
    if row is None:
        raise Refused(84061)
    return {"external_userid": row["external_userid"]}


def pending_ids(call: Call) -> dict[str, Any]:
    wanted = call.need("external_userid")
    if len(wanted) > 100:
        raise Refused(40058, "external_userid too long")
    found = [
        {"external_userid": one, "pending_id": pending(call, find_external(call, one)["unionid"])}
        for one in wanted
    ]
    return {"result": found}


def pending(call: Call, unionid: str) -> str:
    """The same person has the same one in a corp."""
    text = f"{call.corpid} {unionid}"
    return f"p{hashlib.sha256(text.encode()).hexdigest()[:30]}"


def of_temporary(call: Call) -> dict[str, Any]:
    """Temporary ids come from parts of the platform that are not emulated: none is valid here."""
    return {
        "results": [],
        "invalid_tmp_external_userid_list": call.need("tmp_external_userid_list"),
    }
