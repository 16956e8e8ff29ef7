"""Server-rendered pages that a customer opens on the phone; no framework, no request elsewhere."""

from typing import Any

from pondkeeper.pages import shop_page

ROUTES: tuple[Any, ...] = shop_page.ROUTES

__all__ = ["ROUTES"]
