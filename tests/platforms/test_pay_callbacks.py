"""WeChat Pay's notices, written by hand from https://pay.weixin.qq.com/doc/v3/merchant/4012791861
(paid) and 4012791865 (refunded): what is believed, and all that is not.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.cast import StandingClock
from tests.platforms.merchant import (
    APPID,
    MCHID,
    certificate,
    notice,
    pay_access,
    signed,
)

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import pay as p
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess
from pondkeeper.platforms.wechat_pay import seals
from pondkeeper.platforms.wechat_pay.callbacks import MAX_BYTES, PayDoor

DOOR = PayDoor(StandingClock())
PAID = {
    "transaction_id": "4200002026030200000001",
    "amount": {"payer_total": 3900, "total": 4900, "currency": "CNY", "payer_currency": "CNY"},
    "mchid": MCHID,
    "trade_state": "SUCCESS",
    "bank_type": "OTHERS",
    "success_time": "2026-03-02T11:59:58+08:00",
    "payer": {"openid": "oAn"},
    "out_trade_no": "P1E1X",
    "appid": APPID,
    "trade_state_desc": "支付成功",
    "trade_type": "JSAPI",
    "attach": "",
}
REFUNDED = {
    "mchid": MCHID,
    "transaction_id": "4200002026030200000001",
    "out_trade_no": "P1E1X",
    "refund_id": "50002026030200000001",
    "out_refund_no": "R1E1X",
    "refund_status": "SUCCESS",
    "success_time": "2026-03-02T12:00:05+08:00",
    "user_received_account": "支付用户零钱",
    "amount": {"total": 4900, "refund": 1000, "payer_total": 3900, "payer_refund": 800},
}


def opened(body: bytes, access: ChannelAccess | None = None, **how: Any) -> bytes:
    return DOOR.open(access or pay_access(), {}, signed(body, **how), body)


def test_a_payment_is_believed_and_told_in_fen() -> None:
    assert DOOR.parse(opened(notice("TRANSACTION.SUCCESS", PAID))) == [
        f.Paid(
            out_trade_no="P1E1X",
            transaction_id="4200002026030200000001",
            amount_fen=4900,
            payer_total_fen=3900,
            payer_openid="oAn",
            appid=APPID,
            mchid=MCHID,
            trade_state="success",
            at=datetime(2026, 3, 2, 3, 59, 58, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize(
    "event, status, state",
    [
        ("REFUND.SUCCESS", "SUCCESS", "success"),
        ("REFUND.ABNORMAL", "ABNORMAL", "abnormal"),
        ("REFUND.CLOSED", "CLOSED", "closed"),
    ],
)
def test_a_refund_ends_well_or_not(event: str, status: str, state: Any) -> None:
    resource = {**REFUNDED, "refund_status": status}
    at = datetime(2026, 3, 2, 4, 0, 5, tzinfo=UTC)
    if state != "success":
        del resource["success_time"]
        at = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # the notice's own time
    assert DOOR.parse(opened(notice(event, resource))) == [
        f.Refunded("P1E1X", "R1E1X", "50002026030200000001", MCHID, state, 1000, at)
    ]


def test_other_news_is_named_and_kept() -> None:
    noticed_at = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    plain = opened(notice("PAYSCORE.USER_PAID", {"mchid": MCHID}))
    assert DOOR.parse(plain) == [f.UnknownFact("PAYSCORE.USER_PAID", noticed_at)]
    # Some kinds name no merchant; the seal says whose they are.
    nameless = opened(notice("COUPON.SEND", {"coupon_code": "1"}))
    (fact,) = DOOR.parse(nameless)
    assert isinstance(fact, f.UnknownFact)
    assert (fact.kind, bool(fact.missing)) == ("COUPON.SEND", True)


def test_what_was_paid_together_is_told_order_by_order() -> None:
    """https://wechatpay.js.org/webhook/v3/TRANSACTION.SUCCESS"""

    def part(number: str, transaction_id: str, fen: int) -> dict[str, Any]:
        return {
            "mchid": MCHID,
            "out_trade_no": number,
            "transaction_id": transaction_id,
            "trade_type": "JSAPI",
            "trade_state": "SUCCESS",
            "bank_type": "CMC",
            "attach": "a",
            "success_time": "2026-03-02T12:00:05.120+08:00",
            "amount": {"total_amount": fen, "payer_amount": fen - 1, "currency": "CNY"},
        }

    resource = {
        "combine_appid": APPID,
        "combine_mchid": MCHID,
        "combine_out_trade_no": "C1E1X",
        "combine_payer_info": {"openid": "oAn"},
        "sub_orders": [part("P1E1X", "4200A", 4900), part("P1E1Y", "4200B", 100)],
    }
    told = DOOR.parse(opened(notice("TRANSACTION.SUCCESS", resource)))
    at = datetime(2026, 3, 2, 4, 0, 5, 120_000, tzinfo=UTC)
    assert told == [
        f.Paid("P1E1X", "4200A", 4900, 4899, "oAn", APPID, MCHID, "success", at),
        f.Paid("P1E1Y", "4200B", 100, 99, "oAn", APPID, MCHID, "success", at),
    ]


@pytest.mark.parametrize("state", ["SUCCESS", "FAIL", "CANCELLED"])
def test_a_transfer_ends(state: str) -> None:
    """The merchant is called mchid here and mch_id in the query."""
    resource = {
        "out_bill_no": "T1E1X",
        "transfer_bill_no": "1330",
        "state": state,
        "mchid": MCHID,
        "transfer_amount": 2000,
        "openid": "oAn",
        "create_time": "2026-03-02T11:00:00+08:00",
        "update_time": "2026-03-02T12:00:05+08:00",
    }
    if state == "FAIL":
        resource["fail_reason"] = "PAYEE_ACCOUNT_ABNORMAL"
    told = DOOR.parse(opened(notice("MCHTRANSFER.BILL.FINISHED", resource)))
    at = datetime(2026, 3, 2, 4, 0, 5, tzinfo=UTC)
    why = "PAYEE_ACCOUNT_ABNORMAL" if state == "FAIL" else ""
    kind: Any = state.lower()
    assert told == [p.TransferEnded("T1E1X", "1330", MCHID, kind, 2000, "oAn", why, at)]


def test_a_coupon_of_the_wallet_is_used() -> None:
    """https://wechatpay.im/webhook/v3/COUPON.USE"""
    resource = {
        "stock_creator_mchid": MCHID,
        "stock_id": "9865888",
        "coupon_id": "98674556",
        "status": "USED",
        "consume_information": {
            "consume_time": "2026-03-02T12:00:05+08:00",
            "consume_mchid": MCHID,
            "transaction_id": "4200",
        },
    }
    at = datetime(2026, 3, 2, 4, 0, 5, tzinfo=UTC)
    told = DOOR.parse(opened(notice("COUPON.USE", resource)))
    assert told == [p.WalletCouponUsed("98674556", "9865888", "4200", MCHID, at)]


def test_a_repeat_is_sealed_anew_and_opens_to_the_same_bytes() -> None:
    first = notice("TRANSACTION.SUCCESS", PAID, nonce="a" * 12)
    second = notice("TRANSACTION.SUCCESS", PAID, nonce="b" * 12)
    assert first != second
    assert opened(first) == opened(second)


def test_the_certificate_of_an_older_merchant_serves_as_well() -> None:
    serial, pem = certificate("platform-2024")
    _, younger = certificate("platform-2029")
    access = pay_access(
        platform_certificates_pem=pem + younger, platform_public_key_pem="", platform_key_id=""
    )
    body = notice("TRANSACTION.SUCCESS", PAID)
    assert opened(body, access, serial=serial, signer="platform-2024")
    with pytest.raises(CallbackRejected, match="signature"):
        opened(body, access, serial=serial, signer="platform-2029")


BODY = notice("TRANSACTION.SUCCESS", PAID)


def test_both_kinds_of_key_serve_while_a_merchant_moves() -> None:
    serial, pem = certificate("platform-2024")
    access = pay_access(platform_certificates_pem=pem)
    assert opened(BODY, access, serial=serial, signer="platform-2024") == opened(BODY, access)


@pytest.mark.parametrize(
    "how, reason",
    [
        ({"serial": "STRANGER"}, "serial"),
        ({"signer": "stranger"}, "signature"),
        ({"age_s": 301}, "stale"),
        ({"age_s": -301}, "stale"),
    ],
)
def test_a_stranger_is_refused(how: dict[str, Any], reason: str) -> None:
    with pytest.raises(CallbackRejected, match=reason):
        opened(BODY, **how)


def test_the_platforms_probe_must_fail() -> None:
    headers = signed(BODY)
    headers["Wechatpay-Signature"] = seals.PROBE + headers["Wechatpay-Signature"]
    with pytest.raises(CallbackRejected, match="probe"):
        DOOR.open(pay_access(), {}, headers, BODY)


@pytest.mark.parametrize("lost", ["Serial", "Timestamp", "Nonce", "Signature"])
def test_every_header_is_needed(lost: str) -> None:
    headers = signed(BODY)
    del headers[f"Wechatpay-{lost}"]
    with pytest.raises(CallbackRejected):
        DOOR.open(pay_access(), {}, headers, BODY)


def test_header_names_have_no_case() -> None:
    headers = {name.upper(): value for name, value in signed(BODY).items()}
    assert DOOR.open(pay_access(), {}, headers, BODY)


def test_one_changed_byte_is_noticed() -> None:
    headers = signed(BODY)
    with pytest.raises(CallbackRejected, match="signature"):
        DOOR.open(pay_access(), {}, headers, BODY.replace(b"EV-1", b"EV-2"))


def test_a_notice_for_another_merchant_is_refused() -> None:
    with pytest.raises(CallbackRejected, match="receiver"):
        opened(notice("TRANSACTION.SUCCESS", {**PAID, "mchid": "1900000002"}))


def test_a_resource_under_another_key_stays_closed() -> None:
    with pytest.raises(CallbackRejected, match="resource"):
        opened(notice("TRANSACTION.SUCCESS", PAID, aes_key="x" * 32))


@pytest.mark.parametrize(
    "body, reason",
    [
        (b"", "shape"),
        (b"[]", "shape"),
        (b'{"event_type": "X"}', "shape"),
        (b" " * (MAX_BYTES + 1), "too_large"),
        (BODY.replace(b"AEAD_AES_256_GCM", b"AEAD_SM4_GCM"), "algorithm"),
        (notice("TRANSACTION.SUCCESS", ["not an object"]), "shape"),
    ],
)
def test_what_is_signed_but_odd_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(CallbackRejected, match=reason):
        opened(body)


@pytest.mark.parametrize(
    "settings",
    [{"platform_public_key_pem": "no key"}, {"platform_key_id": ""}],
)
def test_wrong_settings_are_told_in_our_words(settings: dict[str, str]) -> None:
    with pytest.raises(CallbackRejected, match="settings"):
        opened(BODY, pay_access(**settings))


def test_nobody_checks_the_address() -> None:
    with pytest.raises(CallbackRejected, match="no_url_check"):
        DOOR.verify_url(pay_access(), {"echostr": "x"})


@pytest.mark.parametrize(
    "change",
    [
        {"amount": {"total": "4900"}},
        {"amount": {"total": True}},
        {"amount": None},
        {"trade_state": "NEW_WORD"},
        {"transaction_id": ""},
        {"out_trade_no": 1},
    ],
)
def test_a_payment_that_lacks_something_is_never_a_payment(change: dict[str, Any]) -> None:
    (fact,) = DOOR.parse(opened(notice("TRANSACTION.SUCCESS", {**PAID, **change})))
    assert isinstance(fact, f.UnknownFact)
    assert fact.missing


@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: json.dumps(text).encode()))
def test_noise_is_refused_by_the_reader(noise: bytes) -> None:
    with pytest.raises(CallbackRejected):
        DOOR.parse(noise)
