"""A merchant's product and a paying person: signatures both ways, sealed notifies, refunds."""

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.emulator.stage import Corp, until

from pond_emulator.kit import crypto
from pond_emulator.pay import paying

JSAPI = "/v3/pay/transactions/jsapi"
REFUNDS = "/v3/refund/domestic/refunds"
KEY = crypto.new_key()


@dataclass
class Merchant:
    corp: Corp
    data: dict[str, Any]
    openid: str
    notify_url: str

    def authorization(self, method: str, target: str, body: str, at: float) -> str:
        stamp, nonce = str(int(at)), "n0nce"
        message = f"{method}\n{target}\n{stamp}\n{nonce}\n{body}\n"
        signature = crypto.rsa_sign(KEY, message.encode())
        return (
            f'WECHATPAY2-SHA256-RSA2048 mchid="{self.data["mchid"]}",nonce_str="{nonce}",'
            f'signature="{signature}",timestamp="{stamp}",serial_no="{self.data["serial_no"]}"'
        )

    async def call(
        self,
        method: str,
        target: str,
        body: Any = None,
        at: float | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        text = "" if body is None else json.dumps(body, ensure_ascii=False)
        signed = self.authorization(method, target, text, at or time.time())
        headers = {"Authorization": signed, **(headers or {})}
        answer = await self.corp.client.request(
            method, target, content=text.encode(), headers=headers
        )
        if answer.status_code != 502:
            self.verify(answer.headers, answer.content)
        return answer

    def verify(self, headers: Any, body: bytes) -> None:
        by_id = headers["wechatpay-serial"].startswith("PUB_KEY_ID_")
        name = "platform_public_key_pem" if by_id else "platform_certificate_pem"
        stamp, nonce = headers["wechatpay-timestamp"], headers["wechatpay-nonce"]
        message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        key = crypto.load_public(self.data[name])
        assert crypto.rsa_verify(key, message, headers["wechatpay-signature"])

    def open(self, sealed: dict[str, str]) -> Any:
        return AESGCM(self.data["apiv3_key"].encode()).decrypt(
            sealed["nonce"].encode(),
            base64.b64decode(sealed["ciphertext"]),
            sealed["associated_data"].encode(),
        )

    async def order(self, number: str = "T00001", total: int = 9900, **changes: Any) -> Any:
        body = {
            "mchid": self.data["mchid"],
            "appid": self.data["appids"][0],
            "description": "口红",
            "out_trade_no": number,
            "notify_url": self.notify_url,
            "amount": {"total": total, "currency": "CNY"},
            "payer": {"openid": self.openid},
        }
        return await self.call("POST", JSAPI, body | changes)

    async def paid(self, number: str = "T00001", total: int = 9900) -> str:
        prepay_id = (await self.order(number, total)).json()["prepay_id"]
        await self.corp.control("POST", "pay", {"prepay_id": prepay_id})
        return prepay_id

    def notified(self, event: str) -> list[dict[str, Any]]:
        found = []
        for headers, body in self.corp.listener.notifies:
            self.verify(headers, body)
            told = json.loads(body)
            if told["event_type"] == event:
                found.append(json.loads(self.open(told["resource"])))
        return found


async def open_merchant(corp: Corp, verify_mode: str) -> Merchant:
    wanted = {"appids": [corp.app["corpid"]], "verify_mode": verify_mode}
    wanted |= {"public_pem": crypto.public_pem(KEY), "serial_no": "5157F09EFDC096DE15EB"}
    data = await corp.control("POST", "merchants", wanted)
    assert data["private_key_pem"] is None
    added = await corp.scan(await corp.person(), await corp.code())
    body = {"external_userid": added["external_userid"]}
    openid = (await corp.post("externalcontact/convert_to_openid", body))["openid"]
    app = corp.world.store.one("select callback_url from app")
    assert app
    return Merchant(corp, data, openid, app["callback_url"].replace("/wecom", "/pay"))


@pytest.fixture(params=["certificate", "public_key"])
async def merchant(corp: Corp, request: pytest.FixtureRequest) -> Merchant:
    return await open_merchant(corp, request.param)


async def test_a_person_pays_and_the_merchant_is_told(merchant: Merchant) -> None:
    target = f"/v3/pay/transactions/out-trade-no/T00001?mchid={merchant.data['mchid']}"
    prepay_id = (await merchant.order()).json()["prepay_id"]
    before = (await merchant.call("GET", target)).json()
    assert (before["trade_state"], before["amount"]["total"]) == ("NOTPAY", 9900)
    await merchant.corp.control("POST", "pay", {"prepay_id": prepay_id})
    told = (await until(lambda: merchant.notified("TRANSACTION.SUCCESS")))[0]
    after = (await merchant.call("GET", target)).json()
    assert told == after
    assert after["trade_state"] == "SUCCESS"
    assert after["payer"]["openid"] == merchant.openid
    again = await merchant.corp.control("POST", "pay", {"prepay_id": prepay_id})
    assert again["total"] == 9900
    assert len(merchant.notified("TRANSACTION.SUCCESS")) == 1


async def test_the_same_order_has_one_prepay_id(merchant: Merchant) -> None:
    first, second = await merchant.order(), await merchant.order()
    assert first.json() == second.json()
    other = await merchant.order(amount={"total": 1, "currency": "CNY"})
    assert (other.status_code, other.json()["code"]) == (403, "OUT_TRADE_NO_USED")


@pytest.mark.parametrize(
    "changes,code",
    [
        ({"appid": "wx0"}, "APPID_MCHID_NOT_MATCH"),
        ({"payer": {"openid": "oNobody"}}, "PARAM_ERROR"),
        ({"amount": {"total": 0}}, "PARAM_ERROR"),
        ({"out_trade_no": "短"}, "PARAM_ERROR"),
        ({"description": ""}, "PARAM_ERROR"),
        ({"time_expire": "tomorrow"}, "PARAM_ERROR"),
    ],
)
async def test_a_wrong_order_is_refused(
    merchant: Merchant, changes: dict[str, Any], code: str
) -> None:
    answer = await merchant.order(**changes)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_a_closed_order_cannot_be_paid_nor_a_paid_one_closed(merchant: Merchant) -> None:
    body = {"mchid": merchant.data["mchid"]}
    prepay_id = (await merchant.order("T00001")).json()["prepay_id"]
    path = "/v3/pay/transactions/out-trade-no/{}/close"
    for _ in range(2):
        assert (await merchant.call("POST", path.format("T00001"), body)).status_code == 204
    refused = await merchant.corp.control("POST", "pay", {"prepay_id": prepay_id})
    assert "关闭" in refused["error"]
    await merchant.paid("T00002")
    answer = await merchant.call("POST", path.format("T00002"), body)
    assert answer.json()["code"] == "ORDER_PAID"
    missing = await merchant.call("POST", path.format("T00003"), body)
    assert missing.status_code == 404


async def test_an_expired_order_cannot_be_paid(merchant: Merchant) -> None:
    answer = await merchant.order(time_expire="2020-01-01T00:00:00+08:00")
    refused = await merchant.corp.control("POST", "pay", answer.json())
    assert "过期" in refused["error"]


async def test_refunds_never_exceed_what_was_paid(merchant: Merchant) -> None:
    await merchant.paid(total=9900)
    body = {
        "out_trade_no": "T00001",
        "out_refund_no": "R00001",
        "reason": "过敏",
        "notify_url": merchant.notify_url,
        "amount": {"refund": 4000, "total": 9900, "currency": "CNY"},
    }
    first = (await merchant.call("POST", REFUNDS, body)).json()
    again = (await merchant.call("POST", REFUNDS, body)).json()
    assert first["refund_id"] == again["refund_id"]
    assert first["status"] == "PROCESSING"
    more = body | {"out_refund_no": "R00002"}
    more["amount"] = {"refund": 5901, "total": 9900, "currency": "CNY"}
    assert (await merchant.call("POST", REFUNDS, more)).json()["code"] == "INVALID_REQUEST"
    told = (await until(lambda: merchant.notified("REFUND.SUCCESS")))[0]
    assert (told["out_refund_no"], told["amount"]["refund"]) == ("R00001", 4000)
    asked = (await merchant.call("GET", f"{REFUNDS}/R00001")).json()
    assert (asked["status"], asked["refund_id"]) == ("SUCCESS", first["refund_id"])
    unknown = await merchant.call("GET", f"{REFUNDS}/R00009")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "RESOURCE_NOT_EXISTS")


async def test_a_signature_must_fit_and_be_fresh(merchant: Merchant) -> None:
    stale = await merchant.call("GET", "/v3/certificates", at=time.time() - 301)
    assert (stale.status_code, stale.json()["code"]) == (401, "SIGN_ERROR")
    header = merchant.authorization("GET", "/v3/other", "", time.time())
    answer = await merchant.corp.client.get("/v3/certificates", headers={"Authorization": header})
    assert answer.json()["code"] == "SIGN_ERROR"
    nobody = await merchant.corp.client.get("/v3/certificates")
    assert nobody.status_code == 401


async def test_certificates_are_sealed_with_the_merchants_key(merchant: Merchant) -> None:
    data = (await merchant.call("GET", "/v3/certificates")).json()["data"][0]
    pem = merchant.open(data["encrypt_certificate"]).decode()
    assert pem == merchant.data["platform_certificate_pem"]
    assert data["serial_no"] == crypto.certificate_serial(pem)


async def test_a_notify_that_is_refused_comes_again(merchant: Merchant) -> None:
    await until(lambda: merchant.corp.world.notices.pending() == 0)
    merchant.corp.listener.refuse = 2
    await merchant.paid()
    await until(lambda: merchant.notified("TRANSACTION.SUCCESS"))
    bodies = {body for _, body in merchant.corp.listener.notifies}
    assert len(bodies) == 1


async def test_the_page_must_hold_the_merchants_signature(merchant: Merchant) -> None:
    prepay_id = (await merchant.order()).json()["prepay_id"]
    fields = {
        "appId": merchant.data["appids"][0],
        "timeStamp": "1700000000",
        "nonceStr": "abc",
        "package": f"prepay_id={prepay_id}",
        "signType": "RSA",
    }
    names = ("appId", "timeStamp", "nonceStr", "package")
    message = "".join(f"{fields[name]}\n" for name in names)
    fields["paySign"] = crypto.rsa_sign(KEY, message.encode())
    assert paying.pay_sign_fits(merchant.corp.world, fields)
    assert not paying.pay_sign_fits(merchant.corp.world, fields | {"nonceStr": "abd"})
    assert not paying.pay_sign_fits(merchant.corp.world, fields | {"package": "prepay_id=x"})


async def test_an_accepted_order_may_lose_its_answer(merchant: Merchant) -> None:
    await merchant.corp.control("POST", "faults", {"kind": "drop", "prefix": JSAPI, "count": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        await merchant.order()
    assert (await merchant.order()).json()["prepay_id"]
    path = f"record?endpoint={JSAPI}&accepted=1"
    calls = (await merchant.corp.control("GET", path))["calls"]
    assert [(call["client_key"], call["dropped"]) for call in calls] == [
        ("T00001", 1),
        ("T00001", 0),
    ]


async def test_a_merchant_may_have_the_emulator_make_the_key(corp: Corp) -> None:
    data = await corp.control("POST", "merchants", {"appids": ["wx1"]})
    message = b"GET\n"
    key = crypto.load_private(data["private_key_pem"])
    stored = corp.world.store.one("select * from merchant where mchid = ?", data["mchid"])
    assert stored
    assert crypto.certificate_serial(stored["public_pem"]) == data["serial_no"]
    public = crypto.load_public(stored["public_pem"])
    assert crypto.rsa_verify(public, message, crypto.rsa_sign(key, message))
