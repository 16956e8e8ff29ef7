"""Bills: fetched, checked against their digest, read to the fen.

The form is that of https://pay.weixin.qq.com/docs/merchant/products/bill-download/
format-trade.html; the goods, numbers and amounts are made up here.
"""

import contextlib
import gzip
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.loopback import Reply
from tests.platforms.pay_desk import Desk, bad, good, open_desk

from pondkeeper.domain.channels.facts import pay as p
from pondkeeper.domain.channels.ports import SendRefused, SendUnknown
from pondkeeper.domain.channels.ports.pay import Bills
from pondkeeper.platforms.wechat_pay import bill_text

DAY = date(2026, 3, 1)
NAMES = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,"
    "退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
TOTAL_NAMES = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


def line(**given: str) -> str:
    values = {name: "0.00" if "金额" in name else "0" for name in NAMES.split(",")} | given
    return "`" + ",`".join(values.values())


PAID = line(
    交易时间="2026-03-01 23:59:59", 微信订单号="4200A", 商户订单号="P1E1X", 交易状态="SUCCESS",
    商品名称="豆子, 磨好的", 订单金额="49.00", 应结订单金额="48.00",
)  # fmt: skip
BACK = line(
    交易时间="2026-03-01 08:00:00", 微信订单号="4200B", 商户订单号="P1E1Y", 交易状态="REFUND",
    微信退款单号="5000B", 商户退款单号="R1E1Y", 退款金额="9.5", 申请退款金额="10", 退款状态="PROCESSING",
)  # fmt: skip
REVOKED = line(交易时间="2026-03-01 08:00:00", 交易状态="REVOKED")


def bill(*lines: str, count: str = "") -> str:
    totals = f"`{count or len(lines)},`48.00,`9.50,`0.00,`0.29,`49.00,`10.00"
    return "\n".join((NAMES, *lines, TOTAL_NAMES, totals)) + "\n"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened


def bills(desk: Desk) -> Bills:
    assert desk.platform.bills is not None
    return desk.platform.bills


def address(content: bytes, kind: str = "SHA1") -> Reply:
    digest = hashlib.sha1(content).hexdigest()
    url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=E-b_%2B"
    return good({"download_url": url, "hash_type": kind, "hash_value": digest})


async def test_a_day_is_fetched_from_our_own_address_and_read(desk: Desk) -> None:
    plain = bill(PAID, BACK, REVOKED).encode()
    desk.replies = [address(plain), Reply(gzip.compress(plain))]
    found = await bills(desk).trade_bill(desk.access, DAY)
    assert [one.target for one in desk.server.asked] == [
        "/v3/bill/tradebill?bill_date=2026-03-01&bill_type=ALL&tar_type=GZIP",
        "/v3/billdownload/file?token=E-b_%2B",
    ]
    assert found == p.Bill(
        DAY,
        (
            p.BillLine(
                "payment", "P1E1X", "4200A", "P1E1X", "4200A", 4900, "SUCCESS",
                datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC),
            ),
            p.BillLine(
                "refund", "R1E1Y", "5000B", "P1E1Y", "4200B", 1000, "PROCESSING",
                datetime(2026, 3, 1, 0, 0, tzinfo=UTC),
            ),
        ),
        count=3,
        paid_fen=4900,
        refunded_fen=1000,
    )  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
async def test_the_digest_is_of_the_plain_file(desk: Desk, *, packed: bool) -> None:
    file = ("\ufeff" + bill(PAID)).encode()
    wire = gzip.compress(file) if packed else file
    desk.replies = [address(file), Reply(wire)]
    assert (await bills(desk).trade_bill(desk.access, DAY)).count == 1


@pytest.mark.parametrize(
    "wire",
    [
        bill(BACK).encode(),
        b"\x1f\x8bnonsense",
        gzip.compress(bill(PAID).encode())[:-9],
        b"",
    ],
)
async def test_another_file_than_promised_is_none(desk: Desk, wire: bytes) -> None:
    desk.replies = [address(bill(PAID).encode()), Reply(wire)]
    with pytest.raises(SendUnknown):
        await bills(desk).trade_bill(desk.access, DAY)


async def test_another_digest_is_not_guessed(desk: Desk) -> None:
    plain = bill(PAID).encode()
    desk.replies = [address(plain, "MD5"), Reply(plain)]
    with pytest.raises(SendUnknown, match="MD5"):
        await bills(desk).trade_bill(desk.access, DAY)


async def test_a_file_that_is_refused_says_so(desk: Desk) -> None:
    desk.replies = [address(b"x"), bad(400, "PARAM_ERROR")]
    with pytest.raises(SendRefused, match="PARAM_ERROR"):
        await bills(desk).trade_bill(desk.access, DAY)


async def test_a_day_without_trade_is_empty_and_one_in_the_making_waits(desk: Desk) -> None:
    desk.replies = [bad(400, "NO_STATEMENT_EXIST"), bad(400, "STATEMENT_CREATING")]
    assert await bills(desk).trade_bill(desk.access, DAY) == p.Bill(DAY, (), 0, 0, 0)
    with pytest.raises(SendRefused) as caught:
        await bills(desk).trade_bill(desk.access, DAY)
    assert caught.value.kind == "retry"
    assert caught.value.wait_s


async def test_the_merchants_own_account(desk: Desk) -> None:
    names = (
        "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
        "资金变更提交申请人,备注,业务凭证号"
    )
    lines = (
        "`2026-03-01 12:00:00,`4200A,`4200A,`交易,`交易,`收入,`49.00,`1049.00,`system,`,`P1E1X",
        "`2026-03-01 12:00:00,`4200A,`4201A,`扣除手续费,`扣除手续费,`支出,`0.29,`1048.71,`,`,`P1E1X",
    )
    totals = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n`2,`1,`49.00,`1,`0.29"
    plain = "\n".join((names, *lines, totals)).encode()
    desk.replies = [address(plain), Reply(gzip.compress(plain))]
    found = await bills(desk).fund_bill(desk.access, DAY)
    assert [(one.kind, one.incoming, one.amount_fen, one.balance_fen) for one in found] == [
        ("交易", True, 4900, 104_900),
        ("扣除手续费", False, 29, 104_871),
    ]
    assert "account_type=BASIC" in desk.server.asked[0].target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no bill",
        bill(PAID, count="2"),
        bill(PAID).replace("49.00", "49.001"),
        bill(PAID).replace("`2026-03-01 23:59:59", "`yesterday"),
        bill(PAID).replace("订单总金额", "别的"),
        bill(PAID[:-5]),
        bill(PAID).replace(",交易状态", ",状态"),
    ],
)
def test_what_is_not_a_whole_bill_is_not_read(text: str) -> None:
    with pytest.raises(SendUnknown):
        bill_text.trades(DAY, text)


@given(st.integers(0, 10**12))
def test_yuan_become_fen_without_a_float(fen: int) -> None:
    yuan = f"{fen // 100}.{fen % 100:02}"
    assert bill_text.fen(yuan) == fen
    assert bill_text.fen(f"-{yuan}") == -fen


@given(st.text())
def test_noise_is_refused_or_read_but_never_crashes(noise: str) -> None:
    with contextlib.suppress(SendUnknown):
        bill_text.trades(DAY, bill(PAID) + noise)
