"""WeChat Pay's manner: every request signed by us, every good answer signed by the platform."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.kit import strict_json
from pondkeeper.kit.clock import Clock
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import AnswerLost, TryAgainHere
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.common.json_calls import bytes_or_object
from pondkeeper.platforms.common.limits import load
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.wechat_pay import certificates, seals
from pondkeeper.platforms.wechat_pay import endpoints as e
from pondkeeper.platforms.wechat_pay.errcodes import ERRCODES, UNLISTED
from pondkeeper.platforms.wechat_pay.keys import merchant_key, platform_keys

_HEADERS = {
    "accept": "application/json",
    "content-type": "application/json",
    "user-agent": "pondkeeper",
}


@dataclass(frozen=True, slots=True)
class PayManner:
    """Signs with the merchant's key; believes an answer only with the platform's signature."""

    clock: Clock

    async def dress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> Request:
        """Add the signature over method, target, time, nonce and body."""
        if endpoint is not e.CERTIFICATES and not platform_keys(access):
            # Without one the answer could not be believed, after the money has moved.
            raise SendRefused("permanent", "settings", "缺少微信支付公钥或平台证书")
        key, nonce = merchant_key(access), secrets.token_hex(16)
        timestamp = str(int(self.clock.real().timestamp()))
        body = request.content.decode()
        signature = seals.sign(key, endpoint.method, request.target, timestamp, nonce, body)
        mchid, serial = need(access, "mchid"), need(access, "serial_no")
        signed = seals.authorization(mchid, serial, nonce, timestamp, signature)
        headers = {**_HEADERS, **request.headers, "authorization": signed}
        # Naming the key asks the platform to sign its answer with it and not with a certificate.
        if key_id := access.settings.get("platform_key_id", "").strip():
            headers.setdefault("wechatpay-serial", key_id)
        return replace(request, headers=headers)

    async def undress(self, access: ChannelAccess, endpoint: Endpoint, request: Request) -> None:
        """Do nothing: a signature is good for one request anyway."""

    def read(self, access: ChannelAccess, endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
        """Return the body of a good answer; {} when it has none, `content` of a file."""
        if answer.status not in {200, 204}:
            # Refusals are often unsigned (a bad signature of ours always is); the reference
            # clients do not verify them either. They can stop a payment, never make one.
            raise _refused(answer)
        if endpoint.raw:
            return bytes_or_object(answer)
        try:
            carried = _carried(access, endpoint, answer.content)
            check(access, answer.headers, answer.content, self.clock, carried=carried)
        except seals.SealBroken as broken:
            raise AnswerLost(f"the answer is not the platform's ({broken.reason})") from broken
        return _object(answer.content) if answer.content else {}


def check(
    access: ChannelAccess,
    headers: Mapping[str, str],
    body: bytes,
    clock: Clock,
    *,
    carried: Mapping[str, RSAPublicKey] | None = None,
) -> None:
    """Raise SealBroken unless `body` came from the platform within the last five minutes.

    A serial number that is not among the channel's keys (and those that the body itself carried
    under our seal) is refused at once: nothing is fetched because a stranger named it.
    """
    given = {name.lower(): value for name, value in headers.items()}
    keys = {**platform_keys(access), **(carried or {})}
    key = keys.get(given.get("wechatpay-serial", ""))
    if key is None:
        raise seals.SealBroken("serial")
    seals.verify(
        key,
        timestamp=given.get("wechatpay-timestamp", ""),
        nonce=given.get("wechatpay-nonce", ""),
        body=body,
        signature=given.get("wechatpay-signature", ""),
        real=clock.real(),
    )


def build(ground: Ground) -> Caller:
    """Return what calls WeChat Pay; `ground.clock.real()` dates signatures."""
    return ground.caller(PayManner(ground.clock), load(__package__, account="mchid"))


def post(
    endpoint: Endpoint, body: Mapping[str, Any], *, number: str = "", sealed_for: str = ""
) -> Request:
    """Return a request with a JSON body, or none at all for an empty one; keys whose value is
    None are left out.

    `sealed_for` names the platform's key that a person's data in the body is sealed with.
    """
    kept = {key: value for key, value in body.items() if value is not None}
    headers = {"wechatpay-serial": sealed_for} if sealed_for else {}
    content = msgspec.json.encode(kept) if kept else b""
    return Request(_target(endpoint, number), content=content, headers=headers)


def get(endpoint: Endpoint, number: str = "", **query: str) -> Request:
    """Return a request whose query is part of the target, because it is signed."""
    tail = f"?{urlencode(query)}" if query else ""
    return Request(_target(endpoint, number) + tail)


def _carried(
    access: ChannelAccess, endpoint: Endpoint, content: bytes
) -> dict[str, RSAPublicKey]:
    if endpoint is not e.CERTIFICATES:
        return {}
    return {one.serial: one.key for one in certificates.opened(access, _object(content))}


def _target(endpoint: Endpoint, number: str) -> str:
    return endpoint.path.replace("{number}", quote(number, safe=""))


def _object(content: bytes) -> dict[str, Any]:
    try:
        return strict_json.read(content, dict[str, Any])
    except msgspec.DecodeError as error:
        raise AnswerLost("the answer is not a JSON object") from error


def _refused(answer: Answer) -> SendRefused | TryAgainHere | AnswerLost:
    status = answer.status
    try:
        said = _object(answer.content)
    except AnswerLost:
        said = {}
    code, message = str(said.get("code") or ""), str(said.get("message") or "")[:200]
    if not code and status >= 500:
        return AnswerLost(f"HTTP {status}")
    if status == 429 and code not in ERRCODES:
        return SendRefused("quota", code or "http_429", "请求过于频繁", wait_s=60)
    verdict = ERRCODES.get(code, UNLISTED)
    refusal = verdict.refusal(code or f"http_{status}", message)
    return TryAgainHere(refusal) if verdict.here else refusal
