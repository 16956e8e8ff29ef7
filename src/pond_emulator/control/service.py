"""Customer service chats as people and members use them, and who agrees to what."""

import msgspec

from pond_emulator.control.people import person_of, refusing
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.wecom import events, kf_life
from pond_emulator.world import World

WORDS = ("Agree", "Disagree")


class Service:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/people/{person}/kf/enter", refusing(self.enter))
        router.add("POST", "/emulator/people/{person}/kf", refusing(self.write))
        router.add("POST", "/emulator/kf/recall", refusing(self.recall))
        router.add("POST", "/emulator/kf/serve", refusing(self.serve))
        router.add("POST", "/emulator/kf/end", refusing(self.end))
        router.add("PUT", "/emulator/people/{person}/props", self.props)
        router.add("POST", "/emulator/people/{person}/archive", refusing(self.agree))
        router.add("GET", "/emulator/media/{media}", self.media)

    def enter(self, request: Request) -> Answer:
        """{open_kfid, scene?, scene_param?} -> {external_userid}: the person opens the chat."""
        body, now = request.json(), self._world.clock.world()
        kfid, scene = str(body.get("open_kfid")), str(body.get("scene") or "")
        param = str(body.get("scene_param") or "")
        with self._world.store.transaction():
            name = kf_life.enter(self._world, person_of(request), kfid, scene, param, now)
        return answer_json({"external_userid": name})

    def write(self, request: Request) -> Answer:
        """{open_kfid, text, menu_id?} -> {msgid}: the person writes, or presses a menu's button."""
        body, now = request.json(), self._world.clock.world()
        content = {"content": str(body.get("text") or "")[:2000]}
        if body.get("menu_id"):
            content["menu_id"] = str(body["menu_id"])
        said, kfid = {"msgtype": "text", "text": content}, str(body.get("open_kfid"))
        with self._world.store.transaction():
            msgid = kf_life.write(self._world, person_of(request), kfid, said, now)
        return answer_json({"msgid": msgid})

    def recall(self, request: Request) -> Answer:
        """{msgid}: a person takes a message back."""
        msgid, now = str(request.json().get("msgid")), self._world.clock.world()
        with self._world.store.transaction():
            kf_life.recall(self._world, msgid, now)
        return answer_json({})

    def serve(self, request: Request) -> Answer:
        """{open_kfid, external_userid, userid, text}: a member answers in the client."""
        body, now = request.json(), self._world.clock.world()
        kfid, name = str(body.get("open_kfid")), str(body.get("external_userid"))
        userid, text = str(body.get("userid")), str(body.get("text") or "")
        with self._world.store.transaction():
            msgid = kf_life.serve(self._world, kfid, name, userid, text, now)
        return answer_json({"msgid": msgid})

    def end(self, request: Request) -> Answer:
        """{open_kfid, external_userid}: a member ends the chat."""
        body = request.json()
        with self._world.store.transaction():
            kfid, name = str(body.get("open_kfid")), str(body.get("external_userid"))
            kf_life.end(self._world, kfid, name)
        return answer_json({})

    def props(self, request: Request) -> Answer:
        """{refuses_kf: bool, ...}: traits of a person."""
        self._world.store.run(
            "update person set props = json_patch(props, ?) where id = ?",
            *(msgspec.json.encode(request.json()).decode(), int(request.params["person"])),
        )
        return answer_json({})

    def agree(self, request: Request) -> Answer:
        """{corpid, userid, word: Agree|Disagree}: to chats being kept; Agree is told as
        msg_audit_approved.
        """
        body, person = request.json(), person_of(request)
        word, now = str(body.get("word") or "Agree"), self._world.clock.world()
        if word not in WORDS:
            return answer_error(422, f"word must be one of {', '.join(WORDS)}")
        corpid = str(body.get("corpid"))
        name = self._world.store.value(
            "select external_userid from external where corpid = ? and person_id = ?",
            *(corpid, person),
        )
        if name is None:
            raise LookupError("unknown to this corp")
        kept = msgspec.json.encode({"archive": word, "archive_at": now}).decode()
        with self._world.store.transaction():
            self._world.store.run(
                "update person set props = json_patch(props, ?) where id = ?", kept, person
            )
            if word == "Agree":
                fields = {"UserID": str(body.get("userid") or ""), "ExternalUserID": str(name)}
                events.emit(self._world, corpid, "msg_audit_approved", fields, now)
        return answer_json({})

    def media(self, request: Request) -> Answer:
        """A picture that was uploaded for good, as its address shows it."""
        row = self._world.store.one(
            "select * from media where media_id = ?", request.params["media"]
        )
        if row is None:
            return answer_error(404, "no such file")
        return Answer(200, row["content"], [], row["content_type"] or "application/octet-stream")
