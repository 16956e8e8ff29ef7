"""The parameters of the demo world in one place. `P` marks a published figure with where it can
be read, `E` a judgement of the trade; every range is drawn from, no figure is used as it stands.
"""

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class SourceRange:
    """What a source brings: adds in 26 weeks, cost per add in yuan, deletion and first purchase
    within 30 days. `weeks` are the weeks (1 to 26) it runs in, with weights; `bursts` are evenings
    (week, weekday 0-6, hour) that draw most of their adds in the first three hours.
    """

    key: str
    name: str
    adds: Range
    cash: Range
    labour: Range
    deletes_30d: Range
    buys_30d: Range
    weeks: tuple[tuple[int, float], ...]
    bursts: tuple[tuple[int, int, int], ...]
    desk: str
    note: str
    by_hand: bool = False  # the code belongs to the shops' own people


def steady(first: int, last: int, grows: float = 1.0) -> tuple[tuple[int, float], ...]:
    """Weeks first to last with weights that grow (or fade) evenly to `grows`."""
    span = max(last - first, 1)
    return tuple((w, 1 + (grows - 1) * (w - first) / span) for w in range(first, last + 1))


SOURCES: tuple[SourceRange, ...] = (
    SourceRange(
        key="parcel",
        name="包裹卡",
        adds=(1700, 2050),
        cash=(2.5, 6.0),
        labour=(0.0, 0.3),
        deletes_30d=(0.08, 0.15),
        buys_30d=(0.12, 0.20),
        weeks=steady(2, 26, 1.25),
        bursts=(),
        desk="service",
        note="E; 4-10 % of parcels scan; bait 1-2 yuan at Perfect Diary (P, dooded.com)",
    ),
    SourceRange(
        key="redpacket",
        name="加好友领红包",
        adds=(1100, 1400),
        cash=(3.0, 8.0),
        labour=(0.1, 0.4),
        deletes_30d=(0.35, 0.55),
        buys_30d=(0.02, 0.04),
        weeks=((4, 1.0),),
        bursts=((4, 3, 19), (4, 5, 20)),
        desk="service",
        note="E; two evenings, 80 % in the first three hours, then the deletions",
    ),
    SourceRange(
        key="article",
        name="教程文章",
        adds=(720, 900),
        cash=(1.0, 3.0),
        labour=(13.0, 22.0),
        deletes_30d=(0.06, 0.10),
        buys_30d=(0.09, 0.15),
        weeks=steady(7, 26, 1.6),
        bursts=(),
        desk="service",
        note="E; slow, a long tail; 14-25 yuan with labour",
    ),
    SourceRange(
        key="live",
        name="直播间（视频号）",
        adds=(560, 720),
        cash=(6.0, 15.0),
        labour=(0.5, 1.5),
        deletes_30d=(0.15, 0.22),
        buys_30d=(0.10, 0.16),
        weeks=((8, 1.0), (12, 1.0), (16, 1.0), (20, 1.0), (24, 1.0)),
        bursts=((8, 4, 20), (12, 5, 20), (16, 4, 20), (20, 5, 19), (24, 4, 20)),
        desk="service",
        note="E; five lives, each a burst",
    ),
    SourceRange(
        key="feed",
        name="信息流广告加粉",
        adds=(480, 640),
        cash=(25.0, 60.0),
        labour=(0.5, 1.0),
        deletes_30d=(0.25, 0.40),
        buys_30d=(0.03, 0.07),
        weeks=steady(3, 24, 0.7),
        bursts=(),
        desk="service",
        note="E; the price creeps up each week",
    ),
    SourceRange(
        key="swap",
        name="异业互换（母婴号）",
        adds=(240, 340),
        cash=(5.0, 12.0),
        labour=(0.3, 0.8),
        deletes_30d=(0.14, 0.20),
        buys_30d=(0.05, 0.09),
        weeks=((13, 1.0), (14, 0.35), (15, 0.12)),
        bursts=((13, 2, 19),),
        desk="service",
        note="E; one swap: exposure is exchanged, never lists",
    ),
    SourceRange(
        key="store",
        name="门店台卡",
        adds=(310, 410),
        cash=(1.0, 3.0),
        labour=(3.0, 6.0),
        deletes_30d=(0.04, 0.08),
        buys_30d=(0.20, 0.30),
        weeks=steady(1, 26, 1.1),
        bursts=(),
        desk="stores",
        note="E; the best people, but few",
        by_hand=True,
    ),
    SourceRange(
        key="referral",
        name="老带新",
        adds=(115, 165),
        cash=(12.0, 25.0),
        labour=(0.0, 0.2),
        deletes_30d=(0.07, 0.12),
        buys_30d=(0.25, 0.40),
        weeks=steady(6, 26, 1.8),
        bursts=(),
        desk="service",
        note="E; cost of coupons; reward only after the friend's paid order",
    ),
)


@dataclass(frozen=True)
class Habits:
    """What is true of people whatever their source."""

    second_staff: Range = (0.13, 0.24)  # E: 12-25 % know two or more of the staff
    phone_noted: Range = (0.32, 0.48)  # E: 30-50 % have a phone number noted by staff
    refuses_handover: Range = (0.05, 0.10)  # E: 31 of 412 in the example
    leaves_unpaid: Range = (0.05, 0.12)  # E: 5-12 % of orders are not paid
    refunds: Range = (0.045, 0.065)  # M: 4-7 % of orders in cosmetics
    buys_again: Range = (0.36, 0.44)  # P: 38.9 % and 41.5 % within three quarters (Yatsen deck)
    deletes_later_month: Range = (0.008, 0.016)  # E: the slow leak after the first 30 days
    writes_first: Range = (0.02, 0.04)  # E: says hello before the welcome could
    uses_coupon: Range = (0.75, 0.92)  # E: who owns a coupon that fits mostly uses it
    buys_two: Range = (0.04, 0.08)  # E: two pieces in one basket
    pays_after_s: tuple[int, int] = (4, 240)  # E: the pay sheet, between looking and deciding


HABITS = Habits()

# Share of a day's acts by hour (E): peaks at 12-13 and 20-23, nothing between 1 and 6.
WEEKDAY_HOURS = (
    *(0.5, 0, 0, 0, 0, 0, 0.3, 1.4, 2.6, 3.0, 3.6, 4.6),
    *(7.6, 6.2, 3.8, 3.4, 3.6, 4.2, 5.0, 6.4, 9.4, 10.6, 9.2, 4.6),
)
WEEKEND_HOURS = (
    *(1.2, 0, 0, 0, 0, 0, 0.1, 0.5, 1.8, 3.8, 5.6, 6.4),
    *(6.6, 5.8, 6.0, 6.4, 6.2, 5.8, 5.4, 6.6, 8.4, 9.0, 8.6, 4.8),
)
SHOP_HOURS = (  # shops open from 10 to 22
    *(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 5),
    *(7, 6, 6, 7, 7, 7, 7, 9, 9, 6, 0, 0),
)
# Monday to Sunday (E): weekends are not like other days.
WEEKDAYS = (0.92, 0.9, 0.95, 1.0, 1.12, 1.18, 1.08)
SHOP_WEEKDAYS = (0.6, 0.6, 0.65, 0.7, 1.1, 1.9, 1.7)


@dataclass(frozen=True)
class ProductRow:
    name: str
    price_fen: int
    cost_fen: int
    weight: float


# The fictional brand's shelf (E): baskets of 79 to 129 yuan, mean about 105; margin 60-65 % (M).
PRODUCTS = (
    ProductRow("拾木 丝绒口红 · 豆沙", 9900, 3700, 3.0),
    ProductRow("拾木 九色眼影盘 · 秋柿", 12900, 4800, 2.6),
    ProductRow("拾木 气垫粉底 · 自然", 11900, 4500, 2.2),
    ProductRow("拾木 纤长睫毛膏", 8900, 3300, 1.6),
    ProductRow("拾木 细雾定妆散粉", 10900, 4100, 1.2),
    ProductRow("拾木 极细眉笔 · 两支装", 7900, 2900, 0.9),
)
COUPON_VALUE_FEN, COUPON_THRESHOLD_FEN = 1000, 9900  # E: 10 yuan off from 99
