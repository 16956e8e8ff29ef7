"""Every /v3 endpoint there is."""

import secrets
from typing import Any

from pond_emulator.kit import crypto
from pond_emulator.kit.clock import rfc3339
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.pay import notifies, orders, refunds
from pond_emulator.pay.door import Door, PayCall, PayEndpoint
from pond_emulator.world import World


def certificates(call: PayCall) -> dict[str, Any]:
    """The platform certificate, sealed with the merchant's APIv3 key (merchant/4012551764)."""
    pem = call.keys.certificate
    nonce = secrets.token_hex(6)
    start, end = crypto.certificate_validity(pem)
    key = call.merchant["apiv3_key"]
    sealed = {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": nonce,
        "associated_data": "certificate",
        "ciphertext": crypto.aead_encrypt(key, nonce, "certificate", pem.encode()),
    }
    item = {
        "serial_no": call.keys.certificate_serial,
        "effective_time": rfc3339(start),
        "expire_time": rfc3339(end),
        "encrypt_certificate": sealed,
    }
    return {"data": [item]}


TRADE = "/v3/pay/transactions"
ENDPOINTS: tuple[tuple[str, str, PayEndpoint], ...] = (
    ("POST", f"{TRADE}/jsapi", orders.create),
    ("GET", f"{TRADE}/out-trade-no/{{number}}", orders.query),
    ("GET", f"{TRADE}/id/{{number}}", orders.query),
    ("POST", f"{TRADE}/out-trade-no/{{number}}/close", orders.close),
    ("POST", "/v3/refund/domestic/refunds", refunds.create),
    ("GET", "/v3/refund/domestic/refunds/{number}", refunds.query),
    ("GET", "/v3/certificates", certificates),
)


def mount(router: Router, world: World) -> Door:
    """Adds the endpoints and tells the notices how Pay seals its notifies."""
    door = Door(world)
    for method, path, endpoint in ENDPOINTS:
        router.add(method, path, door.serve(path, endpoint))
    world.notices.register("pay", notifies.sealer(world, door.keys))
    return door


def unknown(request: Request) -> Answer:
    """Never a made-up success."""
    message = f"{request.method} {request.path} is not emulated"
    return answer_json({"code": "NOT_EMULATED", "message": message}, 404)
