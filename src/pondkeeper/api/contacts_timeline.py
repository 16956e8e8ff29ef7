"""What happened to one customer, newest first, with names in the place of ids."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from litestar import get
from litestar.params import Parameter
from sqlalchemy import select

from pondkeeper.api.contacts_shapes import TimelineEvent
from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, ref
from pondkeeper.domain import contacts, offers, timeline
from pondkeeper.domain.staff.models import Staff
from pondkeeper.domain.timeline import Happened
from pondkeeper.kit.db import Tx
from pondkeeper.kit.pagination import decode_cursor, encode_cursor

Limit = Annotated[int, Parameter(ge=1, le=200)]
Group = Literal["relation", "trade", "touch", "behaviour", "profile"]

GROUPS: dict[Group, tuple[str, ...]] = {
    "relation": (
        "contact.added", "contact.followed", "contact.lost", "contact.handed_over",
        "account.followed", "account.unfollowed",
    ),
    "trade": (
        "coupon.issued", "coupon.used", "coupon.returned", "order.placed", "order.paid",
        "order.closed", "order.refunded",
    ),
    "touch": (
        "touch.sent", "touch.failed", "touch.unknown", "touch.suppressed", "message.answered",
        "message.outcome",
    ),
    "behaviour": ("message.received", "page.viewed"),
    "profile": (
        "contact.detailed", "contact.edited", "contact.tagged", "contact.merged",
        "contact.unmerged", "contact.consented", "contact.erased",
    ),
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
SHOWN_AS = {"coupon.used": "coupon.redeemed"}
ORIGINS = {"live": "system", "backfill": "system", "restore": "system"}
BY = {"staff": "console", "api_key": "api", "customer": "customer"}
"""Kind of whoever acted -> where a live event comes from."""


@get("/api/contacts/{contact_id:int}/timeline")
async def contact_timeline(
    door: Door,
    contact_id: int,
    group: Group | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> PageOf[TimelineEvent]:
    """List what happened to a customer over all merged contacts, newest first."""
    async with door.tx("contacts.read") as tx:
        people = await contacts.members(tx, contact_id)
        found = await timeline.of_contact(
            tx, people, visitor_ids=await contacts.visitors(tx, people), before=_before(cursor),
            limit=limit + 1, **_of_group(group),
        )
        page = found[:limit]
        names = await _names(tx, page)
    items = [_shown(event, names) for event in page if not _twin(event, people[0])]
    following = encode_cursor(page[-1].at, page[-1].id) if len(found) > limit else None
    return PageOf(items, following, len(items), following is None)


def _of_group(group: Group | None) -> dict[str, Sequence[str]]:
    """Return which kinds are asked for; what no other group has is behaviour."""
    if group is None:
        return {}
    if group != "behaviour":
        return {"kinds": GROUPS[group]}
    return {"but": [kind for kind, its in GROUP_OF.items() if its != "behaviour"]}


def _before(cursor: str | None) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    at, event_id = decode_cursor(cursor, 2)
    return datetime.fromisoformat(at), int(event_id)


def _twin(event: Happened, speaker_id: int) -> bool:
    """A merge is recorded with both; while they are one it is shown once."""
    return event.kind == "contact.merged" and event.contact_id != speaker_id


async def _names(tx: Tx, events: list[Happened]) -> dict[str, dict[str, str]]:
    """Return what ids in the events' props are called."""
    members = {
        event.props[key]
        for event in events
        for key in ("member_id", "from_member_id", "to_member_id")
        if event.props.get(key)
    }
    found = await tx.execute(
        select(Staff.member_id, Staff.name).where(
            Staff.workspace_id == tx.workspace_id, Staff.member_id.in_(members)
        )
    )
    names = {"staff": {row.member_id: row.name for row in found}}
    if actors := {actor_id for event in events if (actor_id := _actor_id(event)) is not None}:
        acted = await tx.execute(
            select(Staff.id, Staff.name).where(
                Staff.workspace_id == tx.workspace_id, Staff.id.in_(actors)
            )
        )
        names["actor"] = {str(row.id): row.name for row in acted}
    if any(event.props.get("source_id") for event in events):
        rows = await contacts.all_sources(tx)
        names["source"] = {str(row["id"]): row["name"] for row in rows}
    if any(event.props.get("offer_id") for event in events):
        names["offer"] = {str(one.id): one.name for one in await offers.all_offers(tx)}
    return names


def _actor_id(event: Happened) -> int | None:
    """Return the member of staff who did it, if one did."""
    kind, _, number = event.props.get("by_actor", "").partition(":")
    return int(number) if kind == "staff" and number else None


def _shown(event: Happened, names: dict[str, dict[str, str]]) -> TimelineEvent:
    actor_id, by = _actor_id(event), event.props.get("by_actor", "").partition(":")[0]
    origin = BY.get(by, event.origin) if event.origin == "live" else event.origin
    return TimelineEvent(
        id=str(event.id),
        kind=SHOWN_AS.get(event.kind, event.kind),
        group=GROUP_OF.get(event.kind, "behaviour"),
        happened_at=event.at,
        origin=ORIGINS.get(origin, origin),
        props=_props(event.props, names),
        actor=ref(actor_id, names.get("actor", {}).get(str(actor_id))),
    )


NAMED = (
    ("member_id", "staff", "staff"),
    ("from_member_id", "staff", "from"),
    ("to_member_id", "staff", "to"),
    ("source_id", "source", "source"),
    ("offer_id", "offer", "offer"),
)
HIDDEN = frozenset({"welcome_code", "welcome_until", "by_actor"})


def _props(props: dict[str, Any], names: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Return plain values only, and names beside the ids."""
    shown = {
        key: ", ".join(map(str, value)) if isinstance(value, list) else value
        for key, value in props.items()
        if key not in HIDDEN and not isinstance(value, dict)
    }
    for key, what, name in NAMED:
        if props.get(key):
            shown[name] = names.get(what, {}).get(props[key], props[key])
    return shown


ROUTES = (contact_timeline,)
