"""What a person does with money: pays what is open, orders in the shop, asks for it back."""

from collections.abc import Callable
from typing import Any

from pond_emulator import acts
from pond_emulator.pay.paying import CannotPayError
from pond_emulator.people.life import LINK
from pond_emulator.people.shop import Shop, ShopDownError, ShopRefusedError
from pond_emulator.world import World


def pay_open(world: World, person: int) -> str:
    """Pays the oldest order that waits for it; '' when none does."""
    prepay_id = world.store.value(
        "select o.prepay_id from pay_order o join face f on f.openid = o.openid"
        " where f.person_id = ? and o.state = 'NOTPAY' order by o.created, o.rowid",
        person,
    )
    if prepay_id is None:
        return ""
    try:
        told = acts.pay(world, prepay_id, world.clock.world())
    except CannotPayError as error:
        return f"not possible: {error.args[0]}"
    return f"{told['out_trade_no']} {told['total']}"


def link_of(world: World, person: int) -> tuple[str, str] | None:
    """(channel, token) of the newest personal link that was sent to them."""
    for message in reversed(acts.messages(world, person)):
        found = LINK.search(message["body"])
        if found:
            return found[1], found[2]
    return None


async def order(
    shop: Shop, link: tuple[str, str], choose: Callable[[list[Any]], Any], key: str
) -> tuple[str, str]:
    """(order number, '') of one product from the shelf, or ('', why not)."""
    try:
        home = await shop.home(*link)
        if not home["products"]:
            return "", "nothing on the shelf"
        lines = [{"sku_id": choose(home["products"])["sku_id"], "quantity": 1}]
        made = await shop.order(*link, lines, None, key)
    except (ShopDownError, ShopRefusedError) as error:
        return "", str(error)
    return str(made["order_no"]), ""


async def give_back(shop: Shop, link: tuple[str, str], order_no: str) -> str:
    """Why the shop does not take it back; '' when it does."""
    try:
        await shop.refund(*link, order_no, "不想要了")
    except (ShopDownError, ShopRefusedError) as error:
        return str(error)
    return ""
