"""wechatpayv3 as a merchant: it orders, asks, closes, gives back, pays out, fetches bills, and
opens what the platform tells. One act per run, as the people in between live elsewhere.
"""

import json
import os
import sys
import time

import wechatpayv3.utils as seals
from wechatpayv3 import WeChatPay, WeChatPayType

os.environ["NO_PROXY"] = "*"
NOTHING = {"currency": "CNY"}


def merchant(given):
    keys = {"cert_dir": given["cert_dir"]}
    if given["public_key_id"]:
        keys = {"public_key": given["public_key"], "public_key_id": given["public_key_id"]}
    client = WeChatPay(
        wechatpay_type=WeChatPayType.JSAPI,
        mchid=given["mchid"],
        private_key=given["private_key"],
        cert_serial_no=given["serial_no"],
        appid=given["appid"],
        apiv3_key=given["apiv3_key"],
        notify_url=given["notify_url"],
        **keys,
    )
    client._core._gate_way = given["base"]
    return client


def order(client, given):
    """Orders of every kind; one of them is closed again."""
    payer, amount = {"openid": given["openid"]}, {"total": 9900, **NOTHING}
    scene = {"payer_client_ip": "127.0.0.1", "h5_info": {"type": "Wap"}}
    by_page = said(client.pay("口红", "OUT00001", amount, payer=payer))
    by_code = said(client.pay("口红", "OUT00002", amount, pay_type=WeChatPayType.NATIVE))
    by_browser = said(
        client.pay("口红", "OUT00003", amount, scene_info=scene, pay_type=WeChatPayType.H5)
    )
    together = said(client.combine_pay("OUT00004", parts(client), combine_payer_info=payer))
    client_open = said(client.query(out_trade_no="OUT00003"))
    closed = client.close("OUT00003")[0]
    return {
        "prepay_id": by_page["prepay_id"],
        "code_url": by_code["code_url"],
        "h5_url": by_browser["h5_url"],
        "together": together["prepay_id"],
        "states": [client_open["trade_state"], closed, state(client, "OUT00003")],
    }


def parts(client):
    return [
        {
            "mchid": client._mchid,
            "attach": "a",
            "amount": {"total_amount": total, **NOTHING},
            "out_trade_no": number,
            "description": "粉扑",
        }
        for number, total in (("OUT00004A", 100), ("OUT00004B", 200))
    ]


def give_back(client, given):
    """What was paid is found by both numbers, and a part of it goes back."""
    paid = said(client.query(out_trade_no="OUT00001"))
    same = said(client.query(transaction_id=paid["transaction_id"]))
    amount = {"refund": 4000, "total": 9900, **NOTHING}
    refund = said(client.refund("OUTR0001", amount, transaction_id=paid["transaction_id"]))
    together = said(client.combine_query("OUT00004"))
    return {
        "paid": paid,
        "same": paid == same,
        "refund": refund,
        "asked": said(client.query_refund("OUTR0001")),
        "together": [one["trade_state"] for one in together["sub_orders"]],
    }


def pay_out(client, given):
    """Two transfers; the larger one names the person, the smaller one is taken back."""
    scene = [{"info_type": "活动名称", "info_content": "老带新"}]
    told = {"transfer_scene_report_infos": scene}
    to, transfer = given["openid"], client.mch_transfer_bills
    large = said(transfer("BIG1", "1000", to, 200_000, "奖励", user_name="王小明", **told))
    said(transfer("SMALL1", "1000", to, 30, "奖励", **told))
    back = said(client.mch_transfer_bills_cancel("SMALL1"))
    asked = said(client.mch_transfer_bills_query(out_bill_no="BIG1"))
    return {"package": large["package_info"], "asked": asked["state"], "back": back["state"]}


def read_bills(client, given):
    trade = said(client.trade_bill(given["day"]))
    flow = said(client.fundflow_bill(given["day"]))
    return {
        "trade": client.download_bill(trade["download_url"])[1].hex(),
        "flow": client.download_bill(flow["download_url"])[1].hex(),
        "digests": [trade["hash_value"], flow["hash_value"]],
    }


def open_notices(client, given):
    """What the platform told, opened; None where it is not believed."""
    return [client.callback(headers, body) for headers, body in given["notices"]]


def cross(client, given):
    """Its seals for us, and ours for it."""
    key = client._core._private_key
    stamp, nonce = str(int(time.time())), "0123456789abcdef"
    signed = seals.rsa_verify(
        given["timestamp"], given["nonce"], given["body"], given["signature"], key.public_key()
    )
    return {
        "ours_verified": signed,
        "ours_opened": client.decrypt(given["sealed_for_merchant"]),
        "authorization": seals.build_authorization(
            "/v3/x?y=%2B", "POST", "19", "AB", key, data={"名": "字"}, nonce_str=nonce
        ),
        "page": client.sign(["wx1", stamp, nonce, "prepay_id=wx2"]),
        "stamp": stamp,
        "sealed": client._core.encrypt("王小明"),
    }


def state(client, number):
    return said(client.query(out_trade_no=number))["trade_state"]


def said(answer):
    code, text = answer
    if not 200 <= code < 300:
        raise SystemExit(f"{code} {text}")
    return json.loads(text)


def main(given):
    acts = (order, give_back, pay_out, read_bills, open_notices, cross)
    return {act.__name__: act for act in acts}[given["act"]](merchant(given), given)


json.dump(main(json.load(sys.stdin)), sys.stdout)
