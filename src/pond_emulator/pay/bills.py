"""Bills of a closed day, made from what really happened (merchant/4012791866, 4012791867).

The form of the files: pay.weixin.qq.com/docs/merchant/products/bill-download/format-trade.html.
"""

import gzip
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from sqlite3 import Row
from typing import Any

from pond_emulator.kit.clock import CHINA
from pond_emulator.pay import funds
from pond_emulator.pay.door import PayCall
from pond_emulator.pay.errors import PayRefused
from pond_emulator.world import World, token_text

READY = timedelta(days=1, hours=10)
"""A bill can be had from ten in the morning of the next day on."""
KEPT = "pay.bill.days"
FILE_S = 300
"""How long a download address is good, by the machine's clock."""
TRADE = (
    "交易时间", "公众账号ID", "商户号", "特约商户号", "设备号", "微信订单号", "商户订单号",
    "用户标识", "交易类型", "交易状态", "付款银行", "货币种类", "应结订单金额", "代金券金额",
    "微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态",
    "商品名称", "商户数据包", "手续费", "费率", "订单金额", "申请退款金额", "费率备注",
)  # fmt: skip
TRADE_TOTALS = (
    "总交易单数", "应结订单总金额", "退款总金额", "充值券退款总金额", "手续费总金额", "订单总金额",
    "申请退款总金额",
)  # fmt: skip
FLOW = (
    "记账时间", "微信支付业务单号", "资金流水单号", "业务名称", "业务类型", "收支类型",
    "收支金额(元)", "账户结余(元)", "资金变更提交申请人", "备注", "业务凭证号",
)  # fmt: skip
FLOW_TOTALS = ("资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额")


def trade(call: PayCall) -> dict[str, Any]:
    """?bill_date&bill_type=ALL|SUCCESS|REFUND&tar_type=GZIP -> where the file is."""
    start, end = day_of(call)
    kind = call.request.query.get("bill_type") or "ALL"
    if kind not in ("ALL", "SUCCESS", "REFUND"):
        raise PayRefused("PARAM_ERROR", "输入源“/query/bill_type”取值错误")
    paid = payments(call.world, call.mchid, start, end) if kind != "REFUND" else []
    back = refunds(call.world, call.mchid, start, end) if kind != "SUCCESS" else []
    if not paid and not back:
        raise PayRefused("NO_STATEMENT_EXIST", "请求的账单文件不存在")
    lines = [payment_line(row) for row in paid] + [refund_line(row) for row in back]
    lines.sort(key=lambda line: line["交易时间"])
    cost = sum(funds.fee(row["total"]) for row in paid)
    returned = sum(funds.fee(row["amount"]) for row in back)
    sold, given = sum(row["total"] for row in paid), sum(row["amount"] for row in back)
    totals = (str(len(lines)), yuan(sold), yuan(given), yuan(0), yuan(cost - returned),
              yuan(sold), yuan(given))  # fmt: skip
    return address(call, text(TRADE, lines, TRADE_TOTALS, totals))


def fund_flow(call: PayCall) -> dict[str, Any]:
    """?bill_date&account_type=BASIC&tar_type=GZIP -> where the file is."""
    start, end = day_of(call)
    if (call.request.query.get("account_type") or "BASIC") != "BASIC":
        raise PayRefused("NO_STATEMENT_EXIST", "请求的账单文件不存在")
    rows = call.world.store.all(
        "select * from pay_flow where mchid = ? and at >= ? and at < ? order by id",
        *(call.mchid, start, end),
    )
    if not rows:
        raise PayRefused("NO_STATEMENT_EXIST", "请求的账单文件不存在")
    incoming = [row["amount"] for row in rows if row["amount"] > 0]
    outgoing = [-row["amount"] for row in rows if row["amount"] <= 0]
    totals = (str(len(rows)), str(len(incoming)), yuan(sum(incoming)), str(len(outgoing)),
              yuan(sum(outgoing)))  # fmt: skip
    return address(call, text(FLOW, [flow_line(row) for row in rows], FLOW_TOTALS, totals))


def download(call: PayCall) -> bytes:
    """?token -> the file; only for the merchant it was made for, and not for long."""
    row = call.world.store.one(
        "select * from pay_file where token = ? and made >= ?",
        call.request.query.get("token", ""),
        call.world.clock.real() - FILE_S,
    )
    if row is None:
        raise PayRefused("INVALID_REQUEST", "下载地址已失效，请重新申请账单")
    if row["mchid"] != call.mchid:
        raise PayRefused("NO_AUTH", "下载账单的商户与申请账单的商户不一致")
    content: bytes = row["content"]
    return content


def day_of(call: PayCall) -> tuple[int, int]:
    """The day's first second and the next day's; raises PayRefused when there is no bill (yet)."""
    call.subject = call.request.query.get("bill_date", "")
    try:
        day = date.fromisoformat(call.subject)
    except ValueError as error:
        raise PayRefused("PARAM_ERROR", "输入源“/query/bill_date”格式错误") from error
    begin = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    now = datetime.fromtimestamp(call.world.clock.world(), CHINA)
    if begin.date() >= now.date():
        raise PayRefused("INVALID_REQUEST", "账单日期只能是今天以前的日期")
    if now < begin + READY:
        raise PayRefused("STATEMENT_CREATING", "账单生成中")
    if now > begin + timedelta(days=call.world.limits.count("pay", KEPT)):
        raise PayRefused("NO_STATEMENT_EXIST", "请求的账单文件不存在")
    return int(begin.timestamp()), int((begin + timedelta(days=1)).timestamp())


def payments(world: World, mchid: str, start: int, end: int) -> list[Row]:
    return world.store.all(
        "select * from pay_order where mchid = ? and success_time >= ? and success_time < ?",
        *(mchid, start, end),
    )


def refunds(world: World, mchid: str, start: int, end: int) -> list[Row]:
    """Those accepted on the day, whenever they end."""
    return world.store.all(
        "select r.*, o.appid, o.openid, o.trade_type, o.transaction_id, o.description, o.attach"
        " from refund r join pay_order o on o.mchid = r.mchid and o.out_trade_no = r.out_trade_no"
        " where r.mchid = ? and r.created >= ? and r.created < ?",
        *(mchid, start, end),
    )


def payment_line(row: Row) -> dict[str, str]:
    return common(row) | {
        "交易时间": moment(row["success_time"]),
        "交易状态": "SUCCESS",
        "应结订单金额": yuan(row["total"]),
        "手续费": f"{funds.fee(row['total']) / 100:.5f}",
        "订单金额": yuan(row["total"]),
    }


def refund_line(row: Row) -> dict[str, str]:
    return common(row) | {
        "交易时间": moment(row["created"]),
        "交易状态": "REFUND",
        "微信退款单号": row["refund_id"],
        "商户退款单号": row["out_refund_no"],
        "退款金额": yuan(row["amount"]),
        "退款类型": "ORIGINAL",
        "退款状态": "SUCCESS" if row["status"] == "SUCCESS" else "PROCESSING",
        "手续费": f"{-funds.fee(row['amount']) / 100:.5f}",
        "申请退款金额": yuan(row["amount"]),
    }


def common(row: Row) -> dict[str, str]:
    zero = {name: yuan(0) for name in TRADE if name.endswith("金额")}
    return dict.fromkeys(TRADE, "") | zero | {
        "公众账号ID": row["appid"],
        "商户号": row["mchid"],
        "特约商户号": "0",
        "微信订单号": row["transaction_id"],
        "商户订单号": row["out_trade_no"],
        "用户标识": row["openid"],
        "交易类型": row["trade_type"],
        "付款银行": "OTHERS",
        "货币种类": "CNY",
        "微信退款单号": "0",
        "商户退款单号": "0",
        "商品名称": plain(row["description"]),
        "商户数据包": plain(row["attach"]),
        "费率": f"{funds.RATE / 10:.2f}%",
    }


def flow_line(row: Row) -> dict[str, str]:
    return {
        "记账时间": moment(row["at"]),
        "微信支付业务单号": row["number"],
        "资金流水单号": f"{row['number'][:8]}{row['id']:012d}",
        "业务名称": row["kind"],
        "业务类型": row["kind"],
        "收支类型": "收入" if row["amount"] > 0 else "支出",
        "收支金额(元)": yuan(abs(row["amount"])),
        "账户结余(元)": yuan(row["balance"]),
        "资金变更提交申请人": f"{row['mchid']}API",
        "备注": "",
        "业务凭证号": row["voucher"],
    }


def text(
    names: Sequence[str],
    lines: Iterable[Mapping[str, str]],
    total_names: Sequence[str],
    totals: Sequence[str],
) -> str:
    """A header line, the lines, a header of totals, the totals; each field after a backtick."""
    rows = ["".join(",`" + line[name] for name in names)[1:] for line in lines]
    end = "".join(",`" + total for total in totals)[1:]
    return "\r\n".join((",".join(names), *rows, ",".join(total_names), end)) + "\r\n"


def address(call: PayCall, content: str) -> dict[str, Any]:
    """The digest is of the plain file, the file packed when that was asked for."""
    file, token = content.encode(), token_text(64)
    packed = gzip.compress(file) if call.request.query.get("tar_type") == "GZIP" else file
    world = call.world
    world.store.run("delete from pay_file where made < ?", world.clock.real() - FILE_S)
    world.store.run(
        "insert into pay_file values (?, ?, ?, ?)", token, call.mchid, world.clock.real(), packed
    )
    return {
        "download_url": f"{call.base}/v3/billdownload/file?token={token}",
        "hash_type": "SHA1",
        "hash_value": hashlib.sha1(file).hexdigest(),  # noqa: S324  the platform's own choice
    }


def moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, CHINA):%Y-%m-%d %H:%M:%S}"


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def plain(words: str) -> str:
    """Without what would end a field or a line."""
    return words.replace("`", "'").replace("\r", " ").replace("\n", " ")
