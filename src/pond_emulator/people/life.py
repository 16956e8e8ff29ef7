"""What a person does when a deed falls due, through the doors alone: the emulated platforms and
the shop page behind the personal link.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator import acts
from pond_emulator.pay.paying import CannotPayError
from pond_emulator.people import hours, names, plan, table
from pond_emulator.people.chance import happens, pick, weighted, whole
from pond_emulator.people.shop import Shop, ShopRefusedError
from pond_emulator.people.table import HABITS
from pond_emulator.wecom import relations, welcome
from pond_emulator.world import World

LINK = re.compile(r"/l/([\w-]+)/([\w.~-]+)")
REASONS = ("色号不合适", "和想的不一样", "有点过敏", "买重了", "收到时压碎了", "不想要了")


class NotYetError(Exception):
    """The deed cannot be done now; later it may."""


class NeverError(Exception):
    """The deed can no longer be done, and the person shrugs."""


@dataclass
class Life:
    """Carries out deeds. `codes` maps a source to the codes under which it is scanned."""

    world: World
    shop: Shop
    seed: int
    scale: float
    codes: dict[str, list[str]]

    async def do(self, deed: Row) -> None:
        """One deed, marked done in the same transaction as its effect where there is one.
        Raises NotYetError or NeverError.
        """
        handlers: dict[str, Callable[[Row, dict[str, Any]], Awaitable[None]]] = {
            "scan": self.scan,
            "second_scan": self.second_scan,
            "noted": self.noted,
            "delete": self.delete,
            "buy": self.buy,
            "refund": self.refund,
        }
        await handlers[deed["kind"]](deed, msgspec.json.decode(deed["props"]))

    async def scan(self, deed: Row, props: dict[str, Any]) -> None:
        """The first meeting; the rest of the half year is planned with it."""
        person, number = deed["person_id"], props["n"]
        source = next(s for s in table.SOURCES if s.key == props["source"])
        config = pick(self.seed, self.codes[source.key], number, "code")
        figures = plan.figures(self.seed, source, self.scale)
        with self.world.store.transaction():
            added = self._scan(person, config, deed["due"])
            if happens(self.seed, plan.inner(self.seed, HABITS.writes_first, "wf"), number, "wf"):
                acts.chat(self.world, person, added.userid, "在吗", deed["due"])
            add_deeds(
                self.world, person, number, plan.life(self.seed, number, figures, deed["due"])
            )
            finish(self.world, deed)

    async def second_scan(self, deed: Row, props: dict[str, Any]) -> None:
        """Another member of staff, mostly in a shop."""
        number = props["n"]
        in_shop = happens(self.seed, 0.6, number, "second in shop")
        key = "store" if in_shop else pick(self.seed, ("live", "article"), number, "second")
        config = pick(self.seed, self.codes[key], number, "second code")
        with self.world.store.transaction():
            self._scan(deed["person_id"], config, deed["due"])
            finish(self.world, deed)

    def _scan(self, person: int, config: str, at: int) -> relations.Added:
        try:
            return acts.scan(self.world, person, config, at)
        except LookupError as error:
            raise NeverError(str(error)) from error

    async def noted(self, deed: Row, props: dict[str, Any]) -> None:
        """Staff type a remark and the phone number they were given."""
        number = props["n"]
        with self.world.store.transaction():
            follows = acts.living_follows(self.world, deed["person_id"])
            if follows:
                remark, phone = names.remark(self.seed, number), names.phone(self.seed, number)
                relations.annotate(self.world, follows[0], remark, [phone], deed["due"])
            finish(self.world, deed)

    async def delete(self, deed: Row, _props: dict[str, Any]) -> None:
        with self.world.store.transaction():
            acts.delete(self.world, deed["person_id"], "", deed["due"])
            finish(self.world, deed)

    async def buy(self, deed: Row, props: dict[str, Any]) -> None:
        """Opens the personal link, fills a basket, uses a coupon that fits, pays or does not."""
        number, key = props["n"], (props["n"], props["number"])
        channel, token = self._link(deed["person_id"])
        home = await self.shop.home(channel, token)
        basket = self._basket(home, key)
        coupon = self._coupon(home, basket["total_fen"], key)
        order = await self._refusable(
            self.shop.order(channel, token, basket["lines"], coupon, f"deed-{deed['id']}")
        )
        stays_unpaid = plan.inner(self.seed, HABITS.leaves_unpaid, "unpaid")
        with self.world.store.transaction():
            if order.get("pay") and not happens(self.seed, stays_unpaid, *key, "unpaid"):
                self._pay(order["pay"]["package"].removeprefix("prepay_id="))
                self._perhaps_refund(deed, order["order_no"], number, key)
            finish(self.world, deed)

    def _link(self, person: int) -> tuple[str, str]:
        """(channel key, token) from the newest message that carries a personal link."""
        for message in reversed(acts.messages(self.world, person)):
            found = LINK.search(message["body"])
            if found:
                return found[1], found[2]
        if self._welcome_may_come(person):
            raise NotYetError("no message with a link has come yet")
        raise NeverError("no message with a link ever came")

    def _welcome_may_come(self, person: int) -> bool:
        """Whether a welcome code of this person is still alive and unused."""
        return bool(
            self.world.store.value(
                "select 1 from welcome w join external e on e.corpid = w.corpid"
                " and e.external_userid = w.external_userid where e.person_id = ?"
                " and w.used is null and w.made > ?",
                person,
                self.world.clock.real() - welcome.LIFE_S,
            )
        )

    def _basket(self, home: dict[str, Any], key: tuple[object, ...]) -> dict[str, Any]:
        shelf = {
            row.name: product
            for row in table.PRODUCTS
            for product in home["products"]
            if row.name in product["name"]
        }
        rows = [row for row in table.PRODUCTS if row.name in shelf]
        if not rows:
            raise NeverError("the shelf is empty")
        row = rows[weighted(self.seed, [row.weight for row in rows], *key, "product")]
        two = happens(self.seed, plan.inner(self.seed, HABITS.buys_two, "two"), *key, "two")
        quantity = 2 if two else 1
        product = shelf[row.name]
        return {
            "lines": [{"sku_id": product["sku_id"], "quantity": quantity}],
            "total_fen": product["price_fen"] * quantity,
        }

    def _coupon(self, home: dict[str, Any], total_fen: int, key: tuple[object, ...]) -> str | None:
        share = plan.inner(self.seed, HABITS.uses_coupon, "coupon")
        if not happens(self.seed, share, *key, "coupon"):
            return None
        for coupon in home.get("coupons", []):
            if coupon["state"] == "issued" and coupon["threshold_fen"] <= total_fen:
                return str(coupon["id"])
        return None

    async def _refusable(self, call: Awaitable[dict[str, Any]]) -> dict[str, Any]:
        try:
            return await call
        except ShopRefusedError as error:
            raise NeverError(str(error)) from error

    def _pay(self, prepay_id: str) -> None:
        try:
            acts.pay(self.world, prepay_id, self.world.clock.world())
        except CannotPayError as error:
            raise NeverError(str(error)) from error

    def _perhaps_refund(
        self, deed: Row, order_no: str, number: int, key: tuple[object, ...]
    ) -> None:
        if not happens(self.seed, plan.inner(self.seed, HABITS.refunds, "refunds"), *key, "refund"):
            return
        later = self.world.clock.world() + whole(self.seed, 26, 150, *key, "refund h") * 3600
        due = hours.soon(self.seed, later, *key, "refund")
        props: dict[str, object] = {
            "order_no": order_no,
            "reason": pick(self.seed, REASONS, *key, "reason"),
        }
        add_deeds(self.world, deed["person_id"], number, [plan.Deed(due, "refund", props)])

    async def refund(self, deed: Row, props: dict[str, Any]) -> None:
        channel, token = self._link(deed["person_id"])
        await self._refusable(self.shop.refund(channel, token, props["order_no"], props["reason"]))
        finish(self.world, deed)


def add_deeds(world: World, person: int, number: int, deeds: list[plan.Deed]) -> None:
    """Writes what a person will do into the agenda."""
    world.store.many(
        "insert into agenda (due, person_id, kind, props) values (?, ?, ?, ?)",
        [
            (deed.due, person, deed.kind, msgspec.json.encode({"n": number, **deed.props}).decode())
            for deed in deeds
        ],
    )


def finish(world: World, deed: Row) -> None:
    world.store.run("update agenda set state = 1 where id = ?", deed["id"])
