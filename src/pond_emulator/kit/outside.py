"""What every HTTP client of the emulator starts from."""

import ssl
from functools import cache

import httpx


@cache
def authorities() -> ssl.SSLContext:
    """Whom HTTPS trusts: read once, since reading the list takes longer than most requests."""
    return httpx.create_ssl_context(trust_env=False)
