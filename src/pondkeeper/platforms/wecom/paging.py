"""Walking what WeCom gives page by page when it is asked with a body."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.json_calls import post


def walk(
    caller: Caller, access: ChannelAccess, endpoint: Endpoint, body: Mapping[str, Any]
) -> AsyncIterator[Any]:
    """Walk all items of `endpoint`, asked with `body` and the cursor of each page."""
    return caller.pages(
        access, endpoint, lambda cursor: post(endpoint, {**body, "cursor": cursor or None})
    )
