"""Faults, the record, notices, clocks and the state of the whole."""

from typing import Any

from pond_emulator.faults import CALL_KINDS, MONEY_KINDS, NOTICE_KINDS
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.pay import refunds
from pond_emulator.wecom import hands, transfers
from pond_emulator.world import World


class Workings:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/faults", self.switch_on)
        router.add("GET", "/emulator/faults", self.faults)
        router.add("DELETE", "/emulator/faults", self.switch_off)
        router.add("DELETE", "/emulator/faults/{fault}", self.switch_off)
        router.add("GET", "/emulator/record", self.record)
        router.add("GET", "/emulator/record/doubled", self.doubled)
        router.add("GET", "/emulator/notices", self.notices)
        router.add("POST", "/emulator/tokens/expiry", self.expire_tokens)
        router.add("POST", "/emulator/clock", self.steer)
        router.add("GET", "/emulator/state", self.state)

    def switch_on(self, request: Request) -> Answer:
        """{kind, prefix?, value?, rate?, count?, seconds?} -> {id}. Kinds: see faults.py."""
        body = request.json()
        kind = str(body.get("kind"))
        known = CALL_KINDS + NOTICE_KINDS + MONEY_KINDS
        if kind not in known:
            return answer_error(422, f"kind must be one of {', '.join(known)}")
        count = body.get("count")
        made = self._world.faults.switch_on(
            kind,
            str(body.get("prefix") or ""),
            float(body.get("value") or 0),
            float(body.get("rate", 1)),
            None if count is None else int(count),
            float(body["seconds"]) if body.get("seconds") else None,
        )
        return answer_json({"id": made}, 201)

    def switch_off(self, request: Request) -> Answer:
        """One fault, or all."""
        fault = request.params.get("fault")
        self._world.faults.switch_off(int(fault) if fault else None)
        return answer_json({})

    def faults(self, _request: Request) -> Answer:
        return answer_json({"faults": self._world.faults.listed()})

    def record(self, request: Request) -> Answer:
        """?endpoint&subject&after&limit&accepted=1 -> {calls: [...]}"""
        query = request.query
        calls = self._world.record.listed(
            query.get("endpoint", ""),
            query.get("subject", ""),
            int(query.get("after") or 0),
            min(int(query.get("limit") or 1000), 10_000),
            accepted_only=query.get("accepted") == "1",
        )
        return answer_json({"calls": calls})

    def doubled(self, request: Request) -> Answer:
        """?endpoint -> {doubled: [{subject, client_key, times}]}"""
        return answer_json(
            {"doubled": self._world.record.doubled(request.query.get("endpoint", ""))}
        )

    def notices(self, request: Request) -> Answer:
        """?state=waiting|delivered|given_up|lost&after -> {notices: [...]}, plain texts."""
        rows = self._world.store.all(
            "select * from notice where (?1 = '' or state = ?1) and id > ?2 order by id limit 1000",
            request.query.get("state", ""),
            int(request.query.get("after") or 0),
        )
        return answer_json({"notices": [dict(row) for row in rows]})

    def expire_tokens(self, _request: Request) -> Answer:
        """Every access token becomes stale at once: the next call gets 42001."""
        store = self._world.store
        gone = store.run("update access_token set expires = 0")
        gone += store.run("update wx_token set expires = 0")
        gone += store.run(
            "update small_token set expires = 0 where kind in ('app', 'client', 'mini', 'user')"
        )
        return answer_json({"expired": gone})

    def steer(self, request: Request) -> Answer:
        """{to: seconds since 1970 | null}: the story's time; null gives it back to the machine."""
        to = request.json().get("to")
        self._world.clock.steer(None if to is None else float(to))
        transfers.settle_due(self._world)
        hands.settle_due(self._world)
        return answer_json({"now": self._world.clock.world()})

    def state(self, _request: Request) -> Answer:
        return answer_json(summary(self._world))


COUNTS = {
    "people": "select count(*) from person",
    "relations": "select count(*) from follow where ended is null",
    "relations_ended": "select count(*) from follow where ended is not null",
    "welcomes": "select count(*) from welcome where used is not null",
    "orders": "select count(*) from pay_order",
    "orders_paid": "select count(*) from pay_order where state in ('SUCCESS', 'REFUND')",
    "refunds": "select count(*) from refund",
    "calls": "select count(*) from record",
    "notices_waiting": "select count(*) from notice where state = 'waiting'",
    "notices_given_up": "select count(*) from notice where state = 'given_up'",
    "agenda_waiting": "select count(*) from agenda where state = 0",
}


def summary(world: World) -> dict[str, Any]:
    """Counts of everything, and whether all is quiet (nothing under way to the product)."""
    counts = {name: world.store.value(sql) for name, sql in COUNTS.items()}
    return counts | {
        "now": world.clock.world(),
        "quiet": world.notices.pending() == 0 and refunds.pending(world) == 0,
    }
