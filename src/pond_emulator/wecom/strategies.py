"""Rules for groups of members: customer and Moments strategies (document/path/94883, 94890)."""

from collections.abc import Callable
from typing import Any

from pond_emulator.wecom import things
from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused

PAGE = 1000


def create(kind: str) -> Callable[[Call], dict[str, Any]]:
    def handle(call: Call) -> dict[str, Any]:
        """A child's range lies within its parent's; that is not checked here."""
        body = {
            "parent_id": int(call.body.get("parent_id") or 0),
            "strategy_name": call.need("strategy_name"),
            "admin_list": call.need("admin_list"),
            "privilege": call.body.get("privilege") or {},
            "range": call.need("range"),
        }
        number = things.add(call, kind, f"new-{call.world.clock.real()}", body)
        call.world.store.run("update wecom_thing set id = ? where number = ?", str(number), number)
        call.subject = str(number)
        return {"strategy_id": number}

    return handle


def get(kind: str) -> Callable[[Call], dict[str, Any]]:
    def handle(call: Call) -> dict[str, Any]:
        name = str(call.need("strategy_id"))
        body = things.find(call, kind, name, 40058)
        body["create_time"] = body.pop("created")
        body.pop("range")
        return {"strategy": {"strategy_id": int(name), **body}}

    return handle


def get_range(kind: str) -> Callable[[Call], dict[str, Any]]:
    def handle(call: Call) -> dict[str, Any]:
        body = things.find(call, kind, str(call.need("strategy_id")), 40058)
        begin, limit = things.cursor_of(call), things.limit_of(call, PAGE)
        after = begin + limit
        cursor = str(after) if after < len(body["range"]) else ""
        return {"range": body["range"][begin:after], "next_cursor": cursor}

    return handle


def edit(kind: str) -> Callable[[Call], dict[str, Any]]:
    def handle(call: Call) -> dict[str, Any]:
        name = str(call.need("strategy_id"))
        body = things.find(call, kind, name, 40058)
        for field in ("strategy_name", "admin_list", "privilege"):
            body[field] = call.body.get(field, body[field])
        minus = call.body.get("range_del") or []
        kept = [one for one in body["range"] if one not in minus]
        body["range"] = kept + [x for x in call.body.get("range_add") or [] if x not in kept]
        if not body["range"]:
            raise Refused(40058, "range empty")
        things.change(call, kind, name, body)
        return {}

    return handle


def delete(kind: str) -> Callable[[Call], dict[str, Any]]:
    def handle(call: Call) -> dict[str, Any]:
        things.delete(call, kind, str(call.need("strategy_id")), 40058)
        return {}

    return handle


def list_all(kind: str) -> Callable[[Call], dict[str, Any]]:
    def handle(call: Call) -> dict[str, Any]:
        found, cursor = things.page(call, kind, PAGE)
        listed = [{"strategy_id": int(one["id"])} for one in found]
        return {"strategy": listed, "next_cursor": cursor}

    return handle
