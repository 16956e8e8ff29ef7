"""The /v3 door: the merchant's signature in, the platform's signature out.

Rules: pay.weixin.qq.com/doc/v3/merchant/4012365342 and 4012365345.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa

from pond_emulator.faults import CALL_KINDS, Fault
from pond_emulator.kit import crypto
from pond_emulator.kit.web import Answer, BadJsonError, Request
from pond_emulator.pay.errors import STATUS, PayRefused
from pond_emulator.pay.keys import PlatformKeys, platform_keys
from pond_emulator.pay.signing import SCHEME, merchant_serial, signature_headers
from pond_emulator.record import Entry
from pond_emulator.world import World

SKEW_S = 300


@dataclass
class PayCall:
    """One signed call by a merchant; `body` is {} for a GET."""

    world: World
    request: Request
    keys: PlatformKeys
    merchant: Row
    body: dict[str, Any]
    subject: str = ""
    client_key: str = ""

    @property
    def mchid(self) -> str:
        found: str = self.merchant["mchid"]
        return found

    def need(self, name: str) -> Any:
        """A field of the body; its absence is PARAM_ERROR."""
        found: Any = self.body
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if found in (None, ""):
            raise PayRefused("PARAM_ERROR", f"输入源“/body/{name.replace('.', '/')}”缺失")
        return found


PayEndpoint = Callable[[PayCall], dict[str, Any] | None]


class Door:
    """Verifies, carries out in one transaction with its record, signs the answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.keys = platform_keys(world.store)
        self._public: dict[str, rsa.RSAPublicKey] = {}

    def serve(self, path: str, endpoint: PayEndpoint) -> Callable[[Request], Answer]:
        def handle(request: Request) -> Answer:
            faults = {f.kind: f for f in self._world.faults.hit(path, CALL_KINDS)}
            if "error" in faults:
                return Answer(int(faults["error"].value or 502), b"")
            entry = Entry(path, "", dropped="drop" in faults)
            with self._world.store.transaction():
                status, body = self._carry_out(request, endpoint, entry, faults)
                self._world.record.append(entry)
            answer = self._signed(request, entry.account, status, body)
            answer.drop = entry.dropped
            if "latency_ms" in faults:
                answer.delay_s = faults["latency_ms"].value / 1000
            return answer

        return handle

    def _carry_out(
        self, request: Request, endpoint: PayEndpoint, entry: Entry, faults: dict[str, Fault]
    ) -> tuple[int, bytes]:
        try:
            merchant = self._authenticate(request)
            entry.account = merchant["mchid"]
            call = self._open(request, merchant, busy="busy" in faults)
            entry.body = call.body
            try:
                data = endpoint(call)
            finally:
                entry.subject, entry.client_key = call.subject, call.client_key
        except PayRefused as refused:
            entry.errcode = refused.code
            detail = {"code": refused.code, "message": refused.message}
            return STATUS[refused.code], msgspec.json.encode(detail)
        return (204, b"") if data is None else (200, msgspec.json.encode(data))

    def _open(self, request: Request, merchant: Row, *, busy: bool) -> PayCall:
        if busy:
            raise PayRefused("SYSTEM_ERROR", "系统异常，请稍后重试")
        try:
            body = request.json() if request.method == "POST" else {}
        except BadJsonError as error:
            raise PayRefused("PARAM_ERROR", "请求体不是合法的JSON") from error
        return PayCall(self._world, request, self.keys, merchant, body)

    def _authenticate(self, request: Request) -> Row:
        """The merchant who signed this; raises PayRefused SIGN_ERROR."""
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        fields = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        merchant = self._world.store.one(
            "select * from merchant where mchid = ?", fields.get("mchid", "")
        )
        if scheme != SCHEME or merchant is None:
            raise PayRefused("SIGN_ERROR", "Http头Authorization值格式错误")
        if fields.get("serial_no") != merchant["serial_no"]:
            raise PayRefused("SIGN_ERROR", "商户证书序列号有误。请使用签名私钥匹配的证书序列号")
        timestamp = fields.get("timestamp", "")
        if not timestamp.isdigit() or abs(int(timestamp) - self._world.clock.real()) > SKEW_S:
            raise PayRefused(
                "SIGN_ERROR", "Http头Authorization中的timestamp与当前时间相差超过5分钟"
            )
        if not self._signature_fits(request, merchant, fields):
            raise PayRefused("SIGN_ERROR", "错误的签名，验签失败")
        return merchant

    def _signature_fits(self, request: Request, merchant: Row, fields: dict[str, str]) -> bool:
        head = f"{request.method}\n{request.target}\n{fields['timestamp']}\n"
        message = head.encode() + f"{fields.get('nonce_str', '')}\n".encode()
        message += request.body + b"\n"
        pem = merchant["public_pem"]
        if pem not in self._public:
            self._public[pem] = crypto.load_public(pem)
        return crypto.rsa_verify(self._public[pem], message, fields.get("signature", ""))

    def _signed(self, request: Request, mchid: str, status: int, body: bytes) -> Answer:
        """Every answer is signed, also refusals, with the key the merchant asks or is set for."""
        serial = request.headers.get("wechatpay-serial", "")
        if not serial:
            row = self._world.store.one("select * from merchant where mchid = ?", mchid)
            serial = merchant_serial(self.keys, row) if row else self.keys.certificate_serial
        headers = signature_headers(self.keys, serial, self._world.clock.real(), body)
        return Answer(status, body, [*headers.items(), ("Request-ID", secrets.token_hex(16))])
