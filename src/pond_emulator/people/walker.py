"""One person's day as a plain state machine: outside -> friend -> gone (and back, by a code).

Every decision is a draw by seed, person, day and act, so that a run can be told again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator import acts
from pond_emulator.official_account import acts as fans
from pond_emulator.people import names, spending
from pond_emulator.people.chance import happens, pick
from pond_emulator.people.shop import Shop
from pond_emulator.wecom import group_life
from pond_emulator.world import World

OUTSIDE, FRIEND, GONE = "outside", "friend", "gone"
# How likely each act is on a day, for one person; all can be set when a run is started.
RATES: dict[str, float] = {
    "add": 0.6,
    "follow": 0.0,
    "join": 0.1,
    "read": 0.5,
    "chat": 0.1,
    "buy": 0.1,
    "refund": 0.05,
    "share": 0.03,
    "leave": 0.02,
    "unfollow": 0.01,
    "block": 0.02,
}
WORDS = ("在吗", "有优惠吗", "什么时候发货", "这个色号适合黄皮吗", "谢谢", "可以退吗")


@dataclass
class Walker:
    """`shop` is None when the emulator knows no product: then only open orders are paid."""

    world: World
    walk: Row
    row: Row
    shop: Shop | None

    @property
    def person(self) -> int:
        return int(self.row["person_id"])

    def wants(self, act: str) -> bool:
        rates: Mapping[str, float] = msgspec.json.decode(self.walk["rates"])
        return happens(self.walk["seed"], rates.get(act, 0.0), *self._draw(act))

    def choose(self, act: str, items: list[Any]) -> Any:
        return pick(self.walk["seed"], items, *self._draw(act), "which")

    def _draw(self, act: str) -> tuple[object, ...]:
        return ("walk", self.row["number"], self.walk["day"], act)

    async def day(self) -> list[tuple[str, str]]:
        """(act, detail) of everything done today; what others refuse is told in the detail."""
        done: list[tuple[str, str]] = []
        if self.row["state"] != FRIEND:
            if self.wants("add"):
                done.append(self._try("add", self.add))
            return done
        for name, act in (
            ("read", self.read),
            ("chat", self.chat),
            ("follow", self.follow),
            ("join", self.join),
            ("share", self.share),
        ):
            if self.wants(name):
                done.append(self._try(name, act))
        for name, deed in (("buy", self.buy), ("refund", self.refund)):
            if self.wants(name):
                done.append((name, await deed()))
        for name, act in (
            ("leave", self.leave),
            ("unfollow", self.unfollow),
            ("block", self.block),
        ):
            if self.wants(name):
                done.append(self._try(name, act))
        return [one for one in done if one[1] != ""]

    def _try(self, name: str, act: Any) -> tuple[str, str]:
        try:
            return name, str(act())
        except LookupError as error:
            return name, f"not possible: {error.args[0]}"

    def add(self) -> str:
        """Scans the code that was handed to them, or any of the corp's."""
        rows = self.world.store.all(
            "select config_id from contact_way where corpid = ? and deleted = 0 order by rowid",
            self.walk["corpid"],
        )
        codes = [row["config_id"] for row in rows]
        code = self.row["code"] or self.walk["code"] or (self.choose("add", codes) if codes else "")
        if not code:
            raise LookupError("the corp has no code")
        added = acts.scan(self.world, self.person, code, self.world.clock.world())
        self._set("state", FRIEND)
        self._set("code", code)
        return added.userid

    def read(self) -> str:
        """Everything that came since they last looked; '' when nothing did."""
        row = self.world.store.one(
            "select count(*) as fresh, max(m.id) as last from message m join external e on"
            " e.corpid = m.corpid and e.external_userid = m.external_userid"
            " where e.person_id = ? and m.direction = 'to_person' and m.id > ?",
            *(self.person, self.row["seen"]),
        )
        if row is None or not row["fresh"]:
            return ""
        self._set("seen", row["last"])
        return str(row["fresh"])

    def chat(self) -> str:
        friends = [row["userid"] for row in self._friends()]
        if not friends:
            return ""
        userid, text = self.choose("chat", friends), self.choose("words", list(WORDS))
        acts.chat(self.world, self.person, userid, text, self.world.clock.world())
        return f"{userid}: {text}"

    def _friends(self) -> list[Row]:
        return [
            row
            for row in acts.living_follows(self.world, self.person)
            if row["corpid"] == self.walk["corpid"]
        ]

    def follow(self) -> str:
        """An official account, if there is one."""
        rows = self.world.store.all(
            "select appid from wx_account where kind = 'official' order by appid"
        )
        if not rows:
            return ""
        appid = self.choose("follow", [row["appid"] for row in rows])
        fans.follow(self.world, self.person, appid)
        return str(appid)

    def join(self) -> str:
        """A group, by any of the corp's join ways."""
        rows = self.world.store.all(
            "select id from wecom_thing where corpid = ? and kind = 'join_way' and deleted = 0"
            " order by number",
            self.walk["corpid"],
        )
        if not rows:
            return ""
        way = self.choose("join", [row["id"] for row in rows])
        return group_life.join(self.world, self.person, way, self.world.clock.world())

    def share(self) -> str:
        """Hands the code they came by to a friend, who may scan it tomorrow."""
        number = self.world.store.value(
            "select max(number) + 1 from walker where walk_id = ?", self.walk["id"]
        )
        new_walker(self.world, self.walk["id"], self.walk["seed"], number, self.row["code"])
        return f"to {number}"

    async def buy(self) -> str:
        """Pays what is open; else goes through the shop behind the personal link, if there is
        a shop. '' when there is nothing to buy.
        """
        paid = spending.pay_open(self.world, self.person)
        link = spending.link_of(self.world, self.person)
        if paid or self.shop is None or link is None:
            return paid
        key = f"walk-{self.walk['id']}-{self.row['number']}-{self.walk['day']}"
        number, trouble = await spending.order(
            self.shop, link, lambda products: self.choose("buy", products), key
        )
        if trouble:
            return f"not possible: {trouble}"
        kept = [*msgspec.json.decode(self.row["paid"]), number]
        self._set("paid", msgspec.json.encode(kept).decode())
        return spending.pay_open(self.world, self.person) or number

    async def refund(self) -> str:
        """Asks the shop to take the last thing back."""
        paid = msgspec.json.decode(self.row["paid"])
        link = spending.link_of(self.world, self.person)
        if not paid or self.shop is None or link is None:
            return ""
        trouble = await spending.give_back(self.shop, link, paid[-1])
        if trouble:
            return f"not possible: {trouble}"
        self._set("paid", msgspec.json.encode(paid[:-1]).decode())
        return str(paid[-1])

    def leave(self) -> str:
        """One of their groups."""
        rows = self.world.store.all(
            "select g.chat_id, g.userid from group_member g join external e on e.corpid = g.corpid"
            " and e.external_userid = g.userid where e.person_id = ? and g.left_at is null"
            " order by g.id",
            self.person,
        )
        if not rows:
            return ""
        chosen = self.choose("leave", rows)
        now = self.world.clock.world()
        group_life.leave(self.world, chosen["chat_id"], chosen["userid"], now)
        return str(chosen["chat_id"])

    def unfollow(self) -> str:
        """The official accounts they follow."""
        rows = self.world.store.all(
            "select appid from wx_fan where person_id = ? and subscribed = 1 order by appid",
            self.person,
        )
        for row in rows:
            fans.unfollow(self.world, self.person, row["appid"])
        return ",".join(row["appid"] for row in rows)

    def block(self) -> str:
        """Deletes every member; they may come back by a code another day."""
        gone = acts.delete(self.world, self.person, "", self.world.clock.world())
        self._set("state", GONE)
        return str(gone)

    def _set(self, column: str, value: Any) -> None:
        sql = {
            "state": "update walker set state = ? where walk_id = ? and number = ?",
            "code": "update walker set code = ? where walk_id = ? and number = ?",
            "seen": "update walker set seen = ? where walk_id = ? and number = ?",
            "paid": "update walker set paid = ? where walk_id = ? and number = ?",
        }
        self.world.store.run(sql[column], value, self.walk["id"], self.row["number"])


def new_walker(world: World, walk_id: int, seed: int, number: int, code: str) -> None:
    """Another person of a run, outside as yet; `code` is what they were handed."""
    person = acts.make_person(
        world, names.nickname(seed, number), number % 3, names.phone(seed, number), played=False
    )
    world.store.run(
        "insert into walker (walk_id, number, person_id, state, code) values (?, ?, ?, ?, ?)",
        *(walk_id, number, person, OUTSIDE, code),
    )
