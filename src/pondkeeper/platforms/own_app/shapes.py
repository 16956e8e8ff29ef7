"""The calls of Segment's HTTP API as clients send them; what is not named here is not kept.

Source: https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/ and
https://segment.com/docs/connections/spec/ (read by memory of the pages and from the traffic of
segment-analytics-python 2.4, which the tests run).
"""

from datetime import datetime
from typing import Any, Literal, TypeAlias

import msgspec

Id: TypeAlias = str | int | float | None
"""Clients send ids as text or as numbers."""
Type: TypeAlias = Literal["track", "identify", "page", "screen", "group", "alias"]


class Call(msgspec.Struct, rename="camel"):
    """One call. Times are the client's own; `writeKey` stands here when there is no Basic auth."""

    type: Type | None = None
    message_id: str | None = None
    user_id: Id = None
    anonymous_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    timestamp: datetime | None = None
    original_timestamp: datetime | None = None
    sent_at: datetime | None = None
    write_key: str | None = None


class Batch(msgspec.Struct, rename="camel"):
    """Many calls at once; each is bounded and read by itself."""

    batch: list[msgspec.Raw]
    sent_at: datetime | None = None
    context: dict[str, Any] | None = None
    write_key: str | None = None


class Accepted(msgspec.Struct):
    """What a client is told."""

    success: bool = True
