"""Groups of customers as people make and use them, and Moments as they see them."""

from typing import Any

import msgspec

from pond_emulator.control.people import person_of, refusing
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.wecom import group_life, link_life, relations
from pond_emulator.world import World


class Groups:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/corps/{corpid}/groups", refusing(self.make))
        router.add("GET", "/emulator/corps/{corpid}/groups", self.groups)
        router.add("PUT", "/emulator/groups/{chat}", refusing(self.edit))
        router.add("DELETE", "/emulator/groups/{chat}", self.dismiss)
        router.add("POST", "/emulator/groups/{chat}/remove", self.remove)
        router.add("GET", "/emulator/groups/{chat}/messages", self.messages)
        router.add("POST", "/emulator/people/{person}/join", refusing(self.join))
        router.add("POST", "/emulator/people/{person}/leave", refusing(self.leave))
        router.add("POST", "/emulator/people/{person}/say", refusing(self.say))
        router.add("POST", "/emulator/people/{person}/click", refusing(self.click))
        router.add("POST", "/emulator/people/{person}/moment", refusing(self.moment))

    def make(self, request: Request) -> Answer:
        """{owner, name} -> {chat_id}: a member opens a group in the client."""
        body, now = request.json(), self._world.clock.world()
        owner, name = str(body.get("owner")), str(body.get("name") or "")
        with self._world.store.transaction():
            chat_id = group_life.make(self._world, request.params["corpid"], owner, name, now)
        return answer_json({"chat_id": chat_id}, 201)

    def groups(self, request: Request) -> Answer:
        rows = self._world.store.all(
            "select g.*, (select count(*) from group_member m where m.chat_id = g.chat_id"
            " and m.left_at is null) as members from group_chat g where corpid = ?"
            " order by number desc limit 500",
            request.params["corpid"],
        )
        return answer_json({"groups": [dict(row) for row in rows]})

    def edit(self, request: Request) -> Answer:
        """{name?} or {notice?}: the owner changes it: update/change_name, change_notice."""
        body, now = request.json(), self._world.clock.world()
        with self._world.store.transaction():
            for field in ("name", "notice"):
                if field in body:
                    chat, text = request.params["chat"], str(body[field])
                    group_life.edit(self._world, chat, field, text, now)
        return answer_json({})

    def dismiss(self, request: Request) -> Answer:
        with self._world.store.transaction():
            now = self._world.clock.world()
            gone = group_life.dismiss(self._world, request.params["chat"], now)
        return answer_json({"dismissed": gone})

    def remove(self, request: Request) -> Answer:
        """{userid}: the owner removes somebody."""
        userid, now = str(request.json().get("userid")), self._world.clock.world()
        with self._world.store.transaction():
            chat = request.params["chat"]
            gone = group_life.leave(self._world, chat, userid, now, removed=True)
        return answer_json({"removed": gone})

    def messages(self, request: Request) -> Answer:
        rows = self._world.store.all(
            "select * from group_message where chat_id = ? order by id", request.params["chat"]
        )
        shown = [dict(row) | {"body": msgspec.json.decode(row["body"])} for row in rows]
        return answer_json({"messages": shown})

    def join(self, request: Request) -> Answer:
        """{config_id} -> {chat_id}: the person scans a group's join way."""
        config_id = str(request.json().get("config_id"))
        person, now = person_of(request), self._world.clock.world()
        with self._world.store.transaction():
            chat_id = group_life.join(self._world, person, config_id, now)
        return answer_json({"chat_id": chat_id})

    def leave(self, request: Request) -> Answer:
        """{chat_id} -> {left}"""
        chat, now = str(request.json().get("chat_id")), self._world.clock.world()
        with self._world.store.transaction():
            gone = group_life.leave(self._world, chat, self._name_in(request, chat), now)
        return answer_json({"left": gone})

    def say(self, request: Request) -> Answer:
        """{chat_id, text}: the person writes into a group."""
        body, now = request.json(), self._world.clock.world()
        chat, text = str(body.get("chat_id")), str(body.get("text") or "")[:2000]
        group_life.speak(self._world, chat, self._name_in(request, chat), text, now)
        return answer_json({})

    def _name_in(self, request: Request, chat: str) -> str:
        """The person's external_userid in the group's corp. Raises LookupError."""
        group = group_life.find(self._world, chat)
        if group is None:
            raise LookupError("no such group")
        found = relations.external_of(self._world, group["corpid"], person_of(request))
        return str(found["external_userid"])

    def click(self, request: Request) -> Answer:
        """{link_id, customer_channel?, add?} -> {external_userid, userid} or {}: an acquisition
        link is opened, and the person becomes a friend unless `add` is false.
        """
        body, now = request.json(), self._world.clock.world()
        link, channel = str(body.get("link_id")), str(body.get("customer_channel") or "")
        wants = bool(body.get("add", True))
        with self._world.store.transaction():
            added = link_life.click(self._world, person_of(request), link, channel, now, add=wants)
        if added is None:
            return answer_json({})
        told = {"external_userid": added.external_userid, "userid": added.userid}
        return answer_json(told | {"fresh": added.fresh})

    def moment(self, request: Request) -> Answer:
        """{moment_id, kind: like|comment, text?}: on a Moment the person can see."""
        body = request.json()
        moment, kind = str(body.get("moment_id")), str(body.get("kind") or "like")
        seen: Any = self._world.store.one(
            "select r.* from mass_recipient r join external e on e.corpid = r.corpid and"
            " e.external_userid = r.recipient where r.msgid = ? and e.person_id = ?"
            " and r.status = 1",
            *(moment, person_of(request)),
        )
        if seen is None or kind not in ("like", "comment"):
            raise LookupError("this person does not see such a Moment")
        self._world.store.run(
            "insert into moment_reply (msgid, userid, who, kind, at, text)"
            " values (?, ?, ?, ?, ?, ?)",
            *(moment, seen["userid"], seen["recipient"], kind, self._world.clock.world()),
            str(body.get("text") or ""),
        )
        return answer_json({})
