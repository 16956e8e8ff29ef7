"""What is for sale: made, changed, taken off sale."""

from sqlalchemy import insert, select, update

from pondkeeper.domain.shop.given import ProductDraft, SkuDraft
from pondkeeper.domain.shop.models import Product, Sku
from pondkeeper.kit import ids
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

MOST_FEN = 100_000_000


async def add_product(tx: Tx, draft: ProductDraft) -> int:
    """Keep a new product with its SKUs; returns its id. Raises InvalidInput and Conflict."""
    _check(draft)
    await _check_name(tx, draft.name, None)
    made = await tx.execute(
        insert(Product)
        .values(
            workspace_id=tx.workspace_id,
            name=draft.name.strip(),
            active=draft.active,
            image_url=draft.image_url or "",
            created_at=tx.clock.now(),
        )
        .returning(Product.id)
    )
    product_id: int = made.scalar_one()
    for sku in draft.skus:
        await _keep_sku(tx, product_id, sku)
    return product_id


async def change_product(tx: Tx, product_id: int, draft: ProductDraft) -> None:
    """Change a product and its SKUs. Orders keep what they were placed at. Raises NotFound.

    A SKU that is not named stays as it is: orders may refer to it.
    """
    _check(draft)
    await _check_name(tx, draft.name, product_id)
    values: dict[str, object] = {"name": draft.name.strip(), "active": draft.active}
    if draft.image_url is not None:
        values["image_url"] = draft.image_url
    changed = await tx.execute(
        update(Product)
        .where(Product.workspace_id == tx.workspace_id, Product.id == product_id)
        .values(values)
    )
    if changed.rowcount == 0:
        raise NotFound("There is no such product.")
    for sku in draft.skus:
        await _keep_sku(tx, product_id, sku)


async def _keep_sku(tx: Tx, product_id: int, sku: SkuDraft) -> None:
    values = {
        "name": sku.name.strip(),
        "price_fen": sku.price_fen,
        "cost_fen": sku.cost_fen,
        "stock": sku.stock,
    }
    if sku.id is None:
        code = ids.token(tx.epoch, 10)
        row = {"workspace_id": tx.workspace_id, "product_id": product_id, "code": code}
        await tx.execute(insert(Sku).values(row | values))
        return
    changed = await tx.execute(
        update(Sku)
        .where(Sku.workspace_id == tx.workspace_id, Sku.id == sku.id, Sku.product_id == product_id)
        .values(values)
    )
    if changed.rowcount == 0:
        raise NotFound("This product has no such SKU.")


async def _check_name(tx: Tx, name: str, own_id: int | None) -> None:
    found = await tx.execute(
        select(Product.id).where(
            Product.workspace_id == tx.workspace_id, Product.name == name.strip()
        )
    )
    other = found.scalar_one_or_none()
    if other is not None and other != own_id:
        raise Conflict("A product of this name exists already.", code="name_taken")


def _check(draft: ProductDraft) -> None:
    wrong = [] if 0 < len(draft.name.strip()) <= 60 else [FieldError("name", "1 to 60 characters.")]
    if not draft.skus:
        wrong.append(FieldError("skus", "At least one."))
    for place, sku in enumerate(draft.skus):
        if not 0 <= sku.price_fen <= MOST_FEN:
            wrong.append(FieldError(f"skus.{place}.price_fen", "0 to 1,000,000 yuan."))
        if not 0 <= sku.cost_fen <= MOST_FEN:
            wrong.append(FieldError(f"skus.{place}.cost_fen", "0 to 1,000,000 yuan."))
        if sku.stock is not None and sku.stock < 0:
            wrong.append(FieldError(f"skus.{place}.stock", "0 or more."))
    if wrong:
        raise InvalidInput("The product is not valid.", errors=wrong)
