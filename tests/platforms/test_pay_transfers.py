"""Money for people: asked for and asked after under one number, whatever is answered.

Shapes by hand from https://pay.weixin.qq.com/doc/v3/merchant/4012716434, 4012716437, 4012716458.
"""

from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA1
from tests.platforms import merchant as m
from tests.platforms.pay_desk import Desk, bad, good, open_desk

from pondkeeper.domain.channels.facts import pay as p
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.ports.pay import Payouts

SMALL = p.Transfer(
    "T1E1X", "oAn", 2000, "1000", "老带新奖励", "http://127.0.0.1/callbacks/pk",
    reported=(("活动名称", "老带新"), ("奖励说明", "好友首单")),
)  # fmt: skip
WAITING: dict[str, Any] = {
    "out_bill_no": "T1E1X",
    "transfer_bill_no": "1330",
    "create_time": "2026-03-02T12:00:00+08:00",
    "state": "WAIT_USER_CONFIRM",
    "package_info": "cGFja2FnZQ==",
}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened


def payouts(desk: Desk) -> Payouts:
    assert desk.platform.payouts is not None
    return desk.platform.payouts


async def test_a_transfer_waits_for_the_person(desk: Desk) -> None:
    desk.replies = [good(WAITING)]
    asked = await payouts(desk).transfer(desk.access, SMALL)
    at = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    assert asked == p.Transferring(
        "T1E1X", "1330", "wait_user_confirm", package="cGFja2FnZQ==", at=at
    )
    assert desk.last.json == {
        "appid": m.APPID,
        "out_bill_no": "T1E1X",
        "transfer_scene_id": "1000",
        "openid": "oAn",
        "transfer_amount": 2000,
        "transfer_remark": "老带新奖励",
        "notify_url": "http://127.0.0.1/callbacks/pk",
        "transfer_scene_report_infos": [
            {"info_type": "活动名称", "info_content": "老带新"},
            {"info_type": "奖励说明", "info_content": "好友首单"},
        ],
    }


@pytest.mark.parametrize("mode", ["public_key", "certificate"])
async def test_a_name_is_read_by_the_platform_alone(desk: Desk, mode: str) -> None:
    access, name_of_key = desk.access, m.KEY_ID
    if mode == "certificate":
        name_of_key, pem = m.certificate("platform")
        access = only_certificate(desk, pem)
    desk.replies = [good(WAITING, serial=name_of_key)]
    await payouts(desk).transfer(access, replace(SMALL, amount_fen=200_000, user_name="王小明"))
    assert desk.last.headers["wechatpay-serial"] == name_of_key
    sealed = b64decode(desk.last.json["user_name"])
    padding = OAEP(mgf=MGF1(SHA1()), algorithm=SHA1(), label=None)
    assert m.key("platform").decrypt(sealed, padding).decode() == "王小明"
    assert "王小明".encode() not in desk.last.body


def only_certificate(desk: Desk, pem: str) -> ChannelAccess:
    return m.pay_access(
        desk.server.base_url,
        platform_certificates_pem=pem,
        platform_key_id="",
        platform_public_key_pem="",
    )


@pytest.mark.parametrize("changed", [{"amount_fen": 9}, {"amount_fen": 200_000}])
async def test_what_would_be_refused_never_leaves(desk: Desk, changed: dict[str, int]) -> None:
    with pytest.raises(SendRefused):
        await payouts(desk).transfer(desk.access, replace(SMALL, **changed))
    assert desk.server.asked == []


async def test_a_lost_answer_is_asked_again_under_the_same_number(desk: Desk) -> None:
    desk.replies = [None, good(WAITING)]
    await payouts(desk).transfer(desk.access, SMALL)
    first, second = desk.server.asked
    assert first.body == second.body


async def test_a_refusal_nobody_knows_leaves_open_whether_money_moves(desk: Desk) -> None:
    desk.replies = [bad(400, "NEVER_SEEN_BEFORE")]
    with pytest.raises(SendUnknown, match="T1E1X"):
        await payouts(desk).transfer(desk.access, SMALL)


@pytest.mark.parametrize(
    "code, kind", [("NOT_ENOUGH", "retry"), ("FREQUENCY_LIMITED", "quota"), ("NO_AUTH", "permanent")]
)
async def test_a_known_refusal_is_one(desk: Desk, code: str, kind: str) -> None:
    desk.replies = [bad(403, code)]
    with pytest.raises(SendRefused) as caught:
        await payouts(desk).transfer(desk.access, SMALL)
    assert (caught.value.kind, caught.value.code) == (kind, code)


@pytest.mark.parametrize(
    "word",
    ["ACCEPTED", "PROCESSING", "WAIT_USER_CONFIRM", "TRANSFERING", "SUCCESS", "FAIL", "CANCELING",
     "CANCELLED"],
)  # fmt: skip
async def test_every_state_is_told(desk: Desk, word: str) -> None:
    answer = {**WAITING, "state": word, "transfer_amount": 2000, "mch_id": m.MCHID}
    desk.replies = [good({**answer, "update_time": "2026-03-02T12:00:09+08:00"})]
    found = await payouts(desk).query(desk.access, "T1E1X")
    assert found is not None
    assert (found.state, found.amount_fen) == (word.lower(), 2000)
    assert found.at == datetime(2026, 3, 2, 4, 0, 9, tzinfo=UTC)


async def test_an_unknown_number_is_none_and_an_unknown_state_a_doubt(desk: Desk) -> None:
    desk.replies = [bad(404, "NOT_FOUND"), good({**WAITING, "state": "SOON"})]
    assert await payouts(desk).query(desk.access, "T9") is None
    with pytest.raises(SendUnknown, match="SOON"):
        await payouts(desk).query(desk.access, "T1E1X")


async def test_a_transfer_is_taken_back(desk: Desk) -> None:
    answer = {key: WAITING[key] for key in ("out_bill_no", "transfer_bill_no")}
    desk.replies = [good({**answer, "state": "CANCELING"})]
    assert (await payouts(desk).cancel(desk.access, "T1E1X")).state == "canceling"
    assert desk.last.path.endswith("/transfer-bills/out-bill-no/T1E1X/cancel")
    assert desk.last.method == "POST"


def test_a_name_never_shows_in_a_log() -> None:
    assert "王小明" not in repr(replace(SMALL, user_name="王小明"))
