"""Tags of followers (developers.weixin.qq.com/doc/service/api/usermanage/tag).

0, 1 and 2 are the platform's own; ours begin at 100. Tagging through the API gives no callback.
"""

from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.official_account import users
from pond_emulator.weixin import faces
from pond_emulator.weixin.door import Route, WxCall

OWN_FROM = 100
STARRED = {"id": 2, "name": "星标组"}
NAME_BYTES = 30
MOST_TAGS, MOST_OF_ONE, MOST_OPENIDS = 100, 20, 50


def create(call: WxCall) -> dict[str, Any]:
    name = checked_name(call)
    store = call.world.store
    count = store.value("select count(*) from wx_tag where appid = ?", call.account)
    if count >= (call.world.limits.count("official_account", "oa.tags.stock") or MOST_TAGS):
        raise Refused(45056)
    last = store.value("select max(id) from wx_tag where appid = ?", call.account)
    made = max(int(last or 0) + 1, OWN_FROM)
    store.run("insert into wx_tag values (?, ?, ?)", call.account, made, name)
    return {"tag": {"id": made, "name": name}}


def checked_name(call: WxCall) -> str:
    """A name that is no other tag's; raises Refused."""
    name = str((call.body.get("tag") or {}).get("name") or "")
    if not name:
        raise Refused(45157)
    if len(name.encode()) > NAME_BYTES:
        raise Refused(45158)
    if call.world.store.value(
        "select 1 from wx_tag where appid = ? and name = ?", call.account, name
    ):
        raise Refused(45157)
    return name


def get(call: WxCall) -> dict[str, Any]:
    rows = call.world.store.all(
        "select t.id, t.name, count(m.openid) as count from wx_tag t left join wx_tagged m"
        " on m.appid = t.appid and m.id = t.id where t.appid = ? group by t.id order by t.id",
        call.account,
    )
    return {"tags": [STARRED | {"count": 0}, *(dict(row) for row in rows)]}


def update(call: WxCall) -> dict[str, Any]:
    tag_id = own_tag(call, (call.body.get("tag") or {}).get("id"))
    call.world.store.run(
        "update wx_tag set name = ? where appid = ? and id = ?",
        *(checked_name(call), call.account, tag_id),
    )
    return {}


def delete(call: WxCall) -> dict[str, Any]:
    tag_id = own_tag(call, (call.body.get("tag") or {}).get("id"))
    for table in ("wx_tagged", "wx_tag"):
        call.world.store.run(
            f"delete from {table} where appid = ? and id = ?",  # noqa: S608  two names of ours
            *(call.account, tag_id),
        )
    return {}


def own_tag(call: WxCall, tag_id: Any) -> int:
    """Raises Refused for the platform's own and for those that are not there."""
    if tag_id in (0, 1, 2):
        raise Refused(45058)
    if not call.world.store.value(
        "select 1 from wx_tag where appid = ? and id = ?", call.account, tag_id
    ):
        raise Refused(45159)
    return int(tag_id)


def tag_members(call: WxCall) -> dict[str, Any]:
    tag_id, openids = own_tag(call, call.body.get("tagid")), openids_of(call)
    for openid in openids:
        if len(set(users.tags_of(call, openid)) | {tag_id}) > MOST_OF_ONE:
            raise Refused(45059)
    now = call.world.clock.world()
    call.world.store.many(
        "insert into wx_tagged values (?, ?, ?, ?) on conflict do nothing",
        [(call.account, tag_id, openid, now) for openid in openids],
    )
    return {}


def untag_members(call: WxCall) -> dict[str, Any]:
    tag_id, openids = own_tag(call, call.body.get("tagid")), openids_of(call)
    call.world.store.many(
        "delete from wx_tagged where appid = ? and id = ? and openid = ?",
        [(call.account, tag_id, openid) for openid in openids],
    )
    return {}


def openids_of(call: WxCall) -> list[str]:
    openids = [str(openid) for openid in call.need("openid_list", 40032)]
    if len(openids) > (
        call.world.limits.count("official_account", "oa.tags.openids") or MOST_OPENIDS
    ):
        raise Refused(40032)
    try:
        return [faces.known(call, openid)["openid"] for openid in openids]
    except Refused as refused:
        raise Refused(49003) from refused


def tags_of_one(call: WxCall) -> dict[str, Any]:
    row = faces.known(call, call.text("openid", 40003))
    return {"tagid_list": users.tags_of(call, row["openid"])}


def members(call: WxCall) -> dict[str, Any]:
    tag_id = own_tag(call, call.body.get("tagid"))
    rows = call.world.store.all(
        "select openid from wx_tagged where appid = ? and id = ? and openid > ?"
        " order by openid limit ?",
        *(call.account, tag_id, str(call.body.get("next_openid") or ""), users.PAGE),
    )
    found = users.page(len(rows), rows)
    del found["total"]
    return found


ROUTES = (
    Route("POST", "/cgi-bin/tags/create", create),
    Route("GET", "/cgi-bin/tags/get", get),
    Route("POST", "/cgi-bin/tags/update", update),
    Route("POST", "/cgi-bin/tags/delete", delete),
    Route("POST", "/cgi-bin/tags/members/batchtagging", tag_members),
    Route("POST", "/cgi-bin/tags/members/batchuntagging", untag_members),
    Route("POST", "/cgi-bin/tags/getidlist", tags_of_one),
    Route("POST", "/cgi-bin/user/tag/get", members),
)
