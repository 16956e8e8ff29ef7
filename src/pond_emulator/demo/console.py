"""The console's API as an operator's script would use it: an API key, names to find things by.

`ensure` looks before it makes, so that a set-up which was killed can simply be run again.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

TRIES = 8


class ConsoleError(Exception):
    """The product refused what the demo's operators asked; the text says what."""


class Console:
    """`client` has the product's address as its base and carries the API key."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def get(self, path: str) -> Any:
        return await self._call("GET", path, None)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._call("POST", path, body)

    async def put(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._call("PUT", path, body)

    async def ensure(
        self, path: str, body: Mapping[str, Any], by: str = "name", wrapped: str = ""
    ) -> dict[str, Any]:
        """The item whose `by` equals the body's, made if there is none. `wrapped` names the key
        under which the answer to POST holds the item.
        """
        for item in (await self.get(path))["items"]:
            if item[by] == body[by]:
                found: dict[str, Any] = item
                return found
        made = await self.post(path, body)
        return dict(made[wrapped] if wrapped else made)

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        """Tries again while the product starts or restarts; raises ConsoleError."""
        trouble = ""
        for attempt in range(TRIES):
            try:
                answer = await self._client.request(method, path, json=body)
            except httpx.TransportError as error:
                trouble = type(error).__name__
            else:
                if answer.status_code < 400:
                    return answer.json() if answer.content else None
                trouble = f"{answer.status_code} {answer.text[:500]}"
                if answer.status_code < 500 and answer.status_code != 429:
                    break
            await asyncio.sleep(min(0.2 * 2**attempt, 5.0))
        raise ConsoleError(f"{method} {path}: {trouble}")
