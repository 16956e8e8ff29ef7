"""Words that the platform's rules do not let pass: a handful of each kind, enough to rehearse on.

The real lists are not published. Labels are those that msg_sec_check answers with
(developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html).
"""

# What a template message must not be about: advertising, gifts, cards, red packets
# (operating rules of template messages, 2016; read through copies).
MARKETING = (
    *("优惠券", "代金券", "红包", "会员卡", "抽奖", "中奖", "促销", "秒杀", "特价", "满减"),
    *("立减", "打折", "折扣", "免费领", "领取福利", "限时抢", "拼团"),
)
# Advertising, pornography, crime, fraud, other: word -> label
RISKY = {
    "代开发票": 10001,
    "兼职刷单": 20008,
    "转发领红包": 20008,
    "分享后才能领取": 20008,
    "集赞领奖": 20008,
    "稳赚不赔": 20008,
    "网络赌场": 20006,
    "枪支出售": 20006,
    "色情直播": 20002,
}


def marketing(text: str) -> str:
    """The first word of marketing in a text, or ''."""
    return next((word for word in MARKETING if word in text), "")


def risky(text: str) -> tuple[str, int]:
    """(the first forbidden word, its label), or ('', 100)."""
    return next(((word, label) for word, label in RISKY.items() if word in text), ("", 100))
