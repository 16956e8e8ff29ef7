"""What members did with customers day by day, and whom they know (document/path/92132, 99434)."""

from typing import Any

from pond_emulator.wecom.contacts import external_contact
from pond_emulator.wecom.door import Call, find_external, find_follow
from pond_emulator.wecom.errors import Refused
from pond_emulator.wecom.things import cursor_of, dump, limit_of, next_cursor

DAY_S = 86400
BEHAVIOUR = (
    "select (select count(*) from follow f where f.corpid = ?1 and f.created >= ?3"
    " and f.created < ?4 and f.userid in (select value from json_each(?2))) as added,"
    " (select count(*) from follow f where f.corpid = ?1 and f.ended >= ?3 and f.ended < ?4"
    " and f.ended_by = 'customer' and f.userid in (select value from json_each(?2))) as lost,"
    " count(distinct case when m.direction = 'from_person' then m.external_userid end) as chats,"
    " count(case when m.direction = 'to_person' then 1 end) as sent"
    " from message m where m.corpid = ?1 and m.at >= ?3 and m.at < ?4"
    " and m.userid in (select value from json_each(?2))"
)


def behaviour(call: Call) -> dict[str, Any]:
    """At most 30 days within the last 180; one line a day for all the members together."""
    users = call.body.get("userid") or []
    begin, end = int(call.need("start_time")), int(call.need("end_time"))
    if not users and not call.body.get("partyid"):
        raise Refused(40058, "userid and partyid both empty")
    if not 0 <= end - begin <= 30 * DAY_S:
        raise Refused(40058, "at most 30 days")
    listed = dump(users)
    return {"behavior_data": [day(call, listed, at) for at in range(begin, end + 1, DAY_S)]}


def day(call: Call, users: str, at: int) -> dict[str, Any]:
    row = call.world.store.one(BEHAVIOUR, call.corpid, users, at, at + DAY_S)
    told = dict(row) if row else {"added": 0, "lost": 0, "chats": 0, "sent": 0}
    return {
        "stat_time": at,
        "chat_cnt": told["chats"],
        "message_cnt": told["sent"],
        "reply_percentage": 0,
        "avg_reply_time": 0,
        "negative_feedback_cnt": told["lost"],
        "new_apply_cnt": told["added"],
        "new_contact_cnt": told["added"],
    }


def served(call: Call) -> dict[str, Any]:
    """Everyone the members follow; those only met in groups are not listed here."""
    limit = limit_of(call, 1000)
    rows = call.world.store.all(
        "select f.*, p.name, p.gender, p.unionid from follow f join external e on"
        " e.corpid = f.corpid and e.external_userid = f.external_userid"
        " join person p on p.id = e.person_id where f.corpid = ? and f.ended is null and f.id > ?"
        " order by f.id limit ?",
        *(call.corpid, cursor_of(call), limit),
    )
    listed = [
        {
            "is_customer": True,
            "tmp_openid": f"tmp{row['external_userid']}",
            "external_userid": external_contact(row)["external_userid"],
            "name": row["name"],
            "follow_userid": row["userid"],
            "add_time": row["created"],
        }
        for row in rows
    ]
    return {"info_list": listed, "next_cursor": next_cursor(rows, limit)}


def close_temporary(call: Call) -> dict[str, Any]:
    """Ends a temporary chat (one that a code with is_temp began)."""
    external = call.need("external_userid", 41035)
    call.subject = external
    find_external(call, external)
    find_follow(call, external, call.need("userid", 41009))
    return {}
