"""A public library of templates, in our own words: what accounts choose their own from.

Titles and keywords of the real library are not published as data; the shapes are those of
developers.weixin.qq.com/doc/service/api/notify/notify and …/template.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Keyword:
    kid: int
    name: str
    example: str
    rule: str


@dataclass(frozen=True)
class Title:
    """`type`: 2 may be sent once for each accepted prompt, 3 as long as the person keeps it."""

    tid: int
    title: str
    category: str
    keywords: tuple[Keyword, ...]
    type: int = 2


CATEGORY = {"id": 616, "name": "商家自营"}


def title(tid: int, name: str, *keywords: tuple[str, str, str], kind: int = 2) -> Title:
    rows = tuple(Keyword(n, *keyword) for n, keyword in enumerate(keywords, 1))
    return Title(tid, name, str(CATEGORY["id"]), rows, kind)


TITLES = {
    found.tid: found
    for found in (
        title(
            *(401, "活动开始提醒"),
            ("活动名称", "周三会员日", "thing"),
            ("开始时间", "2026年3月2日 20:00", "time"),
            ("温馨提示", "点击进入", "thing"),
        ),
        title(
            *(402, "订单发货通知"),
            ("订单编号", "P20260302001", "character_string"),
            ("商品名称", "粉底刷", "thing"),
            ("快递单号", "SF1234567890", "character_string"),
        ),
        title(
            *(403, "付款成功通知"),
            ("商品名称", "粉底刷", "thing"),
            ("付款金额", "149.00元", "amount"),
            ("付款时间", "2026年3月2日 20:01", "time"),
        ),
        title(
            *(404, "预约成功通知"),
            ("预约项目", "门店护理", "thing"),
            ("预约时间", "2026年3月5日 14:00", "time"),
            ("门店名称", "静安店", "thing"),
        ),
        title(
            *(405, "退款到账通知"),
            ("退款金额", "149.00元", "amount"),
            ("退款时间", "2026年3月3日", "date"),
            ("退款原因", "七天无理由", "thing"),
        ),
        title(
            *(406, "积分到期提醒"),
            ("积分余额", "1200", "number"),
            ("到期时间", "2026年12月31日", "date"),
            ("温馨提示", "到期后清零", "thing"),
        ),
        title(
            *(407, "设备保养提醒"),
            ("设备名称", "咖啡机", "thing"),
            ("保养时间", "2026年6月1日", "date"),
            kind=3,
        ),
    )
}
# Template messages of official accounts: short id -> (title, keyword names)
SHORTS = {
    "TM00015": ("订单支付成功", ("订单编号", "商品名称", "支付金额")),
    "TM00017": ("订单发货提醒", ("订单编号", "物流公司", "运单号")),
    "TM00430": ("退款到账提醒", ("退款金额", "退款时间", "退款原因")),
    "OPENTM200": ("预约成功提醒", ("预约人", "预约项目", "预约时间")),
    "OPENTM201": ("会员积分变动提醒", ("变动时间", "变动数量", "当前余额")),
    "OPENTM202": ("服务进度提醒", ("服务单号", "当前进度", "更新时间")),
}
