"""wechatpy's WeCom client does its round through an emulated corp, and opens what the corp sends."""

import json
import sys

from address import speak_to
from wechatpy.work import WeChatClient
from wechatpy.work.crypto import WeChatCrypto


def main(given):
    crypto = WeChatCrypto(given["token"], given["encoding_aes_key"], given["corpid"])
    client = WeChatClient(given["corpid"], given["secret"])
    speak_to(client._http, "https://qyapi.weixin.qq.com", given["base"])
    staff = client.external_contact.get_follow_user_list()["follow_user"]
    people = client.external_contact.list(given["member"])["external_userid"]
    group = client.external_contact.add_corp_tag(
        group_id=None, group_name="来源", order=1, tags=[{"name": "包裹卡", "order": 1}]
    )
    tag = group["tag_group"]["tag"][0]["id"]
    client.external_contact.mark_tag(given["member"], people[0], [tag])
    way = client.external_contact.add_contact_way(
        type=1,
        scene=2,
        style=1,
        remark="柜台",
        skip_verify=True,
        state="counter",
        user=[given["member"]],
    )
    return {
        "staff": staff,
        "person": client.external_contact.get(people[0]),
        "way": client.external_contact.get_contact_way(way["config_id"])["contact_way"],
        "opened": opened(crypto, given["body"], given["query"]),
        "sealed": crypto.encrypt_message(given["plain"], "1597212914", "1700000000"),
    }


def opened(crypto, body, query):
    """What an event of the emulator says, to them."""
    return crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])


json.dump(main(json.load(sys.stdin)), sys.stdout)
