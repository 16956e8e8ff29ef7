"""Ways to pay beyond the page in WeChat, orders paid together, money for people, bills."""

import base64
import csv
import gzip
import hashlib
import time
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from tests.emulator.stage import Corp, until
from tests.emulator.test_pay import REFUNDS, Merchant, open_merchant

from pond_emulator.kit import crypto
from pond_emulator.kit.clock import CHINA

TRANSFERS = "/v3/fund-app/mch-transfer/transfer-bills"
COMBINE = "/v3/combine-transactions"


@pytest.fixture
async def merchant(corp: Corp) -> Merchant:
    return await open_merchant(corp, "public_key")


async def place(merchant: Merchant, way: str, number: str, **more: Any) -> Any:
    body = {
        "mchid": merchant.data["mchid"],
        "appid": merchant.data["appids"][0],
        "description": "口红",
        "out_trade_no": number,
        "notify_url": merchant.notify_url,
        "amount": {"total": 9900, "currency": "CNY"},
    }
    return await merchant.call("POST", f"/v3/pay/transactions/{way}", body | more)


async def state(merchant: Merchant, number: str) -> dict[str, Any]:
    target = f"/v3/pay/transactions/out-trade-no/{number}?mchid={merchant.data['mchid']}"
    found: dict[str, Any] = (await merchant.call("GET", target)).json()
    return found


async def pays(merchant: Merchant, code: str, name: str = "momo") -> dict[str, Any]:
    person = await merchant.corp.person(name)
    paid: dict[str, Any] = await merchant.corp.control(
        "POST", f"people/{person}/pay", {"code": code}
    )
    return paid


async def test_a_person_scans_a_code_and_pays(merchant: Merchant) -> None:
    first = (await place(merchant, "native", "N00001")).json()
    assert first == (await place(merchant, "native", "N00001")).json()
    assert first["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")
    assert await pays(merchant, first["code_url"]) == {"out_trade_no": "N00001", "total": 9900}
    told = (await until(lambda: merchant.notified("TRANSACTION.SUCCESS")))[0]
    assert told == await state(merchant, "N00001")
    assert (told["trade_type"], told["trade_state"]) == ("NATIVE", "SUCCESS")
    assert told["payer"]["openid"]


async def test_a_browser_leads_to_the_phone(merchant: Merchant) -> None:
    scene = {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}
    lacking = await place(merchant, "h5", "H00001")
    assert lacking.json()["code"] == "PARAM_ERROR"
    url = (await place(merchant, "h5", "H00001", scene_info=scene)).json()["h5_url"]
    parts = urlsplit(url)
    opened = await merchant.corp.client.get(f"{parts.path}?{parts.query}")
    assert opened.status_code == 302
    assert opened.headers["location"].startswith("/phone#pay=weixin")
    await pays(merchant, url)
    assert (await state(merchant, "H00001"))["trade_type"] == "MWEB"


async def test_a_code_ends_and_a_stranger_cannot_pay_anothers_order(merchant: Merchant) -> None:
    code = (await place(merchant, "native", "N00001")).json()["code_url"]
    merchant.corp.world.store.run("update pay_order set created = created - 7300")
    assert "过期" in (await pays(merchant, code))["error"]
    prepay_id = (await merchant.order("T00009")).json()["prepay_id"]
    assert "不是你的" in (await pays(merchant, prepay_id))["error"]
    assert "没有" in (await pays(merchant, "weixin://wxpay/bizpayurl?pr=none"))["error"]


async def test_an_app_order_has_a_prepay_id(merchant: Merchant) -> None:
    prepay_id = (await place(merchant, "app", "A00001")).json()["prepay_id"]
    await pays(merchant, prepay_id)
    assert (await state(merchant, "A00001"))["trade_type"] == "APP"


def combined(merchant: Merchant, number: str = "C00001", **more: Any) -> dict[str, Any]:
    def part(name: str, fen: int) -> dict[str, Any]:
        return {
            "mchid": merchant.data["mchid"],
            "attach": "a",
            "amount": {"total_amount": fen, "currency": "CNY"},
            "out_trade_no": name,
            "description": name,
        }

    return {
        "combine_appid": merchant.data["appids"][0],
        "combine_mchid": merchant.data["mchid"],
        "combine_out_trade_no": number,
        "combine_payer_info": {"openid": merchant.openid},
        "sub_orders": [part(f"{number}A", 100), part(f"{number}B", 200)],
        "notify_url": merchant.notify_url,
    } | more


async def test_two_orders_are_paid_with_one_confirmation(merchant: Merchant) -> None:
    body = combined(merchant)
    prepay_id = (await merchant.call("POST", f"{COMBINE}/jsapi", body)).json()["prepay_id"]
    again = (await merchant.call("POST", f"{COMBINE}/jsapi", body)).json()["prepay_id"]
    assert prepay_id == again
    await merchant.corp.control("POST", "pay", {"prepay_id": prepay_id})
    told = (await until(lambda: merchant.notified("TRANSACTION.SUCCESS")))[0]
    target = f"{COMBINE}/out-trade-no/C00001"
    assert told == (await merchant.call("GET", target)).json()
    assert [part["trade_state"] for part in told["sub_orders"]] == ["SUCCESS", "SUCCESS"]
    assert len({part["transaction_id"] for part in told["sub_orders"]}) == 2
    assert len(merchant.notified("TRANSACTION.SUCCESS")) == 1
    part = await state(merchant, "C00001B")
    assert (part["trade_state"], part["amount"]["total"]) == ("SUCCESS", 200)
    refund = {"out_trade_no": "C00001B", "out_refund_no": "R1", "amount": {"refund": 200}}
    refund["amount"] |= {"total": 200, "currency": "CNY"}
    assert (await merchant.call("POST", REFUNDS, refund)).status_code == 200


async def test_together_they_are_closed_or_refused(merchant: Merchant) -> None:
    await merchant.call("POST", f"{COMBINE}/native", combined(merchant))
    parts = [
        {"mchid": merchant.data["mchid"], "out_trade_no": f"C00001{letter}"} for letter in "AB"
    ]
    body = {"combine_appid": merchant.data["appids"][0], "sub_orders": parts}
    target = f"{COMBINE}/out-trade-no/C00001/close"
    one = await merchant.call("POST", target, body | {"sub_orders": parts[:1]})
    assert one.json()["code"] == "PARAM_ERROR"
    for _ in range(2):
        assert (await merchant.call("POST", target, body)).status_code == 204
    assert (await state(merchant, "C00001A"))["trade_state"] == "CLOSED"
    again = await merchant.call("POST", f"{COMBINE}/native", combined(merchant))
    assert again.json()["code"] == "ORDER_CLOSED"
    taken = combined(merchant, combine_out_trade_no="C00002")
    refused = await merchant.call("POST", f"{COMBINE}/native", taken)
    assert refused.json()["code"] == "OUT_TRADE_NO_USED"
    many = combined(merchant, "C00003")
    many["sub_orders"] = many["sub_orders"] * 26
    refused = await merchant.call("POST", f"{COMBINE}/native", many)
    assert refused.json()["code"] == "PARAM_ERROR"


def transfer(merchant: Merchant, number: str = "B1", **more: Any) -> dict[str, Any]:
    return {
        "appid": merchant.data["appids"][0],
        "out_bill_no": number,
        "transfer_scene_id": "1000",
        "openid": merchant.openid,
        "transfer_amount": 2000,
        "transfer_remark": "老带新奖励",
        "notify_url": merchant.notify_url,
        "transfer_scene_report_infos": [{"info_type": "活动名称", "info_content": "老带新"}],
    } | more


async def waiting(merchant: Merchant) -> tuple[int, list[dict[str, Any]]]:
    """(the person, what they were given)"""
    found = merchant.corp.world.store.value(
        "select person_id from external where openid = ?", merchant.openid
    )
    person = int(found)
    listed = await merchant.corp.control("GET", f"people/{person}/transfers")
    return person, listed["transfers"]


async def balance(merchant: Merchant) -> int:
    path = f"merchants/{merchant.data['mchid']}/funds"
    return int((await merchant.corp.control("GET", path))["balance"])


async def test_a_person_takes_money(merchant: Merchant) -> None:
    before = await balance(merchant)
    first = (await merchant.call("POST", TRANSFERS, transfer(merchant))).json()
    again = (await merchant.call("POST", TRANSFERS, transfer(merchant))).json()
    assert first == again
    assert first["state"] == "WAIT_USER_CONFIRM"
    assert await balance(merchant) == before - 2000
    person, given = await waiting(merchant)
    assert [(one["amount"], one["package"]) for one in given] == [(2000, first["package_info"])]
    took = {"package": first["package_info"]}
    path = f"people/{person}/confirm"
    assert (await merchant.corp.control("POST", path, took))["state"] == "SUCCESS"
    assert "结束" in (await merchant.corp.control("POST", path, took))["error"]
    told = (await until(lambda: merchant.notified("MCHTRANSFER.BILL.FINISHED")))[0]
    asked = (await merchant.call("GET", f"{TRANSFERS}/out-bill-no/B1")).json()
    assert (told["state"], told["mchid"]) == ("SUCCESS", merchant.data["mchid"])
    assert (asked["state"], asked["mch_id"]) == ("SUCCESS", merchant.data["mchid"])
    by_id = f"{TRANSFERS}/transfer-bill-no/{first['transfer_bill_no']}"
    assert (await merchant.call("GET", by_id)).json() == asked


async def test_who_does_not_take_it_lets_it_expire(merchant: Merchant) -> None:
    before = await balance(merchant)
    await merchant.call("POST", TRANSFERS, transfer(merchant))
    merchant.corp.world.store.run("update pay_transfer set created = created - 86401")
    told = (await until(lambda: merchant.notified("MCHTRANSFER.BILL.FINISHED")))[0]
    assert (told["state"], told["fail_reason"]) == ("FAIL", "OVERDUE_CLOSE")
    assert await balance(merchant) == before


async def test_a_transfer_is_taken_back(merchant: Merchant) -> None:
    before = await balance(merchant)
    await merchant.call("POST", TRANSFERS, transfer(merchant))
    target = f"{TRANSFERS}/out-bill-no/B1/cancel"
    assert (await merchant.call("POST", target)).json()["state"] == "CANCELING"
    told = (await until(lambda: merchant.notified("MCHTRANSFER.BILL.FINISHED")))[0]
    assert told["state"] == "CANCELLED"
    assert await balance(merchant) == before
    person, given = await waiting(merchant)
    refused = await merchant.corp.control(
        "POST", f"people/{person}/confirm", {"package": given[0]["package"]}
    )
    assert "结束" in refused["error"]


async def test_a_name_must_be_sealed_and_right(merchant: Merchant) -> None:
    by_key = crypto.load_public(merchant.data["platform_public_key_pem"])
    sha = hashes.SHA1()
    sealed = by_key.encrypt("王小明".encode(), padding.OAEP(padding.MGF1(sha), sha, None))
    body = transfer(merchant, user_name=sealed.hex())
    assert (await merchant.call("POST", TRANSFERS, body)).json()["code"] == "PARAM_ERROR"
    body = transfer(merchant, user_name=base64.b64encode(sealed).decode())
    serial = {"Wechatpay-Serial": merchant.data["platform_public_key_id"]}
    answer = await merchant.call("POST", TRANSFERS, body, headers=serial)
    person, _ = await waiting(merchant)
    took = {"package": answer.json()["package_info"], "name": "王大明"}
    ended = await merchant.corp.control("POST", f"people/{person}/confirm", took)
    assert ended == {"state": "FAIL", "fail_reason": "NAME_NOT_CORRECT"}


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"transfer_amount": 9}, "PARAM_ERROR"),
        ({"transfer_amount": 200_000}, "PARAM_ERROR"),
        ({"transfer_amount": 1.5}, "PARAM_ERROR"),
        ({"openid": "oNobody"}, "PARAM_ERROR"),
        ({"transfer_scene_report_infos": []}, "PARAM_ERROR"),
        ({"appid": "wx0"}, "APPID_MCHID_NOT_MATCH"),
        ({"out_bill_no": "b-1"}, "PARAM_ERROR"),
    ],
)
async def test_a_wrong_transfer_is_refused(
    merchant: Merchant, changes: dict[str, Any], code: str
) -> None:
    answer = await merchant.call("POST", TRANSFERS, transfer(merchant, **changes))
    assert answer.json()["code"] == code


async def test_another_content_under_the_same_number_and_an_empty_account(
    merchant: Merchant,
) -> None:
    await merchant.call("POST", TRANSFERS, transfer(merchant))
    other = await merchant.call("POST", TRANSFERS, transfer(merchant, transfer_amount=3000))
    assert other.json()["code"] == "INVALID_REQUEST"
    missing = await merchant.call("GET", f"{TRANSFERS}/out-bill-no/B9")
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
    merchant.corp.world.store.run("update pay_flow set balance = 100")
    poor = await merchant.call("POST", TRANSFERS, transfer(merchant, "B2"))
    assert poor.json()["code"] == "NOT_ENOUGH"


async def test_taking_back_has_a_limit_of_its_own(merchant: Merchant) -> None:
    rule = {"platform": "pay", "rule": "pay.transfer.cancel.second", "count": 0}
    await merchant.corp.control("POST", "limits", rule)
    await merchant.call("POST", TRANSFERS, transfer(merchant))
    answer = await merchant.call("POST", f"{TRANSFERS}/out-bill-no/B1/cancel")
    assert (answer.status_code, answer.json()["code"]) == (429, "FREQUENCY_LIMITED")


async def test_a_day_is_billed_as_it_was(merchant: Merchant) -> None:
    await merchant.paid("T00001", 9900)
    await merchant.paid("T00002", 100)
    refund = {"out_trade_no": "T00001", "out_refund_no": "R00001", "amount": {"refund": 4000}}
    refund["amount"] |= {"total": 9900, "currency": "CNY"}
    await merchant.call("POST", REFUNDS, refund)
    day = f"{datetime.now(CHINA):%Y-%m-%d}"
    today = await merchant.call("GET", f"/v3/bill/tradebill?bill_date={day}")
    assert today.json()["code"] == "INVALID_REQUEST"
    steer(merchant, day, hours=33)
    early = await merchant.call("GET", f"/v3/bill/tradebill?bill_date={day}")
    assert early.json()["code"] == "STATEMENT_CREATING"
    steer(merchant, day, hours=34)
    rows, totals = await fetched(merchant, f"/v3/bill/tradebill?bill_date={day}&bill_type=ALL")
    assert [(r["交易状态"], r["商户订单号"], r["订单金额"], r["申请退款金额"]) for r in rows] == [
        ("SUCCESS", "T00001", "99.00", "0.00"),
        ("SUCCESS", "T00002", "1.00", "0.00"),
        ("REFUND", "T00001", "0.00", "40.00"),
    ]
    assert [totals[k] for k in ("总交易单数", "订单总金额", "申请退款总金额")] == [
        "3",
        "100.00",
        "40.00",
    ]
    moved, sums = await fetched(merchant, f"/v3/bill/fundflowbill?bill_date={day}")
    assert [r["业务名称"] for r in moved] == [
        "交易",
        "扣除交易手续费",
        "交易",
        "扣除交易手续费",
        "退款",
        "退还交易手续费",
    ]
    assert moved[-1]["账户结余(元)"] == f"{await balance(merchant) / 100:.2f}"
    assert sums["资金流水总笔数"] == "6"
    none = await merchant.call("GET", "/v3/bill/tradebill?bill_date=2020-01-01")
    assert none.json()["code"] == "NO_STATEMENT_EXIST"


def steer(merchant: Merchant, day: str, hours: int) -> None:
    start = datetime.fromisoformat(day).replace(tzinfo=CHINA).timestamp()
    merchant.corp.world.clock.steer(start + hours * 3600)


async def fetched(merchant: Merchant, target: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    where = (await merchant.call("GET", target + "&tar_type=GZIP")).json()
    parts = urlsplit(where["download_url"])
    assert parse_qs(parts.query)["token"]
    target = f"{parts.path}?{parts.query}"
    stranger = await merchant.corp.client.get(target)
    assert stranger.status_code == 401
    head = merchant.authorization("GET", target, "", time.time())
    file = await merchant.corp.client.get(target, headers={"Authorization": head})
    lost = await merchant.call("GET", "/v3/billdownload/file?token=none")
    assert lost.json()["code"] == "INVALID_REQUEST"
    plain = gzip.decompress(file.content)
    assert hashlib.sha1(plain).hexdigest() == where["hash_value"]
    lines = list(csv.reader(plain.decode().replace("`", "").splitlines()))
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:-2]]
    return rows, dict(zip(lines[-2], lines[-1], strict=True))


async def test_the_platform_probes_and_goes_on(merchant: Merchant) -> None:
    """Whoever takes the wrong signature of a probe has not verified; the true notice follows."""
    corp = merchant.corp
    fault = {"kind": "probe", "prefix": "TRANSACTION", "count": 1}
    await corp.control("POST", "faults", fault)
    corp.listener.notifies.clear()
    corp.listener.refuse = 0
    await merchant.paid()
    headers, _ = (await until(lambda: corp.listener.notifies))[0]
    assert headers["wechatpay-signature"].startswith("WECHATPAY/SIGNTEST/")
    with pytest.raises(AssertionError):
        merchant.notified("TRANSACTION.SUCCESS")
    await corp.control("POST", "faults", {"kind": "probe", "prefix": "/v3/", "count": 1})
    with pytest.raises(AssertionError):
        await merchant.call("GET", "/v3/certificates")


async def test_a_refund_may_not_get_through(merchant: Merchant) -> None:
    await merchant.paid()
    before = await balance(merchant)
    for number, value, event in (("R1", 0, "REFUND.ABNORMAL"), ("R2", 1, "REFUND.CLOSED")):
        fault = {"kind": "abnormal", "count": 1, "value": value}
        await merchant.corp.control("POST", "faults", fault)
        body = {"out_trade_no": "T00001", "out_refund_no": number}
        body |= {"notify_url": merchant.notify_url}
        body["amount"] = {"refund": 1000, "total": 9900, "currency": "CNY"}  # type: ignore[assignment]
        await merchant.call("POST", REFUNDS, body)
        told = (await until(lambda event=event: merchant.notified(event)))[0]
        assert told["refund_status"] == event.removeprefix("REFUND.")
        assert "success_time" not in told
    assert await balance(merchant) < before


async def test_certificates_change_without_a_gap(corp: Corp) -> None:
    merchant = await open_merchant(corp, "certificate")
    old = merchant.data["platform_serial_no"]
    new = (await corp.control("POST", "pay/certificates"))["serial_no"]
    shown = (await merchant.call("GET", "/v3/certificates")).json()["data"]
    assert [one["serial_no"] for one in shown] == [old, new]
    assert (await corp.control("PUT", "pay/certificates"))["serial_no"] == new
    pem = merchant.open(shown[1]["encrypt_certificate"]).decode()
    merchant.data["platform_certificate_pem"] = pem
    shown = (await merchant.call("GET", "/v3/certificates")).json()["data"]
    assert [one["serial_no"] for one in shown] == [new]


async def test_a_wallet_coupon_is_told(merchant: Merchant) -> None:
    body = {"url": merchant.notify_url, "transaction_id": "4200"}
    path = f"merchants/{merchant.data['mchid']}/coupon"
    await merchant.corp.control("POST", path, body)
    told = (await until(lambda: merchant.notified("COUPON.USE")))[0]
    assert told["consume_information"]["transaction_id"] == "4200"
