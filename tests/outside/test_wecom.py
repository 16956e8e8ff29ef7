"""wechatpy 2.0 (pre-release), as it is published, against the emulated WeCom and our callbacks."""

import xml.etree.ElementTree as ET
from sqlite3 import Row
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.emulator.stage import Corp
from tests.emulator.weixin_stage import PNG
from tests.outside import environments

from pond_emulator.wecom.events import sealed_event
from pondkeeper.platforms.common.wxcrypt import WxCrypt

PLAIN = "<xml><MsgType>event</MsgType><Event>change_external_contact</Event></xml>"


async def test_wechatpy_works_in_the_emulated_corp(corp: Corp) -> None:
    added = await corp.scan(await corp.person("小鱼"), await corp.code("parcel", ("mumu",)))
    did = await environments.run("wechatpy2", given(corp), script="wecom")
    assert sorted(did["staff"]) == ["lan", "mumu"]
    assert did["person"]["external_contact"]["external_userid"] == added["external_userid"]
    assert did["person"]["follow_user"][0]["tags"][0]["tag_name"] == "包裹卡"
    assert (did["way"]["state"], did["way"]["user"]) == ("counter", ["mumu"])
    assert did["company"][0] == "木木"
    assert did["told"] == [0, "nobody"]
    assert did["media"]
    assert did["mass"] == [True, ["wmNobody"]]
    assert did["opened"] == PLAIN
    assert opened_by_us(corp, did["sealed"]) == PLAIN


def given(corp: Corp) -> dict[str, Any]:
    """The app's secrets, and an event as the emulator seals it."""
    row = corp.world.store.one("select * from app")
    assert isinstance(row, Row)
    sealed = sealed_event(row, "http://127.0.0.1/door", PLAIN, "1700000000")
    keys = ("corpid", "agentid", "secret", "token", "encoding_aes_key")
    return {key: corp.app[key] for key in keys} | {
        "base": corp.base,
        "member": "mumu",
        "picture": PNG.hex(),
        "plain": PLAIN,
        "body": sealed.body.decode(),
        "query": dict(parse_qsl(urlsplit(sealed.url).query)),
    }


def opened_by_us(corp: Corp, body: str) -> str:
    """What the product makes of a body that wechatpy sealed and signed."""
    said = {child.tag: child.text or "" for child in ET.fromstring(body)}
    crypt = WxCrypt(corp.app["token"], corp.app["encoding_aes_key"], corp.app["corpid"])
    crypt.check(said["MsgSignature"], said["TimeStamp"], said["Nonce"], said["Encrypt"])
    return crypt.decrypt(said["Encrypt"]).decode()
