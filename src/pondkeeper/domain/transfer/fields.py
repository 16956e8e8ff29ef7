"""What a file can fill, kind by kind, and which of its columns probably does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pondkeeper.domain.transfer import values

Kind: TypeAlias = Literal["contacts", "orders", "costs"]
KINDS: Final[tuple[Kind, ...]] = ("contacts", "orders", "costs")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill. `words` are headings people use; `looks` recognises a cell without one."""

    key: str
    words: tuple[str, ...]
    required: bool = False
    looks: Callable[[str], bool] | None = None


FACES: Final = (
    Field(
        "phone", ("手机号", "手机", "手机号码", "电话", "联系电话", "收货人手机", "phone", "mobile",
                  "phonenumber", "tel", "cellphone"), looks=values.looks_like_a_mobile,
    ),
    Field("external_userid", ("external_userid", "外部联系人id", "企微客户id", "externaluserid")),
    Field("unionid", ("unionid", "微信unionid")),
    Field(
        "custom", ("客户编号", "会员号", "会员编号", "会员卡号", "客户id", "会员id", "买家id",
                   "用户id", "买家昵称", "customerid", "customernumber", "customer", "memberid",
                   "userid", "buyerid", "id"),
    ),
)
BY_FACE: Final = tuple(field.key for field in FACES)
NAME: Final = Field(
    "name", ("姓名", "名称", "客户姓名", "客户名称", "昵称", "收货人", "收货人姓名", "name",
             "fullname", "nickname", "customername"),
)
SOURCE: Final = ("来源", "渠道", "渠道来源", "客户来源", "source", "channel", "utmsource")
REMARK: Final = ("备注", "说明", "remark", "note", "notes", "comment")

FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    "contacts": (
        NAME,
        *FACES,
        Field("source", SOURCE),
        Field(
            "added_at", ("添加时间", "添加日期", "加好友时间", "注册时间", "创建时间", "入会时间",
                         "addedat", "added", "addeddate", "dateadded", "createdat", "registered",
                         "date"), looks=values.looks_like_a_moment,
        ),
        Field("tags", ("标签", "客户标签", "tags", "tag", "labels")),
        Field("owner", ("添加人", "所属员工", "跟进人", "员工", "客服", "owner", "staff")),
        Field("store", ("门店", "所属门店", "店铺", "store", "shop")),
        Field("gender", ("性别", "gender", "sex")),
        Field("remark", REMARK),
    ),
    "orders": (
        Field(
            "order_no", ("订单号", "订单编号", "外部订单号", "交易号", "单号", "orderno", "orderid",
                         "ordernumber", "order", "number", "tradeno"),
        ),
        *FACES,
        NAME,
        Field(
            "paid_at", ("付款时间", "支付时间", "成交时间", "下单时间", "创建时间", "订单时间",
                        "购买日期", "日期", "时间", "paidat", "paymenttime", "orderdate",
                        "purchasedate", "createdat", "date", "time"), required=True,
            looks=values.looks_like_a_moment,
        ),
        Field(
            "paid", ("实付", "实付金额", "实付款", "买家实付", "支付金额", "付款金额", "成交金额",
                     "订单金额", "金额", "paid", "paidamount", "amountpaid", "amount",
                     "dollarvalue", "value", "revenue", "price"), required=True,
        ),
        Field("total", ("原价", "商品总额", "商品总价", "应付金额", "总价", "total", "listprice",
                        "subtotal")),
        Field("refunded", ("退款", "退款金额", "已退金额", "refunded", "refund", "refundamount")),
        Field("cost", ("成本", "商品成本", "成本价", "cost", "goodscost", "cogs")),
        Field("quantity", ("数量", "件数", "商品数量", "购买数量", "quantity", "qty", "count",
                           "numberofcds", "items")),
        Field("product", ("商品", "商品名称", "商品标题", "宝贝标题", "sku", "product",
                          "productname", "item", "title")),
        Field("source", SOURCE),
    ),
    "costs": (
        Field("source", SOURCE, required=True),
        Field("day", ("日期", "时间", "消耗日期", "费用日期", "day", "date"), required=True,
              looks=values.looks_like_a_moment),
        Field("amount", ("金额", "花费", "消耗", "费用", "成本", "支出", "amount", "cost", "spend",
                         "spent"), required=True),
        Field("kind", ("费用类型", "类型", "科目", "种类", "kind", "type", "category")),
        Field("note", REMARK),
    ),
}  # fmt: skip

MOST_LIKELY = 0.8


def guess(kind: str, columns: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return field -> column: by heading first, then by what the cells look like."""
    fields = FIELDS[kind]
    plain = {name: _plain(name) for name in columns}
    found: dict[str, str] = {}
    for field in fields:
        words = [_plain(word) for word in (field.key, *field.words)]
        named = [name for name in columns if plain[name] in words and name not in found.values()]
        if named:
            found[field.key] = min(named, key=lambda name: words.index(plain[name]))
    for field in fields:
        if field.looks and field.key not in found:
            for place, name in enumerate(columns):
                if name not in found.values() and _mostly(field.looks, place, sample):
                    found[field.key] = name
                    break
    return found


def _plain(name: str) -> str:
    """Return the heading without units in brackets, blanks and signs: 'Paid at (UTC)' -> paidat."""
    bare = re.sub(r"[(（\[【].*?[)）\]】]", "", name)
    return re.sub(r"[\W_]", "", bare).lower()


def _mostly(
    looks: Callable[[str], bool], place: int, sample: Sequence[Sequence[str]]
) -> bool:
    cells = [row[place] for row in sample if row[place]]
    return bool(cells) and sum(map(looks, cells)) >= MOST_LIKELY * len(cells)
