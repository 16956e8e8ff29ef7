r"""The text of bills: lines of fields, each after a backtick, the last two lines are totals.

Columns are found by their names in the first line, since their number grows over the years.
Source: https://pay.weixin.qq.com/docs/merchant/products/bill-download/format-trade.html and
format-fundflow.html beside it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pondkeeper.domain.channels.facts.pay import Bill, BillLine, FundLine
from pondkeeper.domain.channels.ports import SendUnknown

CHINA = ZoneInfo("Asia/Shanghai")
YUAN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?")
Row = Mapping[str, str]


def trades(day: date, text: str) -> Bill:
    """Read a trade bill of type ALL. Raises SendUnknown when it is not whole or not one."""
    rows, totals = _table(text)
    count = _number(_of(totals, "总交易单数"))
    if count != len(rows):
        raise SendUnknown(f"the bill counts {count} lines and has {len(rows)}")
    lines = [_trade(row) for row in rows]
    return Bill(
        day=day,
        lines=tuple(line for line in lines if line is not None),
        count=count,
        paid_fen=fen(_of(totals, "订单总金额")),
        refunded_fen=fen(_of(totals, "申请退款总金额")),
    )


def movements(text: str) -> list[FundLine]:
    """Read a fund flow bill. Raises SendUnknown as `trades` does."""
    rows, totals = _table(text)
    if _number(_of(totals, "资金流水总笔数")) != len(rows):
        raise SendUnknown("the bill is not whole")
    return [
        FundLine(
            at=_moment(_of(row, "记账时间")),
            number=_of(row, "微信支付业务单号"),
            kind=_of(row, "业务类型"),
            incoming=_of(row, "收支类型") == "收入",
            amount_fen=fen(_of(row, "收支金额(元)")),
            balance_fen=fen(_of(row, "账户结余(元)")),
            voucher=_of(row, "业务凭证号"),
        )
        for row in rows
    ]


def fen(yuan: str) -> int:
    """Return integer fen of an amount in yuan with at most two decimals. Raises SendUnknown."""
    found = YUAN.fullmatch(yuan)
    if found is None:
        raise SendUnknown("an amount in the bill is not one")
    minus, whole, part = found[1], found[2], found[3] or ""
    return int(f"{minus}{whole}{part:0<2}")


def _table(text: str) -> tuple[list[Row], Row]:
    """Return the rows and the totals, each field by its column's name."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 3 or not lines[-1].startswith("`") or lines[-2].startswith("`"):
        raise SendUnknown("this is not a bill")
    names = lines[0].split(",")
    rows = [_row(names, line) for line in lines[1:-2]]
    return rows, _row(lines[-2].split(","), lines[-1])


def _row(names: Sequence[str], line: str) -> Row:
    # A name of goods may hold commas; none holds a comma before a backtick.
    fields = line.removeprefix("`").split(",`")
    if not line.startswith("`") or len(fields) != len(names):
        raise SendUnknown("a line of the bill has another number of fields")
    return dict(zip((name.strip() for name in names), fields, strict=True))


def _trade(row: Row) -> BillLine | None:
    """Return a payment or a refund; None for what we never cause, such as a revoked scan."""
    state = _of(row, "交易状态")
    if state == "SUCCESS":
        number, platform_no = _of(row, "商户订单号"), _of(row, "微信订单号")
        return _line(row, "payment", number, platform_no, "订单金额", state)
    if state == "REFUND":
        number, platform_no = _of(row, "商户退款单号"), _of(row, "微信退款单号")
        return _line(row, "refund", number, platform_no, "申请退款金额", _of(row, "退款状态"))
    return None


def _line(
    row: Row, kind: str, number: str, platform_no: str, amount: str, state: str
) -> BillLine:
    return BillLine(
        kind="refund" if kind == "refund" else "payment",
        number=number,
        platform_no=platform_no,
        out_trade_no=_of(row, "商户订单号"),
        transaction_id=_of(row, "微信订单号"),
        amount_fen=fen(_of(row, amount)),
        state=state,
        at=_moment(_of(row, "交易时间")),
    )


def _of(row: Row, name: str) -> str:
    if name not in row:
        raise SendUnknown(f"the bill has no column {name}")
    return row[name].strip()


def _number(text: str) -> int:
    # Totals of counts are written with decimals in some bills.
    return fen(text) // 100


def _moment(text: str) -> datetime:
    try:
        local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError as error:
        raise SendUnknown("a time in the bill is not one") from error
    return local.astimezone(UTC)
