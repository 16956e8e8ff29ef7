"""The members' side: departments, habits, what they press in their client, what an administrator
changes in the console (each of which gives the event it gives on the real platform).
"""

import secrets
from typing import Any

import msgspec

from pond_emulator.control.people import refusing
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.wecom import acquisition, events, hands, link_life, tag_edits
from pond_emulator.world import World

APP_EVENTS = ("enter_agent", "click", "view", "template_card_event")


class Members:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        corp = "/emulator/corps/{corpid}"
        router.add("POST", f"{corp}/departments", self.departments)
        router.add("POST", f"{corp}/habits", self.set_habits)
        router.add("GET", f"{corp}/habits", self.habits)
        router.add("GET", f"{corp}/tasks", self.tasks)
        router.add("POST", f"{corp}/members/{{userid}}/confirm", self.confirm)
        router.add("PUT", f"{corp}/members/{{userid}}", self.change)
        router.add("GET", f"{corp}/members/{{userid}}/messages", self.messages)
        router.add("POST", f"{corp}/members/{{userid}}/app", refusing(self.use_app))
        router.add("POST", f"{corp}/tags", refusing(self.edit_tag))
        router.add("POST", f"{corp}/member_tags", self.member_tag)
        router.add("POST", f"{corp}/archive", self.archive)
        router.add("POST", f"{corp}/admin_welcome", self.admin_welcome)
        router.add("POST", f"{corp}/acquisition", self.acquisition_quota)
        router.add("DELETE", "/emulator/links/{link}", refusing(self.take_link))

    def departments(self, request: Request) -> Answer:
        """{departments: [{id, name, parentid?, order?}]}: create_party each."""
        corpid, now = request.params["corpid"], self._world.clock.world()
        given = request.json().get("departments") or []
        with self._world.store.transaction():
            for one in given:
                parent, order = int(one.get("parentid") or 1), int(one.get("order") or 0)
                self._world.store.run(
                    "insert into department values (?, ?, ?, ?, ?) on conflict do update set"
                    " name = excluded.name, parentid = excluded.parentid",
                    *(corpid, int(one["id"]), one["name"], parent, order),
                )
                fields = {"Id": str(one["id"]), "Name": one["name"], "ParentId": str(parent)}
                events.emit_contact(self._world, corpid, "create_party", fields, now)
        return answer_json({"departments": len(given)}, 201)

    def set_habits(self, request: Request) -> Answer:
        """{confirm, delay, seed}: shares of members who confirm a task soon, after hours, or (the
        rest) never. Holds for tasks made from now on.
        """
        body = request.json()
        kept = hands.Habits(
            float(body.get("confirm", 0.8)),
            float(body.get("delay", 0.15)),
            int(body.get("seed", 1)),
        )
        hands.set_habits(self._world, request.params["corpid"], kept)
        return self.habits(request)

    def habits(self, request: Request) -> Answer:
        kept = hands.habits(self._world, request.params["corpid"])
        return answer_json(msgspec.to_builtins(kept))

    def tasks(self, request: Request) -> Answer:
        """Mass messages and Moments, who must confirm them and when they will."""
        rows = self._world.store.all(
            "select t.msgid, t.kind, t.created, t.cancelled, s.userid, s.status, s.sent, s.acts_at"
            " from mass_task t join mass_sender s on s.msgid = t.msgid where t.corpid = ?"
            " order by t.number desc, s.id limit 500",
            request.params["corpid"],
        )
        return answer_json({"tasks": [dict(row) for row in rows]})

    def confirm(self, request: Request) -> Answer:
        """{msgid?} -> {confirmed}: the member presses send on one task, or on all that wait."""
        done = hands.confirm(
            self._world,
            request.params["corpid"],
            request.params["userid"],
            str(request.json().get("msgid") or ""),
            self._world.clock.world(),
        )
        return answer_json({"confirmed": done})

    def change(self, request: Request) -> Answer:
        """{name?, mobile?, position?, department?}: update_user."""
        corpid, userid, body = request.params["corpid"], request.params["userid"], request.json()
        department = body.get("department")
        changed = self._world.store.run(
            "update member set name = coalesce(?, name), mobile = coalesce(?, mobile),"
            " position = coalesce(?, position), department = coalesce(?, department)"
            " where corpid = ? and userid = ? and left_at is null",
            *(body.get("name"), body.get("mobile"), body.get("position")),
            msgspec.json.encode(department).decode() if department else None,
            *(corpid, userid),
        )
        if not changed:
            return answer_error(404, "no such member")
        fields = {"UserID": userid}
        if department:
            fields["Department"] = ",".join(str(number) for number in department)
        if body.get("name"):
            fields["Name"] = str(body["name"])
        now = self._world.clock.world()
        events.emit_contact(self._world, corpid, "update_user", fields, now)
        return answer_json({})

    def messages(self, request: Request) -> Answer:
        """What apps sent to a member, dropped ones (repeated, flood) and recalled ones marked."""
        rows = self._world.store.all(
            "select * from app_message where corpid = ? and userid = ? order by id",
            *(request.params["corpid"], request.params["userid"]),
        )
        shown = [dict(row) | {"body": msgspec.json.decode(row["body"])} for row in rows]
        return answer_json({"messages": shown})

    def use_app(self, request: Request) -> Answer:
        """{agentid, text} or {agentid, event: enter_agent|click|view, key?} or {agentid, event:
        template_card_event, response_code, key}: what a member does in the app.
        """
        corpid, userid, body = request.params["corpid"], request.params["userid"], request.json()
        now, event = self._world.clock.world(), str(body.get("event") or "")
        if not event:
            said = str(body.get("text") or "")[:2000]
            number = str(secrets.randbelow(9 * 10**15) + 10**15)
            fields = {"MsgType": "text", "Content": said, "MsgId": number}
        elif event in APP_EVENTS:
            fields = {"MsgType": "event", "Event": event, "EventKey": str(body.get("key") or "")}
        else:
            raise LookupError(f"event must be one of {', '.join(APP_EVENTS)}")
        if event == "template_card_event":
            fields |= self._card(corpid, userid, str(body.get("response_code")))
        agentid = int(body.get("agentid") or 0)
        with self._world.store.transaction():
            told = events.emit_member(self._world, corpid, agentid, userid, now, fields)
        if not told:
            raise LookupError("this app takes no callbacks")
        return answer_json({})

    def _card(self, corpid: str, userid: str, response_code: str) -> dict[str, str]:
        """The card the member presses a button of. Raises LookupError."""
        row = self._world.store.one(
            "select * from app_message where corpid = ? and userid = ? and response_code = ?"
            " and response_code != ''",
            *(corpid, userid, response_code),
        )
        if row is None:
            raise LookupError("no such card")
        card = msgspec.json.decode(row["body"])["template_card"]
        told = {"TaskId": str(card.get("task_id") or ""), "CardType": str(card.get("card_type"))}
        return told | {"ResponseCode": response_code}

    def edit_tag(self, request: Request) -> Answer:
        """{change: update|delete|shuffle, id, name?}: an administrator, so an event is given."""
        corpid, body = request.params["corpid"], request.json()
        change, target = str(body.get("change")), str(body.get("id"))
        if change not in ("update", "delete", "shuffle"):
            return answer_error(422, "change must be update, delete or shuffle")
        kind = self._kind_of_tag(corpid, target)
        with self._world.store.transaction():
            if change == "delete":
                tag_edits.remove(self._world, corpid, [target], [target])
            else:
                name, order = body.get("name"), body.get("order")
                tag_edits.rename(self._world, corpid, target, name, order)
            now = self._world.clock.world()
            tag_edits.emit(self._world, corpid, change, target, kind, now)
        return answer_json({})

    def _kind_of_tag(self, corpid: str, target: str) -> str:
        for kind, sql in (
            ("tag", "select 1 from tag where corpid = ? and id = ?"),
            ("tag_group", "select 1 from tag_group where corpid = ? and group_id = ?"),
        ):
            if self._world.store.value(sql, corpid, target):
                return kind
        raise LookupError("no such tag")

    def member_tag(self, request: Request) -> Answer:
        """{tagid, name, members}: a tag for members, not for customers."""
        body = request.json()
        kept = {"name": str(body.get("name")), "members": list(body.get("members") or [])}
        self._world.store.run(
            "insert into wecom_thing (corpid, kind, id, body, created) values (?, 'member_tag', ?,"
            " ?, ?) on conflict do update set body = excluded.body",
            *(request.params["corpid"], str(int(body["tagid"]))),
            *(msgspec.json.encode(kept).decode(), self._world.clock.world()),
        )
        return answer_json({}, 201)

    def archive(self, request: Request) -> Answer:
        """{userids}: the members whose chats are kept."""
        users = request.json().get("userids") or []
        self._world.store.put(f"archive:{request.params['corpid']}", ",".join(map(str, users)))
        return answer_json({})

    def admin_welcome(self, request: Request) -> Answer:
        """{on: bool}: with a welcome of the console's own, add events carry no welcome code."""
        on = bool(request.json().get("on"))
        key = f"admin_welcome:{request.params['corpid']}"
        self._world.store.put(key, "1" if on else "")
        return answer_json({"on": on})

    def acquisition_quota(self, request: Request) -> Answer:
        """{balance}: buy (or use up) some of the acquisition links' quota: balance_changed."""
        corpid, balance = request.params["corpid"], int(request.json().get("balance") or 0)
        kept = acquisition.quota_of(self._world, corpid)
        kept |= {"balance": balance, "total": max(kept["total"], balance)}
        acquisition.set_quota(self._world, corpid, kept)
        link_life.emit(self._world, corpid, "balance_changed", {}, self._world.clock.world())
        told: dict[str, Any] = dict(kept)
        return answer_json(told)

    def take_link(self, request: Request) -> Answer:
        """?change=delete_link|link_unavailable: a link ends without the API."""
        change = request.query.get("change", "delete_link")
        now = self._world.clock.world()
        link_life.take_away(self._world, request.params["link"], change, now)
        return answer_json({})
