"""What we give: amount-off coupons with their limits."""

import msgspec
from litestar import get, post, put

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Items
from pondkeeper.domain import offers
from pondkeeper.domain.offers import OfferRules, OfferView
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

STATES = {"draft": "draft", "live": "active", "paused": "draft", "ended": "ended"}
"""A paused offer gives nothing out and can be made active again: to the console it is a draft."""


class Offer(msgspec.Struct):
    """An offer, its limits, and what became of its coupons."""

    id: str
    title: str
    value_fen: int
    threshold_fen: int
    valid_days: int
    total: int | None
    per_contact: int
    state: str
    issued: int
    redeemed: int


class OfferRequest(msgspec.Struct):
    """An offer to keep. `total` null has no limit."""

    title: str
    value_fen: int
    threshold_fen: int
    valid_days: int
    per_contact: int
    state: str
    total: int | None = None


@get("/api/offers")
async def list_offers(door: Door) -> Items[Offer]:
    """List offers, the newest first."""
    async with door.tx("") as tx:
        return Items([_offer(view) for view in await offers.all_offers(tx)])


@post("/api/offers")
async def create_offer(door: Door, data: OfferRequest) -> Offer:
    """Make an offer, live at once if asked so."""
    async with door.tx("offers.write") as tx:
        made = await offers.create(tx, _rules(data))
        door.about("offer", made.id, name=data.title)
        await _move(tx, made, data.state)
        return _offer(await offers.get(tx, made.id))


@put("/api/offers/{offer_id:int}")
async def change_offer(door: Door, offer_id: int, data: OfferRequest) -> Offer:
    """Change an offer; coupons that exist keep the rules they were given under."""
    door.about("offer", offer_id, name=data.title)
    async with door.tx("offers.write") as tx:
        changed = await offers.edit(tx, offer_id, _rules(data))
        await _move(tx, changed, data.state)
        return _offer(await offers.get(tx, offer_id))


async def _move(tx: Tx, offer: OfferView, state: str) -> None:
    """Bring an offer to the state the console names."""
    if state not in {"draft", "active", "ended"}:
        raise InvalidInput("No such state.", errors=[FieldError("state", "draft, active, ended")])
    if state == STATES[offer.state]:
        return
    if state == "active":
        await offers.publish(tx, offer.id)
    elif state == "ended":
        await offers.end(tx, offer.id)
    else:
        await offers.pause(tx, offer.id)


def _rules(data: OfferRequest) -> OfferRules:
    return OfferRules(
        name=data.title.strip(),
        value_fen=data.value_fen,
        threshold_fen=data.threshold_fen,
        valid_days=data.valid_days,
        per_person_cap=data.per_contact,
        issue_cap=data.total,
    )


def _offer(view: OfferView) -> Offer:
    return Offer(
        id=str(view.id),
        title=view.name,
        value_fen=view.value_fen,
        threshold_fen=view.threshold_fen,
        valid_days=view.valid_days,
        total=view.issue_cap,
        per_contact=view.per_person_cap,
        state=STATES[view.state],
        issued=view.issued,
        redeemed=view.used,
    )


ROUTES = (list_offers, create_offer, change_offer)
