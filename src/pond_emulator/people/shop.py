"""The shop as a person's phone reaches it: the product's public store API, nothing else."""

import json
from typing import Any

import aiohttp


class ShopRefusedError(Exception):
    """The shop says no for good (sold out, link withdrawn, order not refundable)."""


class ShopDownError(Exception):
    """The shop does not answer now; the person tries again."""


class Shop:
    """`client` has the product's address as its base."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def home(self, channel: str, token: str) -> dict[str, Any]:
        """Products, own coupons and orders."""
        return await self._call("GET", f"/api/store/{channel}/home", token, None)

    async def order(
        self,
        channel: str,
        token: str,
        lines: list[dict[str, Any]],
        coupon_id: str | None,
        idempotency_key: str,
    ) -> dict[str, Any]:
        """{order_no, payable_fen, pay}; the key makes a second try the same order."""
        body = {"lines": lines, "idempotency_key": idempotency_key}
        if coupon_id is not None:
            body["coupon_id"] = coupon_id
        return await self._call("POST", f"/api/store/{channel}/orders", token, body)

    async def refund(self, channel: str, token: str, order_no: str, reason: str) -> dict[str, Any]:
        path = f"/api/store/{channel}/orders/{order_no}/refunds"
        return await self._call("POST", path, token, {"reason": reason})

    async def _call(
        self, method: str, path: str, token: str, body: dict[str, Any] | None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._client.request(method, path, json=body, headers=headers) as answer:
                status, text = answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ShopDownError(type(error).__name__) from error
        if status >= 500 or status in (408, 425, 429):
            raise ShopDownError(f"{status} {path}")
        if status >= 400:
            raise ShopRefusedError(f"{status} {text[:300]}")
        found: dict[str, Any] = json.loads(text)
        return found
