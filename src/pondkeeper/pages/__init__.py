"""Server-rendered pages that a customer opens on the phone; no framework, no request elsewhere."""

from typing import Any

ROUTES: tuple[Any, ...] = ()
