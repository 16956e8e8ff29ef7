"""Bills of a closed day: where they are, their digest, their bytes.

A bill is made from ten in the morning of the next day on and kept for three months
(https://pay.weixin.qq.com/doc/v3/merchant/4012791866). A day without trade has none, and one that
is being made is worth another look after half an hour (merchant/4013071254).
"""

import binascii
import hashlib
import zlib
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from pondkeeper.domain.channels.facts.pay import Bill, FundLine
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.wechat_pay import bill_text, bodies, client, shapes
from pondkeeper.platforms.wechat_pay import endpoints as e

NO_BILL = frozenset({"NO_STATEMENT_EXIST", "STATEMENT_NOT_EXIST"})
BEING_MADE = frozenset({"STATEMENT_CREATING"})
WAIT_S = 1800
MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WeChatBills:
    """Fetches and reads bills; each call is harmless."""

    caller: Caller

    async def trade_bill(self, access: ChannelAccess, day: date) -> Bill:
        """Return all payments made and refunds accepted on `day`, none when nothing was traded."""
        text = await self._fetch(access, e.TRADE_BILL, day, bill_type="ALL")
        return bill_text.trades(day, text) if text else Bill(day, (), 0, 0, 0)

    async def fund_bill(self, access: ChannelAccess, day: date) -> list[FundLine]:
        """Return all movements on the merchant's basic account on `day`."""
        text = await self._fetch(access, e.FUND_BILL, day, account_type="BASIC")
        return bill_text.movements(text) if text else []

    async def _fetch(
        self, access: ChannelAccess, endpoint: Endpoint, day: date, **query: str
    ) -> str:
        """Return a bill's text, '' when there is none. SendRefused 'retry' while it is made."""
        request = client.get(endpoint, bill_date=day.isoformat(), **query, tar_type="GZIP")
        try:
            answer = await self.caller.call(access, endpoint, request)
        except SendRefused as refused:
            if refused.code in NO_BILL:
                return ""
            if refused.code in BEING_MADE:
                raise SendRefused(
                    "retry", refused.code, "账单正在生成", wait_s=WAIT_S
                ) from refused
            raise
        address = bodies.shaped(answer, shapes.BillAddress)
        packed = await self._download(access, address.download_url)
        return _text(packed, address)

    async def _download(self, access: ChannelAccess, url: str) -> bytes:
        """Fetch the file from the channel's own address, whatever host the answer named."""
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = await self.caller.call(access, e.BILL_FILE, Request(target))
        content = answer.get("content")
        if not isinstance(content, bytes):
            raise SendUnknown("the bill's file is not a file")
        return content


def _text(packed: bytes, address: shapes.BillAddress) -> str:
    """Unpack and check: the digest is of the unpacked file."""
    plain = _unpacked(packed)
    if address.hash_type != "SHA1":
        raise SendUnknown(f"hash_type {address.hash_type} is new to us")
    # SHA-1 is the platform's choice: it finds a broken download, the signature vouches for it.
    if hashlib.sha1(plain).hexdigest() != address.hash_value.lower():  # noqa: S324
        raise SendUnknown("the bill's digest does not fit")
    try:
        return plain.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SendUnknown("the bill is no text") from error


def _unpacked(packed: bytes) -> bytes:
    if packed[:2] != b"\x1f\x8b":
        return packed
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(packed, MOST_BYTES)
    except (zlib.error, binascii.Error) as error:
        raise SendUnknown("the bill cannot be unpacked") from error
    if not unpacker.eof:
        raise SendUnknown("the bill is cut off or larger than anything a day can bring")
    return plain
