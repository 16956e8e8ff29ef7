"""The welcome: one message to whoever just came, within the 20 seconds the platform gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from pondkeeper.domain import channels, contacts, offers
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.domain.contacts.actions.agreeing import make_links
from pondkeeper.domain.messaging.naming import fill, name_of
from pondkeeper.domain.timeline import Happened
from pondkeeper.kit import ids
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
LANE = "welcome"


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who is welcomed, with which of the platform's codes, until when (machine time)."""

    event_id: int
    contact_id: int
    identity_id: int | None
    channel_id: int
    member_id: str
    code: channels.FoundCode
    welcome_code: str
    until: datetime


async def welcome(tx: Tx, events: Sequence[Happened]) -> int:
    """Make the welcome touches of these adds; how many are new. A repeat makes none."""
    greetings = await _greetings(tx, events)
    if not greetings:
        return 0
    made = await tx.rows(
        SQL.make_welcome_touches,
        workspace_id=tx.workspace_id,
        contact_ids=[one.contact_id for one in greetings],
        identity_ids=[one.identity_id for one in greetings],
        source_ids=[str(one.code.id) for one in greetings],
        occurrences=[str(one.event_id) for one in greetings],
        now=tx.clock.now(),
    )
    touches = {row["occurrence"]: row["id"] for row in made}
    fresh = [one for one in greetings if str(one.event_id) in touches]
    await _make_deliveries(tx, fresh, touches)
    return len(fresh)


async def _greetings(tx: Tx, events: Sequence[Happened]) -> list[Greeting]:
    coded = [one for one in events if one.props.get("welcome_code") and one.props.get("code_id")]
    codes = await channels.codes_by_id(tx, sorted({int(one.props["code_id"]) for one in coded}))
    return [
        _greeting(one, codes[int(one.props["code_id"])])
        for one in coded
        if one.contact_id and codes[int(one.props["code_id"])].welcome.get("text")
    ]


def _greeting(event: Happened, code: channels.FoundCode) -> Greeting:
    return Greeting(
        event_id=event.id,
        contact_id=event.contact_id or 0,
        identity_id=event.identity_id,
        channel_id=int(event.props["channel_id"]),
        member_id=event.props["member_id"],
        code=code,
        welcome_code=event.props["welcome_code"],
        until=datetime.fromisoformat(event.props["welcome_until"]),
    )


async def _make_deliveries(
    tx: Tx, greetings: Sequence[Greeting], touches: dict[str, int]
) -> None:
    if not greetings:
        return
    bodies = await _bodies(tx, greetings)
    await tx.run(
        SQL.make_deliveries,
        workspace_id=tx.workspace_id,
        touch_ids=[touches[str(one.event_id)] for one in greetings],
        channel_ids=[one.channel_id for one in greetings],
        client_keys=[ids.token(tx.epoch) for _ in greetings],
        bodies=bodies,
        expires=[one.until for one in greetings],
        lane=LANE,
        kind="welcome",
        epoch=tx.epoch,
        now=tx.clock.now(),
    )
    await wake(tx, "dispatch")


async def _bodies(tx: Tx, greetings: Sequence[Greeting]) -> list[str]:
    known = await _known(tx, greetings)
    titles = await _titles(tx, greetings)
    links = await _links(tx, greetings)
    bodies = []
    for one, (name, face), link in zip(greetings, known, links, strict=True):
        text = str(one.code.welcome["text"])
        asked = name_of(face, text, name)
        values = {
            "coupon": titles.get(str(one.code.welcome.get("offer_id") or ""), ""),
            "link": link,
        } | ({} if asked else {"name": name})
        body = {"welcome_code": one.welcome_code, "text": fill(text, values)}
        bodies.append(_json(body | ({"name_of": asked} if asked else {})))
    return bodies


async def _known(tx: Tx, greetings: Sequence[Greeting]) -> list[tuple[str, contacts.Face | None]]:
    """Return the name we know of each, empty mostly, and the face the platform knows."""
    rows = await tx.rows(
        SQL.names,
        workspace_id=tx.workspace_id,
        ids=[one.contact_id for one in greetings],
        identity_ids=[one.identity_id for one in greetings],
    )
    found = {row["place"]: row for row in rows}
    return [_who(found.get(place)) for place in range(1, len(greetings) + 1)]


def _who(row: Any) -> tuple[str, contacts.Face | None]:
    if row is None:
        return "", None
    face = contacts.Face(row["kind"], row["realm"], row["key"]) if row["key"] else None
    return row["name"], face


async def _titles(tx: Tx, greetings: Sequence[Greeting]) -> dict[str, str]:
    wanted = {str(one.code.welcome.get("offer_id") or "") for one in greetings} - {""}
    if not wanted:
        return {}
    return {str(one.id): one.name for one in await offers.all_offers(tx) if str(one.id) in wanted}


async def _links(tx: Tx, greetings: Sequence[Greeting]) -> list[str]:
    """Return a personal link for each whose text wants one; '' for the others."""
    opened = await channels.accesses(tx, sorted({one.channel_id for one in greetings}))
    wanting = [
        one
        for one in greetings
        if "{link}" in str(one.code.welcome["text"]) and one.channel_id in opened
    ]
    holders = [(one.contact_id, one.identity_id, one.channel_id) for one in wanting]
    made = {
        one.event_id: _address(opened[one.channel_id], secret)
        for one, secret in zip(wanting, await make_links(tx, holders, "welcome"), strict=True)
    }
    return [made.get(one.event_id, "") for one in greetings]


def _address(access: ChannelAccess, secret: str) -> str:
    return f"{access.settings.get('public_url', '').rstrip('/')}/l/{access.public_key}/{secret}"


def _json(body: dict[str, Any]) -> str:
    return msgspec.json.encode(body).decode()
