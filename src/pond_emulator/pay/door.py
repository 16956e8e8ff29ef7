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
from pond_emulator.kit.door import broken_answer, troubled
from pond_emulator.kit.web import Answer, BadJsonError, Request
from pond_emulator.pay.errors import STATUS, PayRefused
from pond_emulator.pay.keys import PlatformKeys, platform_keys
from pond_emulator.pay.signing import SCHEME, merchant_serial, probe, signature_headers
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

    @property
    def base(self) -> str:
        """Where the caller found us: addresses in answers lead there again."""
        host = self.request.headers.get("host")
        return f"http://{host}" if host else self.world.settings.base_url.rstrip("/")

    def need(self, name: str) -> Any:
        """A field of the body; its absence is PARAM_ERROR."""
        found: Any = self.body
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if found in (None, "", []):
            raise PayRefused("PARAM_ERROR", f"输入源“/body/{name.replace('.', '/')}”缺失")
        return found


PayEndpoint = Callable[[PayCall], dict[str, Any] | bytes | None]
"""An object, nothing (204), or the bytes of a file, which goes out unsigned."""


class Door:
    """Verifies, carries out in one transaction with its record, signs the answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.keys = platform_keys(world.store)
        self._public: dict[str, rsa.RSAPublicKey] = {}

    def serve(
        self, path: str, endpoint: PayEndpoint, bucket: str = ""
    ) -> Callable[[Request], Answer]:
        def handle(request: Request) -> Answer:
            faults = {f.kind: f for f in self._world.faults.hit(path, CALL_KINDS)}
            if broken := broken_answer(faults):
                return broken
            entry = Entry(path, "", dropped="drop" in faults)
            with self._world.store.transaction():
                answer = self._carry_out(request, endpoint, bucket, entry, faults)
                self._world.record.append(entry)
            return troubled(answer, faults)

        return handle

    def _carry_out(
        self,
        request: Request,
        endpoint: PayEndpoint,
        bucket: str,
        entry: Entry,
        faults: dict[str, Fault],
    ) -> Answer:
        try:
            call = self._open(request, entry, faults)
            self._check_limits(call, entry.endpoint, bucket)
            try:
                data = endpoint(call)
            finally:
                entry.subject, entry.client_key = call.subject, call.client_key
        except PayRefused as refused:
            entry.errcode = refused.code
            detail = {"code": refused.code, "message": refused.message}
            body = msgspec.json.encode(detail)
            return self._signed(request, entry, STATUS.get(refused.code, 400), body)
        if isinstance(data, bytes):
            return Answer(200, data, content_type="application/octet-stream")
        status, body = (204, b"") if data is None else (200, msgspec.json.encode(data))
        return self._signed(request, entry, status, body)

    def _open(self, request: Request, entry: Entry, faults: dict[str, Fault]) -> PayCall:
        merchant = self._authenticate(request)
        entry.account = merchant["mchid"]
        if "busy" in faults or "maintenance" in faults:
            raise PayRefused("SYSTEM_ERROR", "系统异常，请稍后重试")
        if "ban" in faults or self._world.bans.find("pay", entry.account):
            raise PayRefused("NO_AUTH", "商户号该产品权限异常，请联系客服")
        try:
            entry.body = request.json() if request.method == "POST" else {}
        except BadJsonError as error:
            raise PayRefused("PARAM_ERROR", "请求体不是合法的JSON") from error
        return PayCall(self._world, request, self.keys, merchant, entry.body)

    def _check_limits(self, call: PayCall, path: str, bucket: str) -> None:
        rule = self._world.limits.hit("pay", call.mchid, path, bucket)
        if rule:
            raise PayRefused(rule.code, "请求过于频繁，请稍后重试")

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

    def _signed(self, request: Request, entry: Entry, status: int, body: bytes) -> Answer:
        """Every answer is signed, also refusals, with the key the merchant asks or is set for."""
        serial = request.headers.get("wechatpay-serial", "")
        if not serial:
            row = self._world.store.one("select * from merchant where mchid = ?", entry.account)
            serial = merchant_serial(self.keys, row) if row else self.keys.certificate_serial
        headers = signature_headers(self.keys, serial, self._world.clock.real(), body)
        if self._world.faults.hit(entry.endpoint, ("probe",)):
            headers = probe(headers)
        return Answer(status, body, [*headers.items(), ("Request-ID", secrets.token_hex(16))])
