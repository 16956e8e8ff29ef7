"""Groups handed to another owner, of a leaver or on the job (document/path/92127, 95703)."""

from typing import Any

from pond_emulator.wecom.door import Call, find_member
from pond_emulator.wecom.errors import TEXTS, Refused


def transfer_resigned(call: Call) -> dict[str, Any]:
    return transfer(call, on_job=False)


def transfer_on_job(call: Call) -> dict[str, Any]:
    return transfer(call, on_job=True)


def transfer(call: Call, *, on_job: bool) -> dict[str, Any]:
    """All that can be handed over are, the others are named with a code each. The API asked, so
    no event is given.
    """
    chats, owner = call.need("chat_id_list"), call.need("new_owner")
    if not isinstance(chats, list) or len(chats) > call.size("transfer.chats"):
        raise Refused(40058, "chat_id_list too long")
    find_member(call, owner)
    call.subject, call.client_key = owner, ",".join(chats)
    failed = []
    for chat_id in chats:
        code = transfer_one(call, chat_id, owner, on_job=on_job)
        if code:
            failed.append({"chat_id": chat_id, "errcode": code, "errmsg": TEXTS[code]})
    return {"failed_chat_list": failed}


def transfer_one(call: Call, chat_id: str, owner: str, *, on_job: bool) -> int:
    store, now = call.world.store, call.world.clock.world()
    group = store.one(
        "select g.*, m.left_at from group_chat g left join member m on m.corpid = g.corpid"
        " and m.userid = g.owner where g.corpid = ? and chat_id = ? and dismissed is null",
        *(call.corpid, chat_id),
    )
    if group is None:
        return 90501
    if group["owner"] == owner:
        return 90504
    if on_job == (group["left_at"] is not None):
        return 90502 if on_job else 90500
    if too_often(call, chat_id, owner, on_job=on_job):
        return 45009
    store.run("update group_chat set owner = ? where chat_id = ?", owner, chat_id)
    store.run(
        "insert into group_member (corpid, chat_id, userid, type, joined, join_scene)"
        " values (?, ?, ?, 1, ?, 1) on conflict do nothing",
        *(call.corpid, chat_id, owner, now),
    )
    store.run(
        "insert into group_transfer (corpid, chat_id, new_owner, on_job, at)"
        " values (?, ?, ?, ?, ?)",
        *(call.corpid, chat_id, owner, int(on_job), now),
    )
    return 0


def too_often(call: Call, chat_id: str, owner: str, *, on_job: bool) -> bool:
    if on_job and call.over("transfer/group", chat_id):
        return True
    return call.over("transfer/owner", owner)
