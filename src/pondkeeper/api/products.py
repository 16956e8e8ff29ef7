"""What is for sale."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import get, post, put

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Items, number
from pondkeeper.domain import shop
from pondkeeper.domain.shop import ProductDraft, SkuDraft, queries
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

MOST_URL_CHARACTERS = 500
STATES = {"on_sale": True, "off_sale": False}


class ProductSku(msgspec.Struct):
    """A variant. `stock` null is not counted."""

    id: str
    name: str
    price_fen: int
    cost_fen: int | None
    stock: int | None
    sold: int


class Product(msgspec.Struct):
    """A thing to sell."""

    id: str
    name: str
    state: str
    skus: list[ProductSku]
    image_url: str | None


class SkuRequest(msgspec.Struct):
    """A variant to keep; an id changes that one."""

    name: str
    price_fen: int
    id: str | None = None
    cost_fen: int | None = None
    stock: int | None = None


class ProductRequest(msgspec.Struct):
    """A product to keep with its variants; a picture left out stays, null takes it away."""

    name: str
    state: str
    skus: list[SkuRequest]
    image_url: str | msgspec.UnsetType | None = msgspec.UNSET


@get("/api/products")
async def list_products(door: Door) -> Items[Product]:
    """List products, the newest first."""
    async with door.tx("") as tx:
        return Items(_products(await queries.products(tx)))


@post("/api/products")
async def create_product(door: Door, data: ProductRequest) -> Product:
    """Put a product on the shelf."""
    draft = _draft(data)
    door.about("product", "", name=draft.name)
    async with door.tx("products.write") as tx:
        product_id = await shop.add_product(tx, draft)
        door.about("product", product_id, name=draft.name)
        return await _one(tx, product_id)


@put("/api/products/{product_id:int}")
async def change_product(door: Door, product_id: int, data: ProductRequest) -> Product:
    """Change a product; orders keep what they were placed at."""
    draft = _draft(data)
    door.about("product", product_id, name=draft.name)
    async with door.tx("products.write") as tx:
        await shop.change_product(tx, product_id, draft)
        return await _one(tx, product_id)


async def _one(tx: Tx, product_id: int) -> Product:
    return _products(await queries.products(tx, product_id))[0]


def _draft(data: ProductRequest) -> ProductDraft:
    if data.state not in STATES:
        raise InvalidInput("No such state.", errors=[FieldError("state", "on_sale, off_sale")])
    skus = tuple(
        SkuDraft(sku.name, sku.price_fen, sku.cost_fen or 0, sku.stock, number(sku.id, "skus"))
        for sku in data.skus
    )
    return ProductDraft(data.name, skus, active=STATES[data.state], image_url=_image(data))


def _image(data: ProductRequest) -> str | None:
    """Return the picture's address, '' for none, None to leave it. Raises InvalidInput."""
    if data.image_url is msgspec.UNSET:
        return None
    url = (data.image_url or "").strip()
    if url and not (url.startswith("https://") and len(url) <= MOST_URL_CHARACTERS):
        error = FieldError("image_url", "An https:// address of at most 500 characters.")
        raise InvalidInput("The picture has no usable address.", errors=[error])
    return url


def _products(rows: Sequence[Any]) -> list[Product]:
    found: dict[int, Product] = {}
    for row in rows:
        state = "on_sale" if row["active"] else "off_sale"
        empty = Product(str(row["id"]), row["name"], state, [], row["image_url"] or None)
        product = found.setdefault(row["id"], empty)
        product.skus.append(
            ProductSku(
                id=str(row["sku_id"]),
                name=row["sku_name"],
                price_fen=row["price_fen"],
                cost_fen=row["cost_fen"],
                stock=row["stock"],
                sold=row["sold"],
            )
        )
    return list(found.values())


ROUTES = (list_products, create_product, change_product)
