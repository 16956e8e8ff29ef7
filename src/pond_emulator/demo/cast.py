"""The fictional brand 拾木: its people, shops and words. Names, not figures."""

from dataclasses import dataclass

BRAND = "拾木"
NOTICE = "演示数据：虚构品牌，人群由模拟器生成，参数见说明"


@dataclass(frozen=True)
class StoreRow:
    name: str
    city: str
    address: str


@dataclass(frozen=True)
class StaffRow:
    """`store` is the number of the shop in STORES; a shop assistant is also a WeCom member."""

    login: str
    name: str
    role: str
    scope: str
    position: str
    store: int | None = None


STORES = (
    StoreRow("拾木 · 湖滨店", "杭州", "湖滨步行街 2 楼"),
    StoreRow("拾木 · 万象店", "杭州", "富春路万象城 1 楼"),
    StoreRow("拾木 · 观前店", "苏州", "观前街 88 号"),
)
STAFF = (
    StaffRow("shen.ke", "沈可", "operator", "all", "私域运营"),
    StaffRow("lu.yao", "陆遥", "operator", "all", "私域运营"),
    StaffRow("he.miao", "何淼", "operator", "all", "内容"),
    StaffRow("tang.wen", "唐雯", "analyst", "all", "数据分析"),
    StaffRow("xu.lan", "许岚", "service", "own", "导购", 0),
    StaffRow("qian.duo", "钱多", "service", "own", "导购", 0),
    StaffRow("jiang.li", "江黎", "service", "store", "店长", 0),
    StaffRow("fang.yi", "方一", "service", "own", "导购", 0),
    StaffRow("mei.zi", "梅子", "service", "own", "导购", 1),
    StaffRow("song.qing", "宋青", "service", "store", "店长", 1),
    StaffRow("bai.lu", "白露", "service", "own", "导购", 1),
    StaffRow("ye.zi", "叶子", "service", "own", "导购", 2),
    StaffRow("gu.xiao", "顾晓", "service", "store", "店长", 2),
    StaffRow("ding.dang", "丁当", "service", "own", "导购", 2),
)
LEAVER = "bai.lu"
HEIRS = ("mei.zi", "song.qing")
LEAVE_WEEK = 11


def member_id(login: str) -> str:
    """The WeCom userid of a shop assistant."""
    return "".join(part.capitalize() for part in login.split("."))


# {name}, {coupon} and {link} are filled in by the product.
SHOP_LINE = "\n你的小店（只给你一个人的）：{link}"
COUPON_LINE = "\n{coupon}，已经放进去了。"

# key of the source -> (kind in the console, kind of its costs, words of the welcome)
SOURCES = {
    "parcel": (
        "parcel",
        "bait",
        "{name}，收到包裹啦，我是木木，前柜台化妆师。用法、色号随时问我，不催单。",
    ),
    "redpacket": ("red_packet", "bait", "红包已备好，我是拾木的木木。想看真人上脸试色，直接发我。"),
    "article": ("content", "ads", "看完教程有不会的步骤，拍给我看，我是木木，干皮，也踩过坑。"),
    "live": ("live", "ads", "{name}，刚下播，我是木木。直播里的色号表发你，慢慢挑。"),
    "feed": ("ads", "ads", "你好，我是拾木的木木。先告诉我肤质，我说哪些不适合你。"),
    "swap": ("swap", "other", "宝妈你好，我是木木。哺乳期能用什么、不能用什么，我照实说。"),
    "store": ("store", "other", "刚才店里见过啦，我是拾木门店，补货、退换找我就行。"),
    "referral": ("referral", "bait", "朋友介绍来的都是缘分，我是木木，见面礼在下面。"),
}
COUPON_TITLE = "新客见面礼 满 99 减 10"
