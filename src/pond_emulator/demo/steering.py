"""The product's steering door: business time moves on when all that is due has been done."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from pond_emulator.kit.clock import iso_utc

POLL_S = (0.01, 0.02, 0.03, 0.05, 0.1)
PATIENCE_S = 90.0


class SteeringError(Exception):
    """The product refused to be steered; the text says what it answered."""


class Steering:
    """`client` has the product's address as its base."""

    def __init__(self, client: aiohttp.ClientSession, token_file: Path) -> None:
        self._client = client
        self._token_file = token_file
        self.steered = True  # as the latest answer said

    async def now(self) -> float:
        """Business time, in seconds since 1970."""
        return moment((await self._post({}))["now"])

    async def to(self, seconds: float) -> float:
        """Moves business time forward; tells where it stands then."""
        return moment((await self._post({"to": iso_utc(seconds)}))["now"])

    async def idle(self) -> tuple[bool, dict[str, Any]]:
        """(nothing due is undone, what is)"""
        told = await self._post({})
        return bool(told["idle"]), told.get("pending", {})

    async def end(self) -> None:
        """Business time becomes the machine's, for good."""
        await self._post({"end": True})

    async def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Waits out restarts; raises SteeringError when the product says no."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_S
        while True:
            try:
                headers = {"X-Pond-Steer": self._token_file.read_text(encoding="utf-8").strip()}
                async with self._client.post("/steer", json=body, headers=headers) as answer:
                    status, text = answer.status, await answer.text()
                if status < 400:
                    found: dict[str, Any] = json.loads(text)
                    self.steered = found["mode"] == "steered"
                    return found
                trouble = f"{status} {text[:300]}"
                if status < 500 and status != 429:
                    raise SteeringError(trouble)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                trouble = type(error).__name__
            if loop.time() > until:
                raise SteeringError(trouble)
            await asyncio.sleep(0.2)


def moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
