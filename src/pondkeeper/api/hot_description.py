"""The tracking door in the API's description, from the structs that read its bodies."""

from typing import Any

import msgspec

from pondkeeper.api.track import CALLS
from pondkeeper.platforms.own_app.shapes import Accepted, Batch, Call

NAMES = {"Call": "TrackingCall", "Batch": "TrackingBatch", "Accepted": "TrackingAccepted"}
REFUSALS = {
    "400": "One event makes no sense, or the body is no JSON; nothing was kept.",
    "401": "There is no own app with this write key.",
    "413": "More than 500 KB.",
    "503": "Too many wait; come again after Retry-After.",
}
JSON = "application/json"


def paths() -> dict[str, Any]:
    """Return one path per kind of call, by the long name that Segment's servers have."""
    kinds = dict.fromkeys(CALLS.values())
    return {f"/v1/{kind}": {"post": _operation(kind)} for kind in kinds}


def schemas() -> dict[str, Any]:
    """Return the shapes by name. In a batch each is read by itself, as a call."""
    _, found = msgspec.json.schema_components(
        (Call, Batch, Accepted), ref_template="#/components/schemas/{name}"
    )
    named = {NAMES[name]: shape | {"title": NAMES[name]} for name, shape in found.items()}
    named["TrackingBatch"]["properties"]["batch"]["items"] = _ref("Call")
    return named


def _operation(kind: str) -> dict[str, Any]:
    shape = "Batch" if kind == "batch" else "Call"
    refused = {
        status: {"description": text, "content": {"application/problem+json": {"schema": {}}}}
        for status, text in REFUSALS.items()
    }
    taken = {"description": "Kept.", "content": {JSON: {"schema": _ref("Accepted")}}}
    return {
        "tags": ["tracking"],
        "operationId": f"Track{kind.title()}",
        "summary": f"Segment's {kind}; the write key is the user of Basic authentication.",
        "requestBody": {"required": True, "content": {JSON: {"schema": _ref(shape)}}},
        "responses": {"200": taken, **refused},
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{NAMES[name]}"}
