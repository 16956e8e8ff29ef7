"""Every /v3 endpoint there is."""

import secrets
from typing import Any

from pond_emulator.kit import crypto
from pond_emulator.kit.clock import rfc3339
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.pay import bills, combined, notifies, orders, refunds, transfers
from pond_emulator.pay.door import Door, PayCall, PayEndpoint
from pond_emulator.pay.keys import Certificate
from pond_emulator.world import World


def certificates(call: PayCall) -> dict[str, Any]:
    """The platform's certificates, sealed with the merchant's APIv3 key (merchant/4012551764)."""
    return {"data": [sealed(call, one) for one in call.keys.shown]}


def sealed(call: PayCall, certificate: Certificate) -> dict[str, Any]:
    pem, nonce = certificate.pem, secrets.token_hex(6)
    start, end = crypto.certificate_validity(pem)
    key = call.merchant["apiv3_key"]
    return {
        "serial_no": certificate.serial,
        "effective_time": rfc3339(start),
        "expire_time": rfc3339(end),
        "encrypt_certificate": {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": "certificate",
            "ciphertext": crypto.aead_encrypt(key, nonce, "certificate", pem.encode()),
        },
    }


TRADE = "/v3/pay/transactions"
COMBINE = "/v3/combine-transactions"
REFUNDS = "/v3/refund/domestic/refunds"
TRANSFERS = "/v3/fund-app/mch-transfer/transfer-bills"
ENDPOINTS: tuple[tuple[str, str, PayEndpoint, str], ...] = (
    ("POST", f"{TRADE}/jsapi", orders.create("JSAPI"), "order"),
    ("POST", f"{TRADE}/app", orders.create("APP"), "order"),
    ("POST", f"{TRADE}/h5", orders.create("MWEB"), "order"),
    ("POST", f"{TRADE}/native", orders.create("NATIVE"), "order"),
    ("GET", f"{TRADE}/out-trade-no/{{number}}", orders.query, "query"),
    ("GET", f"{TRADE}/id/{{number}}", orders.query, "query"),
    ("POST", f"{TRADE}/out-trade-no/{{number}}/close", orders.close, "order"),
    ("POST", f"{COMBINE}/jsapi", combined.create("JSAPI"), "order"),
    ("POST", f"{COMBINE}/app", combined.create("APP"), "order"),
    ("POST", f"{COMBINE}/h5", combined.create("MWEB"), "order"),
    ("POST", f"{COMBINE}/native", combined.create("NATIVE"), "order"),
    ("GET", f"{COMBINE}/out-trade-no/{{number}}", combined.query, "query"),
    ("POST", f"{COMBINE}/out-trade-no/{{number}}/close", combined.close, "order"),
    ("POST", REFUNDS, refunds.create, "refund"),
    ("GET", f"{REFUNDS}/{{number}}", refunds.query, "query"),
    ("POST", TRANSFERS, transfers.create, "transfer"),
    ("GET", f"{TRANSFERS}/out-bill-no/{{number}}", transfers.query, "transfer_query"),
    ("GET", f"{TRANSFERS}/transfer-bill-no/{{number}}", transfers.query, "transfer_query"),
    ("POST", f"{TRANSFERS}/out-bill-no/{{number}}/cancel", transfers.cancel, "transfer_cancel"),
    ("GET", "/v3/bill/tradebill", bills.trade, "bill"),
    ("GET", "/v3/bill/fundflowbill", bills.fund_flow, "bill"),
    ("GET", "/v3/billdownload/file", bills.download, "bill"),
    ("GET", "/v3/certificates", certificates, "certificate"),
)


def mount(router: Router, world: World) -> Door:
    """Adds the endpoints and tells the notices how Pay seals its notifies."""
    door = Door(world)
    for method, path, endpoint, bucket in ENDPOINTS:
        router.add(method, path, door.serve(path, endpoint, bucket))
    world.notices.register("pay", notifies.sealer(world, door.keys))
    return door


def unknown(request: Request) -> Answer:
    """Never a made-up success."""
    message = f"{request.method} {request.path} is not emulated"
    return answer_json({"code": "NOT_EMULATED", "message": message}, 404)
