"""Old orders and costs: amounts as people write them, once however often they are read."""

import io
from datetime import date, datetime

from openpyxl import Workbook

ORDERS = """订单编号,手机,下单时间,实付款,原价,退款金额,商品,数量,渠道
T1,13800138001,2026-01-02 10:00:00,¥149.00,199,,刷具,1,直播
T2,13800138001,2026-02-02 10:00:00,"1,049.5",,49.50,眉笔,2,
T3,13800138002,2026-02-03,39.5,,39.5,眉笔,1,
T4,13800138002,2026-02-03,39.555,,,眉笔,1,
T5,13800138002,2026-02-03,39,,40,眉笔,1,
T6,13800138002,2026-02-03,-1,,,眉笔,1,
T7,,2026-02-03,1,,,眉笔,1,
T1,13800138001,2026-01-02 10:00:00,¥149.00,199,,刷具,1,直播
"""


async def test_orders_come_with_their_buyers_and_their_money(brand):
    run = await brand.bring("orders", ORDERS)
    assert (run["state"], run["done"], run["failed"]) == ("done", 8, 4)
    assert (run["result"]["created"], run["result"]["known"]) == (3, 1)
    orders = 'select order_no, state, list_fen, paid_fen, refunded_fen from "order" order by 1'
    assert await brand.all(orders) == [
        ("T1", "paid", 19_900, 14_900, 0),
        ("T2", "paid", 104_950, 104_950, 4_950),
        ("T3", "refunded", 3_950, 3_950, 3_950),
    ]
    people = "select orders, revenue_fen from contact_state order by contact_id"
    assert await brand.all(people) == [(2, 14_900 + 104_950), (1, 3_950)]
    kinds = "select kind, sum(amount_fen) from ledger_entry group by 1 order by 1"
    assert [(kind, int(fen)) for kind, fen in await brand.all(kinds)] == [
        ("coupon", -5_000), ("refund", -8_900), ("revenue", 128_800),
    ]
    assert [row.split(",")[0] for row in (await brand.errors(run))[1:]] == ["T4", "T5", "T6", "T7"]


async def test_an_imported_history_triggers_nothing(brand):
    await brand.bring("orders", ORDERS)
    events = "select kind, origin, count(*) from event group by 1, 2 order by 1"
    assert await brand.all(events) == [("order.paid", "import", 3), ("order.refunded", "import", 2)]
    for table in ("pgqueuer", "touch", "delivery", "coupon", "errand", "profile_dirty"):
        assert await brand.one(f"select count(*) from {table}") == 0, table


async def test_the_same_orders_twice_are_the_same_orders(brand):
    await brand.bring("orders", ORDERS)
    trial = await brand.attempt("orders", ORDERS + "T8,13800138009,2026-03-01,1,,,,,\n")
    assert (trial.creates, trial.skips, trial.failed) == (1, 4, 4)
    again = await brand.bring("orders", ORDERS)
    assert again["result"]["created"] == 0
    assert await brand.one('select count(*) from "order"') == 3
    assert await brand.one("select count(*) from ledger_entry") == 6
    assert await brand.one("select count(*) from event") == 5


async def test_without_numbers_equal_rows_are_two_purchases_and_the_file_still_one(brand):
    text = "customer id,date,amount\n1,19970101,11.77\n1,19970101,11.77\n2,1997-01-12,12\n"
    for created in (3, 0):
        run = await brand.bring("orders", text)
        assert (run["result"]["created"], run["failed"]) == (created, 0)
    assert await brand.one('select count(*) from "order"') == 3
    assert await brand.one("select count(*) from contact") == 2


async def test_a_sheet_is_read_as_people_see_it(brand):
    book = Workbook()
    book.active.append(["订单号", "会员号", "付款时间", "金额(分)", "数量"])
    book.active.append([90017.0, "A1", datetime(2026, 1, 2, 10, 30), 1234, 2])
    book.active.append(["90018", "A1", date(2026, 1, 3), 99, None])
    body = io.BytesIO()
    book.save(body)
    run = await brand.bring("orders", body.getvalue(), name="old.xlsx")
    assert (run["state"], run["failed"]) == ("done", 0)
    orders = (
        "select order_no, paid_fen, to_char(paid_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI')"
        ' from "order" order by 1'
    )
    assert await brand.all(orders) == [
        ("90017", 1_234, "01-02 10:30"), ("90018", 99, "01-03 00:00"),
    ]


async def test_costs_of_sources_are_posted_once(brand):
    text = (
        "渠道,日期,花费,类型,备注\n包裹卡,2026-01-02,320.50,赠品,卡片\n直播,2026/1/3,1000,广告,\n"
        "直播,2026/1/3,1000,广告,\n直播,2026/1/3,0,广告,\n直播,2026/1/3,5,送礼,\n"
    )
    for created in (3, 0):
        run = await brand.bring("costs", text)
        assert (run["result"]["created"], run["failed"]) == (created, 2)
    entries = (
        "select s.name, l.day, l.kind, l.amount_fen from ledger_entry l join source s"
        " on s.id = l.source_id order by l.id"
    )
    assert sorted(await brand.all(entries)) == [
        ("包裹卡", date(2026, 1, 2), "bait", -32_050),
        ("直播", date(2026, 1, 3), "ads", -100_000),
        ("直播", date(2026, 1, 3), "ads", -100_000),
    ]
