"""Clients of the servers that the tests start."""

from typing import Any

import httpx

PATIENCE_S = 60


def client(address: str = "", **options: Any) -> httpx.AsyncClient:
    """Loopback speaks plain HTTP: no list of authorities is read, which takes 40 ms of a core."""
    return httpx.AsyncClient(
        base_url=address, timeout=PATIENCE_S, trust_env=False, verify=False, **options
    )
