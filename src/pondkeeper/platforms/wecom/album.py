"""Products that staff may show in a chat (商品图册).

Page: https://developer.work.weixin.qq.com/document/path/95096
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels.facts import rule as rules
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.messages import check
from pondkeeper.platforms.wecom.paging import walk

_PAGE = 50


@dataclass(frozen=True, slots=True)
class WeComAlbum:
    """Pictures are uploaded by `attachments` for the album first."""

    caller: Caller

    async def walk(self, access: ChannelAccess) -> AsyncIterator[rules.AlbumProduct]:
        """Walk all products that this application made."""
        async for row in walk(self.caller, access, e.PRODUCTS, {"limit": _PAGE}):
            yield _product(row)

    async def add(self, access: ChannelAccess, product: rules.AlbumProduct) -> str:
        """Make a product and return its id."""
        request = post(e.PRODUCT_ADD, self._body(product))
        answer = await self.caller.call(access, e.PRODUCT_ADD, request)
        return str(told(answer, "product_id"))

    async def update(self, access: ChannelAccess, product: rules.AlbumProduct) -> None:
        """Make the product of that id what `product` says."""
        body = {"product_id": product.product_id, **self._body(product)}
        await self.caller.call(access, e.PRODUCT_UPDATE, post(e.PRODUCT_UPDATE, body))

    async def delete(self, access: ChannelAccess, product_id: str) -> None:
        """Remove a product."""
        request = post(e.PRODUCT_DELETE, {"product_id": product_id})
        await self.caller.call(access, e.PRODUCT_DELETE, request)

    def _body(self, product: rules.AlbumProduct) -> dict[str, Any]:
        check(len(product.media_ids), self.caller.limits, "wecom.mass.attachments")
        return {
            "description": product.description,
            "price": product.price_fen,
            "product_sn": product.number or None,
            "attachments": [
                {"type": "image", "image": {"media_id": one}} for one in product.media_ids
            ],
        }


def _product(row: Mapping[str, Any]) -> rules.AlbumProduct:
    pictures = [one.get("image") or {} for one in row.get("attachments") or ()]
    return rules.AlbumProduct(
        description=str(row.get("description") or ""),
        price_fen=int(row.get("price") or 0),
        number=str(row.get("product_sn") or ""),
        media_ids=tuple(str(one["media_id"]) for one in pictures if one.get("media_id")),
        product_id=str(told(row, "product_id")),
    )
