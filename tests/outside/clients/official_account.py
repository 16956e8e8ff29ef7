"""wechatpy's official account client does its round, reads what it is sent, and answers."""

import io
import json
import sys

from address import speak_to
from wechatpy import WeChatClient, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatClientException
from wechatpy.oauth import WeChatOAuth
from wechatpy.replies import create_reply

API = "https://api.weixin.qq.com"


def main(given):
    client = WeChatClient(given["appid"], given["secret"])
    speak_to(client._http, API, given["base"])
    openids = list(client.user.iter_followers())
    openid = openids[0]
    return {
        "openids": openids,
        "users": client.user.get_batch(openids),
        "tags": tagged(client, openid),
        "menu": with_menu(client, openid),
        "code": with_code(client),
        "media": with_media(client, given),
        "sent": send(client, openid),
        "ticket": client.jsapi.get_jsapi_ticket(),
        "person": logged_in(given),
        "heard": hear(given),
    }


def tagged(client, openid):
    tag = client.tag.create("老客")
    client.tag.tag_user(tag["id"], openid)
    return [client.tag.get_user_tag(openid), list(client.tag.iter_tag_users(tag["id"]))]


def with_menu(client, openid):
    client.menu.create({"button": [{"type": "click", "name": "歌", "key": "SONG"}]})
    return [client.menu.get()["menu"]["button"][0]["key"], client.menu.try_match(openid)]


def with_code(client):
    scene = {"scene": {"scene_str": "counter"}}
    made = client.qrcode.create({"action_name": "QR_LIMIT_STR_SCENE", "action_info": scene})
    return [client.qrcode.get_url(made["ticket"]), made["url"]]


def with_media(client, given):
    picture = bytes.fromhex(given["picture"])
    up = client.media.upload("image", io.BytesIO(picture))
    kept = client.material.add("image", io.BytesIO(picture))
    same = client.media.download(up["media_id"]).content == picture
    return [same, client.material.get(kept["media_id"]).content == picture]


def send(client, openid):
    """Three messages are allowed after a follow, the fourth is not."""
    told = [client.message.send_text(openid, "你好")["errcode"] for _ in range(3)]
    try:
        client.message.send_text(openid, "你好")
    except WeChatClientException as refused:
        told.append(refused.errcode)
    template = client.template.get("TM00015")
    data = {"keyword1": {"value": "P1"}}
    told.append(client.message.send_template(openid, template, data)["errcode"])
    told.append(client.message.send_mass_text(None, "上新", is_to_all=True)["errcode"])
    return told


def logged_in(given):
    oauth = WeChatOAuth(given["appid"], given["secret"], "http://127.0.0.1/", "snsapi_userinfo")
    speak_to(oauth._http, API, given["base"])
    token = oauth.fetch_access_token(given["code"])
    return oauth.get_user_info(token["openid"], token["access_token"])


def hear(given):
    """[what the sealed message says, our sealed answer to it]"""
    crypto = WeChatCrypto(given["token"], given["encoding_aes_key"], given["appid"])
    query = given["query"]
    plain = crypto.decrypt_message(
        given["body"], query["msg_signature"], query["timestamp"], query["nonce"]
    )
    message = parse_message(plain)
    reply = create_reply("欢迎", message)
    sealed = crypto.encrypt_message(reply.render(), query["nonce"], query["timestamp"])
    return [message.type, message.content, message.source, sealed]


json.dump(main(json.load(sys.stdin)), sys.stdout)
