"""Clients of the servers that the tests start."""

import random
import socket
from typing import Any

import httpx

PATIENCE_S = 60


def free_port() -> int:
    """A port for a process about to start. Not one that the system hands out by itself: it could
    give it to somebody else before the process listens.
    """
    drawn = random.SystemRandom()
    while True:
        port = drawn.randrange(25_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def client(address: str = "", **options: Any) -> httpx.AsyncClient:
    """Loopback speaks plain HTTP: no list of authorities is read, which takes 40 ms of a core."""
    return httpx.AsyncClient(
        base_url=address, timeout=PATIENCE_S, trust_env=False, verify=False, **options
    )
