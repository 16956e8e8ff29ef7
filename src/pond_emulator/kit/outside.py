"""What every HTTP client of the emulator starts from."""

import ssl
from functools import cache

import aiohttp
import httpx


@cache
def authorities() -> ssl.SSLContext:
    """Whom HTTPS trusts: read once, since reading the list takes longer than most requests."""
    return httpx.create_ssl_context(trust_env=False)


def session(base_url: str, timeout_s: float, connections: int) -> aiohttp.ClientSession:
    """A light client for the many calls: it waits at most `timeout_s` and keeps no cookies."""
    return aiohttp.ClientSession(
        base_url=base_url or None,
        connector=aiohttp.TCPConnector(limit=connections, ssl=authorities()),
        timeout=aiohttp.ClientTimeout(total=timeout_s),
        cookie_jar=aiohttp.DummyCookieJar(),
    )
