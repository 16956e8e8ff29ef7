"""wechatpy's WeCom client does its round through an emulated corp, and opens what the corp sends."""

import io
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
        "company": [client.user.get(given["member"])["name"], names_of(client.department.list())],
        "told": tell(client, given),
        "media": kept(client, given),
        "mass": ask_for_mass(client, given, people),
        "groups": client.external_contact_group_chat.list_all(),
        "ticket": client.jsapi.get_jsapi_ticket(),
        "opened": opened(crypto, given["body"], given["query"]),
        "sealed": crypto.encrypt_message(given["plain"], "1597212914", "1700000000"),
    }


def names_of(departments):
    return [row["name"] for row in departments]


def tell(client, given):
    """A message of the application to a member and to a stranger."""
    said = client.message.send_text(given["agentid"], [given["member"], "nobody"], "该确认群发了")
    return [said["errcode"], said["invaliduser"]]


def kept(client, given):
    """Their own download asks the real host whatever address was set; this goes the set way."""
    picture = bytes.fromhex(given["picture"])
    up = client.media.upload("image", ("pond.png", io.BytesIO(picture), "image/png"))
    back = client.get("media/get", params={"media_id": up["media_id"]})
    return back.content == picture


def ask_for_mass(client, given, people):
    """A mass message that the member has to confirm; an unknown customer is told back."""
    wanted = {"chat_type": "single", "external_userid": [*people, "wmNobody"]}
    text = {"text": {"content": "上新"}, "sender": given["member"]}
    made = client.external_contact.add_msg_template(wanted | text)
    return [bool(made["msgid"]), made["fail_list"]]


def opened(crypto, body, query):
    """What an event of the emulator says, to them."""
    return crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])


json.dump(main(json.load(sys.stdin)), sys.stdout)
