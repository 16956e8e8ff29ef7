"""What follows when somebody comes: the welcome, and the coupon their code gives."""

from typing import Any

from pondkeeper.domain import channels, contacts, offers, timeline
from pondkeeper.domain.channels import ChannelDoors
from pondkeeper.domain.messaging.welcome import welcome as make_welcome


async def welcome(doors: ChannelDoors, payload: dict[str, Any]) -> None:
    """`contact.added`, `contact.followed`: welcome them while the platform's code lives."""
    async with doors.database.tx(payload["workspace_id"], repeatable=True) as tx:
        await make_welcome(tx, await timeline.events(tx, payload))


async def give_welcome_offer(doors: ChannelDoors, payload: dict[str, Any]) -> None:
    """`contact.added`: the coupon of the code they came by, once per person and code."""
    async with doors.database.tx(payload["workspace_id"], repeatable=True) as tx:
        came = [e for e in await timeline.events(tx, payload) if e.props.get("code_id")]
        codes = await channels.codes_by_id(tx, sorted({int(e.props["code_id"]) for e in came}))
        await contacts.hold(tx, [e.contact_id for e in came if e.contact_id])
        for code in codes.values():
            offer_id = code.welcome.get("offer_id")
            owners = [
                offers.Owner(e.contact_id, e.identity_id)
                for e in came
                if e.contact_id and e.props["code_id"] == str(code.id)
            ]
            if offer_id and owners:
                await offers.issue_many(tx, int(offer_id), owners, "code", str(code.id))
