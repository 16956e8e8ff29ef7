"""Act as a person, or as a member's hand in the WeCom client."""

from collections.abc import Callable
from typing import Any

import msgspec

from pond_emulator import acts
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.pay.paying import CannotPayError
from pond_emulator.wecom import group_life, relations
from pond_emulator.world import World


class People:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/people", self.make)
        router.add("GET", "/emulator/people/{person}", self.show)
        router.add("PUT", "/emulator/people/{person}", self.change)
        router.add("POST", "/emulator/people/{person}/scan", refusing(self.scan))
        router.add("POST", "/emulator/people/{person}/chat", refusing(self.chat))
        router.add("POST", "/emulator/people/{person}/delete", refusing(self.delete))
        router.add("POST", "/emulator/people/{person}/note", refusing(self.note))
        router.add("POST", "/emulator/people/{person}/cut", refusing(self.cut))
        router.add("POST", "/emulator/pay", refusing(self.pay))
        router.add("GET", "/emulator/codes", self.codes)

    def make(self, request: Request) -> Answer:
        """{name, gender?, phone?} -> {person_id}"""
        body = request.json()
        name = str(body.get("name") or "").strip()
        if not name:
            return answer_error(422, "a person needs a name")
        phone = str(body["phone"]) if body.get("phone") else None
        made = acts.make_person(self._world, name[:32], int(body.get("gender") or 0), phone)
        return answer_json({"person_id": made}, 201)

    def change(self, request: Request) -> Answer:
        """{refuses_transfer: bool}"""
        self._world.store.run(
            "update person set refuses_transfer = ? where id = ?",
            int(bool(request.json().get("refuses_transfer"))),
            person_of(request),
        )
        return answer_json({})

    def scan(self, request: Request) -> Answer:
        """{config_id, half?} -> {external_userid, userid, fresh}; a group's code -> {chat_id}"""
        config_id, now = str(request.json().get("config_id")), self._world.clock.world()
        if group_life.way(self._world, config_id) is not None:
            with self._world.store.transaction():
                chat_id = group_life.join(self._world, person_of(request), config_id, now)
            return answer_json({"chat_id": chat_id})
        added = acts.scan(
            self._world,
            person_of(request),
            config_id,
            now,
            half=bool(request.json().get("half")),
        )
        return answer_json(
            {
                "external_userid": added.external_userid,
                "userid": added.userid,
                "fresh": added.fresh,
            }
        )

    def chat(self, request: Request) -> Answer:
        """{userid, text}"""
        body = request.json()
        text, now = str(body.get("text") or "")[:2000], self._world.clock.world()
        acts.chat(self._world, person_of(request), str(body.get("userid")), text, now)
        return answer_json({})

    def delete(self, request: Request) -> Answer:
        """{userid?} -> {deleted}: the person deletes one member or all."""
        userid, now = str(request.json().get("userid") or ""), self._world.clock.world()
        gone = acts.delete(self._world, person_of(request), userid, now)
        return answer_json({"deleted": gone})

    def note(self, request: Request) -> Answer:
        """{userid, remark?, mobiles?}: the member writes it in the client: edit event."""
        body = request.json()
        follow = self._follow(request, body)
        with self._world.store.transaction():
            relations.annotate(
                self._world,
                follow,
                str(body.get("remark") or follow["remark"]),
                list(body.get("mobiles") or []),
                self._world.clock.world(),
            )
        return answer_json({})

    def cut(self, request: Request) -> Answer:
        """{userid}: the member deletes the customer: del_external_contact."""
        follow = self._follow(request, request.json())
        with self._world.store.transaction():
            relations.end(
                self._world,
                follow["corpid"],
                follow["external_userid"],
                follow["userid"],
                "member",
                self._world.clock.world(),
            )
        return answer_json({})

    def _follow(self, request: Request, body: dict[str, Any]) -> Any:
        rows = acts.living_follows(self._world, person_of(request), str(body.get("userid")))
        if not rows:
            raise LookupError("not friends with this member")
        return rows[0]

    def pay(self, request: Request) -> Answer:
        """{prepay_id} -> {out_trade_no, total}"""
        prepay_id = str(request.json().get("prepay_id"))
        return answer_json(acts.pay(self._world, prepay_id, self._world.clock.world()))

    def show(self, request: Request) -> Answer:
        """The person, whom they know, all messages and orders."""
        row = self._world.store.one("select * from person where id = ?", person_of(request))
        if row is None:
            return answer_error(404, "no such person")
        follows = acts.living_follows(self._world, row["id"])
        return answer_json(
            {
                "person_id": row["id"],
                "name": row["name"],
                "unionid": row["unionid"],
                "follows": [follow_data(follow) for follow in follows],
                "messages": [message_data(m) for m in acts.messages(self._world, row["id"])],
                "orders": orders_of(self._world, row["id"]),
            }
        )

    def codes(self, _request: Request) -> Answer:
        """Every contact way that can be scanned."""
        return answer_json({"codes": codes(self._world)})


def refusing(handler: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """What cannot be done is told as 409 with the reason."""

    def handle(request: Request) -> Answer:
        try:
            return handler(request)
        except (LookupError, CannotPayError) as error:
            return answer_error(409, str(error.args[0]))

    return handle


def person_of(request: Request) -> int:
    text = request.params["person"]
    if not text.isdigit():
        raise LookupError("no such person")
    return int(text)


def follow_data(row: Any) -> dict[str, Any]:
    data = dict(row)
    return data | {
        "tags": msgspec.json.decode(row["tags"]),
        "remark_mobiles": msgspec.json.decode(row["remark_mobiles"]),
    }


def message_data(row: Any) -> dict[str, Any]:
    return dict(row) | {"body": msgspec.json.decode(row["body"])}


def orders_of(world: World, person_id: int) -> list[dict[str, Any]]:
    rows = world.store.all(
        "select o.out_trade_no, o.prepay_id, o.description, o.total, o.state, o.success_time,"
        " coalesce((select sum(r.amount) from refund r where r.mchid = o.mchid and r.out_trade_no"
        " = o.out_trade_no and r.status = 'SUCCESS'), 0) as refunded"
        " from pay_order o join face f on f.openid = o.openid where f.person_id = ?"
        " order by o.rowid",
        person_id,
    )
    return [dict(row) for row in rows]


def codes(world: World) -> list[dict[str, Any]]:
    rows = world.store.all(
        "select w.config_id, w.corpid, w.body, c.name as corp from contact_way w join corp c"
        " on c.corpid = w.corpid where w.deleted = 0 order by w.rowid desc limit 500"
    )
    found = []
    for row in rows:
        body = msgspec.json.decode(row["body"])
        name = body.get("remark") or body.get("state") or row["config_id"][:8]
        found.append({"config_id": row["config_id"], "corp": row["corp"], "name": name})
    return found + group_codes(world)


def group_codes(world: World) -> list[dict[str, Any]]:
    rows = world.store.all(
        "select w.id, w.body, c.name as corp from wecom_thing w join corp c on c.corpid = w.corpid"
        " where w.kind = 'join_way' and w.deleted = 0 order by w.number desc limit 100"
    )
    found = []
    for row in rows:
        body = msgspec.json.decode(row["body"])
        name = body.get("remark") or body.get("state") or row["id"][:8]
        found.append({"config_id": row["id"], "corp": row["corp"], "name": f"群 · {name}"})
    return found
