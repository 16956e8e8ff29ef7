"""Customer service accounts, who serves them, and the links into them
(document/path/94661-94665, 94645-94647).
"""

import re
from typing import Any

from pond_emulator.wecom import groups, kf_life, things
from pond_emulator.wecom.door import Call, find_member
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import token_text

KIND = "kf_account"
MAX_ACCOUNTS = 5000
SCENE = re.compile(r"[0-9a-zA-Z_-]{0,32}")


def add(call: Call) -> dict[str, Any]:
    if things.count(call, KIND) >= MAX_ACCOUNTS:
        raise Refused(95005)
    open_kfid = f"wk{token_text(30)}"
    things.add(call, KIND, open_kfid, {"name": name_of(call), "servicers": [], "parties": []})
    return {"open_kfid": open_kfid}


def name_of(call: Call) -> str:
    name = str(call.body.get("name") or "")
    if not 0 < len(name) <= 16:
        raise Refused(95006)
    return name


def find(call: Call) -> dict[str, Any]:
    open_kfid = call.need("open_kfid", 95000)
    return things.find(call, KIND, open_kfid, 95004) | {"open_kfid": open_kfid}


def keep(call: Call, account: dict[str, Any]) -> None:
    body = {key: account[key] for key in ("name", "servicers", "parties")}
    things.change(call, KIND, account["open_kfid"], body)


def update(call: Call) -> dict[str, Any]:
    account = find(call)
    if "name" in call.body:
        account["name"] = name_of(call)
    keep(call, account)
    return {}


def delete(call: Call) -> dict[str, Any]:
    things.delete(call, KIND, find(call)["open_kfid"], 95004)
    return {}


def list_all(call: Call) -> dict[str, Any]:
    """Pages by offset, unlike most."""
    offset, limit = int(call.body.get("offset") or 0), int(call.body.get("limit") or 100)
    call.body = {"limit": 1000}
    found, _ = things.page(call, KIND, 1000)
    listed = [
        {"open_kfid": one["id"], "name": one["name"], "avatar": "", "manage_privilege": True}
        for one in found[offset : offset + min(limit, 100)]
    ]
    return {"account_list": listed}


def add_way(call: Call) -> dict[str, Any]:
    account, scene = find(call), str(call.body.get("scene") or "")
    if not SCENE.fullmatch(scene):
        raise Refused(610003)
    address = f"{call.world.settings.base_url}/kf/{account['open_kfid']}"
    return {"url": f"{address}?scene={scene}"}


def servicers(call: Call) -> dict[str, Any]:
    """Status 0: serving, 1: stopped. Here everyone who is still a member serves."""
    account = find(call)
    people = [{"userid": userid, "status": 0} for userid in account["servicers"]]
    return {"servicer_list": [*people, *({"department_id": n} for n in account["parties"])]}


def add_servicers(call: Call) -> dict[str, Any]:
    return change_servicers(call, adding=True)


def delete_servicers(call: Call) -> dict[str, Any]:
    return change_servicers(call, adding=False)


def change_servicers(call: Call, *, adding: bool) -> dict[str, Any]:
    """One result each; one who was (or was not) there already is `ignored`."""
    account = find(call)
    users, parties = call.body.get("userid_list") or [], call.body.get("department_id_list") or []
    if not users and not parties:
        raise Refused(40063, "userid_list and department_id_list both empty")
    results = [change_one(call, account["servicers"], userid, adding=adding) for userid in users]
    for party in parties:
        known = party in account["parties"]
        if adding != known:
            (account["parties"].append if adding else account["parties"].remove)(party)
        results.append({"department_id": party, "errcode": 0, "errmsg": "success"})
    keep(call, account)
    return {"result_list": results}


def change_one(call: Call, known: list[str], userid: str, *, adding: bool) -> dict[str, Any]:
    present = call.world.store.value(
        "select 1 from member where corpid = ? and userid = ? and left_at is null",
        *(call.corpid, userid),
    )
    if adding and not present:
        return {"userid": userid, "errcode": 95014, "errmsg": "user is not servicer"}
    if adding == (userid in known):
        return {"userid": userid, "errcode": 0, "errmsg": "ignored"}
    (known.append if adding else known.remove)(userid)
    return {"userid": userid, "errcode": 0, "errmsg": "success"}


def upgrade_config(call: Call) -> dict[str, Any]:
    """Members and groups a customer may be passed on to: all that there are."""
    rows = call.world.store.all(
        "select userid from member where corpid = ? and left_at is null order by userid",
        call.corpid,
    )
    chats = call.world.store.all(
        "select chat_id from group_chat where corpid = ? and dismissed is null order by number",
        call.corpid,
    )
    return {
        "member_range": {"userid_list": [row["userid"] for row in rows], "department_id_list": []},
        "groupchat_range": {"chat_id_list": [row["chat_id"] for row in chats]},
    }


def upgrade(call: Call) -> dict[str, Any]:
    """Offers a customer who is in a chat a member (type 1) or a group (type 2): a card on their
    phone. Whether they take it is theirs.
    """
    account, external = find(call), call.need("external_userid", 41035)
    call.subject = external
    if kf_life.session(call.world, account["open_kfid"], external) is None:
        raise Refused(95013)
    kind = "member" if int(call.need("type")) == 1 else "groupchat"
    offered = call.need(kind)
    if kind == "member":
        find_member(call, offered.get("userid", ""))
    else:
        groups.find(call, offered.get("chat_id", ""))
    body = {"msgtype": "upgrade_service", "upgrade_service": {kind: offered}}
    kf_life.show(call.world, call.corpid, external, account["open_kfid"], body, "")
    call.world.store.put(upgrade_key(call, account, external), kind)
    return {}


def upgrade_key(call: Call, account: dict[str, Any], external: str) -> str:
    return f"upgrade:{call.corpid} {account['open_kfid']} {external}"


def cancel_upgrade(call: Call) -> dict[str, Any]:
    account, external = find(call), call.need("external_userid", 41035)
    call.subject = external
    call.world.store.put(upgrade_key(call, account, external), "")
    return {}
