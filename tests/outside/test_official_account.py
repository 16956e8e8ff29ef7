"""wechatpy 1.8, as it is published, against the emulated official account and its callbacks."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.emulator.stage import open_test_world
from tests.emulator.weixin_stage import PNG, Wx, account_on
from tests.outside import environments

from pond_emulator.weixin import callbacks, faces, replies
from pondkeeper.platforms.common.wxcrypt import WxCrypt


@pytest.fixture
async def oa(tmp_path: Path) -> AsyncIterator[Wx]:
    async with account_on(open_test_world(tmp_path), "official_account") as made:
        yield made


async def test_wechatpy_works_at_the_emulated_official_account(oa: Wx) -> None:
    person, openid = await oa.fan("小鱼")
    did = await environments.run("wechatpy1", await given(oa, person), script="official_account")
    assert did["openids"] == [openid]
    assert did["users"][0]["subscribe"] == 1
    assert did["tags"] == [[100], [openid]]
    key, seen = did["menu"]
    assert (key, seen["button"][0]["name"]) == ("SONG", "歌")
    picture, leads_to = did["code"]
    assert leads_to.startswith(f"{oa.base}/q/")
    shown = await oa.client.get(picture.removeprefix("https://mp.weixin.qq.com"))
    assert shown.content.startswith(b"\x89PNG")
    assert did["media"] == [True, True]
    assert did["sent"] == [0, 0, 0, 45047, 0, 0]
    assert did["ticket"] == (await oa.get("ticket/getticket", type="jsapi"))["ticket"]
    assert did["person"]["nickname"] == "小鱼"
    *said, sealed = did["heard"]
    assert said == ["text", "在吗", openid]
    check_answer(oa, openid, sealed)


async def given(oa: Wx, person: int) -> dict[str, Any]:
    """The account's secrets, a code to log in with, and a message as the emulator seals it."""
    login = {"appid": oa.appid, "redirect_uri": "http://127.0.0.1/", "response_type": "code"}
    login |= {"scope": "snsapi_userinfo", "as_person": str(person)}
    sent = await oa.client.get("/connect/oauth2/authorize", params=login)
    face = faces.face(oa.world, oa.appid, person)
    body = callbacks.as_xml(
        {
            "ToUserName": oa.account["username"],
            "FromUserName": face["openid"],
            "CreateTime": 1700000000,
            "MsgType": "text",
            "Content": "在吗",
            "MsgId": 1234567890123456,
        }
    )
    sealed = callbacks.sealed(oa.account, "http://127.0.0.1/door", body, "1700000000")
    return {name: oa.account[name] for name in ("appid", "secret", "token", "encoding_aes_key")} | {
        "base": oa.base,
        "picture": PNG.hex(),
        "code": dict(parse_qsl(urlsplit(sent.headers["location"]).query))["code"],
        "body": sealed.body.decode(),
        "query": dict(parse_qsl(urlsplit(sealed.url).query)),
    }


def check_answer(oa: Wx, openid: str, sealed: str) -> None:
    """Both the emulator and the product open what wechatpy sealed."""
    row = faces.account(oa.world, oa.appid)
    reply = replies.read(row, sealed.encode())
    assert reply == {"to": openid, "msgtype": "text", "text": {"content": "欢迎"}}
    crypt = WxCrypt(oa.account["token"], oa.account["encoding_aes_key"], oa.appid)
    outer = {child.tag: child.text or "" for child in replies.parsed(sealed.encode())}
    crypt.check(outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
    assert "欢迎" in crypt.decrypt(outer["Encrypt"]).decode()
