"""Who has chats kept, and who agreed (document/path/91614, 91782, 92951). What was said is pulled
by a closed library of the platform, which the emulator does not play.
"""

from typing import Any

from pond_emulator.wecom import groups
from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused


def permitted(call: Call) -> dict[str, Any]:
    """Members with the archive switched on: by POST /emulator/corps/{corpid}/archive."""
    kept = call.world.store.get(f"archive:{call.corpid}") or ""
    return {"ids": [userid for userid in kept.split(",") if userid]}


def agreed(call: Call) -> dict[str, Any]:
    wanted = call.need("info")
    if len(wanted) > 100:
        raise Refused(40058, "info too long")
    return {"agreeinfo": [answer(call, o["exteranalopenid"], o["userid"]) for o in wanted]}


def answer(call: Call, external: str, userid: str = "") -> dict[str, Any]:
    """Agree, Disagree, or Default_Agree for one who has not been asked (V1)."""
    row = call.world.store.one(
        "select json_extract(p.props, '$.archive') as word, json_extract(p.props, '$.archive_at')"
        " as at from person p join external e on e.person_id = p.id"
        " where e.corpid = ? and e.external_userid = ?",
        *(call.corpid, external),
    )
    if row is None:
        raise Refused(40096)
    word, at = row["word"] or "Default_Agree", row["at"] or 0
    told = {"status_change_time": at, "exteranalopenid": external, "agree_status": word}
    return told | ({"userid": userid} if userid else {})


def agreed_in_group(call: Call) -> dict[str, Any]:
    chat_id = call.need("roomid")
    groups.find(call, chat_id)
    rows = [row for row in groups.members(call, chat_id) if row["type"] == 2]
    return {"agreeinfo": [answer(call, row["userid"]) for row in rows]}


def group(call: Call) -> dict[str, Any]:
    row = groups.find(call, call.need("roomid"))
    people = groups.members(call, row["chat_id"])
    return {
        "roomname": row["name"],
        "creator": row["owner"],
        "room_create_time": row["created"],
        "notice": row["notice"],
        "members": [{"memberid": p["userid"], "jointime": p["joined"]} for p in people],
    }
