"""The API's own description, made without a server: what the console's types are generated from."""

import json
from typing import cast

from pondkeeper.api import hot_description
from pondkeeper.api.app import build
from pondkeeper.api.services import Services


def describe() -> str:
    """Return the OpenAPI document as text, the same for the same routes and shapes.

    No handler runs, so no services are needed.
    """
    app = build(cast("Services", None))
    document = app.openapi_schema.to_schema()
    document["paths"] |= hot_description.paths()
    document["components"]["schemas"] |= hot_description.schemas()
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
