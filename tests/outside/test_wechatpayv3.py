"""wechatpayv3 2.0, as it is published, as a merchant of the emulated WeChat Pay; its seals and
those of the product open one another's.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.emulator.stage import Corp, until
from tests.outside import environments

from pond_emulator.kit import crypto
from pond_emulator.kit.clock import CHINA
from pondkeeper.domain.channels.facts.pay import Bill
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.clock import SystemClock
from pondkeeper.platforms.wechat_pay import bill_text, seals
from pondkeeper.platforms.wechat_pay.callbacks import PayDoor


@dataclass
class Outsider:
    """The merchant's settings, with a person who pays."""

    corp: Corp
    given: dict[str, Any]
    made: dict[str, Any]

    async def act(self, name: str, **more: Any) -> Any:
        given = {**self.given, **more, "act": name}
        return await environments.run("wechatpayv3", given, script="merchant")

    async def pay(self, prepay_id: str) -> None:
        await self.corp.control("POST", "pay", {"prepay_id": prepay_id})

    def access(self) -> ChannelAccess:
        """The same merchant as a channel of the product."""
        settings = {
            "mchid": self.made["mchid"],
            "platform_certificates_pem": self.made["platform_certificate_pem"],
            "platform_key_id": self.made["platform_public_key_id"],
            "platform_public_key_pem": self.made["platform_public_key_pem"],
        }
        secrets = {"apiv3_key": self.made["apiv3_key"]}
        return ChannelAccess(1, 1, "wechat_pay", self.corp.base, "pk", settings, secrets)


@pytest.fixture(params=["public_key", "certificate"])
async def outsider(corp: Corp, tmp_path: Path, request: pytest.FixtureRequest) -> Outsider:
    wanted = {"appids": [corp.app["corpid"]], "verify_mode": request.param}
    made = await corp.control("POST", "merchants", wanted)
    (tmp_path / "certificates").mkdir()
    (tmp_path / "certificates" / "first.pem").write_text(made["platform_certificate_pem"])
    added = await corp.scan(await corp.person("王小明"), await corp.code())
    body = {"external_userid": added["external_userid"]}
    app = corp.world.store.one("select callback_url from app")
    assert app
    by_key = request.param == "public_key"
    given = {
        "base": corp.base,
        "mchid": made["mchid"],
        "private_key": made["private_key_pem"],
        "serial_no": made["serial_no"],
        "appid": made["appids"][0],
        "apiv3_key": made["apiv3_key"],
        "notify_url": app["callback_url"].replace("/wecom", "/pay"),
        "cert_dir": str(tmp_path / "certificates"),
        "public_key": made["platform_public_key_pem"] if by_key else "",
        "public_key_id": made["platform_public_key_id"] if by_key else "",
        "openid": (await corp.post("externalcontact/convert_to_openid", body))["openid"],
    }
    return Outsider(corp, given, made)


async def test_it_sells_gives_back_and_hears_of_it(outsider: Outsider) -> None:
    corp = outsider.corp
    placed = await outsider.act("order")
    assert placed["states"] == ["NOTPAY", 204, "CLOSED"]
    assert placed["code_url"].startswith("weixin://")
    await outsider.pay(placed["prepay_id"])
    await outsider.pay(placed["together"])
    back = await outsider.act("give_back")
    assert (back["paid"]["trade_state"], back["same"]) == ("SUCCESS", True)
    assert (back["refund"]["amount"]["refund"], back["together"]) == (4000, ["SUCCESS"] * 2)
    heard = await until(lambda: corp.listener.notifies[2:] and corp.listener.notifies)
    notices = [(headers, body.decode()) for headers, body in heard]
    opened = await outsider.act("open_notices", notices=notices)
    told = {one["event_type"]: one["resource"] for one in opened}
    assert told["REFUND.SUCCESS"]["out_refund_no"] == "OUTR0001"
    assert {one["resource"].get("combine_out_trade_no") for one in opened} == {None, "OUT00004"}
    for (headers, body), theirs in zip(heard, opened, strict=True):
        plain = PayDoor(SystemClock()).open(outsider.access(), {}, headers, body)
        assert json.loads(plain)["resource"] == theirs["resource"]


async def test_it_follows_a_new_certificate_by_itself(outsider: Outsider) -> None:
    await outsider.corp.control("POST", "pay/certificates")
    await outsider.corp.control("PUT", "pay/certificates")
    assert (await outsider.act("order"))["states"] == ["NOTPAY", 204, "CLOSED"]
    asked = outsider.corp.world.record.listed("/v3/certificates", "", 0, 10, accepted_only=True)
    assert bool(asked) == (not outsider.given["public_key_id"])


async def test_it_pays_a_person_whose_name_only_the_platform_reads(outsider: Outsider) -> None:
    gave = await outsider.act("pay_out")
    assert (gave["asked"], gave["back"]) == ("WAIT_USER_CONFIRM", "CANCELING")
    person = outsider.corp.world.store.value("select person_id from external")
    took = {"package": gave["package"]}
    ended = await outsider.corp.control("POST", f"people/{person}/confirm", took)
    assert ended["state"] == "SUCCESS"


async def test_it_fetches_the_bills_that_we_read(outsider: Outsider) -> None:
    placed = await outsider.act("order")
    await outsider.pay(placed["prepay_id"])
    await outsider.pay(placed["together"])
    clock = outsider.corp.world.clock
    day = datetime.fromtimestamp(clock.world(), CHINA).replace(hour=0, minute=0, second=0)
    clock.steer(day.timestamp() + 35 * 3600)
    read = await outsider.act("read_bills", day=f"{day:%Y-%m-%d}")
    files = [gzip.decompress(bytes.fromhex(read[name])) for name in ("trade", "flow")]
    assert [hashlib.sha1(file).hexdigest() for file in files] == read["digests"]
    bill = bill_text.trades(day.date(), files[0].decode())
    assert isinstance(bill, Bill)
    assert (bill.count, bill.paid_fen) == (3, 9900 + 100 + 200)
    assert len(bill_text.movements(files[1].decode())) == 6


async def test_seals_open_one_anothers(outsider: Outsider) -> None:
    private = crypto.load_private(outsider.made["private_key_pem"])
    body, stamp = '{"名": "字"}', str(int(datetime.now(UTC).timestamp()))
    theirs = await outsider.act(
        "cross",
        timestamp=stamp,
        nonce="n0nce",
        body=body,
        signature=seals.sign(private, stamp, "n0nce", body),
        sealed_for_merchant=seals.seal_for_platform(private.public_key(), "王小明"),
    )
    assert (theirs["ours_verified"], theirs["ours_opened"]) == (True, "王小明")
    message = f"wx1\n{theirs['stamp']}\n0123456789abcdef\nprepay_id=wx2\n".encode()
    seals.verify_raw(private.public_key(), message, theirs["page"])
    fields = dict(
        part.split("=", 1) for part in theirs["authorization"].split(" ", 1)[1].split(",")
    )
    signed = f"POST\n/v3/x?y=%2B\n{fields['timestamp'][1:-1]}\n0123456789abcdef\n"
    message = (signed + json.dumps({"名": "字"}) + "\n").encode()
    seals.verify_raw(private.public_key(), message, fields["signature"][1:-1])
    keys = outsider.corp.world.store
    name = "pay_public_key" if outsider.given["public_key_id"] else "pay_certificate_key"
    pem = keys.get(name)
    assert pem
    assert crypto.oaep_decrypt(crypto.load_private(pem), theirs["sealed"]) == "王小明"
