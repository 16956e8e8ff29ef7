"""standardwebhooks, as it is published, takes what we sign and nothing else."""

import json

from tests.domain.webhooks.conftest import House, house
from tests.outside import environments

from pondkeeper.domain import webhooks

__all__ = ["house"]


async def test_whoever_receives_believes_our_signatures(house: House) -> None:
    webhook_id, first = await house.listen("*")
    await house.happen("order.paid", note="付款 🐟")
    await house.deliver()
    async with house.tx() as tx:
        second = await webhooks.rotate(tx, webhook_id)
    await house.happen("order.refunded")
    await house.deliver()
    (one, early), (two, late) = house.ear.heard
    other = "whsec_" + "A" * 43 + "="
    letters = [
        (first, one, early), (first, two, late), (second, two, late),
        (second, one, early), (other, two, late), (first, one, early + b" "),
        (first, one | {"webhook-timestamp": "1700000000"}, early),
    ]
    given = [
        {"secret": secret, "headers": names, "body": body.decode()}
        for secret, names, body in letters
    ]
    told = await environments.run("standardwebhooks", {"letters": given}, script="receiver")
    believed = [json.loads(early), json.loads(late), json.loads(late)]
    assert told[:3] == believed
    assert believed[0]["data"]["props"] == {"note": "付款 🐟"}
    assert told[3:6] == ["No matching signature found"] * 3
    assert told[6] == "Message timestamp too old"
