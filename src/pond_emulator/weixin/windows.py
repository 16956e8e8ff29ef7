"""When an account may write to a person by itself: what the person did opens a window.

A message opens 48 hours for 5 answers; a follow, a scan or a menu click one minute for 3; entering
a mini program's customer session one minute for 2; a payment 48 hours without a number.
(developers.weixin.qq.com/doc/service/guide/product/message/Customer_Service_Messages.html)
"""

from dataclasses import dataclass
from sqlite3 import Row

from pond_emulator.kit.door import Refused
from pond_emulator.weixin.door import MINI, WxCall
from pond_emulator.world import World

UNLIMITED = 10**9
HOUR_S = 3600


@dataclass(frozen=True)
class Window:
    """`seconds` and `count` are rules of limits.toml by their names, or numbers where none is."""

    seconds: str
    count: str
    unit_s: int
    usual: tuple[int, int]
    real: bool = False  # seconds on the machine's clock, hours on the story's


MESSAGE = Window("custom.message.hours", "custom.message", HOUR_S, (48, 5))
MOMENT = Window("custom.event.seconds", "custom.event", 1, (60, 3), real=True)
ENTER = Window("custom.enter.seconds", "custom.enter", 1, (60, 2), real=True)
PAID = Window("", "", HOUR_S, (48, UNLIMITED))
WINDOWS = {
    "message": MESSAGE,
    "subscribe": MOMENT,
    "scan": MOMENT,
    "click": MOMENT,
    "enter": ENTER,
    "pay": PAID,
}


def open_window(world: World, row: Row, kind: str) -> None:
    """The person did something: their window of this kind begins anew."""
    clock = world.clock
    now = clock.real() if WINDOWS[kind].real else float(clock.world())
    world.store.run(
        "insert into wx_window values (?, ?, ?, ?, 0) on conflict do update set"
        " opened = excluded.opened, used = 0",
        *(row["appid"], row["openid"], kind, now),
    )


def use(call: WxCall, openid: str, platform: str) -> None:
    """Uses one message of a window; the one that ends first. Raises 45047 when all are used up,
    45015 when none is open.
    """
    living = [w for w in opened(call, openid) if lives(call, w, platform)]
    if not living:
        raise Refused(45015)
    free = [w for w in living if w["used"] < allowed(call, w, platform)]
    if not free:
        raise Refused(45047)
    chosen = min(free, key=lambda w: WINDOWS[w["kind"]].unit_s)
    call.world.store.run(
        "update wx_window set used = used + 1 where appid = ? and openid = ? and kind = ?",
        *(call.account, openid, chosen["kind"]),
    )


def opened(call: WxCall, openid: str) -> list[Row]:
    return call.world.store.all(
        "select * from wx_window where appid = ? and openid = ?", call.account, openid
    )


def lives(call: WxCall, row: Row, platform: str) -> bool:
    window, clock = WINDOWS[row["kind"]], call.world.clock
    now = clock.real() if window.real else clock.world()
    length = rule(call, platform, window.seconds, window.usual[0]) * window.unit_s
    return bool(now - row["opened"] < length)


def allowed(call: WxCall, row: Row, platform: str) -> int:
    window = WINDOWS[row["kind"]]
    return rule(call, platform, window.count, window.usual[1])


def rule(call: WxCall, platform: str, name: str, usual: int) -> int:
    """What the dated rules say; `usual` where they are switched off or say nothing."""
    short = "mini" if platform == MINI else "oa"
    found = call.world.limits.count(platform, f"{short}.{name}") if name else None
    return usual if found is None else found
